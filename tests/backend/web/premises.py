"""The real application over a real database, its clock, and rows as the mirror would write them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.accounts.opening import open_account
from backend.accounts.signer import SignerKeys
from backend.checkout.acceptance import NATIVE_COIN, Acceptance, Token
from backend.tables.merchants_own import PaymentSession, WebhookEndpoint
from backend.tables.mirrored import ChainEvent, Merchant, Payment, Position
from backend.tables.observed import NodeObservation
from backend.tables.outbox import Delivery, Notice
from backend.tables.session import connected
from backend.web.app import create_app
from backend.web.context import Context

CHAIN = 31337
GATEWAY = "0x" + "9a" * 20
ESCROW = "0x" + "e5" * 20
DEPOSITS = "0x" + "de" * 20
DOLLAR = "0x" + "d0" * 20
PAYER = "0x" + "7e" * 20
NOW = 1_800_000_000
ORIGIN = "https://pay.example"
ACCEPTANCE = Acceptance(
    "local",
    CHAIN,
    GATEWAY,
    3,
    100,
    (Token("ETH", "Ether", 18, NATIVE_COIN), Token("TUSD", "Test Dollar", 6, DOLLAR, ("ERC-20",))),
    escrow=ESCROW,
    escrow_fee_cap_bps=90,
    deposits=DEPOSITS,
)


@dataclass
class Clock:
    """Time that stands still until it is moved."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


@dataclass
class Shop:
    """A merchant with us and its way to ask."""

    account_id: str
    address: str
    key: str
    client: httpx2.AsyncClient


