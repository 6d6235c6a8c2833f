"""Terms, links, amounts and standings that need no chain."""

import pytest
from eth_utils.address import to_checksum_address

from backend.checkout.acceptance import NATIVE_COIN, Acceptance, Token, exact_text
from backend.checkout.invoice import Domain
from backend.checkout.links import approve_link, pay_link, transfer_link
from backend.checkout.session_terms import Terms, TermsError, new_invoice
from backend.checkout.standing import Certainty, certainty, session_status
from tests.backend.checkout.invoices import random_invoice

NOW = 1_800_000_000
DAY = 86_400
DOLLAR = "0x" + "d0" * 20
ACCEPTANCE = Acceptance("local", 31337, "0x" + "9a" * 20, 3, 77, (Token("TUSD", "Test Dollar", 6, DOLLAR),))
MERCHANT = "0x" + "a1" * 20

REFUSED = [
    ({"token": "0x" + "d1" * 20}, "token_unknown"),
    ({"valid_until": NOW}, "valid_until_passed"),
    ({"valid_until": NOW + 366 * DAY + 1}, "valid_until_too_far"),
    ({"valid_until": NOW + 60, "refund_until": NOW + 59}, "refund_until_passed"),
    ({"refund_until": NOW + 3_653 * DAY + 1}, "refund_until_too_far"),
]


@pytest.mark.parametrize(("terms", "code"), REFUSED)
def test_terms_that_cannot_be_offered_are_refused(terms, code):
    with pytest.raises(TermsError) as refused:
        new_invoice(Terms(MERCHANT, **{"token": DOLLAR, "amount": 1, **terms}), ACCEPTANCE, NOW)

    assert (refused.value.code, refused.value.param) == (code, list(terms)[-1])


def test_times_at_their_bounds_are_offered():
    invoice = new_invoice(Terms(MERCHANT, DOLLAR, 1, valid_until=NOW + 1, refund_until=NOW + 1), ACCEPTANCE, NOW)
    latest = Terms(MERCHANT, DOLLAR, 1, valid_until=NOW + 366 * DAY, refund_until=NOW + 3_653 * DAY)

    assert (invoice.valid_until, invoice.refund_until) == (NOW + 1, NOW + 1)
    assert new_invoice(latest, ACCEPTANCE, NOW).refund_until == NOW + 3_653 * DAY


def test_the_fee_signed_for_is_the_gateways_immutable_cap():
    assert new_invoice(Terms(MERCHANT, DOLLAR, 1), ACCEPTANCE, NOW).max_fee_bps == 77


AMOUNTS = [
    (0, 6, "0.00"),
    (1, 6, "0.000001"),
    (25_000_000, 6, "25.00"),
    (25_500_000, 6, "25.50"),
    (25_123_456, 6, "25.123456"),
    (10**18, 18, "1.00"),
    (7, 0, "7"),
    (75, 1, "7.5"),
    (2**256 - 1, 18, "115792089237316195423570985008687907853269984665640564039457.584007913129639935"),
]


@pytest.mark.parametrize(("amount", "decimals", "text"), AMOUNTS)
def test_amounts_are_exact_in_text(amount, decimals, text):
    assert exact_text(amount, decimals) == text


def test_links_follow_the_grammar_of_erc_681():
    invoice, domain = random_invoice(4), Domain(137, "0x" + "9a" * 20)
    token, gateway = to_checksum_address(DOLLAR), to_checksum_address(domain.gateway)

    approve = approve_link(DOLLAR, 25_000_000, domain)
    pay = pay_link(invoice, "0xabcd", domain, native=True)

    assert approve == f"ethereum:{token}@137/approve?address={gateway}&uint256=25000000"
    head, _, parameters = pay.partition("?")
    assert head == f"ethereum:{gateway}@137/pay"
    value, struct, signature = parameters.split("&")
    assert (value, signature) == (f"value={invoice.amount}", "bytes=0xabcd")
    kinds, _, values = struct.partition("=")
    assert kinds == "(address,address,address,uint256,uint256,uint256,uint256,bytes32,bytes32,bytes32)"
    assert values.lower() == f"({','.join(str(getattr(invoice, f)) for f in invoice.__slots__)})"
    assert "value=" not in pay_link(invoice, "0xabcd", domain, native=False)


def test_a_plain_send_is_a_transfer_of_the_token_or_the_coin_itself():
    deposit = "0x" + "de" * 20
    token, to = to_checksum_address(DOLLAR), to_checksum_address(deposit)

    assert transfer_link(DOLLAR, 25, deposit, 137) == f"ethereum:{token}@137/transfer?address={to}&uint256=25"
    assert transfer_link(NATIVE_COIN, 10**18, deposit, 1) == f"ethereum:{to}@1?value={10**18}"


@pytest.mark.parametrize(
    ("block", "expected"), [(11, Certainty.SEEN), (10, Certainty.CONFIRMED), (6, Certainty.CONFIRMED), (5, "final")]
)
def test_certainty_grows_with_depth(block, expected):
    assert certainty(block, confirmed_number=10, final_number=5) == expected


@pytest.mark.parametrize("followed_until", [0, 99])
def test_nothing_is_called_expired_before_the_chain_was_followed_that_far(followed_until):
    assert session_status(None, None, valid_until=100, followed_until=followed_until) == "open"
    assert session_status(None, None, valid_until=100, followed_until=100) == "expired"
    assert session_status("requested", None, valid_until=100, followed_until=100) == "expired"
