"""From rows of the chain to public objects: built by the very functions that build them for notices."""

from __future__ import annotations

from typing import Any, cast

from backend.tables.mirrored import Credit
from backend.web.deal_windows import Window, windows
from backend.web.reading.chain_position import Followed
from backend.web.reading.deals import FoundDeal
from backend.web.reading.deposits import FoundDeposit
from backend.web.reading.mentions import Mentioned
from backend.web.reading.merchant import FoundMerchant
from backend.web.reading.payments import FoundPayment
from backend.webhooks.credit_object import credit_object
from backend.webhooks.deal_object import deal_object
from backend.webhooks.deposit_object import deposit_object
from backend.webhooks.notation import Certainty, SessionMention, address_text, time_text
from backend.webhooks.payment_object import payment_object

# A table's row has the attributes of the projection's row, whose module this layer may not know: hence the casts.


def payment_json(found: FoundPayment, followed: Followed) -> dict[str, Any]:
    """A payment in public."""
    return payment_object(cast(Any, found.payment), _up_to(followed), _session(found.session), found.paid_by)


def deal_json(found: FoundDeal, followed: Followed) -> dict[str, Any]:
    """A deal in public, with its windows at the time up to which the chain was followed."""
    told = deal_object(cast(Any, found.deal), _up_to(followed), _session(found.session))
    return told | {"windows": [_window(window, followed.until) for window in windows(found.deal)]}


def credit_json(credit: Credit, followed: Followed) -> dict[str, Any]:
    """A credit in public."""
    return credit_object(cast(Any, credit), _up_to(followed))


def deposit_json(found: FoundDeposit, followed: Followed) -> dict[str, Any]:
    """A deposit in public."""
    return deposit_object(cast(Any, found.deposit), _up_to(followed), _session(found.session))


def merchant_json(found: FoundMerchant, followed: Followed) -> dict[str, Any]:
    """The registry's row as a payment would find it: a proposed payout whose time has come is the payout."""
    row, fee = found.merchant, found.fee_bps
    due = row.payout_effective_at is not None and row.payout_effective_at <= followed.until
    own = row.fee_bps
    return {
        "address": address_text(row.merchant),
        "chain_id": row.chain_id,
        "registered": row.payout is not None,
        "payout": address_text(row.proposed_payout if due else row.payout),
        "proposed_payout": None if due else address_text(row.proposed_payout),
        "payout_effective_at": None if due else time_text(row.payout_effective_at),
        "invoice_signer": address_text(row.invoice_signer),
        "fee_bps": fee if fee is None or own is None else min(own, fee),
        "own_fee_bps": own,
        "number": found.number,
        "approved_splits": found.approved_splits,
    }


def _window(window: Window, at: int) -> dict[str, Any]:
    return {
        "verb": window.verb,
        "by": window.by,
        "opens_at": time_text(window.opens_at),
        "closes_at": time_text(window.closes_at),
        "open": window.is_open(at),
    }


def _up_to(followed: Followed) -> Certainty:
    return Certainty(followed.confirmed, followed.final)


def _session(mentioned: Mentioned | None) -> SessionMention | None:
    return None if mentioned is None else SessionMention(mentioned.id, mentioned.metadata)
