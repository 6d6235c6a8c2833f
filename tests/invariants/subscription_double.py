"""The Subscription and its twin side by side: each call goes to both, and whatever differs is a finding."""

from collections import Counter

import boa
from chain import Log, Outcome
from escrow_office import Call
from hypothesis import currently_in_test_context, note
from seals import ZERO, Domain
from subscription_books import STATUSES, Kept
from subscription_laws import SubscriptionLaws
from subscription_probes import Probes
from subscription_replay import replay
from subscription_rights import Step
from subscription_schedule import is_active, is_due, quote
from subscription_stage import BEGINNING, POLICIES, SubscriptionStage
from subscription_weather import Weather
from subscription_words import Mandate, Plan, mandate_id, plan_id

# Reads of all that is known cost more than the calls; in between, what a call touched is read.
WHOLE_EVERY = 12
# At the end of a life, so many mandates are read once more.
LOOKED_AT = 4


class SubscriptionDouble(Weather):
    """One life's Subscription. `do` makes a call on both sides and checks every invariant after it.

    ahead: whether the seconds around every deadline are asked about; said: what the contract last answered about each
    mandate; words: what it keeps of them.
    """

    def __init__(self, stage: SubscriptionStage, policy: int, ahead: bool = True):
        self.stage = stage
        self.contract = stage.contracts[policy]
        self.address = self.contract.address
        self.policy = POLICIES[policy]
        self.move_to(BEGINNING, 1)
        self.twin = stage.twin_of(self.contract, self.policy)
        self.logs = [(log, BEGINNING, self.here()) for log in self.contract.birth]
        self.folded = replay(self.logs)
        self.laws = SubscriptionLaws(self.address)
        self.before = dict(self.twin.money.balances)
        self.said: dict[bytes, Kept] = {}
        self.words: dict[bytes, int] = {}
        self.owed: set[tuple[str, str]] = set()
        self.donated = dict.fromkeys(stage.token_addresses(), 0)
        self.probes, self.ahead = Probes(self), ahead
        self.steps, self.told = 0, set()
        self.accepted, self.refused = Counter(), Counter()
        self.sound = True

    def here(self) -> Domain:
        return Domain(self.chain_id, self.address)

    def move_to(self, now: int, chain_id: int) -> None:
        self.now, self.chain_id = now, chain_id
        self.stage.chain.move_to(now, chain_id)

    def wait_until(self, now: int, chain_id: int | None = None) -> None:
        """Time alone opens and closes doors."""
        self.tell(f"now {now}, chain {chain_id or self.chain_id}")
        self.move_to(now, chain_id or self.chain_id)

    def call(self, sender: str, value: int = 0) -> Call:
        return Call(sender, value, self.now, self.chain_id)

    def raw(self, arguments: tuple) -> list:
        return [a if isinstance(a, tuple) else getattr(a, "raw", a) for a in arguments]

    def mandates_in(self, arguments: tuple) -> dict[bytes, Mandate]:
        """By id, of a call's arguments."""
        lists = [a if isinstance(a, tuple) else (a,) for a in arguments if not isinstance(a, Plan)]
        alone = [a for a in arguments if isinstance(a, Mandate)]
        among = [m for each in lists if not isinstance(each, Mandate) for m in each if isinstance(m, Mandate)]
        return {mandate_id(terms, self.here()): terms for terms in (*alone, *among)}

    def do(self, verb: str, sender: str, *arguments, value: int = 0) -> Outcome:
        call = self.call(sender, value)
        said = ", ".join(self.in_words(argument) for argument in arguments)
        self.tell(f"{verb} by {self.stage.name_of(sender)} at {self.now}{f', value {value}' * bool(value)}: {said}")
        self.sound = False
        named = self.mandates_in(arguments)
        self.laws.terms |= named
        known, manners = self.folded.copy(), self.twin.money.copy()
        foreseen = self.probes.foresee(verb, sender, arguments)
        done = self.stage.chain.run(
            sender, self.address, self.contract.calldata(verb, *self.raw(arguments)), value, "writes"
        )
        outcome = self.contract.outcome(done)
        after = self.stage.balances(self.address)
        step = Step(verb, call, arguments, outcome, known, manners, self.before, after)
        self.folded = self.laws.judge(step)
        self.compare(verb, call, arguments, outcome)
        self.compare_money(verb, after)
        self.before = after
        foreseen(outcome, done)
        self.note_logs(outcome.logs)
        self.count(verb, outcome)
        self.look(outcome, named)
        self.sound = True
        return outcome

    def in_words(self, argument) -> str:
        """Terms in full only when they are told for the first time."""
        if isinstance(argument, tuple) and argument and isinstance(argument[0], Mandate):
            return f"[{', '.join(self.in_words(each) for each in argument)}]"
        if not isinstance(argument, Mandate | Plan):
            return argument.hex() if isinstance(argument, bytes) else str(argument)
        is_plan = isinstance(argument, Plan)
        name = (plan_id if is_plan else mandate_id)(argument, self.here())
        kind = f"{'plan' if is_plan else 'mandate'} {name[:3].hex()}"
        if name in self.told:
            return kind
        self.told.add(name)
        fields = argument._asdict() | ({} if is_plan else {"plan": self.in_words(argument.plan)})
        who = {
            key: self.stage.name_of(value) if isinstance(value, str) and value[:2] == "0x" else value
            for key, value in fields.items()
        }
        return f"{kind} {who}"

    def compare(self, verb: str, call: Call, arguments: tuple, outcome: Outcome) -> None:
        reason = self.twin.attempt(verb, call, *arguments)
        assert outcome.reason == reason, f"{verb}: contract says {outcome.reason!r}, twin says {reason!r}"
        expected = [Log(name, fields) for name, fields in self.twin.events]
        assert outcome.logs == expected, f"S11: {verb} logged {outcome.logs}, twin {expected}"

    def compare_money(self, verb: str, after: dict) -> None:
        unlike = {k: (v, self.twin.money.held(*k)) for k, v in after.items() if v != self.twin.money.held(*k)}
        assert not unlike, f"{verb}: money differs from the twin's: {unlike}"
        allowed = self.stage.allowed(self.address)
        unlike = {
            k: (v, self.twin.money.allowances[k]) for k, v in allowed.items() if v != self.twin.money.allowances[k]
        }
        assert not unlike, f"{verb}: allowances differ from the twin's: {unlike}"

    def note_logs(self, logs: list[Log]) -> None:
        self.logs += [(log, self.now, self.here()) for log in logs]
        self.owed |= {(log.fields["receiver"], log.fields["token"]) for log in logs if log.name == "CreditIncreased"}

    def count(self, verb: str, outcome: Outcome) -> None:
        self.steps += 1
        if outcome.reason is None:
            self.accepted[verb] += 1
        else:
            self.refused[outcome.reason] += 1

    def tell(self, text: str) -> None:
        """Printed by Hypothesis with the life that fails."""
        if currently_in_test_context():
            note(text)

    def look(self, outcome: Outcome, named: dict[bytes, Mandate]) -> None:
        self.check_independence(outcome, named)
        if outcome.reason is None:
            self.laws.hold(7, not self.stage.hooked_in(), "a call from the middle of a transfer was let in")
            told = {log.name for log in outcome.logs}
            failed = "ChargeFailed" in told and not told & {"Charged", "Resumed"}
            for name in named:
                self.check_life(name, failed)
            self.check_plans(
                {log.fields["plan_id"] for log in outcome.logs if log.name in {"PlanPublished", "PlanClosed"}}
            )
            self.check_holdings(bool(told & {"CreditIncreased", "CreditWithdrawn"}))
        if self.steps % WHOLE_EVERY == 0:
            self.check_all()
        if self.ahead and outcome.reason is None:
            for name in named:
                self.probes.ask(name)

    def check_independence(self, outcome: Outcome, named: dict[bytes, Mandate]) -> None:
        words = {name: self.stage.word(self.address, name) for name in self.laws.terms}
        changed = {name for name, word in words.items() if word != self.words.get(name, 0)}
        allowed = set(named) if outcome.reason is None else set()
        self.laws.hold(
            8, changed <= allowed, f"other mandates than those of the call have changed: {changed - allowed}"
        )
        self.words = words

    def check_life(self, name: bytes, failed: bool = False) -> None:
        """The contract's answers, the twin's memory and the fold of the events are one."""
        status, *rest = self.contract.read("mandate", name)
        said, old, life = Kept(STATUSES[status], *rest), self.said.get(name, Kept()), self.twin.books.life(name)
        assert said == life.kept(), f"contract says {said}, twin {life.kept()}"
        self.laws.hold(11, life == self.folded.life(name), f"events say {self.folded.life(name)}, twin {life}")
        self.laws.judge_kept(old, said, failed)
        self.said[name] = said
        if self.steps % 2:
            self.check_quote(name, self.now)
        else:
            self.check_rights(name, self.now)

    def check_answers(self, name: bytes, now: int) -> None:
        """All that it says about a mandate at a second."""
        self.check_rights(name, now)
        self.check_quote(name, now)

    def check_rights(self, name: bytes, now: int) -> None:
        life, read = self.twin.books.life(name), self.contract.read
        said = read("is_active", name), read("due", name), read("paid_until", name)
        kept = is_active(life, now), is_due(life, now), life.paid_until
        assert said == kept, f"at {now} active, due and paid until are {said}, the twin says {kept}"

    def check_quote(self, name: bytes, now: int) -> None:
        terms, life = self.laws.terms[name], self.twin.books.life(name)
        if mandate_id(terms, self.here()) == name:
            told, meant = tuple(self.contract.read("quote", terms)), tuple(quote(life, now))
            assert told == meant, f"at {now} it quotes {told}, the twin {meant}"

    def check_all(self) -> None:
        """What is everybody's."""
        read = self.contract.read
        fee, cap, receiver, paused = read("fee_terms")
        said = (read("admin"), read("pending_admin"), fee, receiver, paused, read("credit_number"))
        for books in (self.twin.books, self.folded):
            kept = books.admin, books.pending_admin, books.fee_bps, books.fee_receiver, books.paused
            self.laws.hold(11, said == (*kept, books.credit_number), f"policy is {said}, kept {kept}")
        self.laws.hold(7, fee <= cap == self.policy.fee_cap_bps <= 100, "the fee or its cap is above the cap")
        for merchant, number in self.twin.books.numbers.items():
            said = read("merchant_number", merchant)
            self.laws.hold(11, said == number, f"the merchant's number is {said}, not {number}")
            self.laws.hold(11, number == self.folded.numbers[merchant], "events and twin count otherwise")
        self.laws.hold(11, self.folded.own_fees == self.twin.books.own_fees, "events and twin know other fees")

    def check_plans(self, names) -> None:
        for name in names:
            said, kept = self.contract.read("is_plan_open", name), self.twin.books.plans.get(name, False)
            self.laws.hold(11, said == kept == self.folded.plans.get(name, False), f"a plan is open: {said}")

    def check_spent(self) -> None:
        self.laws.hold(11, self.folded.spent == self.twin.books.spent, "events and twin spent other words")
        for who, digest in self.folded.spent:
            said = self.contract.read("is_signature_spent", who, digest)
            self.laws.hold(11, said, "a spent word counts as fresh")

    def check_holdings(self, moved: bool) -> None:
        """Credits are all that is held."""
        for key in self.owed if moved else ():
            amount = self.contract.read("credit", *key)
            for books in (self.twin.books, self.folded):
                self.laws.hold(11, amount == books.credit.get(key, 0), f"credit of {key} is {amount}")
        for token in self.donated:
            owed = self.contract.read("credits", token) if moved else self.twin.books.owed(token)
            self.laws.hold(7, owed == self.twin.books.owed(token), f"credits: {owed}")
            self.laws.judge_holdings(token, self.before[token, self.address], self.donated[token], owed)

    def finish(self) -> None:
        for name in list(self.laws.terms)[:LOOKED_AT]:
            self.check_life(name)
            self.check_answers(name, self.now)
            self.check_names(name)
        self.check_holdings(True)
        self.check_all()
        self.check_spent()
        self.check_plans(self.twin.books.plans)
        self.laws.hold(11, replay(self.logs) == self.folded, "folding step by step and at once differ")
        asked = self.stage.list.address if self.policy.has_list else ZERO
        self.laws.hold(6, self.contract.read("sanctions_list") == asked, "another list is asked")
        assert self.contract.read("version") == "1.0.0"
        said = self.contract.read("eip712Domain")
        meant = (b"\x0f", "Counterfoil Subscription", "1", self.chain_id, self.address, b"\0" * 32, ())
        self.laws.hold(11, said == meant, f"eip712Domain answers {said}")

    def check_names(self, name: bytes) -> None:
        terms = self.laws.terms[name]
        if mandate_id(terms, self.here()) == name:
            assert self.contract.read("mandate_id", terms) == name
            assert self.contract.read("plan_id", terms.plan) == plan_id(terms.plan, self.here())

    def anchor(self):
        """What is done within is taken back."""
        return boa.env.anchor()
