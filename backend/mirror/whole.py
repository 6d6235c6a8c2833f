"""What belongs together in one block: the parts of an execution, and a wallet's creation with its set-up."""

from __future__ import annotations

from collections.abc import Sequence

from backend.events.any_contract import ContractEvent
from backend.events.wallet_proposals import ExecutionPart
from backend.events.wallets import WalletCreated, WalletSetUp
from backend.mirror.trouble import Hole


def check_whole(events: Sequence[ContractEvent]) -> None:
    """That the last part of every execution is among `events`, all new and in order, and that every new wallet was set
    up; what lies before a last part, the parts' own numbers show. Raises Hole."""
    last = {event.subject: event for event in events if isinstance(event, ExecutionPart)}
    for part in last.values():
        if part.index + 1 != part.count:
            raise Hole(
                f"The node keeps logs back: {part.proposal} has {part.count} parts, and {part.index + 1} are there.",
                part.log.block_number,
            )
    created = {event.wallet: event for event in events if isinstance(event, WalletCreated)}
    for wallet in created.keys() - {event.log.address for event in events if isinstance(event, WalletSetUp)}:
        number = created[wallet].log.block_number
        raise Hole(f"The node keeps logs back: the wallet {wallet} was created and not set up.", number)
