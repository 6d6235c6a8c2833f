"""Folds of `contracts`: each contract's own fee, receiver, pause and admin."""

from __future__ import annotations

from msgspec.structs import replace

from backend.events.any_contract import (
    AdminTransferred,
    AdminTransferStarted,
    ContractEvent,
    FeeChanged,
    FeeReceiverChanged,
    PausedChanged,
)
from backend.projections.rows import ContractRow

NOBODY = "0x" + "00" * 20


def fee_changed(row: ContractRow | None, event: FeeChanged) -> ContractRow:
    """The contract's fee for money to come, in 1/10,000 of the amount."""
    return replace(_begun(row, event), fee_bps=event.fee_bps)


def fee_receiver_changed(row: ContractRow | None, event: FeeReceiverChanged) -> ContractRow:
    """Who receives the fees."""
    return replace(_begun(row, event), fee_receiver=event.fee_receiver)


def paused_changed(row: ContractRow | None, event: PausedChanged) -> ContractRow:
    """Whether new money is stopped."""
    return replace(_begun(row, event), paused=event.paused)


def admin_transfer_started(row: ContractRow | None, event: AdminTransferStarted) -> ContractRow:
    """Another admin is proposed; the zero address takes the proposal back."""
    pending = None if event.pending_admin == NOBODY else event.pending_admin
    return replace(_begun(row, event), pending_admin=pending)


def admin_transferred(row: ContractRow | None, event: AdminTransferred) -> ContractRow:
    """The proposed admin has accepted, or the first one was set."""
    return replace(_begun(row, event), admin=event.admin, pending_admin=None)


def _begun(row: ContractRow | None, event: ContractEvent) -> ContractRow:
    return row or ContractRow(chain_id=event.log.chain_id, contract=event.log.address)
