"""E1 to E3 and E7 to E10, each judged from what was seen: the call, its logs, the money around it, the words of all
deals, the fold of earlier events.

The twin has no say here, so that a mistake in it and one in the contract cannot cover each other. E4 stands in
escrow_solver.py, E5 and E6 in escrow_probes.py, E11 in escrow_double.py, where the whole state is read."""

from collections import Counter
from dataclasses import dataclass, field

from escrow_books import LIVE, TIMED_OUT, Kept
from escrow_money import DEBITS_RIGHT, TRUTHFUL
from escrow_rights import RIGHTS, Step
from escrow_words import Deal, deal_id
from money import NATIVE

ADMIN_VERBS = {"set_fee", "set_fee_receiver", "set_paused", "transfer_admin", "accept_admin"}
# From a deal's status to those it may have after the next call.
ALLOWED = {
    "none": {"none", "accepted", "declined", "funded"},
    "accepted": {"accepted", "declined", "funded"},
    "declined": {"declined"},
    "funded": {"funded", "delivered", "disputed", "closed"},
    "delivered": {"delivered", "disputed", "closed"},
    "disputed": {"disputed", "closed"},
    "closed": {"closed"},
}


@dataclass
class EscrowLaws:
    """What was seen so far, and how often each law was asked.

    terms: of every id that a call named; ledgers: per deal, what went where; crooked: tokens that once debited the
    Escrow another amount than they were told, or hid that they did.
    """

    escrow: str
    fee_cap_bps: int
    held: Counter = field(default_factory=Counter)
    terms: dict = field(default_factory=dict)
    ledgers: dict = field(default_factory=dict)
    rates: dict = field(default_factory=dict)
    crooked: set = field(default_factory=set)

    def hold(self, number: int, truth: bool, what: str) -> None:
        self.held[f"E{number}"] += 1
        assert truth, f"E{number}: {what}"

    def judge(self, step: Step) -> None:
        named = [deal_id(a, step.domain()) for a in step.arguments if isinstance(a, Deal)]
        for name, deal in zip(named, (a for a in step.arguments if isinstance(a, Deal)), strict=True):
            self.terms[name] = deal
        self.judge_independence(step, named)
        for log in step.logged(*RIGHTS):
            deal, kept = self.terms[log.fields["deal_id"]], step.known.deal(log.fields["deal_id"])
            right = RIGHTS[log.name](step, deal, kept, log.fields)
            self.hold(3, right, f"{step.verb}: {log.name} by whom or when the terms do not allow it")
            self.judge_parties(deal, log.fields)
        for log in step.logged("DealFunded", "DealReleased", "DealReturned", "DealResolved"):
            deal, kept = self.terms[log.fields["deal_id"]], step.known.deal(log.fields["deal_id"])
            self.judge_awards(step, deal, kept, log.fields)
            self.judge_fees(step, deal, log.name, log.fields)
        self.judge_money(step)

    def judge_parties(self, deal: Deal, told: dict) -> None:
        meant = {name: value for name, value in deal._asdict().items() if name in told and name != "amount"}
        wrong = {name: told[name] for name, value in meant.items() if told[name] != value}
        self.hold(3, not wrong, f"the event tells other terms: {wrong}")

    def judge_independence(self, step: Step, named: list[bytes]) -> None:
        before, after = step.words
        changed = {name for name in after if after[name] != before.get(name, 0)}
        allowed = set(named) if step.outcome.reason is None else set()
        self.hold(10, changed <= allowed, f"{step.verb} changed other deals than its own: {changed - allowed}")
        for name in changed:
            self.hold(3, step.known.deal(name).status not in {"closed", "declined"}, "a deal that ended has changed")
        if step.verb in ADMIN_VERBS:
            self.hold(9, not changed, f"{step.verb} changed a deal")
            moved = {key for key, amount in step.after.items() if amount != step.before[key]}
            self.hold(9, not moved, f"{step.verb} moved money")

    def judge_awards(self, step: Step, deal: Deal, kept: Kept, told: dict) -> None:
        """E7, and the deal's ledger for E2."""
        ledger = self.ledgers.setdefault(told["deal_id"], Counter())
        if "number" in told:
            self.hold(2, not ledger and told["amount"] == deal.amount, "funded twice, or with another amount")
            ledger["funded"] = told["amount"]
        elif "to_beneficiary" in told:
            shares = told["to_beneficiary"] + told["to_depositor"] + told["arbiter_fee"]
            self.hold(7, shares == kept.held, f"the awards are {shares} of {kept.held}")
            if told["how"] == TIMED_OUT:
                meant = kept.held * deal.on_timeout_bps // 10_000, 0
            else:
                meant = step.arguments[1], step.arguments[2] if step.verb.startswith("resolve") else 0
            awards = told["to_beneficiary"], told["arbiter_fee"]
            self.hold(7, awards == meant, f"awarded {awards}, meant {meant}; the odd unit is the depositor's")
            ledger["released"] += told["to_beneficiary"] - told["fee"]
            ledger["returned"] += told["to_depositor"]
            ledger["arbiter"] += told["arbiter_fee"]
        elif "fee" in told:
            ledger["released"] += told["amount"] - told["fee"]
        else:
            ledger["returned"] += told["amount"]
        ledger["fees"] += told.get("fee", 0)

    def judge_fees(self, step: Step, deal: Deal, event: str, told: dict) -> None:
        if event == "DealFunded":
            self.rates[told["deal_id"]] = told["fee_bps"]
            self.hold(8, told["fee_bps"] == step.known.fee_bps, "funded at another fee than the one of now")
            self.hold(8, told["fee_bps"] <= min(deal.max_fee_bps, self.fee_cap_bps), "the fee is above a cap")
            return
        ledger, rate = self.ledgers[told["deal_id"]], self.rates[told["deal_id"]]
        gross = ledger["released"] + ledger["fees"]
        self.hold(8, ledger["fees"] == gross * rate // 10_000, "the fees are not their rate of all that was released")
        most = step.known.deal(told["deal_id"]).held * deal.arbiter_fee_bps // 10_000
        self.hold(8, told.get("arbiter_fee", 0) <= most, "the arbiter got more than the signed share")

    def judge_kept(self, name: bytes, old: Kept, new: Kept) -> None:
        """What the contract says of a deal before and after a call."""
        self.hold(3, new.status in ALLOWED[old.status], f"forbidden: {old.status} → {new.status}")
        self.hold(3, (new.held == 0) == (new.status not in LIVE), f"{new.held} held in a deal that is {new.status}")
        if name in self.ledgers:
            ledger = self.ledgers[name]
            spent = sum(ledger[what] for what in ("released", "returned", "fees", "arbiter"))
            self.hold(2, ledger["funded"] == spent + new.held, f"{dict(ledger)} and {new.held} held do not add up")
            self.hold(2, ledger["returned"] == new.returned, "what the deal says went back is not what did")
            self.hold(9, new.fee_bps == self.rates[name], "a deal's fee is not the one it was funded at")

    def flows(self, step: Step) -> list[tuple[str, str, int]]:
        """(token, holder, change) that the logs promise, credits standing for what stays with the Escrow."""
        moved = []
        for log in step.outcome.logs:
            told = log.fields
            for receiver, amount in self.paid_to(log.name, told):
                moved += [(told["token"], receiver, amount), (told["token"], self.escrow, -amount)]
        return moved

    def paid_to(self, event: str, told: dict) -> list[tuple[str, int]]:
        """(receiver, amount) out of custody; what comes in is less than nothing."""
        if event == "DealFunded":
            return [(told["depositor"], -told["amount"])]
        if event == "DealReleased":
            return [(told["beneficiary"], told["amount"] - told["fee"])]
        if event == "DealReturned":
            return [(told["depositor"], told["amount"])]
        if event == "DealResolved":
            arbiter = self.terms[told["deal_id"]].arbiter
            shares = [(told["beneficiary"], told["to_beneficiary"] - told["fee"]), (arbiter, told["arbiter_fee"])]
            return [share for share in (*shares, (told["depositor"], told["to_depositor"])) if share[1]]
        to = {"CreditIncreased": "receiver", "CreditWithdrawn": "to", "FeesCollected": "fee_receiver"}.get(event)
        return [(told[to], -told["amount"] if event == "CreditIncreased" else told["amount"])] if to else []

    def judge_money(self, step: Step) -> None:
        """To the unit, for every holder of every token; unless a token lied, against which no contract is proof."""
        flows = self.flows(step)
        met = [(token, change, holder, step.stage.manner(token, holder)) for token, holder, change in flows]
        paid = [(token, manner) for token, change, holder, manner in met if change > 0 and holder != self.escrow]
        self.crooked |= {token for token, manner in paid if manner not in DEBITS_RIGHT and token != NATIVE}
        if any(manner not in TRUTHFUL for *_, manner in met):
            return
        promised = Counter()
        for token, holder, change in flows:
            promised[token, holder] += change
        moved = {key: now - step.before[key] for key, now in step.after.items()}
        wrong = {key: (promised[key], moved[key]) for key in moved if moved[key] != promised[key]}
        self.hold(2, not wrong, f"{step.verb} moved other money than its events say (promised, moved): {wrong}")

    def judge_holdings(self, token: str, balance: int, donated: int, owed: dict[str, int]) -> None:
        """owed: held in deals, kept fees and credits, as the contract says."""
        if token not in self.crooked:
            books = sum(owed.values())
            self.hold(1, balance >= books, f"{token}: holds {balance}, owes {owed}")
            self.hold(1, balance - donated == books, f"{token}: holds {balance}, {donated} of it given, owes {owed}")
