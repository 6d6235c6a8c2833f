"""Records: rows that one event alone makes, and that are never changed afterwards."""

from __future__ import annotations

from typing import Any

from backend.events.subscription import Charged, ChargeFailed, MandateEvent, PeriodRefunded
from backend.events.wallet_proposals import CallMade, ExecutionPart, PaymentMade
from backend.events.wallets import CoinsReceived, LimitSpent
from backend.projections.mandates import reason
from backend.projections.subscription_rows import ChargeFailureRecord, ChargeRecord, PeriodRefundRecord
from backend.projections.wallet_rows import CoinReceiptRecord, WalletCallRecord, WalletPaymentRecord


def charge(event: Charged) -> ChargeRecord:
    """Money of a mandate went to its merchant."""
    return ChargeRecord(
        **_of_mandate(event),
        fee=event.fee,
        tip=event.tip,
        sender=event.sender,
        period_total=event.period_total,
        total=event.total,
        paid_until=event.paid_until,
        finished=event.finished,
        charged_at=event.log.block_timestamp,
    )


def charge_failure(event: ChargeFailed) -> ChargeFailureRecord:
    """Money of a mandate could not be had. Raises HistoryHole."""
    return ChargeFailureRecord(
        **_of_mandate(event),
        attempt=event.attempt,
        reason=reason(event),
        retry_at=event.retry_at,
        grace_until=event.grace_until,
        failed_at=event.log.block_timestamp,
    )


def period_refund(event: PeriodRefunded) -> PeriodRefundRecord:
    """Money of a mandate went back."""
    return PeriodRefundRecord(**_of_mandate(event), refunded_at=event.log.block_timestamp)


def proposal_payment(event: PaymentMade) -> WalletPaymentRecord:
    """The owners' money went out, as they approved."""
    return WalletPaymentRecord(
        **_of_execution(event),
        token=event.token,
        amount=event.amount,
        memo=event.memo,
        paid_at=event.log.block_timestamp,
    )


def limit_payment(event: LimitSpent) -> WalletPaymentRecord:
    """The owners' money went out, as a spender wanted."""
    return WalletPaymentRecord(
        **_of_wallet(event),
        token=event.token,
        to=event.to,
        amount=event.amount,
        memo=event.memo,
        spender=event.spender,
        number=event.number,
        spent=event.spent,
        window_end=event.window_end,
        paid_at=event.log.block_timestamp,
    )


def wallet_call(event: CallMade) -> WalletCallRecord:
    """A wallet called a contract, as its owners approved."""
    return WalletCallRecord(
        **_of_execution(event), value=event.value, data=event.data, called_at=event.log.block_timestamp
    )


def coin_receipt(event: CoinsReceived) -> CoinReceiptRecord:
    """Somebody sent native coin to a wallet."""
    received_at = event.log.block_timestamp
    return CoinReceiptRecord(**_of_wallet(event), sender=event.sender, amount=event.amount, received_at=received_at)


def _of_log(event: Any) -> dict[str, Any]:
    log = event.log
    return {
        "chain_id": log.chain_id,
        "block_number": log.block_number,
        "log_index": log.log_index,
        "transaction_hash": log.transaction_hash,
    }


def _of_mandate(event: MandateEvent) -> dict[str, Any]:
    names = ("mandate_id", "merchant", "subscriber", "number", "token", "amount", "period")
    return _of_log(event) | {"contract": event.log.address} | {name: getattr(event, name) for name in names}


def _of_wallet(event: Any) -> dict[str, Any]:
    return _of_log(event) | {"wallet": event.log.address}


def _of_execution(event: ExecutionPart) -> dict[str, Any]:
    names = ("proposal", "to", "lane", "nonce", "index", "count")
    return _of_wallet(event) | {name: getattr(event, name) for name in names}
