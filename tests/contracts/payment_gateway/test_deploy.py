import ape
import pytest

ZERO = "0x" + "00" * 20
DAY = 86_400


@pytest.fixture
def deploy(built, deployer, admin, fee_receiver):
    def make(admin=admin, fee_receiver=fee_receiver, fee_bps=50, fee_cap_bps=100, payout_delay=DAY, sanctions=ZERO):
        return deployer.deploy(built.PaymentGateway, admin, fee_receiver, fee_bps, fee_cap_bps, payout_delay, sanctions)

    return make


@pytest.mark.parametrize(
    "arguments, reason",
    [
        ({"admin": ZERO}, "admin: admin is zero"),
        ({"fee_receiver": ZERO}, "policy: bad fee receiver"),
        ({"fee_cap_bps": 101}, "policy: fee cap above 1 %"),
        ({"fee_bps": 51, "fee_cap_bps": 50}, "policy: fee above the cap"),
        ({"payout_delay": 30 * DAY + 1}, "merchants: payout delay above 30 days"),
        ({"sanctions": "0x" + "33" * 20}, "policy: sanctions list has no code"),
    ],
)
def test_reverts_for_bad_arguments(deploy, arguments, reason):
    with ape.reverts(reason):
        deploy(**arguments)


def test_deploys_at_the_limits(deploy, merchant, stranger, payout):
    gateway = deploy(fee_bps=100, fee_cap_bps=100, payout_delay=0)
    gateway.register_merchant(payout, ZERO, sender=merchant)
    gateway.set_payout(stranger, sender=merchant)
    assert gateway.merchant(merchant).payout == stranger
    assert deploy(payout_delay=30 * DAY).payout_delay() == 30 * DAY


def test_logs_and_answers_its_terms(deploy, admin, fee_receiver):
    gateway = deploy()
    logs = [(log.event_name, dict(log.event_arguments)) for log in gateway.creation_metadata.receipt.decode_logs()]
    assert logs == [
        ("AdminTransferred", {"previous_admin": ZERO, "admin": admin}),
        ("FeeChanged", {"fee_bps": 50}),
        ("FeeReceiverChanged", {"fee_receiver": fee_receiver}),
    ]
    assert (gateway.admin(), gateway.pending_admin(), gateway.payout_delay()) == (admin, ZERO, DAY)
    assert tuple(gateway.fee_terms()) == (50, 100, fee_receiver, False)
    assert gateway.sanctions_list() == ZERO
    assert gateway.version() == "1.0.0"
