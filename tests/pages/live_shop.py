"""A shop on a local chain: anvil, the contracts, the whole backend on a free port, a merchant with an account."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["PATH"] = f"{ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"

from backend.bootstrap import Application, build  # noqa: E402
from backend.chain.records import Record, load_record  # noqa: E402
from backend.settings import read_settings  # noqa: E402
from backend.tables.session import upgrade  # noqa: E402
from scripts.story.local_chain import LocalChain, deploy, free_port  # noqa: E402
from scripts.story.people import Person  # noqa: E402

CONFIRMATIONS = 3
DOLLAR = 10**6
NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"


class LiveShop:
    """Everything runs in a thread with its own loop; tests call in from outside and mine blocks themselves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chain = LocalChain(folder / "anvil.log")
        self._people: dict[str, Person] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._stop: asyncio.Event | None = None
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._thread.start()
        self._do(self._start(), timeout=120)

    def end(self) -> None:
        self._do(self._end(), timeout=30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _do(self, work: Any, timeout: float = 60) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    async def _start(self) -> None:
        await self.chain.start()
        records = self.folder / "deployments"
        await deploy(self.chain.url, records, self.folder / "deploy.log")
        port = free_port()
        self.origin = f"http://127.0.0.1:{port}"
        settings = read_settings(
            database_url=f"sqlite:///{self.folder / 'pages.db'}",
            network="local",
            deployments=str(records),
            rpc_urls=(self.chain.url,),
            confirmations=CONFIRMATIONS,
            poll_seconds=0.1,
            port=port,
            public_url=self.origin,
            signer_secret="5e" * 32,
            demo_wallet=True,
        )
        await upgrade(settings.database_url)
        self.gateway, self.dollar, self.escrow, self.deposits = (
            load_record(records, "local", name)
            for name in ("PaymentGateway", "TestDollar", "Escrow", "DepositAddresses")
        )
        self.merchant = Person(self.chain.url, self.chain.accounts[1])
        self._stop = asyncio.Event()
        application = build(settings)
        self._running = asyncio.create_task(application.run_all(self._stop))
        self.http = httpx2.AsyncClient(base_url=self.origin, timeout=30)
        await self._register(application)
        await self.chain.call("evm_setAutomine", False)

    async def _register(self, application: Application) -> None:
        account = await application.open_account("Riverside Coffee", self.merchant.address.lower())
        self.http.headers["authorization"] = f"Bearer {account.key.text}"
        await self.merchant.call(
            self.gateway.address, self.gateway.abi, "register_merchant", self.merchant.address, account.invoice_signer
        )
        while (await self._answer("GET", "/ready")).status_code != 200:
            await asyncio.sleep(0.05)
        await self._followed()

    async def _followed(self) -> None:
        """Waits until the mirror stands at the head."""
        head = int(await self.chain.call("eth_blockNumber"), 16)
        while (await self._answer("GET", "/health")).json()["mirror"]["position"] != head:
            await asyncio.sleep(0.02)

    async def _answer(self, method: str, path: str, **more: Any) -> httpx2.Response:
        for _ in range(200):
            try:
                return await self.http.request(method, path, **more)
            except httpx2.ConnectError:
                await asyncio.sleep(0.05)
        raise AssertionError("the server did not start")

    async def _end(self) -> None:
        assert self._stop is not None
        self._stop.set()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)
        await self.http.aclose()
        for person in (self.merchant, *self._people.values()):
            await person.close()
        await self.chain.stop()

    def node(self, method: str, *params: Any) -> Any:
        return self._do(self.chain.call(method, *params))

    def raw(self, method: str, params: list[Any]) -> dict[str, Any]:
        """The node's whole answer, errors included."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return httpx2.post(self.chain.url, json=request, timeout=30).json()

    def mine(self, blocks: int = 1) -> None:
        """Seals what waits and lets the mirror follow."""

        async def mine() -> None:
            for _ in range(blocks):
                await self.chain.call("evm_mine")
            await self._followed()

        self._do(mine())

    def ask(
        self, amount: int = 25 * DOLLAR, *, native: bool = False, seconds: int = 1800, **more: Any
    ) -> dict[str, Any]:
        """A new payment session."""
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        body = {
            "amount": str(amount),
            "token": NATIVE if native else self.dollar.address,
            "description": "Order 1001: one coffee machine",
            "valid_until": until.isoformat(timespec="seconds"),
            **more,
        }
        answer = self._do(self._answer("POST", "/v1/payment_sessions", json=body))
        assert answer.status_code == 201, answer.text
        return answer.json()

    def state(self, session: dict[str, Any]) -> dict[str, Any]:
        return self._do(self._answer("GET", f"/checkout/{session['id']}/state")).json()

    def post(self, path: str, body: dict[str, Any], method: str = "POST") -> dict[str, Any]:
        """What the API answers."""
        answer = self._do(self._answer(method, path, json=body))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def by_merchant(self, function: str, *arguments: Any, to: Record | None = None) -> None:
        """A call of the merchant to the gateway (or another contract), sealed at once."""
        contract = to or self.gateway
        self._sealed(self.merchant.call(contract.address, contract.abi, function, *arguments))

    def fund(self, address: str, dollars: int) -> None:
        to = self.merchant.web3.to_checksum_address(address)
        self._sealed(self.merchant.call(self.dollar.address, self.dollar.abi, "mint", to, dollars * DOLLAR))

    def allow(self, owner: str, amount: int, to: Record | None = None) -> None:
        """`owner` lets the gateway (or another contract) take `amount` of test dollars."""
        taker = self.merchant.web3.to_checksum_address((to or self.gateway).address)
        person = self._person(owner)
        self._sealed(person.call(self.dollar.address, self.dollar.abi, "approve", taker, amount))

    def send(self, sender: str, to: str, data: str = "0x", value: int = 0) -> None:
        """A transaction of somebody, sealed at once."""
        self._sealed(self._person(sender).send(to, data, value))

    def pay(self, session: dict[str, Any], payer: str) -> None:
        """Allows and pays as another device would, sealed in the block after."""
        for call in session["calls"]:
            self.send(payer, call["to"], call["data"], int(call["value"]))

    def fund_deal(self, session: dict[str, Any], depositor: str, **more: Any) -> tuple[Any, ...]:
        """Pays into escrow as another device would; returns the deal as the contract takes it."""
        funding = self.post(f"/checkout/{session['id']}/funding", {"depositor": depositor, **more})
        self.pay(funding, depositor)
        return message_of(funding["typed_data"], "Deal")

    def later(self, seconds: int) -> None:
        """Moves the chain's time ahead, and seals a block there."""
        self.node("evm_increaseTime", seconds)
        self.mine()

    def _person(self, address: str) -> Person:
        if address not in self._people:
            self._people[address] = Person(self.chain.url, address)
        return self._people[address]

    def balance(self, address: str) -> int:
        data = "0x70a08231" + address[2:].lower().rjust(64, "0")
        return int(self.node("eth_call", {"to": self.dollar.address, "data": data}, "latest"), 16)

    def allowance(self, owner: str) -> int:
        data = "0xdd62ed3e" + owner[2:].lower().rjust(64, "0") + self.gateway.address[2:].lower().rjust(64, "0")
        return int(self.node("eth_call", {"to": self.dollar.address, "data": data}, "latest"), 16)

    def _sealed(self, sending: Any) -> None:
        async def sealed() -> None:
            await self.chain.call("evm_setAutomine", True)
            try:
                await sending
            finally:
                await self.chain.call("evm_setAutomine", False)
            await self._followed()

        self._do(sealed())

    def waiting(self) -> int:
        """How many transactions wait to be sealed."""
        return int(self.node("txpool_status")["pending"], 16)


def invoice_of(session: dict[str, Any]) -> tuple[Any, ...]:
    """The invoice as the contract takes it."""
    return message_of(session["typed_data"], "Invoice")


def message_of(document: dict[str, Any], struct: str) -> tuple[Any, ...]:
    """The struct in a typed-data document as the contract takes it."""
    fields = [field["name"] for field in document["types"][struct]]
    return tuple(_value(document["message"][name]) for name in fields)


def _value(given: Any) -> Any:
    if isinstance(given, str) and given.isdigit():
        return int(given)
    return bytes.fromhex(given[2:]) if isinstance(given, str) and len(given) == 66 else given
