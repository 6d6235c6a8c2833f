"""Folds of `merchants`: registration, signer, payout changes with their delay, own fee."""

from __future__ import annotations

from msgspec.structs import replace

from backend.events.payment_gateway import (
    InvoiceSignerChanged,
    MerchantEvent,
    MerchantFeeChanged,
    MerchantRegistered,
    PayoutChangeCancelled,
    PayoutChangeProposed,
)
from backend.projections.rows import MerchantRow

NO_FEE_OF_ITS_OWN = 10_000
"""The value of `set_merchant_fee` that takes a merchant's own fee away again."""


def registered(row: MerchantRow | None, event: MerchantRegistered) -> MerchantRow:
    """A merchant joins; a fee of its own may have been set before."""
    return replace(_begun(row, event), payout=event.payout, invoice_signer=event.invoice_signer)


def signer_changed(row: MerchantRow | None, event: InvoiceSignerChanged) -> MerchantRow:
    """Another key signs the merchant's invoices from now on."""
    return replace(_begun(row, event), invoice_signer=event.invoice_signer)


def payout_proposed(row: MerchantRow | None, event: PayoutChangeProposed) -> MerchantRow:
    """Another payout counts from `effective_at` on. A proposal that was due by now has become the payout."""
    before = _begun(row, event)
    due = before.payout_effective_at is not None and before.payout_effective_at <= event.log.block_timestamp
    return replace(
        before,
        payout=before.proposed_payout if due else before.payout,
        proposed_payout=event.payout,
        payout_effective_at=event.effective_at,
    )


def payout_cancelled(row: MerchantRow | None, event: PayoutChangeCancelled) -> MerchantRow:
    """The proposed payout is off."""
    return replace(_begun(row, event), proposed_payout=None, payout_effective_at=None)


def fee_changed(row: MerchantRow | None, event: MerchantFeeChanged) -> MerchantRow:
    """The admin gave the merchant a lower fee, or took that back."""
    own = None if event.fee_bps == NO_FEE_OF_ITS_OWN else event.fee_bps
    return replace(_begun(row, event), fee_bps=own)


def _begun(row: MerchantRow | None, event: MerchantEvent) -> MerchantRow:
    return row or MerchantRow(chain_id=event.log.chain_id, merchant=event.merchant)
