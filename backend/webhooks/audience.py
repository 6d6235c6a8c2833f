"""Who is told of an event: the accounts of the merchant, the beneficiary or the receiver that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.events.any_contract import ContractEvent, CreditEvent
from backend.tables.merchants_own import Account
from backend.tables.mirrored import Merchant
from backend.webhooks.told import chunks


class Audience:
    """Accounts by the address that an event is about, and by the receivers of credits who are their payouts."""

    def __init__(self, merchants: Mapping[str, str], payouts: Mapping[str | None, Iterable[str]]) -> None:
        self._merchants, self._payouts = merchants, payouts

    def of(self, event: ContractEvent) -> list[str]:
        """The accounts to tell, each once, in a fixed order. Of a deal it is the beneficiary's, not the depositor's."""
        address = event.concerns[0] if event.concerns else ""
        found = {self._merchants[address]} if address in self._merchants else set()
        if isinstance(event, CreditEvent):
            found.update(self._payouts.get(address, ()))
        return sorted(found)


async def audience(connection: AsyncConnection, chain_id: int, events: Sequence[ContractEvent]) -> Audience:
    """Who is to be told of these events: everybody with an account whom they name first."""
    addresses = {event.concerns[0] for event in events if event.concerns}
    receivers = {event.receiver for event in events if isinstance(event, CreditEvent)}
    return Audience(await listening(connection, addresses), await _owners(connection, chain_id, receivers))


async def listening(connection: AsyncConnection, merchants: Iterable[str]) -> dict[str, str]:
    """Those of `merchants` (addresses) who have an account with us, with its id."""
    found: dict[str, str] = {}
    for some in chunks(sorted(set(merchants))):
        query = select(col(Account.merchant), col(Account.id)).where(col(Account.merchant).in_(some))
        found.update((merchant, account) for merchant, account in await connection.execute(query))
    return found


def addresses_heard_of(chain_id: int) -> Any:
    """A query for every address that can make an account be told: the merchants', and where they are paid out."""
    merchant, known = col(Merchant.merchant), select(col(Account.merchant))
    own = (col(Merchant.chain_id) == chain_id, merchant.in_(known))
    payouts = select(col(Merchant.payout)).where(*own, col(Merchant.payout).is_not(None))
    proposed = select(col(Merchant.proposed_payout)).where(*own, col(Merchant.proposed_payout).is_not(None))
    return union(known, payouts, proposed)


async def _owners(connection: AsyncConnection, chain_id: int, receivers: Iterable[str]) -> dict[str | None, set[str]]:
    """The accounts whose merchant is paid out at one of `receivers`, now or as proposed."""
    found: dict[str | None, set[str]] = defaultdict(set)
    for some in chunks(sorted(set(receivers))):
        payout, proposed = col(Merchant.payout), col(Merchant.proposed_payout)
        query = (
            select(payout, proposed, col(Account.id))
            .select_from(Account)
            .join(Merchant, col(Merchant.merchant) == col(Account.merchant))
            .where(col(Merchant.chain_id) == chain_id, or_(payout.in_(some), proposed.in_(some)))
        )
        for now, later, account in await connection.execute(query):
            found[now].add(account)
            found[later].add(account)
    return found
