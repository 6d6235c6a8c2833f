"""S1 to S10, each judged from what was seen: the call, its logs one after another, the money around it, what the
contract answers about each mandate before and after, the fold of earlier events.

The twin has no say here, so that a mistake in it and one in the contract cannot cover each other. S11 stands in
subscription_double.py, where the whole state is read."""

from collections import Counter
from dataclasses import dataclass, field

from chain import Log
from subscription_books import TERMINAL, Kept, Life, SubscriptionBooks
from subscription_calendar import MONTHS, period_at
from subscription_money import DEBITS_RIGHT, TRUTHFUL
from subscription_replay import replay
from subscription_rights import RIGHTS, Step
from subscription_words import Mandate

# From a mandate's status to those it may have after the next call.
ALLOWED = {
    "unknown": {"unknown", "open", "cancelled", "finished"},
    "open": {"open", "failing", "paused", "cancelled", "lapsed", "finished"},
    "failing": {"failing", "open", "cancelled", "lapsed", "finished"},
    "paused": {"paused", "open", "failing", "cancelled", "lapsed", "finished"},
    "cancelled": {"cancelled"},
    "lapsed": {"lapsed"},
    "finished": {"finished"},
}
# What a failed charge may touch.
ATTEMPT = {"status", "attempts", "retry_at", "grace_until"}


def anchor_of(life: Life) -> int:
    assert life.terms
    return life.terms.start + life.terms.plan.trial + life.shift


def cap_of(life: Life, begins: int) -> int:
    """The last amount that the subscriber agreed to for a period that begins then."""
    assert life.terms
    agreed = [life.terms.plan.amount, *(price.amount for price in life.agreed if price.effective_at <= begins)]
    return agreed[-1]


def prices_of(life: Life) -> set[int]:
    assert life.terms
    return {life.terms.plan.amount, *(price.amount for price in life.agreed)}


