"""A second order, held by the Escrow until the customer shows the claim code at the counter."""

from __future__ import annotations

import secrets
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2

from backend.chain.records import load_record
from scripts.story.asking import PATIENCE_SECONDS, answered, asked_for, session_now, wait_until
from scripts.story.local_chain import StoryBroken
from scripts.story.people import Person
from scripts.story.shop import Shop
from scripts.story.telling import Telling


class PickUp:
    """The customer draws the code; the shop learns it at the counter and nowhere else."""

    def __init__(self, http: httpx2.AsyncClient, shop: Shop, customer: Person, merchant: Person, folder: Path) -> None:
        self._http = http
        self._shop = shop
        self._customer = customer
        self._merchant = merchant
        self._folder = folder
        self._code = secrets.token_hex(16)
        self._session: dict[str, Any] = {}
        self._deal: dict[str, Any] = {}

    async def tell(self, telling: Telling) -> None:
        """Steps ten to thirteen. Raises StoryBroken or TimeoutError when one fails."""
        with telling.step("the shop offers an order held until pick-up") as said:
            self._session = await asked_for(self._http, "A grinder, to be picked up", escrow={"claim_code": True})
            said.append(f"open terms {self._session['escrow']['open_id'][:10]}…")
        with telling.step("the customer pays into the Escrow") as said:
            await self._fund()
            said.append(f"session {(await self._until('held'))['status']}")
        with telling.step("the customer shows the code, the shop enters it") as said:
            await self._claim()
            said.append(f"session {(await self._until('paid'))['status']}")
        with telling.step("the signed webhook says it was released") as said:
            said.append(await self._told())

    async def _fund(self) -> None:
        asked = {
            "depositor": self._customer.address,
            "claim_hash": "0x" + sha256(self._code.encode()).hexdigest(),
        }
        path = f"/checkout/{self._session['id']}/funding"
        self._deal = answered(await self._http.post(path, json=asked))
        for call in self._deal["calls"]:
            await self._customer.send(call["to"], call["data"], int(call["value"]))

    async def _claim(self) -> None:
        escrow = load_record(self._folder, "local", "Escrow")
        whole = {name: _exact(value) for name, value in self._deal["deal"].items()}
        await self._merchant.call(escrow.address, escrow.abi, "claim", whole, self._code.encode())

    async def _told(self) -> str:
        notice = await self._shop.wait_for("deal.released", PATIENCE_SECONDS)
        if notice["data"]["id"] != self._deal["deal_id"] or self._shop.refused:
            raise StoryBroken("A webhook arrived that is not this deal's: read build/demo/backend.log.")
        released = Decimal(notice["data"]["released"]).scaleb(-6)
        return f"{notice['type']} {notice['id'][:12]}… verified, {released:.2f} released"

    async def _until(self, status: str) -> dict[str, Any]:
        async def reached() -> bool:
            self._session = await session_now(self._http, self._session)
            return bool(self._session["status"] == status)

        await wait_until(reached)
        return self._session


def _exact(value: Any) -> Any:
    # The API writes integers as text, so that no reader rounds them; the ABI wants them as they are.
    return int(value) if isinstance(value, str) and not value.startswith("0x") else value
