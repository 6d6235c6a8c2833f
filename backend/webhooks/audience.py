"""Who is told of an event: the accounts of the merchant, the beneficiary or the receiver that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import or_, select
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
