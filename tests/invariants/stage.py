"""The cast of every example, by role, and three gateways with their deposit addresses, deployed once per process."""

from dataclasses import dataclass
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
NAMES = ("PaymentGateway", "DepositAddresses", "DepositAddress")
BEGINNING = 1_800_000_000
PURSE = 2**245

KEYS = {
    role: keys.PrivateKey(keccak(text=role))
    for role in (
        *("admin", "successor", "merchant", "rival", "signer", "new signer", "payer", "patron"),
        *("relayer", "stranger", "collector", "purse", "saver", "partner"),
    )
}
PEOPLE = {role: key.public_key.to_address() for role, key in KEYS.items()}
KEY_OF = {PEOPLE[role]: key for role, key in KEYS.items()}


class Policy(NamedTuple):
    """What a gateway is deployed with."""

    fee_bps: int
    fee_cap_bps: int
    payout_delay: int
    asks_list: bool = False


POLICIES = (Policy(50, 100, 86_400), Policy(99, 99, 0, True), Policy(0, 10, 30 * 86_400))
WRONG_POLICIES = {
    Policy(50, 101, 0): "policy: fee cap above 1 %",
    Policy(51, 50, 0): "policy: fee above the cap",
    Policy(50, 100, 30 * 86_400 + 1): "merchants: payout delay above 30 days",
}


@dataclass
class World:
    """A gateway and the deposit addresses that pay through it."""

    policy: Policy
    gateway: Deployed
    deposits: Deployed

    def contracts(self) -> tuple[Deployed, Deployed]:
        return self.gateway, self.deposits


