"""Shares of payments, approvals of shares, and spent signatures on a scripted chain."""

from __future__ import annotations

from tests.backend.scripted_chain import GATEWAY, TOKEN, Act, Emit, Ledger, merchant, pay, payment_id


def pay_split(place: int, *receivers: int, by: int = 0, amount: int = 25_000_000) -> Act:
    """A payment of which each receiver gets an equal share, in transactions of their own merchant's numbers."""

    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if ledger.payments.get(place, {"status": "requested"})["status"] != "requested":
            return
        pay(place, by, amount)(ledger, emit, now)
        address = merchant(ledger.payments[place]["by"])
        for receiver in receivers:
            emit(
                "SplitPaid",
                payment_id=payment_id(place),
                merchant=address,
                receiver=merchant(receiver),
                number=ledger.numbered(address),
                token=TOKEN,
                amount=ledger.payments[place]["amount"] // (len(receivers) + 1),
            )

    return act


def approve_splits(place: int, approved: bool) -> Act:
    splits_hash = payment_id(1_000 + place)
    return lambda ledger, emit, now: emit(
        "SplitsApproved", merchant=merchant(place), splits_hash=splits_hash, approved=approved
    )


def spend(place: int, at: str = GATEWAY) -> Act:
    return lambda ledger, emit, now: emit("SignatureSpent", at, signer=merchant(place), digest=payment_id(place))
