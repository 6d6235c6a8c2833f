import ape
import pytest

DOLLAR = 10**6
PRICE = 25 * DOLLAR
PRODUCT = b"membership".ljust(32, b"\0")
PERIOD = 30 * 86_400
BELOW = "pass: below the price"


@pytest.fixture(scope="module")
def club(solidity, deployer, funded, merchant, dollar):
    """Sells passes of thirty days for 25 dollars."""
    return deployer.deploy(solidity["MembershipPass"], funded, merchant, dollar, PRICE, PRODUCT, PERIOD)


@pytest.fixture
def paid_pass(paid):
    """An invoice for a pass that the payer has paid; keywords change its terms."""

    def make(**changes):
        return paid(**{"reference": PRODUCT} | changes)

    return make


@pytest.fixture
def as_struct():
    """As Solidity names its fields."""

    def rename(terms):
        return {("reference_" if name == "reference" else name): value for name, value in terms.items()}

    return rename


@pytest.fixture
def claim(club, as_struct, payer):
    def send(terms, sender=payer):
        return club.claim(as_struct(terms), sender=sender)

    return send


def test_reverts_for_another_merchants_invoice(claim, funded, invoice, sign, payer, stranger):
    funded.register_merchant(stranger, "0x" + "00" * 20, sender=stranger)
    terms = invoice(merchant=stranger, reference=PRODUCT)
    funded.pay(terms, sign(stranger, terms), sender=payer)
    with ape.reverts("pass: another merchant"):
        claim(terms)


def test_reverts_for_another_token(claim, paid_pass, silent):
    with ape.reverts("pass: another token"):
        claim(paid_pass(token=silent))


def test_reverts_for_another_product(claim, paid):
    with ape.reverts("pass: another product"):
        claim(paid())


def test_reverts_below_the_price(claim, paid_pass):
    with ape.reverts(BELOW):
        claim(paid_pass(amount=PRICE - 1))


def test_reverts_for_terms_that_were_not_paid(claim, paid_pass, invoice):
    with ape.reverts("pass: not paid"):
        claim(invoice(reference=PRODUCT))
    cheap = paid_pass(amount=1)
    with ape.reverts("pass: not paid"):
        claim(cheap | {"amount": PRICE})


def test_reverts_for_anybody_but_the_payer_of_record(claim, paid_pass, stranger, merchant):
    terms = paid_pass()
    for other in (stranger, merchant):
        with ape.reverts("pass: not the payer"):
            claim(terms, sender=other)


def test_reverts_for_a_refunded_payment(claim, paid_pass, funded, merchant):
    terms = paid_pass()
    funded.refund_payment(terms, 1, sender=merchant)
    with ape.reverts(BELOW):
        claim(terms)


def test_reverts_a_second_time(claim, paid_pass, club, payer, at, chain):
    terms = paid_pass()
    claim(terms)
    with ape.reverts("pass: already claimed"):
        claim(terms)
    at(chain.pending_timestamp + PERIOD)
    with ape.reverts("pass: already claimed"):
        claim(terms)


def test_reverts_while_another_pass_lasts(claim, paid_pass):
    claim(paid_pass())
    with ape.reverts("pass: already a member"):
        claim(paid_pass())


def test_payer_of_record_becomes_a_member_for_a_while(
    claim, paid_pass, club, funded, payer, stranger, at, chain, only_event
):
    assert not club.is_member(payer)
    terms = paid_pass()
    now = chain.pending_timestamp + 10
    at(now)
    told = only_event(claim(terms), club.PassClaimed)
    assert told == {"payment_id": funded.payment_id(terms), "member": payer, "until": now + PERIOD}
    assert club.is_member(payer)
    assert not club.is_member(stranger)
    at(now + PERIOD)
    chain.mine()
    assert not club.is_member(payer)
    claim(paid_pass(valid_until=now + 2 * PERIOD))
    assert club.is_member(payer)


def test_somebody_else_may_have_paid_for_the_member(claim, club, issue, funded, payer, stranger):
    terms, signature = issue(reference=PRODUCT)
    funded.pay_for(terms, [], signature, stranger, sender=payer)
    claim(terms, sender=stranger)
    assert club.is_member(stranger)


def test_a_refund_takes_the_pass_away_at_once(claim, paid_pass, club, funded, merchant, payer):
    terms = paid_pass(amount=PRICE + 5)
    claim(terms)
    funded.refund_payment(terms, 5, sender=merchant)
    assert club.is_member(payer)
    funded.refund_payment(terms, 1, sender=merchant)
    assert not club.is_member(payer)
    assert funded.is_paid(funded.payment_id(terms))
    claim(paid_pass())
    assert club.is_member(payer)
