"""A wallet rebuilt from nothing but its events (M11): event → fold, one entry each."""

from chain import Log
from multisig_books import VETOED, WalletBooks


def used(books: WalletBooks, told: dict) -> None:
    """Each nonce once, each in its turn (M4)."""
    if told.get("index", 0) == 0:
        assert told["nonce"] == books.next_nonce(told["lane"]), f"M4: a nonce out of its turn: {told}"
        books.nonces[told["lane"]] = told["nonce"] + 1
    else:
        assert told["nonce"] == books.next_nonce(told["lane"]) - 1, f"M4: a part of something else: {told}"


def set_up(books: WalletBooks, told: dict, now: int) -> None:
    assert not books.owners, "M3: set up twice"
    books.owners = frozenset(told["owners"])
    books.threshold, books.call_threshold, books.delay = told["threshold"], told["call_threshold"], told["delay"]


def proposed(books: WalletBooks, told: dict, now: int) -> None:
    assert told["epoch"] == books.epoch, f"M11: proposed in another epoch: {told}"
    assert (told["proposal"], told["proposer"]) in books.confirmed, f"M11: proposed without a confirmation: {told}"


def added(books: WalletBooks, told: dict, now: int) -> None:
    assert told["owner"] in books.accepted, f"M3: an owner who has not accepted: {told}"
    assert told["owner"] not in books.owners, f"M2: an owner twice: {told}"
    books.owners |= {told["owner"]}
    books.accepted.discard(told["owner"])


def removed(books: WalletBooks, told: dict, now: int) -> None:
    assert told["owner"] in books.owners, f"M2: who is removed is no owner: {told}"
    books.owners -= {told["owner"]}


def changed(books: WalletBooks, told: dict, now: int) -> None:
    used(books, told)
    if told["epoch"] != books.epoch:
        books.confirmed.clear()
    books.threshold, books.call_threshold = told["threshold"], told["call_threshold"]
    books.delay, books.epoch = told["delay"], told["epoch"]
    books.ready.pop(told["proposal"], None)


def limited(books: WalletBooks, told: dict, now: int) -> None:
    key = told["spender"], told["token"]
    limit = books.limit(*key)._replace(amount=told["amount"])
    if told["window"] != limit.window:
        limit = limit._replace(window=told["window"], anchor=now, window_end=0, spent=0)
    books.limits[key] = limit


def spent(books: WalletBooks, told: dict, now: int) -> None:
    key = told["spender"], told["token"]
    limit = books.limit(*key)
    assert told["number"] == limit.number + 1, f"M11: a hole in the numbers of a spender: {told}"
    assert told["window_end"] == limit.end_at(now), f"M8: another window than the one that runs: {told}"
    before = limit.at(now)[2]
    assert told["spent"] == before + told["amount"], f"M8: spent and parts disagree: {told}"
    books.limits[key] = limit._replace(window_end=told["window_end"], spent=told["spent"], number=told["number"])


FOLDS = {
    "WalletSetUp": set_up,
    "PaymentsProposed": proposed,
    "CallsProposed": proposed,
    "ConfigurationProposed": proposed,
    "Confirmed": lambda b, told, now: b.confirmed.add((told["proposal"], told["owner"])),
    "ConfirmationRevoked": lambda b, told, now: b.confirmed.discard((told["proposal"], told["owner"])),
    "PaymentMade": lambda b, told, now: used(b, told),
    "CallMade": lambda b, told, now: used(b, told),
    "NonceSkipped": lambda b, told, now: used(b, told),
    "ConfigurationScheduled": lambda b, told, now: b.ready.update({told["proposal"]: told["ready_at"]}),
    "ConfigurationVetoed": lambda b, told, now: b.ready.update({told["proposal"]: VETOED}),
    "ConfigurationChanged": changed,
    "OwnerAdded": added,
    "OwnerRemoved": removed,
    "OwnershipAccepted": lambda b, told, now: b.accepted.add(told["owner"]),
    "LimitChanged": limited,
    "LimitSpent": spent,
    "SignatureSpent": lambda b, told, now: b.spent.add((told["signer"], told["digest"])),
    "CoinsReceived": lambda b, told, now: None,
}


def replay(logs: list[tuple[Log, int]], books: WalletBooks | None = None) -> WalletBooks:
    """What one wallet's events, each with its block's time, say that it remembers; from `books` on, or from nothing."""
    books = books or WalletBooks()
    for log, now in logs:
        FOLDS[log.name](books, log.fields, now)
    return books
