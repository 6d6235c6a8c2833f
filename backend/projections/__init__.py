"""What each event does to its row: pure functions `fold(row or None, event) → row`. The dictionary is the contents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.events import payment_gateway as gateway
from backend.projections import credits, gateways, merchants, payments

FOLDS: dict[type[gateway.GatewayEvent], Callable[[Any, Any], Any]] = {
    gateway.PaymentRequested: payments.requested,
    gateway.PaymentCompleted: payments.completed,
    gateway.PaymentCancelled: payments.cancelled,
    gateway.PaymentRefunded: payments.refunded,
    gateway.MerchantRegistered: merchants.registered,
    gateway.InvoiceSignerChanged: merchants.signer_changed,
    gateway.PayoutChangeProposed: merchants.payout_proposed,
    gateway.PayoutChangeCancelled: merchants.payout_cancelled,
    gateway.MerchantFeeChanged: merchants.fee_changed,
    gateway.CreditIncreased: credits.increased,
    gateway.CreditWithdrawn: credits.withdrawn,
    gateway.FeeChanged: gateways.fee_changed,
    gateway.FeeReceiverChanged: gateways.fee_receiver_changed,
    gateway.PausedChanged: gateways.paused_changed,
    gateway.AdminTransferStarted: gateways.admin_transfer_started,
    gateway.AdminTransferred: gateways.admin_transferred,
}
