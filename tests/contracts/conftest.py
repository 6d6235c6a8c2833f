"""Actors by role, the gateway with one registered merchant, and the making of signed invoices."""

import itertools
import os

import pytest
from eth_abi import encode
from eth_account import Account
from eth_utils import keccak

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
FEE_BPS = 50
FEE_CAP_BPS = 100
PAYOUT_DELAY = 86_400
INVOICE_TYPE = [
    {"name": "merchant", "type": "address"},
    {"name": "payer", "type": "address"},
    {"name": "token", "type": "address"},
    {"name": "amount", "type": "uint256"},
    {"name": "max_fee_bps", "type": "uint256"},
    {"name": "valid_until", "type": "uint256"},
    {"name": "refund_until", "type": "uint256"},
    {"name": "splits_hash", "type": "bytes32"},
    {"name": "reference", "type": "bytes32"},
    {"name": "salt", "type": "bytes32"},
]


def pytest_configure(config):
    """Titanoboa's plugin wraps every fixture in a snapshot of its own chain, which these tests do not use."""
    plugin = config.pluginmanager.get_plugin("boa_test")
    if plugin is not None:
        config.pluginmanager.unregister(plugin)


@pytest.fixture(scope="session", autouse=True)
def untraced():
    """Ape would trace each revert on anvil, in order to show more than its reason: that takes time, and memory: with
    a wallet's wide frames below every step, gigabytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ape.exceptions._get_ape_traceback_from_tx", lambda transaction: None)
        patch.setattr("ape.api.transactions.TransactionAPI.trace", property(lambda transaction: None))
        patch.setattr("ape_foundry.provider.FoundryProvider._extract_custom_error", lambda provider, **_: "")
        yield


@pytest.fixture(scope="session")
def deployer(accounts):
    return accounts[0]


@pytest.fixture(scope="session")
def admin(accounts):
    return accounts[1]


@pytest.fixture(scope="session")
def merchant(accounts):
    return accounts[2]


@pytest.fixture(scope="session")
def payer(accounts):
    return accounts[3]


@pytest.fixture(scope="session")
def fee_receiver(accounts):
    return accounts[4]


@pytest.fixture(scope="session")
def invoice_signer(accounts):
    return accounts[5]


@pytest.fixture(scope="session")
def payout(accounts):
    return accounts[6]


@pytest.fixture(scope="session")
def relayer(accounts):
    return accounts[7]


@pytest.fixture(scope="session")
def stranger(accounts):
    return accounts[8]


@pytest.fixture(scope="session")
def is_compiled():
    """Whether everything was just compiled by force: else it is compiled anew, since Ape does not notice that a module
    of a contract has changed."""
    return os.environ.get("COUNTERFOIL_COMPILED") == "1"


@pytest.fixture(scope="session")
def built(project, is_compiled):
    """Contract kinds."""
    for name in (
        "PaymentGateway",
        "DepositAddress",
        "DepositAddresses",
        "Escrow",
        "Subscription",
        "MultiSig",
        "MultiSigFactory",
    ):
        assert project.load_contracts(f"contracts/{name}.vy", use_cache=is_compiled)
    return project


@pytest.fixture(scope="session")
def dollar(built, deployer):
    return deployer.deploy(built.TestDollar)


@pytest.fixture(scope="session")
def silent(built, deployer):
    return deployer.deploy(built.SilentDollar)


@pytest.fixture(scope="session")
def hostile(built, deployer):
    return deployer.deploy(built.HostileDollar)


@pytest.fixture(scope="session")
def wallet_dollar(built, deployer):
    """A dollar that also takes a wallet's ERC-3009 authorization."""
    return deployer.deploy(built.WalletDollar)


@pytest.fixture(scope="session")
def sanctions(built, deployer):
    """A sanctions list that no contract of the session asks: for those that a test deploys."""
    return deployer.deploy(built.SanctionsList)


@pytest.fixture(scope="session")
def gateway(built, deployer, admin, fee_receiver, merchant, payout, invoice_signer):
    """With a fee of 50 bps under a cap of 100, a payout delay of a day, no sanctions list, and one merchant."""
    contract = deployer.deploy(built.PaymentGateway, admin, fee_receiver, FEE_BPS, FEE_CAP_BPS, PAYOUT_DELAY, ZERO)
    contract.register_merchant(payout, invoice_signer, sender=merchant)
    return contract


