"""The purchase: what merchant, shop and customer do, and what each of them sees."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2

from backend.bootstrap import Application, build
from backend.chain.records import load_record, load_tokens
from backend.settings import Settings
from backend.tables.session import upgrade
from scripts.story.asking import PATIENCE_SECONDS, answered, asked_for, session_now, wait_until
from scripts.story.local_chain import LocalChain, StoryBroken
from scripts.story.people import Person
from scripts.story.pick_up import PickUp
from scripts.story.shop import Shop
from scripts.story.telling import Telling

DOLLARS_1000 = 1_000_000_000


class Purchase:
    """One merchant, one shop, one customer and the whole backend in this process."""

    def __init__(self, settings: Settings, chain: LocalChain, shop: Shop) -> None:
        self.origin = settings.origin
        self.api_key = ""
        self.webhook_verified = False
        self._settings = settings
        self._chain = chain
        self._shop = shop
        self._application: Application = build(settings)
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._http = httpx2.AsyncClient(base_url=self.origin, timeout=30)
        self._merchant, self._customer = (Person(chain.url, address) for address in chain.accounts[1:3])
        # Whoever clicks through the checkout page afterwards has play money too.
        self._holders = [self._customer, *(Person(chain.url, address) for address in chain.accounts[3:])]
        self._folder = Path(settings.deployments)
        self._session: dict[str, Any] = {}

    async def tell(self, telling: Telling) -> None:
        """Steps three to thirteen. Raises StoryBroken or TimeoutError when one fails."""
        with telling.step("start mirror, API and deliveries in one process") as said:
            await self._start()
            said.append(self.origin)
        with telling.step("the merchant registers and opens an account") as said:
            await self._register()
            said.append(self._merchant.address)
        with telling.step("the shop asks for 25 dollars") as said:
            self._session = await self.new_session("One coffee machine")
            said.append(f"payment {self._session['payment_id'][:10]}…")
        with telling.step("the customer allows and pays") as said:
            said.append(f"transaction {(await self._pay())[:10]}…")
        with telling.step("the mirror sees the payment") as said:
            said.append(f"session {(await self._until('seen', 'paid'))['status']}")
        with telling.step("the API shows it paid") as said:
            said.append(self._in_words(await self._paid()))
        with telling.step("the signed webhook arrives at the shop") as said:
            notice = await self._shop.wait_for("payment.completed", PATIENCE_SECONDS)
            self.webhook_verified = notice["data"]["id"] == self._session["payment_id"] and not self._shop.refused
            said.append(f"{notice['type']} {notice['id'][:12]}… verified")
        if not self.webhook_verified:
            raise StoryBroken("A webhook arrived that is not this payment's: read build/demo/backend.log.")
        await PickUp(self._http, self._shop, self._customer, self._merchant, self._folder).tell(telling)

    async def new_session(self, description: str) -> dict[str, Any]:
        """A payment session of 25 dollars, as the API answers it."""
        return await asked_for(self._http, description, reference="order 7", metadata={"order": "7"})

    async def server_ended(self) -> None:
        """Returns when the backend ends by itself; raises what ended it."""
        if self._running is not None:
            await asyncio.shield(self._running)

    async def end(self) -> None:
        """Stops the backend and the shop."""
        self._stop.set()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)
        await self._shop.close()
        for person in (self._merchant, *self._holders):
            await person.close()
        await self._http.aclose()

    async def _start(self) -> None:
        await self._shop.open()
        await upgrade(self._settings.database_url)
        self._running = asyncio.create_task(self._application.run_all(self._stop))
        await wait_until(self._ready)

    async def _ready(self) -> bool:
        if self._running is not None and self._running.done():
            self._running.result()
        try:
            return (await self._http.get("/ready")).status_code == 200
        except httpx2.ConnectError:
            return False

    async def _register(self) -> None:
        account = await self._application.open_account("Riverside Coffee", self._merchant.address.lower())
        self.api_key = account.key.text
        self._http.headers["authorization"] = f"Bearer {self.api_key}"
        self._shop.secret = (await self._application.add_webhook(account.id, self._shop.url)).secret
        gateway = load_record(self._folder, "local", "PaymentGateway")
        dollar = load_record(self._folder, "local", "TestDollar")
        await asyncio.gather(
            self._merchant.call(
                gateway.address, gateway.abi, "register_merchant", self._merchant.address, account.invoice_signer
            ),
            *(
                holder.call(dollar.address, dollar.abi, "mint", holder.address, DOLLARS_1000)
                for holder in self._holders
            ),
        )
        await self._followed_to(int(await self._chain.call("eth_blockNumber"), 16))

    async def _followed_to(self, block_number: int) -> None:
        # An invoice is only signed for a merchant whose registration the mirror has seen.
        async def followed() -> bool:
            health = (await self._http.get("/health")).json()
            return bool((health["mirror"]["position"] or 0) >= block_number)

        await wait_until(followed)

    async def _pay(self) -> str:
        digest = ""
        for call in self._session["calls"]:
            digest = await self._customer.send(call["to"], call["data"], int(call["value"]))
        return digest

    async def _until(self, *statuses: str) -> dict[str, Any]:
        async def reached() -> bool:
            self._session = await session_now(self._http, self._session)
            return self._session["status"] in statuses

        await wait_until(reached)
        return self._session

    async def _paid(self) -> dict[str, Any]:
        await self._until("paid")
        return answered(await self._http.get(f"/v1/payments/{self._session['payment_id']}"))

    def _in_words(self, payment: dict[str, Any]) -> str:
        decimals = next(t.decimals for t in load_tokens(self._folder, "local") if t.symbol == "TUSD")
        amount, fee, net = (f"{Decimal(payment[part]).scaleb(-decimals):.3f}" for part in ("amount", "fee", "net"))
        return f"{payment['certainty']}: {amount} = {net} to the merchant + {fee} fee"
