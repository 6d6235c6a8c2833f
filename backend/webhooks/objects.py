"""The object that a notice speaks of, from the row as it stood right after the event; and what is left of it when the
event was undone."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from backend.projections.rows import AnyRow, CreditRow, DealRow, DepositRow, PaymentRow
from backend.projections.subscription_rows import MandateRow
from backend.projections.wallet_rows import ConfirmationRow, ProposalRow, WalletLimitRow
from backend.webhooks.around import Around
from backend.webhooks.credit_object import credit_object
from backend.webhooks.deal_object import deal_object
from backend.webhooks.deposit_object import deposit_object
from backend.webhooks.mandate_object import mandate_object
from backend.webhooks.notation import Certainty, SessionMention
from backend.webhooks.payment_object import payment_object
from backend.webhooks.wallet_objects import confirmation_object, limit_object, proposal_object


def object_of(row: AnyRow, certainty: Certainty, session: SessionMention | None, around: Around) -> dict[str, Any]:
    """The JSON object of a row that notices speak of."""
    match row:
        case PaymentRow():
            return payment_object(row, certainty, session, around.how(row.payment_id))
        case DealRow():
            return deal_object(row, certainty, session)
        case DepositRow():
            return deposit_object(row, certainty, session)
        case CreditRow():
            return credit_object(row, certainty)
        case MandateRow():
            return mandate_object(row, certainty)
    return _of_wallet(row, certainty)


def nothing_left(row: AnyRow | None) -> AnyRow:
    """The row of an event that was the only one, after it was undone."""
    match row:
        case PaymentRow():
            gone = {name: None for name in ("fee", "payout", "paid_at")}
            return replace(row, status="reverted", refunded=0, **gone, **_nowhere("paid"))
        case DealRow():
            names = ("outcome", "proof", "inspection_until", "disputed_by", "dispute_until", "funded_at")
            nothing = dict.fromkeys(("held", "released", "returned", "fees", "arbiter_fee", "step"), 0)
            return replace(row, status="reverted", **dict.fromkeys(names), **nothing, **_nowhere("funded"))
        case CreditRow():
            return replace(row, balance=0)
        case DepositRow():
            return replace(row, collected=0, returned=0)
        case MandateRow():
            return replace(row, status="reverted", paid_until=0, total=0, charges=0, opened_at=None, ended_at=None)
    return _nothing_of_wallet(row)


def _of_wallet(row: AnyRow, certainty: Certainty) -> dict[str, Any]:
    match row:
        case ProposalRow():
            return proposal_object(row, certainty)
        case ConfirmationRow():
            return confirmation_object(row, certainty)
        case WalletLimitRow():
            return limit_object(row, certainty)
    raise AssertionError(f"nobody is told of {type(row).__name__}")


def _nothing_of_wallet(row: AnyRow | None) -> AnyRow:
    match row:
        case ProposalRow():
            gone = dict.fromkeys(("proposer", "ready_at", "vetoed_by", "proposed_at"))
            return replace(row, status="reverted", executed_at=None, executed_transaction=None, **gone)
        case ConfirmationRow():
            return replace(row, revoked=True)
        case WalletLimitRow():
            return replace(row, amount=0, spent=0, number=0)
    raise AssertionError("an undone event has a row before or after")


def _nowhere(happened: str) -> dict[str, None]:
    return {f"{happened}_{name}": None for name in ("block", "block_hash", "transaction", "log_index")}