@dataclass
class Premises:
    """The API, its database, its merchants."""

    engine: AsyncEngine
    context: Context
    clock: Clock
    app: Any
    customer: httpx2.AsyncClient
    merchant: Shop = field(init=False)
    stranger: Shop = field(init=False)

    async def write(self, *rows: Any) -> None:
        """Rows of any tables, in order."""
        async with connected(self.engine) as connection:
            for row in rows:
                await connection.execute(insert(type(row)), row.model_dump())

    async def count(self, *tables: Any) -> int:
        """How many rows these tables have together."""
        async with connected(self.engine) as connection:
            return sum([(await connection.execute(select(func.count()).select_from(t))).scalar_one() for t in tables])

    async def stored(self) -> int:
        """Everything a merchant could have stored."""
        return await self.count(PaymentSession, WebhookEndpoint)

    def asking(self, **more: Any) -> httpx2.AsyncClient:
        """A client of the application, over ASGI."""
        transport = httpx2.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx2.AsyncClient(transport=transport, base_url=ORIGIN, **more)

    async def open_shop(self, name: str, address: str, signer: str | None = None) -> Shop:
        """An account whose address is registered in the gateway with its invoice signer (or another)."""
        async with connected(self.engine) as connection:
            account, key = await open_account(connection, name=name, merchant=address, test=True, now=NOW)
        own = self.context.signers.of(account.id).public_key.to_address()
        await self.write(
            Merchant(chain_id=CHAIN, merchant=address, payout=address, invoice_signer=signer or own),
        )
        client = self.asking(headers={"Authorization": f"Bearer {key.text}"})
        return Shop(account.id, address, key.text, client)

    async def new_session(self, **terms: Any) -> dict[str, Any]:
        """A session of 25 dollars, with other terms where given."""
        answer = await self.merchant.client.post(
            "/v1/payment_sessions", json={"amount": "25000000", "token": DOLLAR, **terms}
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def close(self) -> None:
        for client in (self.customer, self.merchant.client, self.stranger.client):
            await client.aclose()


async def open_premises(engine: AsyncEngine) -> Premises:
    clock = Clock()
    context = Context(engine, ACCEPTANCE, SignerKeys(b"\x05" * 32), ORIGIN, clock)
    app = create_app(context)
    premises = Premises(engine, context, clock, app, httpx2.AsyncClient())
    premises.customer = premises.asking()
    premises.merchant = await premises.open_shop("Riverside Coffee", "0x" + "a1" * 20)
    premises.stranger = await premises.open_shop("Another Shop", "0x" + "b2" * 20)
    return premises


def word(number: int) -> str:
    """A 32-byte word."""
    return f"0x{number:064x}"


def paid(merchant: str, payment_id: str, *, block: int = 10, log_index: int = 0, **more: Any) -> Payment:
    """A payment of 25 dollars as folded from PaymentCompleted in this block."""
    facts: dict[str, Any] = {
        "status": "paid",
        "payer": PAYER,
        "token": DOLLAR,
        "amount": 25_000_000,
        "fee": 250_000,
        "payout": merchant,
        "reference": word(7),
        "paid_at": NOW + block,
        "paid_block": block,
        "paid_block_hash": word(block),
        "paid_transaction": word(1000 + block),
        "paid_log_index": log_index,
        "block_number": block,
        "number": block,
    }
    return Payment(
        chain_id=CHAIN,
        payment_id=payment_id,
        merchant=merchant,
        first_block=block,
        first_log_index=log_index,
        **(facts | more),
    )


def chain_event(block: int, log_index: int = 0) -> ChainEvent:
    """An event of this block, whose time is NOW plus its number."""
    return ChainEvent(
        chain_id=CHAIN,
        block_number=block,
        log_index=log_index,
        block_hash=word(block),
        block_timestamp=NOW + block,
        transaction_hash=word(1000 + block),
        contract=GATEWAY,
        name="PaymentCompleted",
        subject=word(block),
        topics="",
        data="0x",
    )


def position(block: int, *, confirmed: int | None = None, final: int = -1, time: int | None = None) -> Position:
    """The mirror has followed up to this block."""
    return Position(
        chain_id=CHAIN,
        block_number=block,
        block_hash=word(block),
        block_timestamp=NOW + block if time is None else time,
        confirmed_number=block - 2 if confirmed is None else confirmed,
        final_number=final,
    )


def observed(head: int, *, at: int = NOW, problem: str | None = None, head_time: int | None = None) -> NodeObservation:
    """The mirror has looked at the node's head."""
    return NodeObservation(
        chain_id=CHAIN,
        network="local",
        contract=GATEWAY,
        head_number=head,
        head_timestamp=NOW + head if head_time is None else head_time,
        observed_at=at,
        problem=problem,
    )


def notice(account_id: str, sequence: int, kind: str = "payment.completed", **more: Any) -> Notice:
    """One notice; its body is a valid event."""
    id = f"evt_{sequence:024x}{account_id.encode().hex()[-8:]}"
    payment = {"object": "payment", "id": word(1), "status": "paid", **more}
    body = {"id": id, "type": kind, "timestamp": "2027-01-15T08:00:00Z", "sequence": sequence, "data": payment}
    return Notice(
        id=id,
        account_id=account_id,
        sequence=sequence,
        type=kind,
        chain_id=CHAIN,
        subject=f"payment:{word(1)}",
        block_number=sequence,
        block_hash=word(sequence),
        log_index=0,
        body=json.dumps(body, separators=(",", ":")),
        created_at=NOW,
    )


def endpoint(account_id: str, number: int = 1, **more: Any) -> WebhookEndpoint:
    """A webhook endpoint."""
    id = f"we_{number:022d}"
    return WebhookEndpoint(
        id=id, account_id=account_id, url=f"https://shop.example/{number}", secret="whsec_x", created_at=NOW, **more
    )


def delivery(notice: Notice, endpoint: WebhookEndpoint, **more: Any) -> Delivery:
    """A delivery of the notice to the endpoint."""
    return Delivery(
        id=f"dlv_{notice.id}", endpoint_id=endpoint.id, notice_id=notice.id, next_attempt_at=NOW + 60, **more
    )
