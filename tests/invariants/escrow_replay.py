"""The Escrow rebuilt from nothing but its events (E11): event → fold, one entry each."""

from chain import Log
from escrow_books import EscrowBooks, Kept
from escrow_words import Deal, deal_id
from seals import ZERO, Domain


def stepped(books: EscrowBooks, told: dict, **changes) -> Kept:
    """Every event of a deal carries its next step."""
    old = books.deals[told["deal_id"]]
    assert told["step"] == old.step + 1, f"E11: a hole in the steps of a deal: {told}"
    new = old._replace(step=told["step"], **changes)
    books.deals[told["deal_id"]] = new if new.held else new._replace(status="closed")
    return old


def counted(books: EscrowBooks, told: dict) -> None:
    """Credits and collected fees share one running number."""
    assert told["number"] == books.credit_number + 1, f"E11: a hole in the numbers of credits: {told}"
    books.credit_number = told["number"]


def kept_fee(books: EscrowBooks, told: dict) -> None:
    if told["fee"]:
        books.fees[told["token"]] = books.fees.get(told["token"], 0) + told["fee"]


def funded(books: EscrowBooks, told: dict, now: int, domain: Domain) -> None:
    assert told["number"] == books.deal_number + 1, f"E11: a hole in the numbers of deals: {told}"
    deal = Deal(**{name: told[name] for name in Deal._fields})
    assert deal_id(deal, domain) == told["deal_id"], "E11: the event tells other terms than the id's"
    books.deal_number = told["number"]
    books.deals[told["deal_id"]] = Kept("funded", deal.amount, 0, 0, 1, told["fee_bps"])


def released(books: EscrowBooks, told: dict, now: int, domain: Domain) -> None:
    old = stepped(books, told, held=told["held"])
    assert old.held - told["amount"] == told["held"], f"E11: what is held and what left disagree: {told}"
    kept_fee(books, told)


def returned(books: EscrowBooks, told: dict, now: int, domain: Domain) -> None:
    before = books.deals[told["deal_id"]].returned
    old = stepped(books, told, held=told["held"], returned=before + told["amount"])
    assert old.held - told["amount"] == told["held"], f"E11: what is held and what left disagree: {told}"


def resolved(books: EscrowBooks, told: dict, now: int, domain: Domain) -> None:
    before = books.deals[told["deal_id"]].returned
    stepped(books, told, held=0, returned=before + told["to_depositor"])
    kept_fee(books, told)


def increased(books: EscrowBooks, told: dict, now: int, domain: Domain) -> None:
    counted(books, told)
    key = told["receiver"], told["token"]
    books.credit[key] = books.credit.get(key, 0) + told["amount"]
    assert books.credit[key] == told["balance"], f"E11: balance and parts disagree: {told}"


def withdrawn(books: EscrowBooks, told: dict, now: int, domain: Domain) -> None:
    counted(books, told)
    key = told["receiver"], told["token"]
    books.credit[key] -= told["amount"]
    assert books.credit[key] == told["balance"], f"E11: balance and parts disagree: {told}"


def collected(books: EscrowBooks, told: dict, now: int, domain: Domain) -> None:
    counted(books, told)
    assert told["fee_receiver"] == books.fee_receiver, "E11: fees went elsewhere than to their receiver"
    books.fees[told["token"]] -= told["amount"]


def succeeded(books: EscrowBooks, told: dict, now: int, domain: Domain) -> None:
    books.admin, books.pending_admin = told["admin"], ZERO


FOLDS = {
    "ArbitrationAccepted": lambda b, told, now, domain: b.deals.update({told["deal_id"]: Kept("accepted")}),
    "ArbitrationDeclined": lambda b, told, now, domain: b.deals.update({told["deal_id"]: Kept("declined")}),
    "DealFunded": funded,
    "DealReleased": released,
    "DealReturned": returned,
    "DeliveryMarked": lambda b, told, now, domain: stepped(b, told, status="delivered", since=now),
    "DealDisputed": lambda b, told, now, domain: stepped(b, told, status="disputed", since=now),
    "DealResolved": resolved,
    "CreditIncreased": increased,
    "CreditWithdrawn": withdrawn,
    "FeesCollected": collected,
    "SignatureSpent": lambda b, told, now, domain: b.spent.add((told["signer"], told["digest"])),
    "FeeChanged": lambda b, told, now, domain: setattr(b, "fee_bps", told["fee_bps"]),
    "FeeReceiverChanged": lambda b, told, now, domain: setattr(b, "fee_receiver", told["fee_receiver"]),
    "PausedChanged": lambda b, told, now, domain: setattr(b, "paused", told["paused"]),
    "AdminTransferStarted": lambda b, told, now, domain: setattr(b, "pending_admin", told["pending_admin"]),
    "AdminTransferred": succeeded,
}


def replay(logs: list[tuple[Log, int, Domain]], books: EscrowBooks | None = None) -> EscrowBooks:
    """What events, each with its block's time and domain, say that the Escrow remembers; from `books` on, or from
    nothing."""
    books = books or EscrowBooks(admin=ZERO, fee_receiver=ZERO, fee_bps=0)
    for log, now, domain in logs:
        FOLDS[log.name](books, log.fields, now, domain)
    return books
