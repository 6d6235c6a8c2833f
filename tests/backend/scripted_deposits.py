"""Deposit addresses on a scripted chain."""

from __future__ import annotations

from tests.backend.scripted_chain import DEPOSITS, PAYER, TOKEN, Act, Emit, Ledger, merchant, pay, payment_id


def deposit_address(place: int) -> str:
    return "0x" + payment_id(place)[-40:]


def collect(place: int, by: int = 0, refund_to: str = PAYER, excess: int = 0) -> Act:
    """What lies on the address pays its invoice; an excess goes away at once."""

    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = ledger.payments.get(place, {"status": "requested", "by": by, "amount": 25_000_000})
        if known["status"] != "requested":
            return
        emit(
            "DepositCollected",
            DEPOSITS,
            payment_id=payment_id(place),
            merchant=merchant(known["by"]),
            refund_to=refund_to,
            number=ledger.next(f"deposits:{DEPOSITS}"),
            deposit=deposit_address(place),
            token=TOKEN,
            amount=known["amount"],
            excess=excess,
        )
        pay(place, known["by"])(ledger, emit, now)
        if excess:
            send_back(place, excess, known["by"])(ledger, emit, now)

    return act


def send_back(place: int, amount: int, by: int = 0, token: str = TOKEN) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        emit(
            "DepositReturned",
            DEPOSITS,
            payment_id=payment_id(place),
            merchant=merchant(ledger.payments.get(place, {"by": by})["by"]),
            to=PAYER,
            number=ledger.next(f"deposits:{DEPOSITS}"),
            deposit=deposit_address(place),
            token=token,
            amount=amount,
        )

    return act
