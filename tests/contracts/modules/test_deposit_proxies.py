import ape
import pytest
from eth_abi import encode
from eth_utils import keccak, to_checksum_address

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
LARGEST = "0x" + "ff" * 20
DOLLAR = 10**6
ID = b"\1" * 32


def proxy_code(implementation):
    """ERC-1167."""
    return bytes.fromhex(f"363d3d373d3d3d363d73{implementation[2:]}5af43d82803e903d91602b57fd5bf3")


def by_eip_1014(deployer, payment_id, refund_to, implementation):
    salt = keccak(encode(["bytes32", "address"], [payment_id, refund_to]))
    init_code = bytes.fromhex("602d3d8160093d39f3") + proxy_code(implementation)
    digest = keccak(b"\xff" + bytes.fromhex(deployer[2:]) + salt + keccak(init_code))
    return to_checksum_address(digest[12:])


@pytest.fixture(scope="module")
def blueprint(built, deployer):
    return deployer.declare(built.DepositAddress).contract_address


@pytest.fixture(scope="module")
def harness(harness_of, blueprint):
    return harness_of("DepositProxies", blueprint)


def test_reverts_without_a_blueprint(harness_of, stranger):
    with ape.reverts("deposits: blueprint has no code"):
        harness_of("DepositProxies", stranger)


def test_reverts_for_code_that_is_no_blueprint(harness_of, dollar):
    with ape.reverts():
        harness_of("DepositProxies", dollar)


@pytest.mark.parametrize("payment_id", [b"\0" * 32, ID, b"\xff" * 32])
@pytest.mark.parametrize("refund_to", [ZERO, "0x" + "11" * 20, LARGEST])
def test_address_is_that_of_eip_1014(harness, payment_id, refund_to):
    expected = by_eip_1014(str(harness.address), payment_id, refund_to, str(harness.implementation()))
    assert harness.at(payment_id, refund_to) == expected


def test_each_contract_has_its_own(harness, harness_of, blueprint):
    twin = harness_of("DepositProxies", blueprint)
    assert twin.at(ID, ZERO) != harness.at(ID, ZERO)
    assert twin.implementation() != harness.implementation()


def test_opens_a_minimal_proxy_there(harness, chain, payer, stranger):
    place = harness.at(ID, payer)
    assert chain.provider.get_code(place) == b""
    harness.open(ID, payer, sender=stranger)
    assert chain.provider.get_code(place) == proxy_code(str(harness.implementation()))
    assert chain.provider.get_code(harness.at(ID, stranger)) == b""


def test_opening_again_changes_nothing(harness, chain, payer, stranger):
    harness.open(ID, payer, sender=stranger)
    code = chain.provider.get_code(harness.at(ID, payer))
    harness.open(ID, payer, sender=stranger)
    assert chain.provider.get_code(harness.at(ID, payer)) == code


def test_opens_where_money_lies_already(harness, dollar, deployer, payer, stranger):
    place = harness.at(ID, payer)
    deployer.transfer(place, 1)
    dollar.mint(place, DOLLAR, sender=deployer)
    harness.open(ID, payer, sender=stranger)
    harness.move(place, dollar, payer, DOLLAR, sender=stranger)
    harness.move(place, NATIVE, payer, 1, sender=stranger)
    assert dollar.balanceOf(place) == 0


def test_obeys_its_contract_alone(harness, built, dollar, deployer, payer, stranger):
    harness.open(ID, payer, sender=stranger)
    for place in (harness.at(ID, payer), harness.implementation()):
        opened = built.DepositAddress.at(place)
        for caller in (payer, stranger, deployer):
            with ape.reverts("deposit: not its maker"):
                opened.move(dollar, caller, 0, sender=caller)


def test_receives_coins_once_open(harness, deployer, payer, stranger):
    harness.open(ID, payer, sender=stranger)
    place = harness.at(ID, payer)
    deployer.transfer(place, 5)
    before = payer.balance
    harness.move(place, NATIVE, payer, 5, sender=stranger)
    assert payer.balance == before + 5
