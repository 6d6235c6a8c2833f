import ape
import pytest
from deal_terms import FEE_BPS, FEE_CAP_BPS, NATIVE, ZERO


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"admin": ZERO}, "admin: admin is zero"),
        ({"fee_receiver": ZERO}, "policy: bad fee receiver"),
        ({"fee_bps": 101, "fee_cap_bps": 101}, "policy: fee cap above 1 %"),
        ({"fee_bps": 51, "fee_cap_bps": 50}, "policy: fee above the cap"),
        ({"sanctions_list": "0x" + "51" * 20}, "policy: sanctions list has no code"),
    ],
)
def test_reverts_for_a_bad_argument(built, deployer, admin, fee_receiver, changes, reason):
    good = {"admin": admin, "fee_receiver": fee_receiver, "fee_bps": 0, "fee_cap_bps": 0, "sanctions_list": ZERO}
    with ape.reverts(reason):
        deployer.deploy(built.Escrow, *(good | changes).values())


def test_deploys_with_the_highest_cap_and_fee(built, deployer, admin, fee_receiver, dollar):
    made = deployer.deploy(built.Escrow, admin, fee_receiver, 100, 100, dollar)
    assert tuple(made.fee_terms()) == (100, 100, fee_receiver, False)
    assert made.sanctions_list() == dollar


def test_begins_empty(escrow, admin, fee_receiver, dollar):
    assert escrow.admin() == admin and escrow.pending_admin() == ZERO
    assert tuple(escrow.fee_terms()) == (FEE_BPS, FEE_CAP_BPS, fee_receiver, False)
    assert escrow.sanctions_list() == ZERO
    assert escrow.deal_count() == escrow.credit_number() == escrow.accrued_fees(dollar) == escrow.credits(NATIVE) == 0


def test_says_its_version_and_its_domain(escrow, chain):
    assert escrow.version() == "1.0.0"
    told = escrow.eip712Domain()
    assert [*told[1:5]] == ["Counterfoil Escrow", "1", chain.chain_id, escrow.address]
    assert bytes(told[0]) == b"\x0f" and bytes(told[5]) == bytes(32) and list(told[6]) == []


def test_says_who_is_admin_and_what_fees_are_in_its_first_events(built, deployer, admin, fee_receiver):
    made = deployer.deploy(built.Escrow, admin, fee_receiver, FEE_BPS, FEE_CAP_BPS, ZERO)
    (handed,) = made.creation_metadata.receipt.decode_logs(made.AdminTransferred)
    (fee,) = made.creation_metadata.receipt.decode_logs(made.FeeChanged)
    (receiver,) = made.creation_metadata.receipt.decode_logs(made.FeeReceiverChanged)
    assert (handed.previous_admin, handed.admin) == (ZERO, admin)
    assert (fee.fee_bps, receiver.fee_receiver) == (FEE_BPS, fee_receiver)


def test_refuses_coins_that_are_sent_plainly(escrow, stranger, depositor):
    for sender in (stranger, depositor):
        with ape.reverts():
            sender.transfer(escrow, 1)
        with ape.reverts():
            sender.transfer(escrow, 1, data="0x12345678")
    assert escrow.balance == 0


VERBS_WITHOUT_COIN = ("accept_arbitration", "decline_arbitration", "dispute", "reclaim", "resolve_by_timeout")


@pytest.mark.parametrize("verb", VERBS_WITHOUT_COIN)
def test_refuses_coins_sent_along_with_a_verb_that_takes_none(escrow, deal, stranger, verb):
    with ape.reverts():
        stranger.transfer(escrow, 1, data=getattr(escrow, verb).encode_input(deal()))
    assert escrow.balance == 0
