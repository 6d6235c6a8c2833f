"""The part of the twin that is not about mandates: plans, merchants' fees and numbers, words, the admin, credits."""

from escrow_office import Call, Office, need
from money import Refused
from seals import ZERO, Seal
from subscription_books import SubscriptionBooks
from subscription_money import SubscriptionMoney
from subscription_words import Plan, plan_id, word

__all__ = ["Call", "Desk", "need"]

DAY = 86_400
YEAR = 366 * DAY
LARGEST = 2**96 - 1
WHOLE_BPS = 10_000
NO_OWN_FEE = 10_000


class Desk(Office):
    """As the Escrow's office; nothing here takes coins."""

    PAYABLE = frozenset()
    books: SubscriptionBooks
    money: SubscriptionMoney

    def check_word(self, call: Call, who: str, name: str, values: tuple, seal: Seal) -> bytes:
        """The word's last value is its deadline."""
        need(call.now < values[-1], "relayed: signature expired")
        digest = word(name, values, self.domain(call))
        self.check_digest(who, digest, seal)
        return digest

    def use_word(self, call: Call, who: str, name: str, values: tuple, seal: Seal) -> None:
        """One that counts once."""
        self.spend(who, self.check_word(call, who, name, values, seal))

    def next_number(self, merchant: str) -> int:
        self.books.numbers[merchant] = self.books.numbers.get(merchant, 0) + 1
        return self.books.numbers[merchant]

    def fee_of(self, merchant: str) -> int:
        return min(self.books.fee_bps, self.books.own_fees.get(merchant, NO_OWN_FEE))

    def set_merchant_fee(self, call: Call, merchant: str, fee_bps: int) -> None:
        self.check_admin(call)
        need(fee_bps == NO_OWN_FEE or fee_bps < self.books.fee_bps, "merchants: fee not lower")
        self.books.own_fees[merchant] = fee_bps
        self.tell("MerchantFeeChanged", merchant=merchant, fee_bps=fee_bps)

    def publish_plan(self, call: Call, plan: Plan) -> None:
        need(call.sender == plan.merchant, "subscription: not that party")
        self.publish(call, plan)

    def publish_plan_by_signature(self, call: Call, plan: Plan, deadline: int, seal: Seal) -> None:
        name = plan_id(plan, self.domain(call))
        self.use_word(call, plan.merchant, "publish", (name, deadline), seal)
        self.publish(call, plan)

    def publish(self, call: Call, plan: Plan) -> None:
        self.check_plan(plan)
        name = plan_id(plan, self.domain(call))
        need(name not in self.books.plans, "plans: already published")
        self.books.plans[name], self.books.terms[name] = True, plan
        number = self.next_number(plan.merchant)
        self.tell("PlanPublished", plan_id=name, merchant=plan.merchant, number=number, plan=tuple(plan))

    def check_plan(self, plan: Plan) -> None:
        has_code = plan.token in (*self.money.tokens, *self.money.persons, self.address)
        need(plan.payout not in {ZERO, self.address}, "plans: bad terms")
        need(has_code, "plans: bad terms")
        shortest, longest = {0: (3_600, 5 * YEAR), 1: (1, 60)}.get(plan.period_unit, (1, 0))
        waits = plan.trial, plan.grace, plan.retry_gap, plan.price_notice, plan.pause_limit
        for kept in (
            0 < plan.amount <= LARGEST,
            plan.first_amount == plan.amount if plan.metered else plan.first_amount <= LARGEST,
            shortest <= plan.period_count <= longest,
            plan.tip <= plan.amount,
            plan.max_fee_bps <= WHOLE_BPS,
            max(waits) <= YEAR,
        ):
            need(kept, "plans: bad terms")

    def close_plan(self, call: Call, name: bytes) -> None:
        self.close(call.sender, name)

    def close_plan_by_signature(self, call: Call, merchant: str, name: bytes, deadline: int, seal: Seal) -> None:
        self.use_word(call, merchant, "close", (name, deadline), seal)
        self.close(merchant, name)

    def close(self, merchant: str, name: bytes) -> None:
        theirs = self.books.plans.get(name, False) and self.books.terms[name].merchant == merchant
        need(theirs, "plans: not open, or not theirs")
        self.books.plans[name] = False
        self.tell("PlanClosed", plan_id=name, merchant=merchant, number=self.next_number(merchant))

    def check_open(self, payer: str) -> None:
        need(not self.books.paused, "policy: paused")
        need(not self.listed(payer), "policy: payer is sanctioned")

    def listed(self, payer: str) -> bool:
        if self.money.has_list and self.money.list_silent:
            raise Refused("list: no answer")
        return self.money.has_list and payer in self.money.listed
