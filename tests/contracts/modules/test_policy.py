import ape
import pytest

ZERO = "0x" + "00" * 20
FEE_BPS, CAP_BPS = 50, 80
BAD_RECEIVER = "policy: bad fee receiver"
ABOVE = "policy: fee above the cap"
NOT_ADMIN = "admin: not the admin"


@pytest.fixture(scope="module")
def harness(harness_of, admin, fee_receiver):
    return harness_of("Policy", admin, fee_receiver, FEE_BPS, CAP_BPS, ZERO)


@pytest.fixture(scope="module")
def listening(harness_of, admin, fee_receiver, sanctions):
    """One that asks a sanctions list."""
    return harness_of("Policy", admin, fee_receiver, FEE_BPS, CAP_BPS, sanctions)


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"fee_cap_bps": 101}, "policy: fee cap above 1 %"),
        ({"fee_bps": CAP_BPS + 1}, ABOVE),
        ({"fee_receiver": ZERO}, BAD_RECEIVER),
        ({"sanctions_list": "0x" + "11" * 20}, "policy: sanctions list has no code"),
    ],
)
def test_reverts_when_deployed_with_bad_terms(harness_of, admin, fee_receiver, changed, reason):
    terms = {
        "admin": admin,
        "fee_receiver": fee_receiver,
        "fee_bps": FEE_BPS,
        "fee_cap_bps": CAP_BPS,
        "sanctions_list": ZERO,
    }
    with ape.reverts(reason):
        harness_of("Policy", *(terms | changed).values())


@pytest.mark.parametrize("verb, argument", [("set_fee", 1), ("set_fee_receiver", None), ("set_paused", True)])
def test_reverts_for_anybody_but_the_admin(harness, stranger, fee_receiver, verb, argument):
    for caller in (stranger, fee_receiver):
        with ape.reverts(NOT_ADMIN):
            getattr(harness, verb)(caller if argument is None else argument, sender=caller)


@pytest.mark.parametrize("fee_bps", [CAP_BPS + 1, 2**16, 2**256 - 1])
def test_reverts_for_a_fee_above_the_cap(harness, admin, fee_bps):
    with ape.reverts(ABOVE):
        harness.set_fee(fee_bps, sender=admin)


def test_reverts_for_a_fee_receiver_where_fees_would_be_lost(harness, admin):
    for lost in (ZERO, harness):
        with ape.reverts(BAD_RECEIVER):
            harness.set_fee_receiver(lost, sender=admin)


def test_reverts_for_new_money_while_paused(harness, admin, payer):
    harness.check_open(payer)
    harness.set_paused(True, sender=admin)
    assert harness.is_guarded()
    with ape.reverts("policy: paused"):
        harness.check_open(payer)
    harness.set_paused(False, sender=admin)
    assert not harness.is_guarded()
    harness.check_open(payer)


def test_reverts_for_a_listed_payer(listening, sanctions, deployer, payer, merchant):
    assert listening.is_guarded()
    listening.check_open(payer)
    sanctions.list(payer, True, sender=deployer)
    with ape.reverts("policy: payer is sanctioned"):
        listening.check_open(payer)
    listening.check_open(merchant)


def test_reverts_when_the_list_does_not_answer(harness_of, admin, fee_receiver, payer, silent, deploy_code):
    for dumb in (silent, deploy_code(bytes(1))):
        harness = harness_of("Policy", admin, fee_receiver, FEE_BPS, CAP_BPS, dumb)
        with ape.reverts():
            harness.check_open(payer)


@pytest.mark.parametrize("asks", [False, True])
def test_each_change_keeps_all_the_rest(request, admin, stranger, sanctions, deployer, asks):
    harness = request.getfixturevalue("listening" if asks else "harness")
    expected = {"fee_bps": FEE_BPS, "cap": CAP_BPS, "receiver": str(harness.fee_terms()[2]), "paused": False}
    deals = 0

    def check():
        assert list(harness.fee_terms()) == list(expected.values())
        assert harness.deal_number() == deals
        assert harness.is_guarded() is (expected["paused"] or asks)

    check()
    for verb, name, value in (
        ("set_fee", "fee_bps", CAP_BPS),
        ("set_paused", "paused", True),
        ("set_fee_receiver", "receiver", stranger.address),
        ("set_fee", "fee_bps", 0),
        ("set_paused", "paused", False),
    ):
        harness.count_a_deal(sender=deployer)
        deals += 1
        getattr(harness, verb)(value, sender=admin)
        expected[name] = value
        check()


def test_each_change_is_told(harness, admin, stranger, only_event):
    assert only_event(harness.set_fee(7, sender=admin), harness.FeeChanged) == {"fee_bps": 7}
    told = only_event(harness.set_fee_receiver(stranger, sender=admin), harness.FeeReceiverChanged)
    assert told == {"fee_receiver": stranger}
    assert only_event(harness.set_paused(True, sender=admin), harness.PausedChanged) == {"paused": True}


def test_tells_the_list_it_asks(harness, listening, sanctions):
    assert harness.sanctions_list() == ZERO
    assert listening.sanctions_list() == sanctions
