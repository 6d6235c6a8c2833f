"""Deals of the Escrow whose time has come: which verb carries out what time has decided."""

from __future__ import annotations

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from backend.checkout import calldata
from backend.checkout.deal import DEAL_TUPLE, NO_CODE, NOBODY, Deal
from backend.keeper.errand import Errand
from backend.tables import mirrored

MOST_GAS = 500_000
"""An honest deal needs less than a third of it. What a token burns beyond is not the keeper's to pay."""


def deal_errand(row: mirrored.Deal, now: int) -> Errand | None:
    """What anyone may do with a deal at `now` (unix seconds by the chain), or None."""
    verb = _verb(row, now)
    if verb is None:
        return None
    deal = _terms(row)
    calls = {
        "release_after_inspection": _release_after_inspection,
        "reclaim": calldata.reclaim,
        "resolve_by_timeout": calldata.resolve_by_timeout,
    }
    return Errand(f"deal:{row.deal_id}", verb, row.contract, calls[verb](deal), MOST_GAS)


def _verb(row: mirrored.Deal, now: int) -> str | None:
    by_status = {
        "delivered": (row.inspection_until, "release_after_inspection"),
        "funded": (row.delivery_until, "reclaim"),
        "disputed": (row.dispute_until, "resolve_by_timeout"),
    }
    until, verb = by_status.get(row.status, (None, ""))
    return verb if until is not None and until <= now else None


def _terms(row: mirrored.Deal) -> Deal:
    # The mirror writes all terms with the funding, before which nothing is due.
    assert row.depositor is not None and row.token is not None and row.amount is not None and row.salt is not None
    assert row.max_fee_bps is not None and row.delivery_until is not None and row.inspection_period is not None
    assert row.arbiter_fee_bps is not None and row.dispute_period is not None and row.on_timeout_bps is not None
    return Deal(
        depositor=row.depositor,
        beneficiary=row.beneficiary,
        arbiter=row.arbiter or NOBODY,
        token=row.token,
        amount=row.amount,
        max_fee_bps=row.max_fee_bps,
        delivery_until=row.delivery_until,
        inspection_period=row.inspection_period,
        claim_hash=row.claim_hash or NO_CODE,
        arbiter_fee_bps=row.arbiter_fee_bps,
        dispute_period=row.dispute_period,
        on_timeout_bps=row.on_timeout_bps,
        salt=row.salt,
    )


def _release_after_inspection(deal: Deal) -> str:
    selector = keccak(text=f"release_after_inspection({DEAL_TUPLE})")[:4]
    return "0x" + (selector + encode([DEAL_TUPLE], [deal.values()])).hex()
