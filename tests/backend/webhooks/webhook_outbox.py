"""The outbox as a mirror leaves it: notices written, deliveries pending; and a clock that tests move."""

import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from backend.tables.merchants_own import Account, WebhookEndpoint
from backend.tables.outbox import Delivery, Notice
from backend.webhooks.sign import new_secret


@dataclass
class MovedClock:
    """Starts at the real second, because the stock verifier compares with it; moves only when told to."""

    now: int = field(default_factory=lambda: int(time.time()))

    def __call__(self) -> float:
        return float(self.now)


@dataclass
class Outbox:
    engine: AsyncEngine
    clock: MovedClock
    secret: str = field(default_factory=new_secret)
    announced: int = 0

    async def open_account(self) -> None:
        await self._insert(Account, id="acc_1", name="A shop", merchant="0x" + "11" * 20, created_at=self.clock.now)

    async def add_endpoint(self, endpoint_id: str, url: str) -> None:
        await self._insert(
            WebhookEndpoint,
            id=endpoint_id,
            account_id="acc_1",
            url=url,
            secret=self.secret,
            created_at=self.clock.now,
        )

    async def announce(self, *endpoint_ids: str, body: str = '{"type":"payment.seen"}') -> str:
        """One notice for every endpoint named; returns its id."""
        self.announced += 1
        notice_id = f"evt_{self.announced:032x}"
        await self._insert(
            Notice,
            id=notice_id,
            account_id="acc_1",
            sequence=self.announced,
            type="payment.seen",
            chain_id=31337,
            subject="payment:0x" + "22" * 32,
            block_number=self.announced,
            block_hash="0x" + "33" * 32,
            log_index=0,
            body=body,
            created_at=self.clock.now,
        )
        for endpoint_id in endpoint_ids:
            await self._insert(
                Delivery,
                id=f"{endpoint_id}:{notice_id}",
                endpoint_id=endpoint_id,
                notice_id=notice_id,
                state="pending",
                attempts=0,
                next_attempt_at=self.clock.now,
            )
        return notice_id

    async def deliveries(self, endpoint_id: str = "shop") -> list[Any]:
        query = select(Delivery).where(col(Delivery.endpoint_id) == endpoint_id).order_by(col(Delivery.id))
        return await self._rows(query)

    async def delivery(self, endpoint_id: str = "shop") -> Any:
        (row,) = await self.deliveries(endpoint_id)
        return row

    async def endpoint(self, endpoint_id: str = "shop") -> Any:
        (row,) = await self._rows(select(WebhookEndpoint).where(col(WebhookEndpoint.id) == endpoint_id))
        return row

    async def _rows(self, query: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(query)).all())

    async def _insert(self, table: Any, **values: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(insert(table).values(**values))
