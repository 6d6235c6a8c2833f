"""The contract and its twin side by side: each call goes to both, and whatever differs is a finding."""

from collections import Counter

from books import Books, Call
from chain import Log, Outcome
from hypothesis import currently_in_test_context, note
from laws import Laws, Step
from money import MANNERS, NATIVE
from replay import replay
from seals import ZERO, Seal, Terms
from stage import BEGINNING, POLICIES, Stage, born

STATUSES = ("none", "requested", "paid", "cancelled")
# Reads of all that is known cost more than the calls; in between, what a call touched is read.
WHOLE_EVERY = 12


class Double:
    """One example's gateway. `do` makes a call on both sides and checks every invariant after it."""

    def __init__(self, stage: Stage, policy: int):
        self.stage = stage
        self.gateway = stage.gateways[policy]
        self.address = self.gateway.address
        self.policy = POLICIES[policy]
        self.twin = stage.twin_of(self.gateway, self.policy)
        self.folded, self.logs = born(self.gateway)
        self.laws = Laws(self.address, self.policy.fee_cap_bps)
        self.move_to(BEGINNING, 1)
        self.before = dict(self.twin.money.balances)
        self.statuses: dict[bytes, str] = {}
        self.owed: set[tuple[str, str]] = set()
        self.donated = dict.fromkeys((NATIVE, *stage.token_addresses()), 0)
        self.steps = 0
        self.accepted, self.refused = Counter(), Counter()
        self.sound = True

    def move_to(self, now: int, chain_id: int) -> None:
        self.now, self.chain_id = now, chain_id
        self.stage.chain.move_to(now, chain_id)

    def call(self, sender: str, value: int = 0) -> Call:
        return Call(sender, value, self.now, self.chain_id)

    def do(self, verb: str, sender: str, *arguments, value: int = 0) -> Outcome:
        call = self.call(sender, value)
        self.tell(
            f"{verb} by {self.stage.name_of(sender)} at {self.now}, chain {self.chain_id}, value {value}: {arguments}"
        )
        self.sound = False
        known, manners = self.folded.copy(), self.twin.money.copy()
        raw = [tuple(a) if isinstance(a, Terms) else a.raw if isinstance(a, Seal) else a for a in arguments]
        outcome = self.gateway.send(verb, *raw, sender=sender, value=value)
        after = self.stage.balances(self.address)
        self.laws.judge(Step(verb, call, arguments, outcome, known, manners, self.before, after))
        self.compare(verb, call, arguments, outcome)
        assert after == self.twin.money.balances, f"{verb}: money differs from the twin's: {self.unlike(after)}"
        self.before = after
        self.laws.hold(1, not self.stage.hooked_in(), "a call from the middle of a transfer was let in")
        self.fold(outcome.logs)
        self.steps += 1
        if outcome.reason is None:
            self.accepted[verb] += 1
        else:
            self.refused[outcome.reason] += 1
        self.check_views(self.steps % WHOLE_EVERY == 0, call, arguments)
        self.sound = True
        return outcome

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
        assert outcome.logs == expected, f"G8: {verb} logged {outcome.logs}, twin {expected}"

    def fold(self, logs: list[Log]) -> None:
        timed = [(log, self.now) for log in logs]
        self.logs += timed
        self.folded = replay(timed, self.folded)
        for log in logs:
            if "payment_id" in log.fields:
                self.statuses.setdefault(log.fields["payment_id"], "none")
            if log.name == "CreditIncreased":
                self.owed.add((log.fields["receiver"], log.fields["token"]))

    def check_views(self, whole: bool, call: Call, arguments: tuple) -> None:
        """The contract's answers, the twin's memory and the fold of the events are one."""
        touched = {self.twin.id_of(a, call) for a in arguments if isinstance(a, Terms)}
        for payment_id in set(self.statuses) | touched if whole else touched:
            self.check_payment(payment_id)
        people = {call.sender, *(a.merchant for a in arguments if isinstance(a, Terms))}
        for merchant in people | set(self.folded.merchants) if whole else people:
            self.check_merchant(merchant)
        self.check_policy()
        self.check_credits(whole)
        if whole:
            self.laws.hold(8, replay(self.logs) == self.folded, "folding step by step and at once differ")

    def check_payment(self, payment_id: bytes) -> None:
        code, payer, paid_at, refunded = self.gateway.read("payment", payment_id)
        said = (STATUSES[code], payer, paid_at, refunded)
        assert said == tuple(self.twin.payment(payment_id)), f"payment {payment_id.hex()}: contract says {said}"
        replayed = self.folded.payments.get(payment_id, ("none", ZERO, 0, 0))
        self.laws.hold(8, said == tuple(replayed), f"payment is {said}, events say {replayed}")
        self.laws.judge_status(self.statuses.get(payment_id, "none"), said[0])
        self.laws.hold(1, self.gateway.read("is_paid", payment_id) == (said[0] == "paid"), "is_paid and payment differ")
        self.statuses[payment_id] = said[0]

    def terms_of(self, books: Books, address: str) -> tuple:
        """What `merchant(address)` must answer, according to some books."""
        told = books.merchants.get(address)
        fee = self.twin.fee_of(told)
        if told is None:
            return False, ZERO, ZERO, ZERO, 0, fee, 0
        told = told.settled(self.now)
        return True, told.payout, told.signer, *(told.proposal or (ZERO, 0)), fee, told.number

    def check_merchant(self, address: str) -> None:
        said = self.gateway.read("merchant", address)
        assert said == self.terms_of(self.twin.books, address), f"merchant {address}: contract says {said}"
        replayed = self.terms_of(self.folded, address)
        self.laws.hold(8, said == replayed, f"merchant is {said}, events say {replayed}")

    def check_policy(self) -> None:
        fee, cap, receiver, paused = self.gateway.read("fee_terms")
        said = (self.gateway.read("admin"), self.gateway.read("pending_admin"), fee, receiver, paused)
        for books, who in ((self.twin.books, "the twin says"), (self.folded, "events say")):
            kept = (books.admin, books.pending_admin, books.fee_bps, books.fee_receiver, books.paused)
            self.laws.hold(8, said == kept, f"policy is {said}, {who} {kept}")
        self.laws.hold(6, fee <= cap == self.policy.fee_cap_bps <= 100, "the fee or its cap is above the cap")

    def check_credits(self, whole: bool) -> None:
        each = {key: self.gateway.read("credit", *key) for key in self.owed}
        for receiver, token in self.owed:
            owed, nonce = each[receiver, token], self.gateway.read("credit_nonce", receiver)
            for books in (self.twin.books, self.folded):
                kept = books.credit.get((receiver, token), 0), books.nonces.get(receiver, 0)
                self.laws.hold(8, (owed, nonce) == kept, f"credit and nonce of {receiver} are {owed}, {nonce}: {kept}")
        tokens = self.donated if whole else {token for _, token in self.owed}
        sums = {token: sum(amount for (_, of), amount in each.items() if of == token) for token in tokens}
        self.laws.judge_holdings(
            {
                token: (
                    self.before[token, self.address] - self.donated[token],
                    self.gateway.read("credits", token),
                    sums[token],
                )
                for token in tokens
            }
        )

    def treat(self, token: str, receiver: str, manner: str) -> None:
        """A token changes its manners towards one receiver; nobody promised to be asked."""
        made = self.stage.token(token)
        made.send("treat", receiver, MANNERS.index(manner), sender=self.stage.people["relayer"])
        self.twin.money.manners[token, receiver] = manner

    def donate(self, token: str, amount: int) -> None:
        """Money that reaches the gateway past its verbs: minted to it, or coins of a contract that destroyed itself."""
        if token == NATIVE:
            self.stage.chain.give_coins(self.address, self.stage.chain.coins(self.address) + amount)
        else:
            self.stage.token(token).send("mint", self.address, amount, sender=self.stage.people["relayer"])
        self.donated[token] += amount
        self.twin.money.add(token, self.address, amount)
        self.before = dict(self.twin.money.balances)

    def finish(self) -> None:
        self.check_views(True, self.call(self.stage.people["relayer"]), ())
        assert self.gateway.read("version") == "1.0.0"
        assert self.gateway.read("payout_delay") == self.policy.payout_delay
        said = self.gateway.read("eip712Domain")
        meant = (b"\x0f", "Counterfoil PaymentGateway", "1", self.chain_id, self.address, b"\0" * 32, ())
        self.laws.hold(9, said == meant, f"eip712Domain answers {said}")