@dataclass
class SubscriptionLaws:
    """What was seen so far, and how often each law was asked.

    terms: of every id that a call named; crooked: tokens that once debited the Subscription another amount than they
    were told, or hid that they did.
    """

    contract: str
    held: Counter = field(default_factory=Counter)
    terms: dict[bytes, Mandate] = field(default_factory=dict)
    crooked: set = field(default_factory=set)

    def hold(self, number: int, truth: bool, what: str) -> None:
        self.held[f"S{number}"] += 1
        assert truth, f"S{number}: {what}"

    def judge(self, step: Step) -> SubscriptionBooks:
        """Returns the fold of all events, those of this call included."""
        for log in step.outcome.logs:
            if log.name in RIGHTS:
                self.hold(6, RIGHTS[log.name](step, log.fields), f"{log.name} by whom or when nothing allows it")
            if "mandate_id" in log.fields:
                self.judge_life(step, log)
            replay([(log, step.call.now, step.domain())], step.known)
        self.judge_money(step)
        return step.known

    def judge_life(self, step: Step, log: Log) -> None:
        life = step.known.life(log.fields["mandate_id"])
        late = log.name == "PeriodRefunded"
        self.hold(5, late or life.status not in TERMINAL, f"{log.name} of what is {life.status}")
        if log.name == "Charged":
            self.judge_bounds(life, log.fields)
            self.judge_price(step, life, log.fields)
            self.judge_period(step, life, log.fields)
            self.judge_parts(step, life, log.fields)
        elif log.name == "ChargeFailed":
            self.judge_time(step, life)
        elif log.name == "Resumed":
            self.judge_shift(step, life, log.fields)
        elif log.name == "PeriodRefunded":
            self.judge_refund(step, life, log.fields)

    def judge_bounds(self, life: Life, told: dict) -> None:
        terms, total = life.terms, life.total() + told["amount"]
        assert terms
        self.hold(2, not terms.lifetime_cap or total <= terms.lifetime_cap, f"{total} above the lifetime cap")
        self.hold(2, not terms.max_charges or len(life.charges) < terms.max_charges, "more charges than were signed")
        self.hold(2, told["total"] == total, f"the total is told as {told['total']}, and is {total}")

    def judge_time(self, step: Step, life: Life) -> None:
        assert life.terms
        now, end = step.call.now, life.terms.end
        self.hold(3, life.status in {"open", "failing"}, f"a charge while {life.status}")
        self.hold(3, anchor_of(life) <= now and (not end or now < end), "a charge before the start or after the end")
        self.hold(3, life.status != "failing" or now < life.grace_until, "a charge after the grace")

    def judge_price(self, step: Step, life: Life, told: dict) -> None:
        assert life.terms
        plan = life.terms.plan
        due = period_at(plan, anchor_of(life), step.call.now)
        cap = cap_of(life, due.start)
        self.hold(1, told["period_total"] <= cap or not life.charges, f"{told['period_total']} above the cap of {cap}")
        before = life.charged_in(life.bucket(due.index))
        self.hold(1, told["period_total"] == before + told["amount"], "a period's sum is wrong")
        if not plan.metered:
            agreed = prices_of(life) if life.charges else {plan.first_amount}
            self.hold(6, told["amount"] in agreed, f"charged {told['amount']}, which nobody agreed to: {agreed}")
        self.hold(6, told["token"] == plan.token, "another token than was signed")

    def judge_period(self, step: Step, life: Life, told: dict) -> None:
        """In the period of now, by Python's calendar; what is cut at the end is a period like any other."""
        self.judge_time(step, life)
        assert life.terms
        plan, now = life.terms.plan, step.call.now
        due = period_at(plan, anchor_of(life), now)
        law = 10 if plan.period_unit == MONTHS else 4
        self.hold(law, told["period"] == due.index and due.start <= now < due.end, f"{told['period']} is not {due}")
        end = min(due.end, life.terms.end or due.end)
        before = {charge.period for charge in life.charges}
        if plan.metered:
            self.hold(9, told["period_total"] <= cap_of(life, due.start), "the last period has a cap of its own")
            return
        self.hold(4, told["period"] > max(before, default=-1), f"period {told['period']} is charged twice")
        self.hold(
            4, now >= life.paid_until and told["paid_until"] == end, f"paid until {told['paid_until']}, not {end}"
        )
        self.hold(9, due.start < end, "a period beyond the end is charged")

    def judge_parts(self, step: Step, life: Life, told: dict) -> None:
        assert life.terms
        fee = told["amount"] * life.fee_bps // 10_000
        most = min(life.terms.plan.tip, told["amount"] - fee) if step.verb in {"charge", "charge_many"} else 0
        self.hold(7, told["fee"] == fee, f"the fee of {told['amount']} is {told['fee']}, not {fee}")
        self.hold(7, told["tip"] in {0, most} and told["sender"] == step.call.sender, f"a tip of {told['tip']}")

    def judge_shift(self, step: Step, life: Life, told: dict) -> None:
        """Paused time is not billed: the schedule moves by just as much, within what was signed."""
        assert life.terms
        rested = min(step.call.now, life.paused_until) - life.paused_at
        self.hold(3, life.status == "paused" and told["shift"] == life.shift + rested, "a wrong shift")
        self.hold(3, told["shift"] <= life.terms.plan.pause_limit, "paused for longer than was signed")

    def judge_refund(self, step: Step, life: Life, told: dict) -> None:
        period = life.bucket(told["period"])
        paid, given = life.charged_in(period), period in dict(life.refunded)
        self.hold(7, 0 < told["amount"] <= paid and not given, f"{told['amount']} given back of {paid}, again: {given}")

    # What the contract answers

    def judge_kept(self, old: Kept, new: Kept, failed: bool) -> None:
        self.hold(5, new.status in ALLOWED[old.status], f"from {old.status} to {new.status}")
        self.hold(5, old.status not in TERMINAL or new == old, f"what is over has changed: {old}, {new}")
        self.hold(2, new.total >= old.total and new.charges >= old.charges, "less charged than before")
        changed = {name for name, was in old._asdict().items() if getattr(new, name) != was}
        if failed:
            self.hold(8, changed <= ATTEMPT, f"a failed charge changed {changed}")
        opened = old.status in {"unknown", "cancelled"}
        self.hold(6, opened or "fee_bps" not in changed, "the fee of a live mandate has changed")

    # Money

    def flows(self, step: Step) -> list[tuple[str, str, int]]:
        """(token, holder, change) that the logs promise, credits standing for what stays with the Subscription."""
        moved = []
        for log in step.outcome.logs:
            told = log.fields
            if log.name == "Charged":
                moved += [(told["token"], *leg) for leg in self.legs(step, told)]
            elif log.name == "PeriodRefunded":
                moved += [(told["token"], told["merchant"], -told["amount"])]
                moved += [(told["token"], told["subscriber"], told["amount"])]
            elif log.name in {"CreditIncreased", "CreditWithdrawn"}:
                sign, holder = (-1, told["receiver"]) if log.name == "CreditIncreased" else (1, told["to"])
                moved += [(told["token"], holder, sign * told["amount"])]
                moved += [(told["token"], self.contract, -sign * told["amount"])]
        return moved

    def legs(self, step: Step, told: dict) -> list[tuple[str, int]]:
        plan = self.terms[told["mandate_id"]].plan
        net = told["amount"] - told["fee"] - told["tip"]
        return [
            *((told["subscriber"], -told["amount"]), (plan.payout, net)),
            *((step.known.fee_receiver, told["fee"]), (told["sender"], told["tip"])),
        ]

    def judge_money(self, step: Step) -> None:
        """To the unit, for every holder of every token; unless a token lied, against which no contract is proof."""
        flows = self.flows(step)
        met = [(token, change, holder, step.money.manner(token, holder)) for token, holder, change in flows]
        self.crooked |= self.cheated(step)
        if any(manner not in TRUTHFUL for *_, manner in met):
            return
        promised: Counter = Counter()
        for token, holder, change in flows:
            promised[token, holder] += change
        moved = {key: now - step.before[key] for key, now in step.after.items()}
        wrong = {key: (promised[key], moved[key]) for key in moved if moved[key] != promised[key]}
        self.hold(7, not wrong, f"{step.verb} moved other money than its events say (promised, moved): {wrong}")
        if step.logged("ChargeFailed") and not step.logged("Charged"):
            self.hold(8, step.before == step.after, "a failed charge moved money")

    def cheated(self, step: Step) -> set[str]:
        """Tokens that take from what the contract holds otherwise than they say."""
        told = [log.fields for log in step.logged("CreditWithdrawn")]
        return {each["token"] for each in told if step.money.manner(each["token"], each["to"]) not in DEBITS_RIGHT}

    def judge_holdings(self, token: str, balance: int, donated: int, owed: int) -> None:
        if token not in self.crooked:
            self.hold(7, balance - donated == owed, f"{token}: holds {balance}, {donated} of it given, owes {owed}")