@pytest.fixture(scope="session")
def deposits(built, deployer, gateway):
    """The deposit addresses of the gateway's invoices."""
    blueprint = deployer.declare(built.DepositAddress).contract_address
    return deployer.deploy(built.DepositAddresses, gateway, blueprint)


@pytest.fixture(scope="session")
def escrow(built, deployer, admin, fee_receiver):
    """With a fee of 50 bps under a cap of 100, and no sanctions list."""
    return deployer.deploy(built.Escrow, admin, fee_receiver, FEE_BPS, FEE_CAP_BPS, ZERO)


@pytest.fixture(scope="session")
def funded(gateway, dollar, silent, hostile, deployer, payer, merchant):
    """Payer and merchant hold 10,000 of each token and have approved the gateway for all of it."""
    for token in (dollar, silent, hostile):
        for holder in (payer, merchant):
            token.mint(holder, 10_000 * DOLLAR, sender=deployer)
            token.approve(gateway, 10_000 * DOLLAR, sender=holder)
    return gateway


@pytest.fixture(scope="session", autouse=True)
def staged(funded, deposits, escrow, wallet_dollar, sanctions):
    """Everything of the session exists before the first test; a later one would make Ape rebase its snapshots."""
    return funded


@pytest.fixture
def wallet(built, deployer):
    """A contract person: approves what it is told to, receives as it is told to."""
    made = deployer.deploy(built.TestWallet)
    deployer.transfer(made, "5 ether")
    return made


@pytest.fixture
def invoice(chain, dollar, merchant):
    """Terms of 25 dollars that anyone may pay within the hour; keywords change them."""
    salts = itertools.count(1)

    def build(**changes):
        now = chain.pending_timestamp
        terms = {
            "merchant": merchant.address,
            "payer": ZERO,
            "token": dollar.address,
            "amount": 25 * DOLLAR,
            "max_fee_bps": FEE_CAP_BPS,
            "valid_until": now + 3_600,
            "refund_until": now + 30 * 86_400,
            "splits_hash": b"\0" * 32,
            "reference": b"order-1042".ljust(32, b"\0"),
            "salt": keccak(text=f"salt {next(salts)}"),
        }
        terms.update({key: getattr(value, "address", value) for key, value in changes.items()})
        return terms

    return build


@pytest.fixture
def domain(chain, gateway):
    return {
        "name": "Counterfoil PaymentGateway",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": gateway.address,
    }


@pytest.fixture
def sign(domain):
    """The 65-byte signature of any typed message under the gateway's domain; keywords change the domain."""

    def make(signer, message, kind="Invoice", fields=None, **changes):
        return bytes(
            Account.sign_typed_data(
                signer.private_key, domain | changes, {kind: fields or INVOICE_TYPE}, message
            ).signature
        )

    return make


@pytest.fixture
def issue(invoice, sign, merchant):
    """An invoice and its merchant's signature."""

    def make(signer=merchant, **changes):
        terms = invoice(**changes)
        return terms, sign(signer, terms)

    return make


@pytest.fixture
def issue_shared(issue):
    """An invoice shared among pairs of receiver and basis points, its shares, and its merchant's signature."""

    def make(*pairs, **changes):
        shares = [(getattr(receiver, "address", receiver), bps) for receiver, bps in pairs]
        terms, signature = issue(splits_hash=keccak(encode(["(address,uint256)[]"], [shares])), **changes)
        return terms, shares, signature

    return make


@pytest.fixture
def paid(funded, issue, payer):
    """An invoice that the payer has paid; keywords change its terms."""

    def make(value=0, **changes):
        terms, signature = issue(**changes)
        funded.pay(terms, signature, sender=payer, value=value)
        return terms

    return make


@pytest.fixture
def only_event():
    """The one event of a kind in a receipt, as a dictionary."""

    def find(receipt, event):
        (found,) = receipt.decode_logs(event)
        return dict(found.event_arguments)

    return find


@pytest.fixture
def at(chain):
    """Give the next block a time."""

    def move(timestamp):
        chain.pending_timestamp = timestamp

    return move
