import ape
from mandate_terms import FEE_BPS, FEE_CAP_BPS, ZERO

BAD = [
    ({"admin": ZERO}, "admin: admin is zero"),
    ({"fee_receiver": ZERO}, "policy: bad fee receiver"),
    ({"fee_bps": 101, "fee_cap_bps": 101}, "policy: fee cap above 1 %"),
    ({"fee_bps": 51, "fee_cap_bps": 50}, "policy: fee above the cap"),
    ({"sanctions_list": "0x" + "51" * 20}, "policy: sanctions list has no code"),
]


def test_reverts_for_a_bad_argument(built, deployer, admin, fee_receiver):
    good = {"admin": admin, "fee_receiver": fee_receiver, "fee_bps": 0, "fee_cap_bps": 0, "sanctions_list": ZERO}
    for changes, reason in BAD:
        with ape.reverts(reason):
            deployer.deploy(built.Subscription, *(good | changes).values())


def test_begins_empty(subscription, admin, fee_receiver, merchant, dollar):
    assert subscription.admin() == admin and subscription.pending_admin() == ZERO
    assert tuple(subscription.fee_terms()) == (FEE_BPS, FEE_CAP_BPS, fee_receiver, False)
    assert subscription.sanctions_list() == ZERO
    assert subscription.merchant_number(merchant) == subscription.credit_number() == subscription.credits(dollar) == 0


def test_says_its_version_and_its_domain(subscription, chain):
    assert subscription.version() == "1.0.0"
    told = subscription.eip712Domain()
    assert [*told[1:5]] == ["Counterfoil Subscription", "1", chain.chain_id, subscription.address]
    assert bytes(told[0]) == b"\x0f" and bytes(told[5]) == bytes(32) and list(told[6]) == []


def test_says_who_is_admin_and_what_fees_are_in_its_first_events(built, deployer, admin, fee_receiver):
    made = deployer.deploy(built.Subscription, admin, fee_receiver, FEE_BPS, FEE_CAP_BPS, ZERO)
    (handed,) = made.creation_metadata.receipt.decode_logs(made.AdminTransferred)
    (fee,) = made.creation_metadata.receipt.decode_logs(made.FeeChanged)
    (receiver,) = made.creation_metadata.receipt.decode_logs(made.FeeReceiverChanged)
    assert (handed.previous_admin, handed.admin) == (ZERO, admin)
    assert (fee.fee_bps, receiver.fee_receiver) == (FEE_BPS, fee_receiver)


def test_refuses_coins(subscription, opened, subscriber):
    terms = opened()
    for data in (b"", b"\x12\x34\x56\x78", subscription.cancel.encode_input(terms)):
        with ape.reverts():
            subscriber.transfer(subscription, 1, data=data)
    assert subscription.balance == 0
