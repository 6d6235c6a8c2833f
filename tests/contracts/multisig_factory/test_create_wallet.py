import ape
import pytest
from eth_abi import encode
from eth_utils import keccak, to_checksum_address
from wallet_hand import Hand, payment
from wallet_words import DAY, SENTINEL, ZERO

SALT = b"\7" * 32
TERMS = ["address[]", "uint256", "uint256", "uint256", "bytes32"]


@pytest.fixture
def terms(owners):
    """Two of three, all for calls, a week's delay."""
    return [owners, 2, 3, 7 * DAY, SALT]


def code_for(implementation):
    """ERC-1167's code, and what deploys it."""
    runtime = f"363d3d373d3d3d363d73{implementation.address[2:].lower()}5af43d82803e903d91602b57fd5bf3"
    return bytes.fromhex(runtime), bytes.fromhex("602d3d8160093d39f3" + runtime)


def expected(factory, implementation, terms):
    """EIP-1014, written out."""
    salt = keccak(encode(TERMS, terms))
    made = keccak(b"\xff" + bytes.fromhex(factory.address[2:]) + salt + keccak(code_for(implementation)[1]))
    return to_checksum_address(made[12:])


def test_reverts_for_the_same_terms_twice(factory, terms, deployer, stranger):
    factory.create_wallet(*terms, sender=stranger)
    for sender in (stranger, deployer):
        with ape.reverts("factory: wallet exists already"):
            factory.create_wallet(*terms, sender=sender)
    assert factory.wallet_count() == 1


def test_reverts_for_terms_that_are_no_wallets(factory, implementation, owners, stranger):
    itself = factory.wallet_address(owners, 1, 1, 0, SALT)
    for bad, reason in (
        (([], 1, 1, 0), "bad threshold"),
        ((owners, 0, 1, 0), "bad threshold"),
        ((owners, 2, 1, 0), "bad threshold"),
        ((owners, 1, 4, 0), "bad threshold"),
        (([*owners, ZERO], 1, 1, 0), "bad owner"),
        (([*owners, SENTINEL], 1, 1, 0), "bad owner"),
        (([*owners, owners[0]], 1, 1, 0), "already an owner"),
        ((owners, 1, 1, 30 * DAY + 1), "delay above 30 days"),
    ):
        with ape.reverts(f"multisig: {reason}"):
            factory.create_wallet(*bad, SALT, sender=stranger)
        assert factory.provider.get_code(factory.wallet_address(*bad, SALT)) == b""
    assert factory.wallet_count() == 0
    assert factory.provider.get_code(itself) == b""


def test_reverts_for_more_than_thirty_two_owners(factory, stranger):
    people = [f"0x{i:040x}" for i in range(2, 35)]
    with ape.reverts():
        factory.create_wallet(people, 1, 1, 0, SALT, sender=stranger)
    factory.create_wallet(people[:32], 32, 32, 0, SALT, sender=stranger)


def test_makes_a_wallet_at_the_address_known_before(factory, implementation, terms, stranger, wallet_at):
    address = factory.wallet_address(*terms)
    assert address == expected(factory, implementation, terms)
    assert factory.provider.get_code(address) == b""
    factory.create_wallet(*terms, sender=stranger)
    assert bytes(factory.provider.get_code(address)) == code_for(implementation)[0]
    made = wallet_at(address)
    assert made.owners() == terms[0]
    assert list(made.wallet_terms()) == [2, 3, 3, 7 * DAY, 0]
    assert factory.wallet_address(*terms) == address


def test_tells_all_of_it(factory, terms, stranger, wallet_at):
    address = factory.wallet_address(*terms)
    receipt = factory.create_wallet(*terms, sender=stranger)
    (created,) = receipt.decode_logs(factory.WalletCreated)
    assert dict(created.event_arguments) == {
        "wallet": address,
        "creator": stranger,
        "number": 1,
    }
    (set_up,) = receipt.decode_logs(wallet_at(address).WalletSetUp)
    assert (set_up.contract_address, set_up.log_index) == (address, created.log_index + 1)
    assert dict(set_up.event_arguments) == {
        "owners": terms[0],
        "threshold": 2,
        "call_threshold": 3,
        "delay": 7 * DAY,
    }


def test_numbers_wallets_without_a_hole(factory, terms, stranger, relayer):
    numbers = []
    for i, sender in enumerate((stranger, relayer, stranger)):
        terms[4] = bytes([i]) * 32
        (created,) = factory.create_wallet(*terms, sender=sender).decode_logs(factory.WalletCreated)
        numbers.append(created.number)
    with ape.reverts():
        factory.create_wallet(*terms, sender=stranger)
    assert numbers == [1, 2, 3] and factory.wallet_count() == 3


def test_every_term_is_part_of_the_address(factory, owners, terms):
    changed = (owners[::-1], 1, 2, 6 * DAY, b"\6" * 32)
    others = {factory.wallet_address(*terms[:i], value, *terms[i + 1 :]) for i, value in enumerate(changed)}
    assert len(others) == 5 and factory.wallet_address(*terms) not in others
    assert factory.wallet_address(owners[:2], *terms[1:]) not in others


def test_another_factory_has_other_addresses(factory, built, implementation, deployer, terms):
    other = deployer.deploy(built.MultiSigFactory, implementation)
    assert other.wallet_address(*terms) == expected(other, implementation, terms) != factory.wallet_address(*terms)


def test_whoever_comes_first_makes_the_same_wallet(factory, terms, relayer, stranger, wallet_at):
    """What is in front of a creation only pays its gas: the terms are in the address, and set up with it."""
    address = factory.wallet_address(*terms)
    factory.create_wallet(*terms, sender=stranger)
    made = wallet_at(address)
    with ape.reverts("multisig: already set up"):
        made.set_up([stranger], 1, 1, 0, sender=stranger)
    assert made.owners() == terms[0] and not made.is_owner(stranger)


def test_money_can_wait_where_the_wallet_will_be(
    factory, terms, dollar, deployer, stranger, accounts, wallet_at, chain
):
    """Owners sign for a wallet that is not there yet; what was sent to its address is its own."""
    address = factory.wallet_address(*terms)
    dollar.mint(address, 7, sender=deployer)
    deployer.transfer(address, 5)
    factory.create_wallet(*terms, sender=stranger)
    hand = Hand(wallet_at(address), stranger, chain.chain_id)
    hand.pay([payment(dollar, deployer, 7)], [accounts[5], accounts[6]])
    assert hand.wallet.balance == 5 and dollar.balanceOf(address) == 0