class Stage:
    """Contracts on the chain and who is who.

    vault, till, desk: contract persons; saver: one whose allowances are limited; dollar: a token that stays honest;
    odd: one whose manners change; face: a second address of the odd one.
    """

    def __init__(self, root: Path = ROOT, roots: dict[str, Path] | None = None):
        """The contracts as they are below `root`, but those that `roots` names."""
        self.chain = Chain()
        self.chain.move_to(BEGINNING, 1)
        token = compiled(ACTORS / "StageToken.vy")
        person = compiled(ACTORS / "StagePerson.vy")
        self.tokens = {name: Deployed(self.chain, token) for name in ("dollar", "odd")}
        self.face = Deployed(self.chain, compiled(ACTORS / "StageFace.vy"), self.tokens["odd"].address)
        self.list = Deployed(self.chain, compiled(ACTORS / "StageList.vy"))
        self.persons = {name: Deployed(self.chain, person) for name in ("vault", "till", "desk")}
        self.people = PEOPLE | {name: made.address for name, made in self.persons.items()}
        homes = {name: (roots or {}).get(name, root) for name in NAMES}
        self.codes = {name: compiled(home / "contracts" / f"{name}.vy", home) for name, home in homes.items()}
        # Not as boa's blueprint, which would follow whatever is created from it.
        code = b"\xfeq\x00" + self.codes["DepositAddress"].compiler_data.bytecode
        initcode = b"\x61" + len(code).to_bytes(2) + bytes.fromhex("3d81600a3d39f3") + code
        self.blueprint = str(boa.env.deploy_code(bytecode=initcode)[0])
        self.worlds = [self.world(policy) for policy in POLICIES]
        self.gateways = [world.gateway for world in self.worlds]
        self.holders = [*self.people.values(), *(made.address for made in self.tokens.values())]
        self.fund()

    def terms_of(self, policy: Policy) -> tuple:
        ends = self.people["admin"], self.people["collector"]
        return *ends, *policy[:3], self.list.address if policy.asks_list else ZERO

    def world(self, policy: Policy) -> World:
        gateway = Deployed(self.chain, self.codes["PaymentGateway"], *self.terms_of(policy))
        deposits = Deployed(
            self.chain, self.codes["DepositAddresses"], gateway.address, self.blueprint, label="deposits"
        )
        deposits.friends[gateway.address] = gateway
        for token in self.tokens.values():
            token.send("be_strict", deposits.address, sender=self.people["relayer"])
        return World(policy, gateway, deposits)

    def fund(self) -> None:
        for holder in self.people.values():
            self.chain.give_coins(holder, PURSE)
        for token in self.tokens.values():
            token.send("be_strict", self.people["saver"], sender=self.people["relayer"])
            for role in ("merchant", "rival", "payer", "patron", "vault", "saver"):
                accepted = token.send("mint", self.people[role], PURSE, sender=self.people["relayer"])
                assert accepted.reason is None

    def check_births(self) -> None:
        """No gateway comes into the world with a wrong policy, without an admin or without a fee receiver."""
        right = self.terms_of(POLICIES[0])
        wrong = {self.terms_of(policy): reason for policy, reason in WRONG_POLICIES.items()}
        wrong[(ZERO, *right[1:])] = "admin: admin is zero"
        wrong[(right[0], ZERO, *right[2:])] = "policy: bad fee receiver"
        wrong[(*right[:5], self.people["stranger"])] = "policy: sanctions list has no code"
        for arguments, reason in wrong.items():
            with boa.reverts(reason):
                self.codes["PaymentGateway"].deploy(*arguments)
        self.check_births_of_deposits()
        self.check_balances()

    def check_births_of_deposits(self) -> None:
        """They need a gateway, and a blueprint (ERC-5202), whose code then obeys nobody but them."""
        code, gateway, stranger = self.codes["DepositAddresses"], self.gateways[0].address, self.people["stranger"]
        with boa.reverts("deposits: gateway has no code"):
            code.deploy(stranger, self.blueprint)
        with boa.reverts("deposits: blueprint has no code"):
            code.deploy(gateway, stranger)
        for world in self.worlds:
            said = world.deposits.read("origin")
            assert (said[0], said[2]) == (world.gateway.address, 0), f"born of {said}"

    def name_of(self, address: str) -> str:
        return next((role for role, known in self.people.items() if known == address), address)

    def token(self, address: str) -> Deployed:
        return next(made for made in self.tokens.values() if made.address == address)

    def token_addresses(self) -> list[str]:
        return [made.address for made in self.tokens.values()]

    def balances(self, *others: str) -> dict[tuple[str, str], int]:
        """Of every token and of the native coin, of everybody on the stage and of others."""
        holders = [*self.holders, *others]
        held = dict(zip(((NATIVE, holder) for holder in holders), self.chain.coin_balances(holders), strict=True))
        for token in self.token_addresses():
            amounts = self.chain.token_balances(token, holders)
            held |= zip(((token, holder) for holder in holders), amounts, strict=True)
        return held

    def check_balances(self) -> None:
        """What is read out of the storage is what the tokens answer."""
        for token in self.tokens.values():
            answers = token.read("balances", self.holders)
            assert answers == tuple(self.chain.token_balances(token.address, self.holders))

    def twin_of(self, world: World) -> Twin:
        gateway, deposits = world.gateway.address, world.deposits.address
        money = Money(tuple(self.token_addresses()), tuple(made.address for made in self.persons.values()))
        money.balances = self.balances(gateway, deposits)
        money.faces = {self.face.address: self.tokens["odd"].address}
        money.closed = frozenset((*self.token_addresses(), self.face.address, self.list.address, gateway, deposits))
        money.strict = frozenset((self.people["saver"], *(each.deposits.address for each in self.worlds)))
        born = Books(self.people["admin"], self.people["collector"], world.policy.fee_bps)
        twin = Twin(gateway, born, money, world.policy.fee_cap_bps, world.policy.payout_delay)
        twin.asks_list, twin.deposits = world.policy.asks_list, deposits
        twin.implementation = world.deposits.read("origin")[1]
        return twin

    def hosts(self) -> list[Deployed]:
        """Whoever may call back in the middle of a transfer."""
        return [*self.tokens.values(), *self.persons.values()]

    def hooked_in(self) -> bool:
        """Whether a call from the middle of a transfer was ever let in."""
        return any(made.read("hooked_in") for made in self.hosts())


def born(gateway: Deployed) -> tuple[Books, list[tuple[Log, int]]]:
    logs = [(log, BEGINNING) for log in gateway.birth]
    return replay(logs), logs
