"""M1 to M8 and M10, each judged from what was seen: the logs, the money around the call, the fold of earlier events,
the papers that were written and who ever signed them.

The twin has no say here but what its tokens do, so that a mistake in it and one in the contract cannot cover each
other. M9 stands in multisig_probes.py, M11 in multisig_double.py, where the whole state is read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from chain import Log, Outcome
from money import NATIVE
from multisig_books import VETOED, WalletBooks
from multisig_change import MultisigTwin
from multisig_money import TRUTHFUL
from multisig_papers import Paper
from multisig_replay import FOLDS
from multisig_words import Configuration, message
from seals import ZERO

EXECUTED = {"PaymentMade": "payments", "CallMade": "calls", "ConfigurationChanged": "configuration"}
CHANGING = {"OwnerAdded", "OwnerRemoved", "LimitChanged"}
DEEPEST = 9
END = "0x" + "00" * 19 + "01"


class Step(NamedTuple):
    """A call and what was seen of it; known and folds: each wallet as its events tell, before and after."""

    verb: str
    wallet: str
    sender: str
    outcome: Outcome
    known: dict[str, WalletBooks]
    folds: dict[str, WalletBooks]
    twin: MultisigTwin
    before: dict
    after: dict


@dataclass
class MultisigLaws:
    """papers: all terms ever written, by digest; consents: who ever signed a digest; both are added to elsewhere.

    executed: (wallet, lane, nonce); spends: by (wallet, spender, token), as (window's end, amount)."""

    papers: dict[bytes, Paper]
    consents: dict[bytes, set[str]]
    held: Counter = field(default_factory=Counter)
    executed: set = field(default_factory=set)
    spends: dict = field(default_factory=dict)

    def hold(self, number: int, truth: bool, what: str) -> None:
        self.held[f"M{number}"] += 1
        assert truth, f"M{number}: {what}"

    def judge(self, step: Step) -> None:
        if step.outcome.reason is not None:
            moved = {key: amount for key, amount in step.after.items() if amount != step.before.get(key, 0)}
            self.hold(10, not moved and not step.outcome.logs, f"{step.verb} was refused and moved {moved}")
        for wallet in step.known:
            logs = [log for log in step.outcome.logs if log.by == wallet]
            if logs:
                self.judge_wallet(step, wallet, logs)
            else:
                same = step.known[wallet] == step.folds[wallet]
                self.hold(3, same, "a wallet changed without a word")
        self.judge_money(step)

    def judge_wallet(self, step: Step, wallet: str, logs: list[Log]) -> None:
        """Each proposal at what the wallet was before its first word."""
        books, before, done = step.known[wallet].copy(), None, set()
        for log in logs:
            if log.name in CHANGING:
                before = before or books.copy()
            if log.name in {*EXECUTED, "NonceSkipped", "ConfigurationScheduled"}:
                name = log.fields["proposal"]
                if name not in done:
                    self.judge_proposal(step, before or books.copy(), wallet, log)
                done.add(name)
                before = None if log.name == "ConfigurationChanged" else before
                self.judge_part(wallet, log)
            if log.name == "LimitSpent":
                self.judge_spend(step, books, wallet, log.fields)
            if log.name == "ConfigurationVetoed":
                self.judge_veto(step, books, log.fields)
            FOLDS[log.name](books, log.fields, step.twin.now)
        self.hold(3, before is None, "owners or limits changed without a configuration")

    def judge_proposal(self, step: Step, books: WalletBooks, wallet: str, log: Log) -> None:
        paper, told = self.papers.get(log.fields["proposal"]), log.fields
        self.hold(1, paper is not None and paper.wallet == wallet, f"{log.name} of terms that nobody wrote: {told}")
        self.hold(1, paper.domain.chain_id == step.twin.chain_id, "signed for another chain")
        self.hold(5, paper.epoch == books.epoch, "approved in another epoch")
        slot = told["lane"], told["nonce"]
        self.hold(4, slot == paper.slot[:2] and told["nonce"] == books.next_nonce(told["lane"]), f"its slot is {slot}")
        now = step.twin.now
        self.hold(6, paper.slot.not_before <= now < paper.slot.deadline, f"executed at {now}: {paper.slot}")
        needed = books.threshold if paper.kind == "payments" else books.call_threshold
        yes = {owner for owner in books.owners if self.agrees(step, books, owner, paper.name)}
        self.hold(1, len(yes) >= needed, f"{len(yes)} of {needed} current owners approved: {paper}")
        self.hold(7, needed <= len(books.owners), "the threshold of now cannot be met")
        if log.name != "ConfigurationScheduled":
            self.hold(4, (wallet, *slot) not in self.executed, f"{slot} twice")
            self.executed.add((wallet, *slot))
        if paper.kind == "configuration":
            self.judge_change(step, books, wallet, log, Configuration(*paper.content))

    def agrees(self, step: Step, books: WalletBooks, owner: str, name: bytes, depth: int = 0) -> bool:
        """Whether an owner ever approved these very bytes: signed them, confirmed them, sends them, or says yes to
        all. Wallets that own each other are asked so often as there is room for in a signature."""
        if owner in self.consents.get(name, ()) or (name, owner) in books.confirmed:
            return True
        if step.twin.money.pens.get(owner) == "lies" or (depth == 0 and self.acted(step, owner)):
            return True
        return owner in step.known and depth < DEEPEST and self.wallet_agrees(step, owner, name, depth + 1)

    def wallet_agrees(self, step: Step, owner: str, name: bytes, depth: int) -> bool:
        """Another wallet's word is its own owners'."""
        inner = step.known[owner]
        digest = message(name, inner.epoch, step.twin.domain(owner))
        yes = {each for each in inner.owners if self.agrees(step, inner, each, digest, depth)}
        return len(yes) >= inner.call_threshold

    def acted(self, step: Step, owner: str) -> bool:
        """Who sent, or was called in this step and so may have called on."""
        calling = {log.by for log in step.outcome.logs if log.name == "CallMade"}
        return owner in {step.sender, *calling, *step.twin.money.plots}

    def judge_part(self, wallet: str, log: Log) -> None:
        if log.name in {"PaymentMade", "CallMade"}:
            told, content = log.fields, self.papers[log.fields["proposal"]].content
            part = content[told["index"]]
            same = {name: told[name] for name in part._fields} == part._asdict()
            self.hold(1, same and told["count"] == len(content), f"{told} is not what was signed: {part}")

    def judge_change(self, step: Step, books: WalletBooks, wallet: str, log: Log, change: Configuration) -> None:
        """What the wallet becomes, and that it waited for it."""
        ready, now = books.ready.get(log.fields["proposal"], 0), step.twin.now
        self.hold(6, ready != VETOED, "executed after a veto")
        if log.name == "ConfigurationScheduled":
            self.hold(6, ready == 0 and log.fields["ready_at"] == now + books.delay, "scheduled to another time")
            return
        lowering = not (change.add or change.remove) and change[2:5] == books.terms()[:2] + books.terms()[3:4]
        for limit in change.limits:
            old = books.limit(limit.spender, limit.token)
            lowering = lowering and limit.amount <= old.amount and limit.window == old.window
        self.hold(6, lowering or books.delay == 0 or 0 < ready <= now, f"a change did not wait: {change}, {books}")
        new = log.fields["threshold"], log.fields["call_threshold"], log.fields["delay"]
        self.hold(3, new == change[2:5], f"the terms become {new}, not {change}")
        self.hold(5, log.fields["epoch"] == books.epoch + len(change.remove), "removals are not counted")
        names = [each.name for each in step.outcome.logs if each.by == wallet]
        if names.count("ConfigurationChanged") == 1:
            meant = (books.owners - set(change.remove)) | set(change.add)
            self.hold(3, step.folds[wallet].owners == meant, f"owners become {step.folds[wallet].owners}")

    def judge_veto(self, step: Step, books: WalletBooks, told: dict) -> None:
        self.hold(3, told["owner"] in books.owners, "vetoed by somebody else than an owner")
        paper = self.papers[told["proposal"]]
        self.hold(9, Configuration(*paper.content).remove != (told["owner"],), "an owner vetoed its own removal")

    def judge_spend(self, step: Step, books: WalletBooks, wallet: str, told: dict) -> None:
        limit = books.limit(told["spender"], told["token"])
        windows = self.spends.setdefault((wallet, told["spender"], told["token"], limit.anchor), Counter())
        window = (step.twin.now - limit.anchor) // limit.window
        windows[window] += told["amount"]
        self.hold(8, windows[window] <= limit.amount, f"{windows[window]} in one window of {limit}")
        self.hold(8, step.twin.now < told["window_end"] <= step.twin.now + limit.window, "another window")
        self.hold(1, told["to"] not in {ZERO, wallet} and told["amount"] > 0, "nothing was paid")

    def flows(self, step: Step) -> list[tuple[str, str, str, int]]:
        """(token, sender, receiver, amount) that the logs promise."""
        moved = []
        for log in step.outcome.logs:
            told = log.fields
            if log.name in {"PaymentMade", "LimitSpent"}:
                moved.append((told["token"], log.by, told["to"], told["amount"]))
            elif log.name == "CallMade":
                moved.append((NATIVE, log.by, told["to"], told["value"]))
                verb, arguments = step.twin.spoken.get(told["data"], ("", ()))
                if verb == "transfer":
                    moved.append((told["to"], log.by, *arguments))
        return moved

    def judge_money(self, step: Step) -> None:
        """To the unit, for every holder of every token; unless a token lied, against which no contract is proof."""
        flows, money, promised = self.flows(step), step.twin.money, Counter()
        crooked = {t for t, _, to, _ in flows if t != NATIVE and money.manner(t, to) not in TRUTHFUL}
        for token, sender, to, amount in flows:
            if token == NATIVE or money.manner(token, to) != "refuses":
                promised[token, sender] -= amount
                promised[token, to] += amount
        moved = {key: now - step.before.get(key, 0) for key, now in step.after.items() if key[0] not in crooked}
        wrong = {key: (promised[key], moved[key]) for key in moved if moved[key] != promised[key]}
        self.hold(1, not wrong, f"{step.verb} moved other money than its events say (promised, moved): {wrong}")

    def judge_owners(self, wallet: str, owners: tuple, terms: tuple) -> None:
        threshold, call_threshold, count, delay, _ = terms
        self.hold(2, count == len(owners) == len(set(owners)) <= 32, f"{count} owners: {owners}")
        self.hold(2, not {ZERO, END, wallet} & set(owners), f"nobody or itself is an owner: {owners}")
        self.hold(2, 1 <= threshold <= call_threshold <= count, f"thresholds: {terms}")
        self.hold(2, delay <= 30 * 86_400, f"a delay of {delay}")
