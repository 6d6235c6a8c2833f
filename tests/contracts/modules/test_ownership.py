import boa
import pytest
from eth_account import Account
from eth_utils import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

ZERO = "0x" + "00" * 20
END = "0x" + "00" * 19 + "01"
PEOPLE = [Account.from_key(keccak(text=f"person {i}")) for i in range(6)]
NAMES = [person.address for person in PEOPLE]
ACCEPT = {"AcceptOwnership": [{"name": "owner", "type": "address"}, {"name": "deadline", "type": "uint256"}]}


@pytest.fixture
def harness(boa_harness_of):
    return boa_harness_of("Ownership")


@pytest.fixture
def accepted():
    """The signature of AcceptOwnership by which a person accepts."""

    def sign(harness, person, deadline):
        domain = {
            "name": "Counterfoil MultiSig",
            "version": "1",
            "chainId": boa.env.evm.patch.chain_id,
            "verifyingContract": str(harness.address),
        }
        word = {"owner": person.address, "deadline": deadline}
        return bytes(Account.sign_typed_data(person.key, domain, ACCEPT, word).signature)

    return sign


def test_reverts_for_owners_that_cannot_be(harness):
    for owners, reason in (
        ([ZERO], "multisig: bad owner"),
        ([NAMES[0], END], "multisig: bad owner"),
        ([harness.address], "multisig: bad owner"),
        ([NAMES[0], NAMES[0]], "multisig: already an owner"),
        ([NAMES[0], NAMES[1], NAMES[0]], "multisig: already an owner"),
        ([NAMES[0], NAMES[1], NAMES[1]], "multisig: already an owner"),
    ):
        with boa.reverts(reason):
            harness.set_up(owners, 1, 1, 0)


def test_reverts_for_thresholds_and_delays_out_of_range(harness):
    for terms in ((0, 1), (2, 1), (1, 3), (3, 3)):
        with boa.reverts("multisig: bad threshold"):
            harness.set_up(NAMES[:2], *terms, 0)
    with boa.reverts("multisig: bad threshold"):
        harness.set_up([], 0, 0, 0)
    with boa.reverts("multisig: delay above 30 days"):
        harness.set_up(NAMES[:2], 1, 2, 30 * 86_400 + 1)
    harness.set_up(NAMES[:2], 1, 2, 30 * 86_400)
    assert tuple(harness.wallet_terms()) == (1, 2, 2, 30 * 86_400, 0)


def test_reverts_when_set_up_twice(harness):
    harness.set_up(NAMES[:1], 1, 1, 0)
    with boa.reverts("multisig: already set up"):
        harness.set_up(NAMES[:1], 1, 1, 0)


def test_only_who_accepted_comes_in_and_once(harness):
    harness.set_up(NAMES[:1], 1, 1, 0)
    with boa.reverts("multisig: ownership not accepted"):
        harness.add(NAMES[1])
    harness.accept_ownership(sender=NAMES[1])
    with boa.reverts("multisig: already accepted"):
        harness.accept_ownership(sender=NAMES[1])
    harness.add(NAMES[1])
    with boa.reverts("multisig: already an owner"):
        harness.accept_ownership(sender=NAMES[1])
    harness.remove(NAMES[1])
    with boa.reverts("multisig: ownership not accepted"):
        harness.add(NAMES[1])


def test_a_signature_accepts_once_and_until_its_deadline(harness, accepted):
    harness.set_up(NAMES[:1], 1, 1, 0)
    deadline = boa.env.timestamp + 1
    word = accepted(harness, PEOPLE[1], deadline)
    with boa.reverts("multisig: bad signature"):
        harness.accept_ownership_by_signature(NAMES[2], deadline, word)
    harness.accept_ownership_by_signature(NAMES[1], deadline, word)
    harness.add(NAMES[1])
    harness.remove(NAMES[1])
    with boa.reverts("multisig: signature is spent"):
        harness.accept_ownership_by_signature(NAMES[1], deadline, word)
    late = accepted(harness, PEOPLE[2], deadline)
    boa.env.timestamp = deadline
    with boa.reverts("multisig: signature expired"):
        harness.accept_ownership_by_signature(NAMES[2], deadline, late)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(start=st.integers(1, 4), steps=st.lists(st.integers(0, 5), max_size=12))
def test_the_list_is_who_came_and_did_not_leave(standing, start, steps):
    with boa.env.anchor():
        model = NAMES[:start]
        standing.set_up(model, 1, 1, 0)
        for step in steps:
            person = NAMES[step]
            if person in model:
                standing.remove(person)
                model = [owner for owner in model if owner != person]
            else:
                standing.accept_ownership(sender=person)
                standing.add(person)
                model = [person, *model]
            assert list(standing.owners()) == model
            assert [standing.is_owner(name) for name in NAMES] == [name in model for name in NAMES]
        with boa.reverts("multisig: not an owner"):
            standing.remove(END)


@pytest.fixture(scope="module")
def standing(request):
    """One harness for many histories."""
    return boa.load(str(request.config.rootpath / "contracts" / "mocks" / "OwnershipHarness.vy"))
