"""Folds of `wallets`, `wallet_owners` and `wallet_limits`: what a wallet is, who owns it, who may spend of it alone."""

from __future__ import annotations

from msgspec.structs import replace

from backend.events.wallets import (
    FirstOwner,
    LimitChanged,
    LimitEvent,
    LimitSpent,
    OwnerAdded,
    OwnerEvent,
    OwnerRemoved,
    OwnershipAccepted,
    WalletCreated,
    WalletTermsChanged,
)
from backend.projections.history_hole import HistoryHole
from backend.projections.wallet_rows import WalletLimitRow, WalletOwnerRow, WalletRow


def created(row: WalletRow | None, event: WalletCreated) -> WalletRow:
    """The factory made a wallet, whose terms its own first event tells."""
    log = event.log
    return WalletRow(
        chain_id=log.chain_id,
        wallet=event.wallet,
        contract=log.address,
        creator=event.creator,
        number=event.number,
        threshold=0,
        call_threshold=0,
        delay=0,
        created_at=log.block_timestamp,
        first_block=log.block_number,
        first_log_index=log.log_index,
        block_number=log.block_number,
    )


def terms_changed(row: WalletRow | None, event: WalletTermsChanged) -> WalletRow:
    """What the wallet is from now on. Raises HistoryHole."""
    if row is None:
        raise HistoryHole(f"wallet {event.log.address} was not created before this event")
    return replace(
        row,
        threshold=event.threshold,
        call_threshold=event.call_threshold,
        delay=event.delay,
        epoch=event.epoch,
        block_number=event.log.block_number,
    )


def first_owner(row: WalletOwnerRow | None, event: FirstOwner) -> WalletOwnerRow:
    """One of those with whom the wallet was set up."""
    return _owner(row, event, "owner")


def owner_added(row: WalletOwnerRow | None, event: OwnerAdded) -> WalletOwnerRow:
    """Somebody who accepted before may approve. Raises HistoryHole."""
    return _owner(_known(row, event), event, "owner")


def owner_removed(row: WalletOwnerRow | None, event: OwnerRemoved) -> WalletOwnerRow:
    """An owner may approve no more. Raises HistoryHole."""
    return _owner(_known(row, event), event, "removed")


def ownership_accepted(row: WalletOwnerRow | None, event: OwnershipAccepted) -> WalletOwnerRow:
    """Somebody would be an owner, if it is added."""
    return _owner(row, event, "accepted")


def limit_changed(row: WalletLimitRow | None, event: LimitChanged) -> WalletLimitRow:
    """What a spender may send in each window from now on. A window that stays goes on as it is."""
    before = _limit(row, event)
    if row is not None and event.window == row.window:
        return replace(before, amount=event.amount)
    window_end = event.log.block_timestamp + event.window if event.window else 0
    return replace(before, amount=event.amount, window=event.window, spent=0, window_end=window_end)


def limit_spent(row: WalletLimitRow | None, event: LimitSpent) -> WalletLimitRow:
    """A spender sent a part of what it may. Raises HistoryHole."""
    if row is None:
        raise HistoryHole(f"{event.spender} had no limit of {event.log.address} before this event")
    return replace(_limit(row, event), spent=event.spent, window_end=event.window_end, number=event.number)


def _known(row: WalletOwnerRow | None, event: OwnerEvent) -> WalletOwnerRow:
    if row is None:
        raise HistoryHole(f"{event.owner} had no part in {event.wallet} before this event")
    return row


def _owner(row: WalletOwnerRow | None, event: OwnerEvent, status: str) -> WalletOwnerRow:
    log = event.log
    if row is not None:
        return replace(row, status=status, block_number=log.block_number)
    return WalletOwnerRow(
        chain_id=log.chain_id,
        wallet=event.wallet,
        owner=event.owner,
        status=status,
        first_block=log.block_number,
        first_log_index=log.log_index,
        block_number=log.block_number,
    )


def _limit(row: WalletLimitRow | None, event: LimitEvent) -> WalletLimitRow:
    log = event.log
    if row is not None:
        return replace(row, block_number=log.block_number)
    return WalletLimitRow(
        chain_id=log.chain_id,
        wallet=log.address,
        spender=event.spender,
        token=event.token,
        amount=0,
        window=0,
        block_number=log.block_number,
    )
