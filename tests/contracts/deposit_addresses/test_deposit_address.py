import ape
import pytest
from eth_abi import encode
from eth_utils import keccak, to_checksum_address

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
PAYMENT_ID = b"\7" * 32


def predicted(deposits, payment_id, refund_to):
    """EIP-1014 over the init code of ERC-1167."""
    behind = bytes.fromhex(deposits.origin()[1].removeprefix("0x"))
    code = bytes.fromhex("363d3d373d3d3d363d73") + behind + bytes.fromhex("5af43d82803e903d91602b57fd5bf3")
    init = bytes.fromhex("602d3d8160093d39f3") + code
    salt = keccak(encode(["bytes32", "address"], [payment_id, str(refund_to)]))
    digest = keccak(b"\xff" + bytes.fromhex(deposits.address[2:]) + salt + keccak(init))
    return to_checksum_address(digest[12:]), code


@pytest.fixture
def another(built, deployer, gateway):
    """A second deployment for the same gateway."""
    blueprint = deployer.declare(built.DepositAddress).contract_address
    return deployer.deploy(built.DepositAddresses, gateway, blueprint)


@pytest.mark.parametrize("refund_to", [ZERO, "0x" + "11" * 20])
def test_tells_the_create2_address(deposits, refund_to):
    assert deposits.deposit_address(PAYMENT_ID, refund_to) == predicted(deposits, PAYMENT_ID, refund_to)[0]


def test_depends_on_payment_refund_to_and_contract(deposits, another, refund_to, stranger):
    told = {
        deposits.deposit_address(PAYMENT_ID, refund_to),
        deposits.deposit_address(PAYMENT_ID, stranger),
        deposits.deposit_address(PAYMENT_ID, ZERO),
        deposits.deposit_address(b"\6" * 32, refund_to),
        another.deposit_address(PAYMENT_ID, refund_to),
    }
    assert len(told) == 5


def test_receives_coins_with_and_without_code(deposits, invoice, arrive, refund_to, relayer, payer, chain):
    terms = invoice()
    deposit = arrive(terms, refund_to, 7, NATIVE)
    assert chain.provider.get_code(deposit) == b""
    deposits.return_deposit(terms, refund_to, NATIVE, sender=relayer)
    payer.transfer(deposit, 9, data=b"\1\2\3\4")
    assert chain.get_balance(deposit) == 9


@pytest.mark.parametrize("verb", ["collect", "return_deposit", "withdraw_deposit"])
def test_has_the_proxys_code_after_any_verb(
    deposits, gateway, issue, arrive, refund_to, relayer, dollar, silent, chain, verb
):
    terms, signature = issue()
    deposit = arrive(terms, refund_to)
    arrive(terms, refund_to, 7, silent)
    if verb == "collect":
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    elif verb == "return_deposit":
        deposits.return_deposit(terms, refund_to, silent, sender=relayer)
    else:
        deposits.withdraw_deposit(terms, dollar, relayer, sender=refund_to)
    address, code = predicted(deposits, gateway.payment_id(terms), refund_to)
    assert (address, bytes(chain.provider.get_code(deposit))) == (deposit, code)


def test_is_made_only_once(deposits, gateway, issue, arrive, refund_to, relayer, silent):
    terms, signature = issue()
    arrive(terms, refund_to)
    for _ in range(2):
        arrive(terms, refund_to, 7, silent)
        deposits.return_deposit(terms, refund_to, silent, sender=relayer)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert gateway.is_paid(gateway.payment_id(terms)) and silent.balanceOf(refund_to) == 14


@pytest.mark.parametrize("sender", ["refund_to", "merchant", "payer", "admin", "deployer", "stranger"])
@pytest.mark.parametrize("native", [False, True])
def test_obeys_only_its_creator(
    deposits, built, invoice, arrive, refund_to, relayer, dollar, silent, balance, request, sender, native
):
    token = NATIVE if native else dollar
    terms = invoice()
    deposit = arrive(terms, refund_to, 7, token)
    arrive(terms, refund_to, 7, silent)
    deposits.return_deposit(terms, refund_to, silent, sender=relayer)
    person = request.getfixturevalue(sender)
    with ape.reverts("deposit: not its maker"):
        built.DepositAddress.at(deposit).move(token, person, 7, sender=person)
    assert balance(token, deposit) == 7


@pytest.mark.parametrize("sender", ["refund_to", "merchant", "admin", "deployer", "stranger"])
def test_the_code_behind_it_obeys_only_its_creator(deposits, built, dollar, payer, request, sender):
    behind = built.DepositAddress.at(deposits.origin()[1])
    dollar.transfer(behind, 7, sender=payer)
    person = request.getfixturevalue(sender)
    with ape.reverts("deposit: not its maker"):
        behind.move(dollar, person, 7, sender=person)
    assert behind.version() == "1.0.0"


def test_refuses_coins_for_the_contract(deposits, wallet, payer, merchant, deployer):
    for sender in (payer, merchant):
        with ape.reverts("deposits: coins come with a verb"):
            sender.transfer(deposits, 1)
    with ape.reverts("deposits: coins come with a verb"):
        wallet.execute(deposits, 1, b"\1\2\3\4", sender=deployer)
    assert deposits.balance == 0


def test_deployment_reverts_without_code(built, deployer, gateway, stranger):
    blueprint = deployer.declare(built.DepositAddress).contract_address
    with ape.reverts("deposits: gateway has no code"):
        deployer.deploy(built.DepositAddresses, stranger, blueprint)
    with ape.reverts("deposits: blueprint has no code"):
        deployer.deploy(built.DepositAddresses, gateway, stranger)


def test_tells_its_origin_and_domain(deposits, gateway, chain):
    told, behind, number = deposits.origin()
    assert (told, number, deposits.version()) == (gateway, 0, "1.0.0")
    assert len(chain.provider.get_code(behind)) > 45
    domain = tuple(deposits.eip712Domain())
    assert domain == (b"\x0f", "Counterfoil DepositAddresses", "1", chain.chain_id, deposits, b"\0" * 32, [])


def test_never_obeys_another_deployment(deposits, another, issue, arrive, refund_to, relayer, dollar, at):
    terms, signature = issue()
    deposit = arrive(terms, refund_to)
    with ape.reverts("deposits: below the amount"):
        another.collect(terms, [], signature, refund_to, sender=relayer)
    with ape.reverts("deposits: nothing to return"):
        another.withdraw_deposit(terms, dollar, refund_to, sender=refund_to)
    assert dollar.balanceOf(deposit) == 25 * DOLLAR
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
