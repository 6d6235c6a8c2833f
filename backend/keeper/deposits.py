"""Money on deposit addresses of sessions: what pays the invoice, and what goes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.checkout import calldata
from backend.checkout.deposit import NOBODY, deposit_address
from backend.checkout.invoice import Invoice
from backend.checkout.session_terms import invoice_of
from backend.keeper.errand import Errand
from backend.tables.merchants_own import PaymentSession

MOST_GAS = 700_000
"""Making the address' code, paying, and sending back what is above: an honest token needs half of it."""
REQUESTED = "requested"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session's invoice and the addresses (by where money goes back) that its customers were shown. `paid`: it is
    paid or cancelled by the tables."""

    payment_id: str
    invoice: Invoice
    signature: str
    addresses: Mapping[str, str]
    paid: bool

    def looked_at(self) -> list[tuple[str, str]]:
        """Token and holder, for every address."""
        return [(self.invoice.token, address) for address in self.addresses.values()]


def waiting_of(session: PaymentSession, status: str | None, deposits: str) -> Waiting:
    """What may come in for a session that takes deposits. `status`: of its payment in the tables, None before any."""
    assert session.payment_id is not None
    id = session.payment_id
    backs = [session.refund_to or NOBODY, *session.refunds_asked]
    addresses = {back: deposit_address(deposits, id, back) for back in backs}
    return Waiting(id, invoice_of(session), session.signature or "0x", addresses, status not in (None, REQUESTED))


def deposit_errand(waiting: Waiting, deposits: str, held: Mapping[str, int | None], now: int) -> Errand | None:
    """What anyone may do with what the addresses hold at `now` (unix seconds by the chain), one address at a time:
    the first that has enough pays; when nothing can be paid any more, the first that has anything is sent back."""
    invoice = waiting.invoice
    open_still = not waiting.paid and now < invoice.valid_until
    enough = invoice.amount if open_still else 1
    for back, address in waiting.addresses.items():
        if (held.get(address) or 0) < enough:
            continue
        subject = f"deposit:{waiting.payment_id}"
        if open_still:
            data = calldata.collect(invoice, waiting.signature, back)
            return Errand(subject, "collect", deposits, data, MOST_GAS)
        data = calldata.return_deposit(invoice, back, invoice.token)
        return Errand(subject, "return_deposit", deposits, data, MOST_GAS)
    return None
