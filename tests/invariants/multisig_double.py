"""Wallets and their twin side by side: each call goes to both, and whatever differs is a finding."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import boa
from chain import Log, Outcome
from hypothesis import currently_in_test_context, note
from money import NATIVE
from multisig_books import VETOED, WalletBooks
from multisig_cast import Cast
from multisig_change import MultisigTwin
from multisig_laws import MultisigLaws, Step
from multisig_papers import Paper
from multisig_probes import Probes
from multisig_replay import replay
from multisig_stage import BEGINNING, MultisigStage
from multisig_views import WalletViews
from multisig_world import Frame

# Reads of all that is known cost more than the calls; in between, what a call touched is read.
WHOLE_EVERY = 12


class MultisigDouble(Cast):
    """One life's wallets. `do` makes a call on both sides and checks every invariant after it.

    ahead: whether the honest owners' next steps are tried after each call; folds: each wallet's events, folded;
    papers: all terms ever written, by their digest; consents: who ever signed a digest.
    """

    def __init__(self, stage: MultisigStage, ahead: bool = True):
        self.stage = stage
        self.twin = MultisigTwin(stage.money())
        self.move_to(BEGINNING, 1)
        self.papers: dict[bytes, Paper] = {}
        self.consents: dict[bytes, set[str]] = {}
        self.folds: dict[str, WalletBooks] = {}
        self.logs: dict[str, list[tuple[Log, int]]] = {}
        self.views = WalletViews(stage)
        self.laws = MultisigLaws(self.papers, self.consents)
        self.probes, self.ahead = Probes(self), ahead
        self.before = dict(self.twin.money.balances)
        self.steps, self.worn = 0, False
        self.accepted, self.refused = Counter(), Counter()
        self.sound = True

    @property
    def now(self) -> int:
        return self.twin.now

    @property
    def chain_id(self) -> int:
        return self.twin.chain_id

    def move_to(self, now: int, chain_id: int) -> None:
        self.twin.now, self.twin.chain_id = now, chain_id
        self.stage.chain.move_to(now, chain_id)

    def wait_until(self, now: int, chain_id: int | None = None) -> None:
        self.tell(f"now {now}, chain {chain_id or self.chain_id}")
        self.move_to(now, chain_id or self.chain_id)

    def tell(self, text: str) -> None:
        """Printed by Hypothesis with the life that fails."""
        if currently_in_test_context():
            note(text)

    def create(self, owners: list[str], threshold: int, call_threshold: int, delay: int, salt: bytes) -> str | None:
        """Its address, or None if the factory refused."""
        terms = owners, threshold, call_threshold, delay, salt
        self.tell(f"create {terms}")
        self.sound = False
        address = self.stage.place(*terms)
        assert self.stage.factory.read("wallet_address", *terms) == address, "a wallet is to stand elsewhere"
        reasons = self.twin.birth(address, *terms[:4])
        wallet = self.stage.know(address) if not reasons else None
        done = self.stage.factory.outcome(
            self.stage.chain.run(
                self.stage.people["stranger"],
                self.stage.factory.address,
                self.stage.factory.calldata("create_wallet", *terms),
                0,
                "writes",
            )
        )
        self.count("create_wallet", done)
        self.agree("create_wallet", done, frozenset(reasons) or None)
        if wallet:
            self.settle_in(address, terms)
        self.sound = True
        return address if wallet else None

    def settle_in(self, address: str, terms: tuple) -> None:
        # The logs of a birth are told by the factory and by the wallet itself.
        self.folds[address], self.logs[address] = WalletBooks(), []
        for token in (NATIVE, *self.stage.token_addresses()):
            self.twin.money.balances.setdefault((token, address), 0)
        names = "owners", "threshold", "call_threshold", "delay"
        told = dict(zip(names, (tuple(terms[0]), *terms[1:4]), strict=True))
        self.fold(address, [Log("WalletSetUp", told, address)])
        self.before = dict(self.twin.money.balances)
        self.check_wallet(address, True, set())

    def do(self, verb: str, wallet: str, sender: str, *arguments) -> Outcome:
        calldata = self.spell(verb, wallet, *arguments)
        self.tell(f"{verb} of {self.say(wallet)} by {self.say(sender)} at {self.now}: {arguments}")
        return self.go(verb, wallet, sender, calldata, *arguments)

    def spell(self, verb: str, wallet: str, *arguments) -> bytes:
        """Calldata, whose meaning the twin is told."""
        calldata = self.stage.wallets[wallet].calldata(verb, *arguments)
        self.twin.spoken[calldata] = verb, arguments
        return calldata

    def go(self, verb: str, wallet: str, sender: str, calldata: bytes, *arguments) -> Outcome:
        self.sound = False
        known = {address: books.copy() for address, books in self.folds.items()}
        outcome = self.stage.wallets[wallet].send_bytes(calldata, sender)
        after = self.stage.balances()
        reasons = self.twin.attempt(verb, Frame(wallet, sender), *arguments)
        self.agree(verb, outcome, reasons)
        assert not self.unlike(after), f"{verb}: money differs from the twin's: {self.unlike(after)}"
        self.check_guests()
        by_wallet = self.by_wallet(outcome.logs)
        for address, logs in by_wallet.items():
            self.fold(address, logs)
        self.laws.judge(Step(verb, wallet, sender, outcome, known, self.folds, self.twin, self.before, after))
        self.before = after
        self.count(verb, outcome)
        self.look(wallet, by_wallet, outcome, arguments)
        self.sound = True
        return outcome

    def look(self, wallet: str, by_wallet: dict, outcome: Outcome, arguments: tuple) -> None:
        whole = self.steps % WHOLE_EVERY == 0
        for address in self.folds if whole else by_wallet:
            named = {log.fields["proposal"] for log in by_wallet.get(address, ()) if "proposal" in log.fields}
            self.check_wallet(address, whole, named)
        if self.ahead and self.folds:
            self.probes.ask(wallet)

    def agree(self, verb: str, outcome: Outcome, reasons: frozenset | None) -> None:
        if outcome.reason is not None or reasons is not None:
            agreed = reasons is not None and outcome.reason in reasons
            assert agreed, f"{verb}: contract says {outcome.reason!r}, twin says {sorted(reasons) if reasons else None}"
            return
        if verb != "create_wallet":
            told = self.by_wallet(outcome.logs)
            expected = self.by_wallet([Log(name, fields, by) for by, name, fields in self.twin.events])
            assert told == expected, f"M11: {verb} logged {told}, twin {expected}"

    def question(self, wallet: str, digest: bytes, raw: bytes, asker: str) -> None:
        """ERC-1271, whoever asks: who only asks counts for nothing."""
        made = self.stage.wallets[wallet]
        done = self.stage.chain.run(asker, wallet, made.calldata("isValidSignature", digest, raw), 0, "reads")
        self.laws.hold(1, not done.is_error, "isValidSignature was refused")
        said, meant = made.answer("isValidSignature", done.output), self.twin.says_it_signed(wallet, digest, raw)
        signed = {True: b"\x16\x26\xba\x7e", False: b"\xff" * 4}[meant]
        self.laws.hold(1, said == signed, f"isValidSignature answers {said.hex()}, twin {meant}")

    def by_wallet(self, logs: list[Log]) -> dict[str, list[Log]]:
        """In each wallet's order; whose event comes first is nobody's concern."""
        told: dict[str, list[Log]] = {}
        for log in logs:
            if log.by in self.folds:
                told.setdefault(log.by, []).append(log)
        return told

    def fold(self, wallet: str, logs: list[Log]) -> None:
        timed = [(log, self.now) for log in logs]
        self.logs[wallet] += timed
        self.folds[wallet] = replay(timed, self.folds[wallet])

    def count(self, verb: str, outcome: Outcome) -> None:
        self.steps += 1
        if outcome.reason is None:
            self.accepted[verb] += 1
        else:
            self.refused[outcome.reason] += 1

    def unlike(self, after: dict) -> dict:
        held = self.twin.money.held
        return {(self.say(t), self.say(h)): (a, held(t, h)) for (t, h), a in after.items() if a != held(t, h)}

    def check_guests(self) -> None:
        """Whoever called in the middle of a call was let in as often as the twin says, and told the same."""
        money = self.twin.money
        for who, times in money.let_in.items():
            if who in money.tokens:
                said = self.token(who).read("hooked_in")
                assert said == (times > 0), f"{self.say(who)}'s own call was let in: {said}"
            else:
                said = self.person(who).read("let_in")
                assert said == times, f"{said} of {self.say(who)}'s own calls were let in, twin {times}"
        for who, (times, signed) in money.answers.items():
            person = self.person(who)
            answer = person.read("answer")
            meant = b"\x16\x26\xba\x7e" if signed else b"\xff" * 4
            assert person.read("asked") == times
            self.laws.hold(1, answer == meant + bytes(28), f"in the middle of a call it answered {answer.hex()}")

    def check_wallet(self, address: str, whole: bool, named: set[bytes]) -> None:
        """The contract's answers, the twin's memory and the fold of the events are one."""
        fold, books, ask = self.folds[address], self.twin.books[address], partial(self.views.ask, address)
        said = ask("owners"), ask("wallet_terms")
        self.laws.judge_owners(address, *said)
        for kept in (fold, books):
            self.laws.hold(11, (set(said[0]), said[1]) == (kept.owners, kept.terms()), f"owners, terms: {said}, {kept}")
        for kept in ("nonces", "confirmed", "ready", "limits", "accepted", "spent"):
            one, other = getattr(fold, kept), getattr(books, kept)
            self.laws.hold(11, one == other, f"{kept}: events say {one}, twin {other}")
        for lane in fold.nonces:
            said = ask("next_nonce", lane)
            self.laws.hold(11, said == fold.next_nonce(lane), f"the next nonce of lane {lane} is {said}")
        for key, limit in fold.limits.items():
            said = ask("limit", *key, now=self.now)
            self.laws.hold(11, said == limit.at(self.now), f"limit {key} is {said}, not {limit.at(self.now)}")
        known = {paper.name for paper in self.papers.values() if paper.wallet == address} if whole else named
        for name in known:
            self.check_proposal(ask, fold, name, whole)
        for who, digest in fold.spent if whole else ():
            self.laws.hold(11, ask("is_signature_spent", who, digest), "a spent word counts as fresh")

    def check_proposal(self, ask: Callable, fold: WalletBooks, name: bytes, whole: bool) -> None:
        said = ask("ready_at", name)
        self.laws.hold(11, said == fold.ready.get(name, 0), f"ready_at is {said}, not {fold.ready.get(name, 0)}")
        self.laws.hold(6, said in {0, VETOED} or said >= BEGINNING, "ready at no time")
        confirmed = {owner for proposal, owner in fold.confirmed if proposal == name}
        others = {min(fold.owners), self.stage.people["leaver"]} if whole else fold.owners
        for owner in confirmed | others:
            said = ask("is_confirmed", name, owner)
            self.laws.hold(11, said == (owner in confirmed), f"is_confirmed is {said} for {self.say(owner)}")

    def dry(self, calls: list[tuple]) -> list[str | None]:
        """Calls, each (time, wallet, verb, sender, arguments…), that are made and taken back: all reasons."""
        with boa.env.anchor():
            try:
                return [self.dry_one(*call) for call in calls]
            finally:
                self.stage.chain.move_to(self.now, self.chain_id)

    def dry_one(self, now: int, wallet: str, verb: str, sender: str, *arguments) -> str | None:
        self.stage.chain.move_to(now, self.chain_id)
        return self.stage.wallets[wallet].send(verb, *arguments, sender=sender).reason

    def finish(self) -> None:
        self.views.forget()
        for address in self.folds:
            self.check_wallet(address, True, set())
            same = self.worn or replay(self.logs[address]) == self.folds[address]
            self.laws.hold(11, same, "folding step by step and at once differ")
            assert self.stage.wallets[address].read("version") == "1.0.0"
            said = self.stage.wallets[address].read("eip712Domain")
            meant = (b"\x0f", "Counterfoil MultiSig", "1", self.chain_id, address, b"\0" * 32, ())
            self.laws.hold(11, said == meant, f"eip712Domain answers {said}")
