import ape
import pytest
from wallet_words import DAY, SENTINEL, ZERO

ALREADY = "multisig: already set up"


@pytest.fixture
def bare(multisig, built, chain, deployer, implementation):
    """A minimal proxy that somebody made without the factory, and nobody has set up."""
    code = bytes.fromhex(
        f"602d3d8160093d39f3363d3d373d3d3d363d73{implementation.address[2:]}5af43d82803e903d91602b57fd5bf3"
    )
    tx = deployer.provider.network.ecosystem.create_transaction(data=code, gas_limit=200_000)
    receipt = deployer.call(tx)
    return built.MultiSig.at(receipt.contract_address, fetch_from_explorer=False, detect_proxy=False)


def test_reverts_a_second_time(multisig, owners, stranger):
    for sender in (owners[0], stranger):
        with ape.reverts(ALREADY):
            multisig.set_up([stranger], 1, 1, 0, sender=sender)


def test_reverts_at_the_implementation(implementation, stranger):
    with ape.reverts(ALREADY):
        implementation.set_up([stranger], 1, 1, 0, sender=stranger)
    assert list(implementation.owners()) == []
    assert not implementation.is_owner(stranger)


def test_reverts_for_thresholds_that_nobody_can_meet(bare, owners, stranger):
    for people, threshold, call_threshold in (
        ([], 0, 0),
        ([], 1, 1),
        (owners, 0, 0),
        (owners, 0, 1),
        (owners, 2, 1),
        (owners, 1, 4),
        (owners, 4, 4),
        (owners, 2**255, 2**256 - 1),
        (owners, 65, 65),
    ):
        with ape.reverts("multisig: bad threshold"):
            bare.set_up(people, threshold, call_threshold, 0, sender=stranger)


def test_reverts_for_addresses_that_can_be_no_owner(bare, owners, stranger):
    for bad in (ZERO, SENTINEL, bare.address):
        for people in ([bad], [owners[0], bad], [bad, owners[0]]):
            with ape.reverts("multisig: bad owner"):
                bare.set_up(people, 1, 1, 0, sender=stranger)


def test_reverts_for_an_owner_given_twice(bare, owners, stranger):
    for people in ([owners[0]] * 2, [*owners, owners[0]], [*owners, owners[2]]):
        with ape.reverts("multisig: already an owner"):
            bare.set_up(people, 1, 1, 0, sender=stranger)


def test_reverts_for_a_delay_of_more_than_30_days(bare, owners, stranger):
    for delay in (30 * DAY + 1, 2**22, 2**256 - 1):
        with ape.reverts("multisig: delay above 30 days"):
            bare.set_up(owners, 1, 1, delay, sender=stranger)
    bare.set_up(owners, 1, 1, 30 * DAY, sender=stranger)
    assert bare.wallet_terms().delay == 30 * DAY


def test_reverts_for_more_than_thirty_two(bare, stranger):
    people = [f"0x{i:040x}" for i in range(2, 35)]
    with ape.reverts():
        bare.set_up(people, 1, 1, 0, sender=stranger)
    bare.set_up(people[:32], 32, 32, 0, sender=stranger)
    assert [owner.lower() for owner in bare.owners()] == people[:32]
    assert list(bare.wallet_terms()) == [32, 32, 32, 0, 0]


def test_makes_a_wallet_and_tells_all_of_it(bare, owners, stranger, only_event):
    people = [owners[2], owners[0], owners[1]]
    receipt = bare.set_up(people, 2, 3, 7 * DAY, sender=stranger)
    assert only_event(receipt, bare.WalletSetUp) == {
        "owners": people,
        "threshold": 2,
        "call_threshold": 3,
        "delay": 7 * DAY,
    }
    assert bare.owners() == people
    assert list(bare.wallet_terms()) == [2, 3, 3, 7 * DAY, 0]
    assert [bare.is_owner(one) for one in (*people, stranger, ZERO, SENTINEL)] == [True] * 3 + [False] * 3
    assert bare.next_nonce(0) == bare.next_nonce(2**256 - 1) == 0
    with ape.reverts(ALREADY):
        bare.set_up(people, 2, 3, 7 * DAY, sender=stranger)


def test_tells_its_version_and_domain(multisig, slow, chain):
    assert multisig.version() == "1.0.0"
    for one in (multisig, slow):
        told = list(one.eip712Domain())
        assert told == [b"\x0f", "Counterfoil MultiSig", "1", chain.chain_id, one.address, b"\0" * 32, []]
