"""Folds of `gateways`: the gateway's own fee, receiver, pause and admin."""

from __future__ import annotations

from msgspec.structs import replace

from backend.events.payment_gateway import (
    AdminTransferred,
    AdminTransferStarted,
    FeeChanged,
    FeeReceiverChanged,
    GatewayEvent,
    PausedChanged,
)
from backend.projections.rows import GatewayRow

NOBODY = "0x" + "00" * 20


def fee_changed(row: GatewayRow | None, event: FeeChanged) -> GatewayRow:
    """The protocol's fee, in 1/10,000 of the amount."""
    return replace(_begun(row, event), fee_bps=event.fee_bps)


def fee_receiver_changed(row: GatewayRow | None, event: FeeReceiverChanged) -> GatewayRow:
    """Who receives the fees."""
    return replace(_begun(row, event), fee_receiver=event.fee_receiver)


def paused_changed(row: GatewayRow | None, event: PausedChanged) -> GatewayRow:
    """Whether new payments are stopped."""
    return replace(_begun(row, event), paused=event.paused)


def admin_transfer_started(row: GatewayRow | None, event: AdminTransferStarted) -> GatewayRow:
    """Another admin is proposed; the zero address takes the proposal back."""
    pending = None if event.pending_admin == NOBODY else event.pending_admin
    return replace(_begun(row, event), pending_admin=pending)


def admin_transferred(row: GatewayRow | None, event: AdminTransferred) -> GatewayRow:
    """The proposed admin has accepted, or the first one was set."""
    return replace(_begun(row, event), admin=event.admin, pending_admin=None)


def _begun(row: GatewayRow | None, event: GatewayEvent) -> GatewayRow:
    return row or GatewayRow(chain_id=event.log.chain_id, contract=event.log.address)
