"""The Escrow and its twin side by side: each call goes to both, and whatever differs is a finding."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import boa
from chain import Log, Outcome
from escrow_books import LIVE, Kept
from escrow_laws import EscrowLaws
from escrow_money import MANNERS
from escrow_office import Call
from escrow_probes import Probes
from escrow_replay import replay
from escrow_rights import Step
from escrow_solver import Seen, Solver
from escrow_stage import BEGINNING, POLICIES, EscrowStage
from escrow_views import Views
from escrow_words import Deal, deal_id
from hypothesis import currently_in_test_context, note
from money import MOODS, NATIVE, PENS
from papers import Permit
from seals import ZERO, Domain

# Reads of all that is known cost more than the calls; in between, what a call touched is read.
WHOLE_EVERY = 12
# Where a deal's word keeps its step.
STEP_SHIFT = 10
T = TypeVar("T")


class EscrowDouble:
    """One life's Escrow. `do` makes a call on both sides and checks every invariant after it.

    ahead: whether E4 to E6 are asked; said: what the contract last answered about each deal; words: their storage;
    codes: claim codes by their hash.
    """

    def __init__(self, stage: EscrowStage, policy: int, ahead: bool = True):
        self.stage = stage
        self.escrow = stage.escrows[policy]
        self.views = Views(stage, self.escrow)
        self.address = self.escrow.address
        self.policy = POLICIES[policy]
        self.move_to(BEGINNING, 1)
        self.twin = stage.twin_of(self.escrow, self.policy)
        self.logs = [(log, BEGINNING, self.here()) for log in self.escrow.birth]
        self.folded = replay(self.logs)
        self.laws = EscrowLaws(self.address, self.policy.fee_cap_bps)
        self.before = dict(self.twin.money.balances)
        self.said: dict[bytes, Kept] = {}
        self.words: dict[bytes, int] = {}
        self.codes: dict[bytes, bytes] = {}
        self.owed: set[tuple[str, str]] = set()
        self.donated = dict.fromkeys((NATIVE, *stage.token_addresses()), 0)
        self.probes, self.solver, self.ahead = Probes(self), Solver(self), ahead
        self.steps, self.worn = 0, False
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
        self.sound = False
        self.move_to(now, chain_id or self.chain_id)
        self.look_ahead()
        self.sound = True

    def look_ahead(self) -> None:
        if self.ahead:
            self.probes.ask()
            self.solver.solve()

    def call(self, sender: str, value: int = 0) -> Call:
        return Call(sender, value, self.now, self.chain_id)

    def terms_here(self, name: bytes) -> Deal | None:
        """A deal's terms; None where its id is another, because the chain forked since."""
        deal = self.laws.terms.get(name)
        return deal if deal and deal_id(deal, self.here()) == name else None

    def end_of(self, deal: Deal, kept: Kept) -> int:
        """When the deal's present status can be ended by anyone."""
        ends = {
            "funded": deal.delivery_until,
            "delivered": kept.since + deal.inspection_period,
            "disputed": kept.since + deal.dispute_period,
        }
        return ends.get(kept.status, 0)

    def raw(self, arguments: tuple) -> list:
        return [tuple(a) if isinstance(a, Deal) else getattr(a, "raw", a) for a in arguments]

    def read_words(self) -> dict[bytes, int]:
        return {name: self.views.word("deal", name) for name in self.laws.terms}

    def do(self, verb: str, sender: str, *arguments, value: int = 0) -> Outcome:
        call = self.call(sender, value)
        self.tell(f"{verb} by {self.stage.name_of(sender)} at {self.now}, value {value}: {arguments}")
        self.sound = False
        named = [deal_id(a, self.here()) for a in arguments if isinstance(a, Deal)]
        self.laws.terms |= zip(named, (a for a in arguments if isinstance(a, Deal)), strict=True)
        known, manners, words = self.folded.copy(), self.twin.money.copy(), self.words
        outcome = self.escrow.send(verb, *self.raw(arguments), sender=sender, value=value)
        after, self.words = self.stage.balances(self.address), self.read_words()
        seen = Step(verb, call, arguments, outcome, known, manners, self.before, after, (words, self.words))
        self.laws.judge(seen)
        self.compare(verb, call, arguments, outcome)
        assert after == self.twin.money.balances, f"{verb}: money differs from the twin's: {self.unlike(after)}"
        self.before = after
        self.fold(outcome.logs)
        self.count(verb, outcome)
        whole = self.steps % WHOLE_EVERY == 0
        if whole or outcome.reason is None:
            self.laws.hold(2, not self.stage.hooked_in(), "a call from the middle of a transfer was let in")
            self.check_views(whole, named)
        self.look_ahead()
        self.sound = True
        return outcome

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

    def unlike(self, after: dict) -> dict:
        return {k: (v, self.twin.money.held(*k)) for k, v in after.items() if v != self.twin.money.held(*k)}

    def compare(self, verb: str, call: Call, arguments: tuple, outcome: Outcome) -> None:
        reason = self.twin.attempt(verb, call, *arguments)
        assert outcome.reason == reason, f"{verb}: contract says {outcome.reason!r}, twin says {reason!r}"
        expected = [Log(name, fields) for name, fields in self.twin.events]
        assert outcome.logs == expected, f"E11: {verb} logged {outcome.logs}, twin {expected}"

    def fold(self, logs: list[Log]) -> None:
        timed = [(log, self.now, self.here()) for log in logs]
        self.logs += timed
        self.folded = replay(timed, self.folded)
        self.owed |= {(log.fields["receiver"], log.fields["token"]) for log in logs if log.name == "CreditIncreased"}

    def check_views(self, whole: bool, named: list[bytes]) -> None:
        """The contract's answers, the twin's memory and the fold of the events are one."""
        for name in self.words if whole else named:
            self.check_deal(name)
        self.check_numbers()
        self.check_policy()
        if whole and not self.worn:
            self.laws.hold(11, replay(self.logs) == self.folded, "folding step by step and at once differ")
        self.check_spent(whole)
        self.check_holdings()

    def check_deal(self, name: bytes) -> None:
        said, old = self.views.deal(name), self.said.get(name, Kept())
        assert said == self.twin.books.deal(name), f"contract says {said}, twin {self.twin.books.deal(name)}"
        self.laws.hold(11, said == self.folded.deal(name), f"events say {self.folded.deal(name)}, not {said}")
        self.laws.judge_kept(name, old, said)
        self.said[name] = said

    def check_numbers(self) -> None:
        said = self.views.ask("deal_count"), self.views.ask("credit_number")
        for books in (self.twin.books, self.folded):
            kept = books.deal_number, books.credit_number
            self.laws.hold(11, said == kept, f"numbers of deals and credits are {said}, kept {kept}")

    def check_policy(self) -> None:
        fee, cap, receiver, paused = self.views.ask("fee_terms")
        said = (self.views.ask("admin"), self.views.ask("pending_admin"), fee, receiver, paused)
        for books in (self.twin.books, self.folded):
            kept = (books.admin, books.pending_admin, books.fee_bps, books.fee_receiver, books.paused)
            self.laws.hold(11, said == kept, f"policy is {said}, kept {kept}")
        self.laws.hold(8, fee <= cap == self.policy.fee_cap_bps <= 100, "the fee or its cap is above the cap")

    def check_spent(self, whole: bool) -> None:
        self.laws.hold(11, self.folded.spent == self.twin.books.spent, "events and twin spent other words")
        for who, digest in self.folded.spent if whole else ():
            self.laws.hold(11, self.views.ask("is_signature_spent", who, digest), "a spent word counts as fresh")
        for who in self.stage.people.values() if whole else ():
            fresh = {d for _, d in self.folded.spent} - {d for other, d in self.folded.spent if other == who}
            for digest in sorted(fresh)[:1]:
                spent = self.views.ask("is_signature_spent", who, digest)
                self.laws.hold(11, not spent, "one person's spent word is another's too")

    def check_holdings(self) -> None:
        each = {key: self.views.ask("credit", *key) for key in self.owed}
        for key, amount in each.items():
            for books in (self.twin.books, self.folded):
                self.laws.hold(11, amount == books.credit.get(key, 0), f"credit of {key} is {amount}")
        held = Counter()
        for name, kept in self.said.items():
            held[self.laws.terms[name].token] += kept.held
        for token in self.donated:
            kept, owed = self.views.ask("accrued_fees", token), self.views.ask("credits", token)
            self.laws.hold(11, kept == self.folded.fees.get(token, 0), f"fees kept are {kept}")
            self.laws.hold(1, owed == sum(a for (_, of), a in each.items() if of == token), f"credits: {owed}")
            owes = {"held": held[token], "fees": kept, "credits": owed}
            self.laws.judge_holdings(token, self.before[token, self.address], self.donated[token], owes)

    def dry(self, calls: list[tuple], look: Callable[[], T]) -> tuple[str | None, T | None]:
        """Calls, each (time, verb, sender, arguments…), that are made and taken back: the first refusal's reason, or
        what `look` sees after them."""
        with boa.env.anchor():
            for now, verb, sender, *arguments in calls:
                self.stage.chain.move_to(now, self.chain_id)
                reason = self.escrow.send(verb, *self.raw(arguments), sender=sender).reason
                if reason is not None:
                    return reason, None
            return None, look()

    def see(self, deal: Deal) -> Seen:
        """Of a deal and its token as they are now."""
        owed, fees = self.views.ask("credits", deal.token), self.views.ask("accrued_fees", deal.token)
        return Seen(self.views.deal(deal_id(deal, self.here())), self.stage.balances(self.address), owed, fees)

    def treat(self, token: str, receiver: str, manner: str) -> None:
        """A token changes its manners towards one receiver; nobody promised to be asked."""
        made = self.stage.token(token)
        made.send("treat", receiver, MANNERS.index(manner), sender=self.stage.people["relayer"])
        self.tell(f"{token} is {manner} to {self.stage.name_of(receiver)}")
        self.twin.money.manners[token, receiver] = manner
        self.look_ahead()

    def rest(self, token: str, paused: bool) -> None:
        """A token pauses, or goes on."""
        self.stage.token(token).send("set_paused", paused, sender=self.stage.people["relayer"])
        self.tell(f"{token} paused: {paused}")
        self.twin.money.paused = self.twin.money.paused | {token} if paused else self.twin.money.paused - {token}
        self.look_ahead()

    def feel(self, host: str, mood: str, pen: str) -> None:
        person = self.stage.persons[host]
        person.send("set_mood", MOODS.index(mood), PENS.index(pen), sender=self.stage.people["relayer"])
        self.tell(f"{host} {mood} and {pen}")
        self.twin.money.moods[person.address], self.twin.money.pens[person.address] = mood, pen
        self.look_ahead()

    def list_says(self, who: str, listed: bool, silent: bool) -> None:
        """The sanctions list names somebody, or falls silent."""
        money, relayer = self.twin.money, self.stage.people["relayer"]
        self.stage.list.send("set_listed", who, listed, sender=relayer)
        self.stage.list.send("set_silent", silent, sender=relayer)
        self.tell(f"list: {self.stage.name_of(who)} {listed}, silent {silent}")
        money.list_silent = silent
        money.listed = money.listed | {who} if listed else money.listed - {who}

    def submit_permit(self, token: str, owner: str, permit: Permit) -> None:
        """By anybody, straight to the token."""
        values = owner, self.address, *permit.raw
        self.stage.token(token).send("permit", *values, sender=self.stage.people["stranger"])
        self.twin.money.permit(token, owner, permit, self.now, self.chain_id)

    def donate(self, token: str, amount: int) -> None:
        """Money that reaches the Escrow past its verbs: minted to it, or coins of a contract that destroyed itself."""
        if token == NATIVE:
            self.stage.chain.give_coins(self.address, self.stage.chain.coins(self.address) + amount)
        else:
            self.stage.token(token).send("mint", self.address, amount, sender=self.stage.people["relayer"])
        self.donated[token] += amount
        self.twin.money.add(token, self.address, amount)
        self.before = dict(self.twin.money.balances)

    def wear(self, deal: Deal, step: int) -> None:
        """As if so many parts had gone that the deal is at this step; a test could not make so many calls."""
        name = deal_id(deal, self.here())
        kept = self.twin.books.deals[name]
        word = self.views.word("deal", name) + ((step - kept.step) << STEP_SHIFT)
        self.stage.set_word(self.address, name, word)
        worn = kept._replace(step=step)
        self.twin.books.deals[name] = self.folded.deals[name] = self.said[name] = worn
        self.words[name] = word
        self.worn = True

    def finish(self) -> None:
        self.views.forget()
        self.check_views(True, [])
        self.laws.hold(9, self.escrow.read("sanctions_list") == self.list_address(), "another list is asked")
        assert self.escrow.read("version") == "1.0.0"
        said = self.escrow.read("eip712Domain")
        meant = (b"\x0f", "Counterfoil Escrow", "1", self.chain_id, self.address, b"\0" * 32, ())
        self.laws.hold(11, said == meant, f"eip712Domain answers {said}")
        for name, kept in self.said.items():
            deal = self.terms_here(name)
            if deal and kept.status in LIVE:
                assert self.escrow.read("deal_id", tuple(deal)) == name

    def list_address(self) -> str:
        return self.stage.list.address if self.policy.has_list else ZERO
