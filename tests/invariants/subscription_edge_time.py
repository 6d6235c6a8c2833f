"""Walks along the edges of time: periods, failures, usage, pauses."""

from subscription_edge_life import DAY, SubscriptionEdgeLife, moment
from subscription_words import Mandate

# (plan, first second, how many periods): months that are short, leap days, the turn of a century.
SCHEDULES = (
    ({"period_count": 3_600}, moment(2027, 2, 28, 23), 3),
    ({"period_unit": 1, "period_count": 1}, moment(2027, 12, 31, 23), 5),
    ({"period_unit": 1, "period_count": 1, "trial": DAY}, moment(2028, 1, 29, 12), 3),
    ({"period_unit": 1, "period_count": 12}, moment(2028, 2, 29), 5),
    ({"period_unit": 1, "period_count": 2}, moment(2033, 12, 30, 1), 3),
    ({"period_unit": 1, "period_count": 1}, moment(2100, 1, 31), 3),
)


class TimeEdges(SubscriptionEdgeLife):
    """Each method walks along one kind of boundary."""

    def around(self, when: int, terms: Mandate, who: str = "keeper") -> None:
        """One second before, at and after, a charge each."""
        for off in (-1, 0, 1):
            if when + off >= self.double.now:
                self.at(when + off)
                self.send("charge", who, terms)

    def periods(self) -> None:
        """Each boundary of a schedule, every third period left out; clipped at the end."""
        for plan, begins, count in SCHEDULES:
            self.at(max(self.double.now, begins))
            terms = self.opened(plan)
            last = self.opened(plan)
            for index in range(count):
                self.around(self.life(terms).paid_until, terms)
                if index % 3:
                    self.at(self.life(terms).paid_until + 1)
                    self.send("charge", "keeper", last)

    def ends(self) -> None:
        """The last period is cut at the end, costs as much as any, and there is none after it."""
        for off in (1, DAY - 1, DAY, DAY + 1, 2 * DAY):
            for metered in (False, True):
                terms = self.opened({"metered": metered}, end=self.double.now + off)
                for when in (terms.start + DAY, terms.end):
                    for second in (when - 1, when, when + 1):
                        self.at(max(self.double.now, second))
                        self.send("charge", "keeper", terms)
                        self.send("charge_usage", "merchant", terms, 10_001)

    def bounds(self) -> None:
        """Of charges and of the lifetime, at and past them."""
        for changes in ({"max_charges": 2}, *({"lifetime_cap": 15_004 + off} for off in (-1, 0, 1, 10_001))):
            for plan in ({}, {"metered": True, "amount": 7_502}, {"first_amount": 0}):
                terms = self.opened(plan, **changes)
                for _ in range(3):
                    self.send("charge_usage", "merchant", terms, 7_502)
                    self.send("charge_usage", "merchant", terms, 1)
                    self.at(self.double.now + DAY)
                    self.send("charge", "keeper", terms)
        worth = self.opened({"amount": 2**96 - 1, "first_amount": 2**95, "tip": 0})
        self.at(self.double.now + DAY)
        self.send("charge", "keeper", worth)
        all_of_it = self.opened({"amount": 2**96 - 1, "first_amount": 2**96 - 1, "tip": 2**96 - 1})
        self.at(self.double.now + DAY)
        self.send("charge", "keeper", all_of_it)

    def failures(self) -> None:
        """Each reason, each second of retries and of the grace, by whom each belongs to."""
        for gap, grace in ((600, 3_600), (0, 3_600), (3_600, 3_600), (4_000, 3_600), (600, 0), (0, 1)):
            for who in ("keeper", "merchant", "subscriber") if gap == 600 else ("keeper",):
                terms = self.opened({"retry_gap": gap, "grace": grace}, subscriber="subscriber")
                self.at(self.life(terms).paid_until)
                self.double.allow(self.dollar, terms.subscriber, 10_000)
                self.send("charge", "keeper", terms)
                self.around(self.double.now + gap, terms, who)
                if self.life(terms).status == "failing":
                    self.around(self.life(terms).grace_until, terms, who)
                self.double.allow(self.dollar, terms.subscriber, 2**256 - 1)
        for money in ("balance", "allowance", "both", "enough"):
            terms = self.opened(subscriber="saver")
            self.at(self.life(terms).paid_until)
            self.double.own(self.dollar, terms.subscriber, 10_000 if money in {"balance", "both"} else 10_001)
            self.double.allow(self.dollar, terms.subscriber, 10_000 if money in {"allowance", "both"} else 10_001)
            self.send("charge", "keeper", terms)
            self.double.own(self.dollar, terms.subscriber, 100_000)
            self.double.allow(self.dollar, terms.subscriber, 100_000)

    def recoveries(self) -> None:
        """A failing mandate is charged for the period of now, and open as before; what passed meanwhile is lost."""
        for grace, wait in ((3_600, 600), (10 * DAY, 3 * DAY + 5), (DAY, DAY - 1), (DAY, DAY)):
            terms = self.failing({"grace": grace, "retry_gap": 600})
            self.at(self.double.now + wait)
            self.send("pause", "subscriber", terms)
            self.send("charge", "keeper", terms)
            self.around(self.life(terms).paid_until, terms)
        terms = self.failing({"grace": 366 * DAY, "retry_gap": 0})
        self.double.allow(self.dollar, terms.subscriber, 0)
        for _ in range(66):
            self.send("charge", "keeper", terms)
        self.double.allow(self.dollar, terms.subscriber, 2**256 - 1)
        self.send("charge", "keeper", terms)
        ended = self.failing({"grace": 3 * DAY}, end=self.double.now + 2 * DAY)
        for when in (ended.end - 1, ended.end, self.life(ended).grace_until - 1, self.life(ended).grace_until):
            self.at(when)
            self.send("charge", "stranger", ended)

    def usage(self) -> None:
        """Up to the cap and past it, in parts, in the next period, from before the anchor on, while failing."""
        for parts in ((10_001,), (10_002,), (10_000, 1, 1), (0, 1, 10_000), (5_000, 5_000, 2, 1)):
            terms = self.metered()
            for off in (0, DAY - 1, DAY):
                self.at(terms.start + off)
                for part in parts:
                    self.send("charge_usage", "merchant", terms, part)
        early = self.metered({"trial": DAY})
        for off in (-1, 0, 1):
            self.at(early.start + DAY + off)
            self.send("charge_usage", "merchant", early, 5)
        for off in (-1, 0, 1):
            terms = self.failing({"metered": True})
            self.at(self.life(terms).grace_until + off)
            self.send("charge", "keeper", terms)
            self.send("charge_usage", "merchant", terms, 10_002)
            self.send("charge_usage", "merchant", terms, 9)
            self.send_signed("charge_usage", terms)
        self.send("charge_usage", "merchant", self.opened(), 5)
        self.send("charge_usage", "merchant", self.mandate({"metered": True}), 5)
        self.counted()

    def counted(self) -> None:
        """A word about usage counts for one total; it may be handed in again if nothing was charged."""
        terms, deadline = self.metered(), self.double.now + 60
        self.send("charge_usage", "merchant", terms, 77)
        for total in (0, 76, 77, 78):
            seal = self.put_word(terms.plan.merchant, "usage", (terms, 9, total, deadline))
            self.double.allow(self.dollar, terms.subscriber, 8)
            self.send("charge_usage_by_signature", "relayer", terms, 9, total, deadline, seal)
            self.double.allow(self.dollar, terms.subscriber, 2**256 - 1)
            for _ in range(2):
                self.send("charge_usage_by_signature", "relayer", terms, 9, total, deadline, seal)

    def pauses(self) -> None:
        """From the anchor on, within the limit, which ends a pause by itself; paused time is not billed."""
        early = self.opened({"trial": 50})
        for off in (49, 50):
            self.at(early.start + off)
            self.send("pause", "subscriber", early)
        self.send("pause", "subscriber", self.opened({"pause_limit": 0}))
        for metered in (False, True):
            for limit, rests in ((DAY, (DAY - 1, 1, 1)), (100, (99, 2)), (5 * DAY, (DAY, DAY, DAY, 2 * DAY))):
                terms = self.opened({"pause_limit": limit, "metered": metered}, end=self.double.now + 9 * DAY)
                for rest in rests:
                    self.rest_for(terms, rest)
                self.at(self.double.now + DAY)
                self.send("charge", "keeper", terms)
        for metered in (False, True):
            over = self.paused({"metered": metered}, end=self.double.now + 3 * DAY)
            self.at(over.end)
            self.send("resume", "subscriber", over)
            self.send("pause", "subscriber", over)

    def rest_for(self, terms: Mandate, rest: int) -> None:
        self.send("charge_usage", "merchant", terms, 3)
        self.send("pause", "subscriber", terms)
        until = self.double.now + rest
        self.around(until - 1, terms)
        self.send("charge_usage", "merchant", terms, 2)
        self.send("resume", "stranger", terms)
        self.send("resume", "subscriber", terms)
        self.around(self.life(terms).paid_until if not terms.plan.metered else until, terms)

    def pauses_over(self) -> None:
        """Whoever comes after the end of a pause finds the mandate open; also where the money fails then."""
        for off in (-1, 0, 1):
            for allowed in (2**256 - 1, 0):
                for wait in (0, DAY):
                    terms = self.paused({"pause_limit": DAY})
                    self.at(self.life(terms).paused_until + off + wait)
                    self.double.allow(self.dollar, terms.subscriber, allowed)
                    for verb in ("pause", "stranger resumes", "charge", "refund_period", "merchant cancels"):
                        self.every_verb(terms)[verb]()
                    self.double.allow(self.dollar, terms.subscriber, 2**256 - 1)

    def months_paused(self) -> None:
        """A schedule of months that pauses move across months' ends, there and back."""
        self.move_months(metered=False)

    def months_used(self) -> None:
        self.move_months(metered=True)

    def move_months(self, metered: bool) -> None:
        plan = {"period_unit": 1, "period_count": 1, "pause_limit": 366 * DAY, "metered": metered}
        for begins, rest, ends in (
            *((moment(2035, 1, 31), 28 * DAY, 59), (moment(2036, 1, 31), DAY, 0), (moment(2036, 3, 31), 366 * DAY, 0)),
            *(
                (moment(2038, 2, 15), 28 * DAY, 58),
                (moment(2038, 6, 15), 28 * DAY, 0),
                (moment(2039, 2, 1), 31 * DAY, 0),
            ),
        ):
            self.at(begins)
            terms = self.opened(plan, end=begins + ends * DAY if ends else 0)
            self.send("charge_usage", "merchant", terms, 4_000)
            self.at(begins + 28 * DAY)
            self.send("charge", "keeper", terms)
            self.send("charge_usage", "merchant", terms, 8_000)
            self.send("pause", "subscriber", terms)
            self.at(self.double.now + rest)
            self.send("resume", "subscriber", terms)
            for used in (2_002, 2_001, 1):
                self.send("charge_usage", "merchant", terms, used)
            self.send("refund_period", "merchant", terms)
            self.around(self.double.now + 3 * DAY if metered else self.life(terms).paid_until, terms)
            self.send("charge_usage", "merchant", terms, 10_001)

    def statuses(self) -> None:
        """Every verb on a mandate of every status, fixed and metered."""
        for state in ("mandate", "opened", "failing", "paused", "cancelled", "lapsed", "finished"):
            for plan in ({}, {"metered": True}) if state not in {"finished", "lapsed"} else ({},):
                terms, fresh = None, None
                for verb in self.every_verb(self.terms(self.plan())):
                    if plan and verb.endswith("_by_signature"):
                        continue
                    if terms is None or self.life(terms) != fresh:
                        terms = getattr(self, state)(plan)
                        fresh = self.life(terms)
                    self.every_verb(terms)[verb]()
