"""A real chain with the real contracts on it, people who act there, and the records that a keeper reads."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import HTTPProvider, Web3

from scripts._deployment.build import BLUEPRINT_SETTINGS, VYPER_SETTINGS, Built, build
from tests.backend.running.surroundings import write_record
from tests.deployments.conftest import running_anvil

SOURCES = {
    "PaymentGateway": ("contracts/PaymentGateway.vy", None),
    "DepositAddress": ("contracts/DepositAddress.vy", BLUEPRINT_SETTINGS),
    "DepositAddresses": ("contracts/DepositAddresses.vy", None),
    "Escrow": ("contracts/Escrow.vy", None),
    "Subscription": ("contracts/Subscription.vy", {**VYPER_SETTINGS, "optimize": "codesize"}),
    "TestDollar": ("contracts/mocks/TestDollar.sol", None),
    "HostileDollar": ("contracts/mocks/HostileDollar.sol", None),
}
RECORDED = ("PaymentGateway", "DepositAddresses", "Escrow", "Subscription")
NOBODY = "0x" + "00" * 20
DAY = 86_400
DOLLARS = 10**6
RELEASED, RETURNED = "DealReleased", "DealReturned"


def compiled() -> dict[str, Built]:
    """Every contract of the stage, compiled from its sources."""
    with ProcessPoolExecutor(2) as pool:
        waiting = {name: pool.submit(build, *source) for name, source in SOURCES.items()}
        return {name: one.result() for name, one in waiting.items()}


class Stage:
    """One anvil. `node`: web3 on it; `contracts`: by name."""

    def __init__(self, url: str, folder: Path, built: dict[str, Built]) -> None:
        self.url = url
        self.folder = folder
        self.node = Web3(HTTPProvider(url, exception_retry_configuration=None))
        self.operator, self.depositor, self.merchant, self.payer, *_ = self.node.eth.accounts
        self._built = built
        self.contracts: dict[str, Any] = {}
        self.deals: list[tuple[Any, ...]] = []
        self._deploy()

    def _deploy(self) -> None:
        operator = self.operator
        gateway = self._create("PaymentGateway", operator, operator, 50, 100, 2 * DAY, NOBODY)
        blueprint = self._create("DepositAddress")
        self._create("DepositAddresses", gateway, blueprint)
        self._create("Escrow", operator, operator, 50, 100, NOBODY)
        self._create("Subscription", operator, operator, 50, 100, NOBODY)
        self._create("TestDollar")
        self._create("HostileDollar")

    def _create(self, name: str, *arguments: Any) -> str:
        built = self._built[name]
        factory = self.node.eth.contract(abi=list(built.abi), bytecode=built.init_code)
        if name == "DepositAddress":
            hash = self.node.eth.send_transaction({"from": self.operator, "data": built.init_code, "gas": 5_000_000})
        else:
            hash = factory.constructor(*arguments).transact({"from": self.operator})
        receipt = self.node.eth.wait_for_transaction_receipt(hash)
        assert receipt["status"] == 1, name
        address = str(receipt["contractAddress"])
        self.contracts[name] = self.node.eth.contract(address=self.node.to_checksum_address(address), abi=built.abi)
        if name in RECORDED:
            block = {"block_number": receipt["blockNumber"], "block_hash": receipt["blockHash"].to_0x_hex()}
            sent = {"transaction_hash": hash.to_0x_hex(), "abi": list(built.abi)}
            write_record(self.folder, name, address=address, **block, **sent)
        return address

    def act(self, contract: str, verb: str, *arguments: Any, by: str | None = None, value: int = 0) -> Any:
        """Sends a call and sees it mined well; its receipt."""
        call = self.contracts[contract].functions[verb](*arguments)
        hash = call.transact({"from": by or self.operator, "value": value})
        receipt = self.node.eth.wait_for_transaction_receipt(hash)
        assert receipt["status"] == 1, verb
        return receipt

    def ask(self, contract: str, view: str, *arguments: Any) -> Any:
        return self.contracts[contract].functions[view](*arguments).call()

    def rpc(self, method: str, *params: Any) -> Any:
        answer = self.node.provider.make_request(method, params)  # type: ignore[arg-type]
        assert "error" not in answer, answer
        return answer["result"]

    def now(self) -> int:
        return int(self.node.eth.get_block("latest")["timestamp"])

    def travel(self, seconds: int) -> None:
        """Later by so many seconds, in a new block."""
        self.rpc("evm_increaseTime", seconds)
        self.rpc("evm_mine")

    def new_keeper(self, coins: int = 10) -> LocalAccount:
        """A key with gas money and nothing else."""
        account: LocalAccount = Account.create()
        self.rpc("anvil_setBalance", account.address, hex(coins * 10**18))
        return account

    def dollars(self, holder: str, spender: str, amount: int, token: str = "TestDollar") -> None:
        """Gives money to a holder, who lets a contract take it."""
        self.act(token, "mint", holder, amount)
        self.act(token, "approve", self.contracts[spender].address, 2**256 - 1, by=holder)

    def fund(self, count: int = 1, token: str = "TestDollar", apart: int = 0) -> list[tuple[Any, ...]]:
        """So many deals of one dollar each, funded, to be delivered within a day and then so many seconds apart; each
        its terms as the contract takes them."""
        self.dollars(self.depositor, "Escrow", count * DOLLARS, token)
        deals = []
        for place in range(count):
            address = self.contracts[token].address
            money = (address, DOLLARS, 100, self.now() + DAY + place * apart)
            parties = (self.depositor, self.merchant, NOBODY)
            deal = (*parties, *money, 3 * DAY, bytes(32), 0, 3 * DAY, 2_500, secrets.token_bytes(32))
            self.act("Escrow", "fund", deal, b"", by=self.depositor)
            deals.append(deal)
        self.deals += deals
        return deals

    def deliver(self, deal: tuple[Any, ...]) -> None:
        self.act("Escrow", "mark_delivered", deal, bytes(32), by=self.merchant)

    def dispute(self, deal: tuple[Any, ...]) -> None:
        self.act("Escrow", "dispute", deal, by=self.merchant)

    def logs(self, contract: str, event: str) -> list[Any]:
        """Every log of an event since the beginning."""
        return list(self.contracts[contract].events[event]().get_logs(from_block=0))

    def sent_by(self, account: str) -> list[Any]:
        """Every mined transaction of an account with its receipt, in order."""
        found = []
        for number in range(self.node.eth.block_number + 1):
            for transaction in self.node.eth.get_block(number, full_transactions=True)["transactions"]:
                if transaction["from"].lower() == account.lower():  # type: ignore[index]
                    hash = transaction["hash"]  # type: ignore[index]
                    found.append((transaction, self.node.eth.get_transaction_receipt(hash)))
        return found


@contextmanager
def staged(folder: Path, built: dict[str, Built], *options: str) -> Iterator[Stage]:
    """A stage on an anvil of its own."""
    with running_anvil("--accounts", "10", "--disable-code-size-limit", *options) as url:
        yield Stage(url, folder, built)
