"""The contracts rebuilt from nothing but its events (G8): event → fold, one entry each."""

from dataclasses import replace

from books import Books, Merchant, Payment
from chain import Log
from seals import ZERO


def merchant_told(books: Books, merchant: str, **changes) -> None:
    books.merchants[merchant] = replace(books.merchants[merchant], **changes)


def counted(books: Books, log: Log, now: int) -> None:
    """Every payment event carries the merchant's running number, one more than the last."""
    merchant = log.fields["merchant"]
    told = books.merchants[merchant]
    assert log.fields["number"] == told.number + 1, f"G8: a hole in the numbers of {merchant}: {log}"
    books.merchants[merchant] = replace(told, number=log.fields["number"])


def completed(books: Books, log: Log, now: int) -> None:
    counted(books, log, now)
    books.payments[log.fields["payment_id"]] = Payment("paid", log.fields["payer"], now)


def requested(books: Books, log: Log, now: int) -> None:
    counted(books, log, now)
    books.payments[log.fields["payment_id"]] = Payment("requested")


def cancelled(books: Books, log: Log, now: int) -> None:
    counted(books, log, now)
    books.payments[log.fields["payment_id"]] = Payment("cancelled")


def refunded(books: Books, log: Log, now: int) -> None:
    counted(books, log, now)
    paid = books.payments[log.fields["payment_id"]]
    assert paid.refunded + log.fields["amount"] == log.fields["refunded"], f"G8: totals and parts disagree: {log}"
    books.payments[log.fields["payment_id"]] = paid._replace(refunded=log.fields["refunded"])


def credit_counted(books: Books, log: Log) -> tuple[str, str]:
    """Credit events have a running number of their own, per contract."""
    assert log.fields["number"] == books.credit_number + 1, f"G8: a hole in the credits' numbers: {log}"
    books.credit_number = log.fields["number"]
    return log.fields["receiver"], log.fields["token"]


def increased(books: Books, log: Log, now: int) -> None:
    key = credit_counted(books, log)
    books.credit[key] = books.credit.get(key, 0) + log.fields["amount"]
    assert books.credit[key] == log.fields["balance"], f"G8: balance and parts disagree: {log}"


def withdrawn(books: Books, log: Log, now: int) -> None:
    key = credit_counted(books, log)
    books.credit[key] -= log.fields["amount"]
    assert books.credit[key] == log.fields["balance"], f"G8: balance and parts disagree: {log}"


def approved(books: Books, log: Log, now: int) -> None:
    books.approved[log.fields["merchant"], log.fields["splits_hash"]] = log.fields["approved"]


def spent(books: Books, log: Log, now: int) -> None:
    key = log.by, log.fields["signer"], log.fields["digest"]
    assert key not in books.spent, f"G8: a word counted twice: {log}"
    books.spent[key] = True


def deposit_moved(books: Books, log: Log, now: int) -> None:
    assert log.fields["number"] == books.deposit_number + 1, f"G8: a hole in the deposits' numbers: {log}"
    books.deposit_number = log.fields["number"]


def proposed(books: Books, log: Log, now: int) -> None:
    merchant = log.fields["merchant"]
    settled = books.merchants[merchant].settled(now)
    books.merchants[merchant] = replace(settled, proposal=(log.fields["payout"], log.fields["effective_at"]))
    books.announced[merchant] = log.fields["payout"]


def registered(books: Books, log: Log, now: int) -> None:
    books.merchants[log.fields["merchant"]] = Merchant(log.fields["payout"], log.fields["invoice_signer"])


def merchant_fee(books: Books, log: Log, now: int) -> None:
    fee = log.fields["fee_bps"]
    merchant_told(books, log.fields["merchant"], own_fee=None if fee == 10_000 else fee)


def succeeded(books: Books, log: Log, now: int) -> None:
    books.admin, books.pending_admin = log.fields["admin"], ZERO


FOLDS = {
    "PaymentRequested": requested,
    "PaymentCompleted": completed,
    "PaymentCancelled": cancelled,
    "PaymentRefunded": refunded,
    "SplitPaid": counted,
    "CreditIncreased": increased,
    "CreditWithdrawn": withdrawn,
    "SplitsApproved": approved,
    "SignatureSpent": spent,
    "DepositCollected": deposit_moved,
    "DepositReturned": deposit_moved,
    "MerchantRegistered": registered,
    "InvoiceSignerChanged": lambda b, log, now: merchant_told(
        b, log.fields["merchant"], signer=log.fields["invoice_signer"]
    ),
    "PayoutChangeProposed": proposed,
    "PayoutChangeCancelled": lambda b, log, now: merchant_told(b, log.fields["merchant"], proposal=None),
    "MerchantFeeChanged": merchant_fee,
    "FeeChanged": lambda b, log, now: setattr(b, "fee_bps", log.fields["fee_bps"]),
    "FeeReceiverChanged": lambda b, log, now: setattr(b, "fee_receiver", log.fields["fee_receiver"]),
    "PausedChanged": lambda b, log, now: setattr(b, "paused", log.fields["paused"]),
    "AdminTransferStarted": lambda b, log, now: setattr(b, "pending_admin", log.fields["pending_admin"]),
    "AdminTransferred": succeeded,
}


def replay(logs: list[tuple[Log, int]], books: Books | None = None) -> Books:
    """What events, each with its block's time, say that the contracts remember; from `books` on, or from nothing."""
    books = books or Books(admin=ZERO, fee_receiver=ZERO, fee_bps=0)
    for log, now in logs:
        FOLDS[log.name](books, log, now)
    return books
