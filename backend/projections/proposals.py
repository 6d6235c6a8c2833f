"""Folds of `proposals` and `confirmations`: proposed → scheduled → vetoed or executed, with any of it left out.

Owners may pass a proposal from hand to hand: then the first that is seen of it is its execution."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from backend.events.wallet_proposals import (
    CallMade,
    CallsProposed,
    ConfigurationChanged,
    ConfigurationProposed,
    ConfigurationScheduled,
    ConfigurationVetoed,
    ConfirmationEvent,
    ConfirmationRevoked,
    Confirmed,
    ExecutionEvent,
    NonceSkipped,
    PaymentMade,
    PaymentsProposed,
    ProposalEvent,
    ProposedEvent,
)
from backend.projections.wallet_rows import ConfirmationRow, ProposalRow


def payments_proposed(row: ProposalRow | None, event: PaymentsProposed) -> ProposalRow:
    """An owner wants the wallet to pay."""
    return _proposed(row, event, "payments", event.payments)


def calls_proposed(row: ProposalRow | None, event: CallsProposed) -> ProposalRow:
    """An owner wants the wallet to call."""
    return _proposed(row, event, "calls", event.calls)


def configuration_proposed(row: ProposalRow | None, event: ConfigurationProposed) -> ProposalRow:
    """An owner wants the wallet to be otherwise."""
    return _proposed(row, event, "configuration", event.configuration)


def scheduled(row: ProposalRow | None, event: ConfigurationScheduled) -> ProposalRow:
    """A configuration has its approvals, and waits until `ready_at`."""
    return replace(
        _begun(row, event),
        kind="configuration",
        status="scheduled",
        lane=event.lane,
        nonce=event.nonce,
        ready_at=event.ready_at,
    )


def vetoed(row: ProposalRow | None, event: ConfigurationVetoed) -> ProposalRow:
    """An owner stopped a configuration that waited, for good."""
    return replace(_begun(row, event), kind="configuration", status="vetoed", vetoed_by=event.owner)


def payment_made(row: ProposalRow | None, event: PaymentMade) -> ProposalRow:
    """One of the payments of an executed proposal."""
    return _executed(row, event, "payments")


def call_made(row: ProposalRow | None, event: CallMade) -> ProposalRow:
    """One of the calls of an executed proposal."""
    return _executed(row, event, "calls")


def nonce_skipped(row: ProposalRow | None, event: NonceSkipped) -> ProposalRow:
    """An empty proposal was executed: of payments or of calls, which only its terms would say."""
    return _executed(row, event, None)


def configuration_changed(row: ProposalRow | None, event: ConfigurationChanged) -> ProposalRow:
    """A configuration was executed."""
    return _executed(row, event, "configuration")


def confirmed(row: ConfirmationRow | None, event: Confirmed) -> ConfirmationRow:
    """An owner approves of a hash, whether or not anybody knows yet what of."""
    return _confirmation(row, event, revoked=False)


def confirmation_revoked(row: ConfirmationRow | None, event: ConfirmationRevoked) -> ConfirmationRow:
    """An owner approves no more."""
    return _confirmation(row, event, revoked=True)


def _proposed(row: ProposalRow | None, event: ProposedEvent, kind: str, content: Any) -> ProposalRow:
    # Anybody's second proposal of the same says nothing new, nor does one of what was done already.
    if row is not None and row.content is not None:
        return _begun(row, event)
    return replace(
        _begun(row, event),
        kind=kind,
        **event.slot._asdict(),
        epoch=event.epoch,
        content=msgspec.json.encode(_plain(content)).decode(),
        proposer=event.proposer,
        proposed_at=event.log.block_timestamp,
    )


def _plain(value: Any) -> Any:
    """Structs as objects, lists as lists, integers as decimal text."""
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        plain = [_plain(one) for one in value]
        return plain if names is None else dict(zip(names, plain, strict=True))
    return str(value) if isinstance(value, int) else value


def _executed(row: ProposalRow | None, event: ExecutionEvent, kind: str | None) -> ProposalRow:
    before = _begun(row, event)
    return replace(
        before,
        kind=kind or before.kind,
        status="executed",
        lane=event.lane,
        nonce=event.nonce,
        executed_at=event.log.block_timestamp,
        executed_transaction=event.log.transaction_hash,
    )


def _begun(row: ProposalRow | None, event: ProposalEvent) -> ProposalRow:
    log = event.log
    if row is not None:
        return replace(row, block_number=log.block_number)
    return ProposalRow(
        chain_id=log.chain_id,
        proposal=event.proposal,
        wallet=log.address,
        status="proposed",
        first_block=log.block_number,
        first_log_index=log.log_index,
        block_number=log.block_number,
    )


def _confirmation(row: ConfirmationRow | None, event: ConfirmationEvent, revoked: bool) -> ConfirmationRow:
    log = event.log
    first = (row.first_block, row.first_log_index) if row else (log.block_number, log.log_index)
    return ConfirmationRow(log.chain_id, event.proposal, log.address, event.owner, revoked, *first, log.block_number)
