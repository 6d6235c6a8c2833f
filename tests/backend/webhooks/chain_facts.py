"""Events of the Escrow, of credits and of deposits as the mirror hands them over, with their rows folded."""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from backend.chain.block import Log
from backend.events.any_contract import ContractEvent, CreditIncreased
from backend.events.deposit_addresses import DepositReturned
from backend.events.escrow import DealFunded
from backend.projections import FOLDS
from backend.tables.merchants_own import Account, PaymentSession, WebhookEndpoint
from backend.tables.mirrored import Merchant
from backend.tables.outbox import Notice
from backend.tables.session import connected
from backend.webhooks.announce import announce
from backend.webhooks.drafts import News, Telling
from backend.webhooks.notation import Certainty

CHAIN, NOW = 31337, 1_900_000_000
ESCROW, GATEWAY, DEPOSITS = ("0x" + byte * 20 for byte in ("e5", "9a", "de"))
DEPOSITOR, ARBITER, TOKEN, ADDRESS, PAYOUT = ("0x" + byte * 20 for byte in ("7e", "ab", "d0", "ad", "50"))
AMOUNT = 40_000_000


def merchant(place: int) -> str:
    return f"0x{0xA100 + place:040x}"


def word(number: int) -> str:
    return f"0x{number:064x}"


def log(block: int, *, index: int = 0, contract: str = ESCROW, branch: int = 0) -> Log:
    """A log of this block; `branch` tells blocks of one number apart."""
    return Log(CHAIN, block, word(block + 1000 * branch), NOW + block, word(block * 7), index, contract, (), "0x")


def funding(block: int = 10, *, deal: int = 1, by: int = 0, branch: int = 0, **terms: Any) -> DealFunded:
    """A deal of 40 dollars for a merchant."""
    facts: dict[str, Any] = {
        "depositor": DEPOSITOR,
        "number": deal,
        "arbiter": ARBITER,
        "token": TOKEN,
        "amount": AMOUNT,
        "fee_bps": 100,
        "max_fee_bps": 100,
        "delivery_until": NOW + 100,
        "inspection_period": 50,
        "claim_hash": word(0),
        "arbiter_fee_bps": 200,
        "dispute_period": 90,
        "on_timeout_bps": 5_000,
        "salt": word(7),
    }
    return DealFunded(log(block, branch=branch), word(deal), merchant(by), **(facts | terms))


def step(kind: type[Any], block: int, number: int, **facts: Any) -> Any:
    """A later event of the first deal."""
    return kind(log(block), word(1), merchant(0), depositor=DEPOSITOR, step=number, **facts)


def owed(receiver: str, block: int = 10, amount: int = 5) -> CreditIncreased:
    return CreditIncreased(log(block, contract=GATEWAY), receiver, TOKEN, 1, amount, amount)


def sent_back(block: int = 10, payment: int = 1) -> DepositReturned:
    """Money that paid nothing left a deposit address of a merchant's invoice."""
    at = log(block, contract=DEPOSITS)
    return DepositReturned(at, word(payment), merchant(0), 1, ADDRESS, TOKEN, to=DEPOSITOR, amount=9)


def tellings(*events: ContractEvent) -> list[Telling]:
    """Each event with its row as it stands right after it; all of one subject."""
    row, found = None, []
    for event in events:
        row = FOLDS[type(event)](row, event)
        found.append(Telling(event, row))
    return found


@dataclass
class Telegraph:
    """Announces, and reads what was told."""

    engine: AsyncEngine
    certainty: Certainty = field(default_factory=lambda: Certainty(12, 0))

    async def open_account(self, place: int, payout: str | None = None, proposed: str | None = None) -> str:
        """An account of a merchant, registered if it has a payout; returns its id."""
        id = f"acct_{place}"
        async with connected(self.engine) as connection:
            account = {"id": id, "name": "Shop", "merchant": merchant(place), "created_at": NOW}
            await connection.execute(insert(Account).values(account))
            listener = {"id": f"we_{place}", "account_id": id, "url": "http://shop", "secret": "s", "created_at": NOW}
            await connection.execute(insert(WebhookEndpoint).values(listener))
            row = {"chain_id": CHAIN, "merchant": merchant(place), "payout": payout, "proposed_payout": proposed}
            await connection.execute(insert(Merchant).values(row))
        return id

    async def offer(self, place: int, **key: str) -> None:
        """A session of a merchant, with a payment id or the open id of a deal."""
        session = PaymentSession(
            id="ps_1",
            account_id=f"acct_{place}",
            chain_id=CHAIN,
            merchant=merchant(place),
            token=TOKEN,
            amount=AMOUNT,
            max_fee_bps=100,
            valid_until=NOW,
            reference=word(0),
            salt=word(7),
            merchant_metadata={"order": "7"},
            created_at=NOW,
            **key,
        )
        async with connected(self.engine) as connection:
            await connection.execute(insert(PaymentSession), session.model_dump())

    async def announce(self, **news: list[Telling]) -> list[tuple[str, str]]:
        """Announces, and returns what the account was newly told: (account, type)."""
        before = len(await self.told())
        async with connected(self.engine) as connection:
            count = await announce(connection, News(CHAIN, self.certainty, **news), NOW)
        new = (await self.told())[before:]
        assert len(new) == count
        return [(account, body["type"]) for account, body in new]

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Every notice: whose, and its body; an account's in order."""
        query = select(col(Notice.account_id), col(Notice.body)).order_by(col(Notice.account_id), col(Notice.sequence))
        async with connected(self.engine) as connection:
            return [(account, json.loads(body)) for account, body in await connection.execute(query)]

    async def last(self) -> dict[str, Any]:
        return (await self.told())[-1][1]
