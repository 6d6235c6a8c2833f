"""The Subscription rebuilt from nothing but its events (S11): event → fold, one entry each."""

from chain import Log
from escrow_replay import increased, succeeded, withdrawn
from seals import ZERO, Domain
from subscription_books import Charge, Life, Price, SubscriptionBooks
from subscription_schedule import repriced
from subscription_words import Mandate, Plan, mandate_id, plan_id


class Told:
    """One event among the books, at its block's time and under the domain of then."""

    def __init__(self, books: SubscriptionBooks, log: Log, now: int, domain: Domain):
        self.books, self.fields, self.now, self.domain = books, log.fields, now, domain
        self.numbered = "number" in log.fields and "merchant" in log.fields

    def __getitem__(self, name: str):
        return self.fields[name]

    def count(self) -> None:
        """Every event of a merchant takes its next number."""
        merchant, number = self["merchant"], self["number"]
        before = self.books.numbers.get(merchant, 0)
        assert number == before + 1, f"S11: a hole in the numbers of {merchant}: {number} after {before}"
        self.books.numbers[merchant] = number

    def life(self) -> Life:
        return self.books.lives[self["mandate_id"]]

    def change(self, **changes) -> None:
        life = self.life()
        assert life.terms is None or self["merchant"] == life.terms.plan.merchant, "S11: another merchant is told"
        assert life.terms is None or self["subscriber"] == life.terms.subscriber, "S11: another subscriber is told"
        self.books.lives[self["mandate_id"]] = life._replace(**changes)


def published(told: Told) -> None:
    plan = Plan(*told["plan"])
    assert plan_id(plan, told.domain) == told["plan_id"], "S11: the event tells another plan than the id's"
    told.books.plans[told["plan_id"]] = True
    told.books.terms[told["plan_id"]] = plan


def subscribed(told: Told) -> None:
    plan = told.books.terms[told["plan_id"]]
    bounds = (told[name] for name in ("start", "end", "max_charges", "lifetime_cap", "salt"))
    terms = Mandate(told["subscriber"], plan, *bounds)
    assert mandate_id(terms, told.domain) == told["mandate_id"], "S11: the event tells other terms than the id's"
    told.books.lives[told["mandate_id"]] = Life(terms, "open", told["fee_bps"], told["paid_until"])


def charged(told: Told) -> None:
    life = told.life()
    made = Charge(life.bucket(told["period"]), told["amount"], told.now)
    told.change(
        status="finished" if told["finished"] else "open",
        paid_until=told["paid_until"],
        charges=(*life.charges, made),
        attempts=0,
        retry_at=0,
        grace_until=0,
    )
    new = told.life()
    assert new.total() == told["total"], f"S11: the total and its parts disagree: {told.fields}"
    assert new.charged_in(made.period) == told["period_total"], f"S11: a period's parts disagree: {told.fields}"


def failed(told: Told) -> None:
    told.change(status="failing", attempts=told["attempt"], retry_at=told["retry_at"], grace_until=told["grace_until"])


def lapsed(told: Told) -> None:
    told.change(status="lapsed", retry_at=0, grace_until=0)


def cancelled(told: Told) -> None:
    """Also of terms that nobody ever opened."""
    told.books.lives.setdefault(told["mandate_id"], Life(None))
    told.change(
        **{"status": "cancelled", "paid_until": told["paid_until"], "retry_at": 0, "grace_until": 0},
        **{"paused_at": 0, "paused_until": 0, "proposed": None},
    )


def paused(told: Told) -> None:
    told.change(status="paused", paused_at=told.now, paused_until=told["paused_until"])


def resumed(told: Told) -> None:
    told.change(status="open", shift=told["shift"], paid_until=told["paid_until"], paused_at=0, paused_until=0)


def proposed(told: Told) -> None:
    told.change(proposed=Price(told["amount"], told["effective_at"]))


def accepted(told: Told) -> None:
    told.books.lives[told["mandate_id"]] = repriced(told.life(), Price(told["amount"], told["effective_at"]), told.now)


def refunded(told: Told) -> None:
    life = told.life()
    told.change(refunded=(*life.refunded, (life.bucket(told["period"]), len(life.charges))))


def own_fee(told: Told) -> None:
    """As in the gateway: 10,000 says that the merchant has none of its own."""
    told.books.own_fees[told["merchant"]] = told["fee_bps"]


FOLDS = {
    "PlanPublished": published,
    "PlanClosed": lambda told: told.books.plans.update({told["plan_id"]: False}),
    "Subscribed": subscribed,
    "Charged": charged,
    "ChargeFailed": failed,
    "Lapsed": lapsed,
    "Cancelled": cancelled,
    "Paused": paused,
    "Resumed": resumed,
    "PriceProposed": proposed,
    "PriceAccepted": accepted,
    "PeriodRefunded": refunded,
    "MerchantFeeChanged": own_fee,
    "CreditIncreased": lambda told: increased(told.books, told.fields, told.now, told.domain),
    "CreditWithdrawn": lambda told: withdrawn(told.books, told.fields, told.now, told.domain),
    "SignatureSpent": lambda told: told.books.spent.add((told["signer"], told["digest"])),
    "FeeChanged": lambda told: setattr(told.books, "fee_bps", told["fee_bps"]),
    "FeeReceiverChanged": lambda told: setattr(told.books, "fee_receiver", told["fee_receiver"]),
    "PausedChanged": lambda told: setattr(told.books, "paused", told["paused"]),
    "AdminTransferStarted": lambda told: setattr(told.books, "pending_admin", told["pending_admin"]),
    "AdminTransferred": lambda told: succeeded(told.books, told.fields, told.now, told.domain),
}


def replay(logs: list[tuple[Log, int, Domain]], books: SubscriptionBooks | None = None) -> SubscriptionBooks:
    """What events, each with its block's time and domain, say that the Subscription remembers; from `books` on, or
    from nothing."""
    books = books or SubscriptionBooks(admin=ZERO, fee_receiver=ZERO, fee_bps=0)
    for log, now, domain in logs:
        told = Told(books, log, now, domain)
        if told.numbered:
            told.count()
        FOLDS[log.name](told)
    return books
