"""What is asked ahead: that a quote is what a charge then does, that many charges are as each alone, and all answers at
the seconds around every deadline."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chain import Outcome
from subscription_billing import OBSTACLES
from subscription_books import Life
from subscription_schedule import WOULD_LAPSE, Quote, anchor, of, period_of
from subscription_words import Mandate, mandate_id

if TYPE_CHECKING:
    from subscription_double import SubscriptionDouble

# Of outcomes of charge_many.
NOT_TRIED = 10
Check = Callable[[Outcome, object], None]


def deadlines(life: Life, now: int) -> set[int]:
    """Every second at which something begins or ends for a mandate."""
    if life.terms is None:
        return set()
    terms, plan = of(life)
    offers = [price.effective_at for price in (life.price, life.proposed) if price]
    running = period_of(life, now)
    return {
        *(terms.start, terms.end, anchor(life), life.paid_until, life.retry_at, life.grace_until),
        *(life.paused_until, running.start, running.end, *offers, terms.start + plan.trial),
    }


class Probes:
    """Of one double."""

    def __init__(self, double: "SubscriptionDouble"):
        self.double = double
        self.asked: set = set()

    def foresee(self, verb: str, sender: str, arguments: tuple) -> Check:
        """What is to be checked after the call."""
        if verb == "charge":
            return self.foresee_charge(sender, arguments[0])
        if verb == "charge_many":
            return self.foresee_many(sender, arguments[0])
        return lambda outcome, done: None

    def foresee_charge(self, sender: str, terms: Mandate) -> Check:
        quoted = Quote(*self.double.contract.read("quote", terms))
        parties = {terms.subscriber, terms.plan.merchant}
        return lambda outcome, done: self.judge_quote(quoted, outcome, sender in parties)

    def judge_quote(self, quoted: Quote, outcome: Outcome, by_party: bool) -> None:
        """[S4] What was quoted is charged or recorded as failed; what was not, is not tried."""
        hold = self.double.laws.hold
        tried = [log.fields for log in outcome.logs if log.name in {"Charged", "ChargeFailed"}]
        if outcome.reason is not None:
            silent_list = outcome.reason == "list: no answer"
            hold(4, silent_list or outcome.reason == OBSTACLES.get(quoted.obstacle), f"{quoted}, but {outcome.reason}")
        elif quoted.obstacle == WOULD_LAPSE:
            hold(4, [log.name for log in outcome.logs] == ["Lapsed"], f"{quoted}, but {outcome.logs}")
        else:
            expected = {0, 5} if by_party else {0}
            hold(4, quoted.obstacle in expected and len(tried) == 1, f"{quoted}, but {outcome.logs}")
            told = tried[0]["amount"], tried[0]["period"]
            hold(4, told == (quoted.amount, quoted.period), f"{quoted}, but charged {told}")

    def foresee_many(self, sender: str, many: tuple[Mandate, ...]) -> Check:
        """[S8] As one after another, each alone."""
        double, alone = self.double, []
        with double.anchor():
            for terms in many:
                alone.append(double.contract.send("charge", terms, sender=sender))
            balances, states = double.stage.balances(double.address), self.states(many)

        def judge(outcome: Outcome, done) -> None:
            if outcome.reason is not None:
                return
            logs = [log for each in alone for log in each.logs]
            same = (logs, balances, states) == (outcome.logs, double.before, self.states(many))
            double.laws.hold(8, same, f"together {outcome.logs}, alone {logs}")
            codes = double.contract.answer("charge_many", done.output)
            double.laws.hold(8, list(codes) == double.twin.codes, f"answers {codes}, twin {double.twin.codes}")
            met = [self.fits(code, each) for code, each in zip(codes, alone, strict=True)]
            double.laws.hold(8, all(met), f"{codes} for {alone}")

        return judge

    def states(self, many: tuple[Mandate, ...]) -> list:
        here = self.double.here()
        return [self.double.contract.read("mandate", mandate_id(terms, here)) for terms in many]

    def fits(self, code: int, alone: Outcome) -> bool:
        told = {log.name for log in alone.logs}
        if alone.reason is not None:
            return code >= NOT_TRIED and OBSTACLES[code - NOT_TRIED] == alone.reason
        return {"Charged", "ChargeFailed", "Lapsed"} & told >= {("Charged", "ChargeFailed", "Lapsed")[code]}

    def ask(self, name: bytes) -> None:
        """[S3] All answers one second before, at and after each deadline that is still to come, and what a charge by a
        keeper would do then; once for each state of a mandate."""
        double = self.double
        life = double.twin.books.life(name)
        if life.terms is None or (name, life) in self.asked:
            return
        self.asked.add((name, life))
        now, chain_id = double.now, double.chain_id
        for moment in sorted({t + off for t in deadlines(life, now) for off in (-1, 0, 1)}):
            if now < moment < 2**36:
                double.stage.chain.move_to(moment, chain_id)
                double.check_answers(name, moment)
                self.try_charge(life.terms)
        double.stage.chain.move_to(now, chain_id)

    def try_charge(self, terms: Mandate) -> None:
        """And take it back."""
        double = self.double
        quoted = Quote(*double.contract.read("quote", terms))
        with double.anchor():
            outcome = double.contract.send("charge", terms, sender=double.stage.people["keeper"])
        self.judge_quote(quoted, outcome, by_party=False)
