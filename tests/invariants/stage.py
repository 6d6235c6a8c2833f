"""The cast of every example, by role, and three gateways to choose from, deployed once per process."""

from pathlib import Path
from typing import NamedTuple

import boa
from books import Books
from chain import ROOT, Chain, Deployed, Log, compiled
from eth_keys import keys
from eth_utils import keccak
from model import Twin
from money import NATIVE, Money
from replay import replay
from seals import ZERO

ACTORS = Path(__file__).parent / "actors"
BEGINNING = 1_800_000_000
PURSE = 2**245

KEYS = {
    role: keys.PrivateKey(keccak(text=role))
    for role in (
        *("admin", "successor", "merchant", "rival", "signer", "new signer", "payer", "patron"),
        *("relayer", "stranger", "collector", "purse"),
    )
}
PEOPLE = {role: key.public_key.to_address() for role, key in KEYS.items()}
KEY_OF = {PEOPLE[role]: key for role, key in KEYS.items()}


class Policy(NamedTuple):
    """What a gateway is deployed with."""

    fee_bps: int
    fee_cap_bps: int
    payout_delay: int


POLICIES = (Policy(50, 100, 86_400), Policy(99, 99, 0), Policy(0, 10, 30 * 86_400))
WRONG_POLICIES = {
    Policy(50, 101, 0): "policy: fee cap above 1 %",
    Policy(51, 50, 0): "policy: fee above the cap",
    Policy(50, 100, 30 * 86_400 + 1): "merchants: payout delay above 30 days",
}


class Stage:
    """Contracts on the chain and who is who.

    vault, till, desk: contract persons; dollar: a token that stays honest; odd: one whose manners change.
    """

    def __init__(self, root: Path = ROOT):
        self.chain = Chain()
        self.chain.move_to(BEGINNING, 1)
        token = compiled(ACTORS / "StageToken.vy")
        person = compiled(ACTORS / "StagePerson.vy")
        self.tokens = {name: Deployed(self.chain, token) for name in ("dollar", "odd")}
        self.persons = {name: Deployed(self.chain, person) for name in ("vault", "till", "desk")}
        self.people = PEOPLE | {name: made.address for name, made in self.persons.items()}
        self.code = compiled(root / "contracts" / "PaymentGateway.vy", root)
        ends = self.people["admin"], self.people["collector"]
        self.gateways = [Deployed(self.chain, self.code, *ends, *policy) for policy in POLICIES]
        self.holders = [*self.people.values(), *(made.address for made in self.tokens.values())]
        self.fund()

    def fund(self) -> None:
        for holder in self.people.values():
            self.chain.give_coins(holder, PURSE)
        for role in ("merchant", "rival", "payer", "patron", "vault"):
            for token in self.tokens.values():
                accepted = token.send("mint", self.people[role], PURSE, sender=self.people["relayer"])
                assert accepted.reason is None

    def check_births(self) -> None:
        """No gateway comes into the world with a wrong policy, without an admin or without a fee receiver."""
        ends = self.people["admin"], self.people["collector"]
        wrong = {(*ends, *policy): reason for policy, reason in WRONG_POLICIES.items()}
        wrong[(ZERO, ends[1], *POLICIES[0])] = "admin: admin is zero"
        wrong[(ends[0], ZERO, *POLICIES[0])] = "policy: bad fee receiver"
        for arguments, reason in wrong.items():
            with boa.reverts(reason):
                self.code.deploy(*arguments)

    def name_of(self, address: str) -> str:
        return next((role for role, known in self.people.items() if known == address), address)

    def token(self, address: str) -> Deployed:
        return next(made for made in self.tokens.values() if made.address == address)

    def token_addresses(self) -> list[str]:
        return [made.address for made in self.tokens.values()]

    def balances(self, gateway: str) -> dict[tuple[str, str], int]:
        """Every holder's balance of every token and of the native coin."""
        holders = [*self.holders, gateway]
        held = {(NATIVE, holder): self.chain.coins(holder) for holder in holders}
        for token in self.tokens.values():
            held |= zip(((token.address, h) for h in holders), token.read("balances", holders), strict=True)
        return held

    def twin_of(self, gateway: Deployed, policy: Policy) -> Twin:
        money = Money(tuple(self.token_addresses()), tuple(made.address for made in self.persons.values()))
        money.balances = self.balances(gateway.address)
        born = Books(self.people["admin"], self.people["collector"], policy.fee_bps)
        return Twin(gateway.address, born, money, policy.fee_cap_bps, policy.payout_delay)

    def hooked_in(self) -> bool:
        """Whether a call from the middle of a transfer was ever let in."""
        return any(made.read("hooked_in") for made in (*self.tokens.values(), *self.persons.values()))


def born(gateway: Deployed) -> tuple[Books, list[tuple[Log, int]]]:
    logs = [(log, BEGINNING) for log in gateway.birth]
    return replay(logs), logs
