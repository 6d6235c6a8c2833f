"""The contracts and their twin side by side: each call goes to both, and whatever differs is a finding."""

from collections import Counter

from books import Call
from chain import Deployed, Log, Outcome
from deposit_laws import DEPOSIT_VERBS, DepositLaws, refund_to_of
from hypothesis import currently_in_test_context, note
from laws import Step
from money import CARES, MANNERS, NATIVE, TEMPERS
from replay import replay
from seals import Seal, Terms, invoice_id
from stage import BEGINNING, Stage, born
from views import Views

# Reads of all that is known cost more than the calls; in between, what a call touched is read.
WHOLE_EVERY = 12
# The twin calls it otherwise, since the gateway has one of the same name.
NAMES = {"revoke_deposit_signature": "revoke_signature"}


def raw_of(argument):
    if isinstance(argument, Terms):
        return tuple(argument)
    if isinstance(argument, tuple):
        return [tuple(split) for split in argument]
    return argument.raw if hasattr(argument, "raw") else argument


class Double(Views):
    """One example's gateway and deposit addresses. `do` makes a call on both sides, then checks every invariant."""

    def __init__(self, stage: Stage, policy: int):
        self.stage = stage
        self.world = stage.worlds[policy]
        self.gateway, self.deposits = self.world.contracts()
        self.address = self.gateway.address
        self.policy = self.world.policy
        self.twin = stage.twin_of(self.world)
        self.folded, self.logs = born(self.gateway)
        self.laws = DepositLaws(
            self.address, self.deposits.address, self.policy.fee_cap_bps, asks_list=self.policy.asks_list
        )
        self.move_to(BEGINNING, 1)
        self.before = dict(self.twin.money.balances)
        self.statuses: dict[bytes, str] = {}
        self.owed: set[tuple[str, str]] = set()
        # Deposit address → the payment it is for and its refund_to.
        self.lots: dict[str, tuple[bytes, str]] = {}
        self.donated = {who: dict.fromkeys((NATIVE, *stage.token_addresses()), 0) for who in self.ours()}
        self.plots: dict[str, bytes] = {}
        self.aimed = ""
        self.steps = 0
        self.accepted, self.refused = Counter(), Counter()
        self.sound = True

    def ours(self) -> tuple[str, str]:
        return self.address, self.deposits.address

    def move_to(self, now: int, chain_id: int) -> None:
        self.now, self.chain_id = now, chain_id
        self.stage.chain.move_to(now, chain_id)

    def call(self, sender: str, value: int = 0) -> Call:
        return Call(sender, value, self.now, self.chain_id)

    def contract_of(self, verb: str) -> Deployed:
        return self.deposits if verb in DEPOSIT_VERBS else self.gateway

    def calldata(self, verb: str, *arguments) -> bytes:
        return self.contract_of(verb).calldata(NAMES.get(verb, verb), *map(raw_of, arguments))

    def do(self, verb: str, sender: str, *arguments, value: int = 0) -> Outcome:
        call = self.call(sender, value)
        self.tell(
            f"{verb} by {self.stage.name_of(sender)} at {self.now}, chain {self.chain_id}, value {value}: {arguments}"
        )
        self.sound = False
        self.know(verb, sender, arguments)
        self.aim(self.contract_of(verb))
        known, manners = self.folded.copy(), self.twin.money.copy()
        outcome = self.contract_of(verb).send_bytes(self.calldata(verb, *arguments), sender, value)
        after = self.balances()
        step = Step(verb, call, arguments, outcome, known, manners, self.before, after, self.lots)
        self.laws.judge(step)
        self.compare(verb, call, arguments, outcome)
        assert after == self.twin.money.balances, f"{verb}: money differs from the twin's: {self.unlike(after)}"
        self.before = after
        self.laws.judge_transit(after, self.donated[self.deposits.address])
        self.laws.hold(
            "G1", not (self.plots and self.stage.hooked_in()), "a call from the middle of a transfer was let in"
        )
        self.fold(outcome.logs)
        self.count(verb, outcome)
        self.check_views(self.steps % WHOLE_EVERY == 0, verb, call, arguments)
        self.sound = True
        return outcome

    def count(self, verb: str, outcome: Outcome) -> None:
        self.steps += 1
        if outcome.reason is None:
            self.accepted[verb] += 1
        else:
            self.refused[outcome.reason] += 1

    def balances(self) -> dict[tuple[str, str], int]:
        return self.stage.balances(*self.ours(), *self.lots)

    def know(self, verb: str, sender: str, arguments: tuple) -> None:
        refund_to = refund_to_of(verb, sender, arguments)
        if refund_to is not None:
            self.lot(arguments[0], refund_to)

    def lot(self, terms: Terms, refund_to: str) -> str:
        """The deposit address of an invoice, which is watched from now on."""
        payment_id = invoice_id(terms, self.twin.domain(self.call(self.address)))
        deposit = self.twin.deposit_of(payment_id, refund_to)
        if deposit not in self.lots:
            said = self.deposits.read("deposit_address", payment_id, refund_to)
            assert said == deposit, f"deposit_address answers {said}, by EIP-1014 it is {deposit}"
            self.lots[deposit] = payment_id, refund_to
            self.laws.terms[payment_id] = terms
            for token in (NATIVE, *self.stage.token_addresses()):
                self.before[token, deposit] = self.twin.money.balances[token, deposit] = 0
        return deposit

    def aim(self, contract: Deployed) -> None:
        """Whoever may call back calls back to where the next call goes: there, every verb must be locked."""
        if self.plots and self.aimed != contract.label + "!":
            self.aimed = contract.label + "!"
            for made in self.stage.hosts():
                calldata = self.plots[contract.label]
                made.send("hook", contract.address, calldata, sender=self.stage.people["relayer"])

    def plot(self, gateway: bytes, deposits: bytes) -> None:
        """What every token and every contract person calls in the middle of the next transfers."""
        self.plots, self.aimed = {"": gateway, "deposits": deposits}, ""

    def tell(self, text: str) -> None:
        """Printed by Hypothesis with the life that fails."""
        if currently_in_test_context():
            note(text)

    def unlike(self, after: dict) -> dict:
        return {k: (v, self.twin.money.held(*k)) for k, v in after.items() if v != self.twin.money.held(*k)}

    def compare(self, verb: str, call: Call, arguments: tuple, outcome: Outcome) -> None:
        reason = self.twin.attempt(verb, call, *arguments)
        assert outcome.reason == reason, f"{verb}: contract says {outcome.reason!r}, twin says {reason!r}"
        expected = [Log(*event) for event in self.twin.events]
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
            if log.name == "DepositReturned" and log.fields["to"] in self.donated:
                token = self.twin.money.faces.get(log.fields["token"], log.fields["token"])
                self.donated[log.fields["to"]][token] += log.fields["amount"]

    def treat(self, token: str, receiver: str, manner: str) -> None:
        """A token changes its manners towards one receiver; nobody promised to be asked."""
        made = self.stage.token(token)
        made.send("treat", receiver, MANNERS.index(manner), sender=self.stage.people["relayer"])
        self.twin.money.manners[token, receiver] = manner

    def care(self, token: str, owner: str, care: str) -> None:
        """A token changes what it does with an owner's permits and authorizations."""
        made = self.stage.token(token)
        made.send("care", owner, CARES.index(care), sender=self.stage.people["relayer"])
        self.twin.money.cares[token, owner] = care

    def put_on_list(self, account: str, listed: bool) -> None:
        self.stage.list.send("put", account, listed, sender=self.stage.people["relayer"])
        self.twin.money.listed[account] = listed

    def upset_list(self, temper: str) -> None:
        self.stage.list.send("set_mood", TEMPERS.index(temper), sender=self.stage.people["relayer"])
        self.twin.money.temper = temper

    def throw(self, token: str, amount: int, to: str) -> None:
        """Money that reaches somebody past all verbs: minted, sent, or coins of a contract that destroyed itself."""
        if token == NATIVE:
            self.stage.chain.give_coins(to, self.stage.chain.coins(to) + amount)
        else:
            self.stage.token(token).send("mint", to, amount, sender=self.stage.people["relayer"])
        if to in self.donated:
            self.donated[to][token] += amount
        self.twin.money.add(token, to, amount)
        self.before = dict(self.twin.money.balances)

    def seals_of(self, verb: str, arguments: tuple) -> list[Seal]:
        return [a for a in arguments if isinstance(a, Seal) and a.signer and verb.endswith("_by_signature")]
