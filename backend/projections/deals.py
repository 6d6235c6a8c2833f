"""Folds of `deals`: accepted or declined by the arbiter → funded → delivered → disputed → closed.

Each event that moves money names what is left or closes the deal, so a hidden one before it shows."""

from __future__ import annotations

from functools import cache

from eth_utils.crypto import keccak
from msgspec.structs import replace

from backend.checkout.deal import DEAL_FIELDS, NO_CODE, NOBODY, escrow_domain
from backend.checkout.eip712 import separator, type_hash
from backend.events.escrow import (
    ArbitrationAccepted,
    ArbitrationDeclined,
    DealDisputed,
    DealEvent,
    DealFunded,
    DealReleased,
    DealResolved,
    DealReturned,
    DealStep,
    DeliveryMarked,
)
from backend.projections.history_hole import HistoryHole
from backend.projections.rows import DealRow

OUTCOMES = {1: "settled", 2: "ruled", 3: "timed_out"}
TYPE_HASH = type_hash("Deal", DEAL_FIELDS)


def accepted(row: DealRow | None, event: ArbitrationAccepted) -> DealRow:
    """The arbiter took its part in a deal that is not funded yet; the terms are unknown until then."""
    return replace(_begun(row, event), status="accepted", arbiter=event.arbiter)


def declined(row: DealRow | None, event: ArbitrationDeclined) -> DealRow:
    """The arbiter refused its part, or took its acceptance back: this deal cannot be funded any more."""
    return replace(_begun(row, event), status="declined", arbiter=event.arbiter)


def funded(row: DealRow | None, event: DealFunded) -> DealRow:
    """The deal's money is in custody; from here on its terms and its fee are fixed."""
    log = event.log
    return replace(
        _begun(row, event),
        status="funded",
        step=1,
        open_id=open_id(event),
        number=event.number,
        depositor=event.depositor,
        arbiter=None if event.arbiter == NOBODY else event.arbiter,
        token=event.token,
        amount=event.amount,
        max_fee_bps=event.max_fee_bps,
        delivery_until=event.delivery_until,
        inspection_period=event.inspection_period,
        claim_hash=None if event.claim_hash == NO_CODE else event.claim_hash,
        arbiter_fee_bps=event.arbiter_fee_bps,
        dispute_period=event.dispute_period,
        on_timeout_bps=event.on_timeout_bps,
        salt=event.salt,
        fee_bps=event.fee_bps,
        held=event.amount,
        funded_at=log.block_timestamp,
        funded_block=log.block_number,
        funded_block_hash=log.block_hash,
        funded_transaction=log.transaction_hash,
        funded_log_index=log.log_index,
    )


def released(row: DealRow | None, event: DealReleased) -> DealRow:
    """A part or all went to the beneficiary. Raises HistoryHole."""
    before = _holding(row, event, event.held + event.amount)
    after = replace(before, held=event.held, released=before.released + event.amount, fees=before.fees + event.fee)
    return _closed_if_empty(after)


def returned(row: DealRow | None, event: DealReturned) -> DealRow:
    """A part or all went back to the depositor. Raises HistoryHole."""
    before = _holding(row, event, event.held + event.amount)
    return _closed_if_empty(replace(before, held=event.held, returned=before.returned + event.amount))


def delivered(row: DealRow | None, event: DeliveryMarked) -> DealRow:
    """The beneficiary says that the goods are there; the inspection runs. Raises HistoryHole."""
    before = _stepped(row, event)
    return replace(before, status="delivered", proof=event.proof, inspection_until=event.inspection_until)


def disputed(row: DealRow | None, event: DealDisputed) -> DealRow:
    """A party froze what is held; the time for a ruling runs. Raises HistoryHole."""
    before = _stepped(row, event)
    return replace(before, status="disputed", disputed_by=event.by, dispute_until=event.dispute_until)


def resolved(row: DealRow | None, event: DealResolved) -> DealRow:
    """All that was held was split. Raises HistoryHole."""
    before = _holding(row, event, event.to_beneficiary + event.to_depositor + event.arbiter_fee)
    if event.how not in OUTCOMES:
        raise HistoryHole(f"deal {event.deal_id} ended in no way that there is ({event.how})")
    return replace(
        before,
        status="closed",
        outcome=OUTCOMES[event.how],
        held=0,
        released=before.released + event.to_beneficiary,
        returned=before.returned + event.to_depositor,
        fees=before.fees + event.fee,
        arbiter_fee=event.arbiter_fee,
    )


def open_id(event: DealFunded) -> str:
    """The id of the deal's terms with depositor and claim hash zero, under the domain of the Escrow that logged them.

    As `backend.checkout.deal.open_id`, without a general encoder: all fields are one word."""
    words = [0 if name in ("depositor", "claim_hash") else _word(getattr(event, name)) for name, _ in DEAL_FIELDS]
    struct_hash = keccak(TYPE_HASH + b"".join([word.to_bytes(32, "big") for word in words]))
    return "0x" + keccak(b"\x19\x01" + _separator(event.log.chain_id, event.log.address) + struct_hash).hex()


def _word(value: int | str) -> int:
    return value if isinstance(value, int) else int(value, 16)


@cache
def _separator(chain_id: int, escrow: str) -> bytes:
    return separator(escrow_domain(chain_id, escrow))


def _begun(row: DealRow | None, event: DealEvent) -> DealRow:
    log = event.log
    if row is not None:
        return replace(row, block_number=log.block_number)
    return DealRow(
        chain_id=log.chain_id,
        deal_id=event.deal_id,
        contract=log.address,
        status="accepted",
        first_block=log.block_number,
        first_log_index=log.log_index,
        block_number=log.block_number,
        beneficiary=event.beneficiary,
    )


def _stepped(row: DealRow | None, event: DealStep) -> DealRow:
    if row is None:
        raise HistoryHole(f"deal {event.deal_id} was not funded before this event")
    return replace(row, step=event.step, block_number=event.log.block_number)


def _holding(row: DealRow | None, event: DealStep, held: int) -> DealRow:
    before = _stepped(row, event)
    if before.held != held:
        raise HistoryHole(f"deal {event.deal_id} did not hold {held} before this event")
    return before


def _closed_if_empty(row: DealRow) -> DealRow:
    if row.held:
        return row
    outcome = "mixed" if row.released and row.returned else "released" if row.released else "returned"
    return replace(row, status="closed", outcome=outcome)
