"""The cast of every life of an Escrow, by role, and three Escrows to choose from, deployed once per process."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import boa
from chain import ROOT, Chain, Deployed, Log, compiled
from escrow_books import EscrowBooks
from escrow_model import EscrowTwin
from escrow_money import UNLIMITED, EscrowMoney
from eth_keys import keys
from eth_utils import keccak
from money import NATIVE
from seals import ZERO
from vyper.compiler.output import build_abi_output

ACTORS = Path(__file__).parent / "actors"
BEGINNING = 1_800_000_000
PURSE = 2**120

KEYS = {
    role: keys.PrivateKey(keccak(text=f"escrow {role}"))
    for role in (
        *("admin", "successor", "depositor", "saver", "beneficiary", "arbiter"),
        *("relayer", "stranger", "collector"),
    )
}
PEOPLE = {role: key.public_key.to_address() for role, key in KEYS.items()}
KEY_OF = {PEOPLE[role]: key for role, key in KEYS.items()}
# Contract persons: a depositor, a beneficiary, an arbiter, and who receives the fees.
PERSONS = ("vault", "till", "court", "desk")


class Policy(NamedTuple):
    """What an Escrow is deployed with."""

    fee_bps: int
    fee_cap_bps: int
    has_list: bool


POLICIES = (Policy(50, 100, False), Policy(99, 99, True), Policy(0, 10, False))


@cache
def mapped(slot: int, *keys: str | bytes) -> int:
    """The storage slot of a mapping's entry."""
    for key in keys:
        word = key if isinstance(key, bytes) else bytes.fromhex(key[2:])
        slot = int.from_bytes(keccak(slot.to_bytes(32) + word.rjust(32, b"\0")))
    return slot


def slot_of(code, *names: str) -> int:
    layout = code.compiler_data.storage_layout["storage_layout"]
    for name in names:
        layout = layout[name]
    return layout["slot"]


class EscrowStage:
    """Contracts on the chain and who is who.

    dollar: a token that stays honest; odd: one whose manners change.
    """

    def __init__(self, root: Path | None = None):
        root = root or ROOT
        self.chain = Chain()
        self.chain.move_to(BEGINNING, 1)
        token, person = compiled(ACTORS / "EscrowToken.vy"), compiled(ACTORS / "StagePerson.vy")
        self.tokens = {name: Deployed(self.chain, token) for name in ("dollar", "odd")}
        self.persons = {name: Deployed(self.chain, person) for name in PERSONS}
        self.list = Deployed(self.chain, compiled(ACTORS / "EscrowList.vy"))
        self.people = PEOPLE | {name: made.address for name, made in self.persons.items()}
        self.code = compiled(root / "contracts" / "Escrow.vy", root)
        self.words = slot_of(self.code, "deals", "words")
        self.purses = slot_of(token, "balanceOf")
        actors = (
            *((made, token) for made in self.tokens.values()),
            *((made, person) for made in self.persons.values()),
        )
        self.hooks = [(made.address, slot_of(code, "hooked_in")) for made, code in actors]
        ends = self.people["admin"], self.people["collector"]
        self.escrows = [
            Deployed(self.chain, self.code, *ends, p.fee_bps, p.fee_cap_bps, self.list.address if p.has_list else ZERO)
            for p in POLICIES
        ]
        self.holders = [*self.people.values(), *(made.address for made in self.tokens.values()), self.list.address]
        self.fund()

    def fund(self) -> None:
        for holder in self.people.values():
            self.chain.give_coins(holder, PURSE)
        for token in self.tokens.values():
            for role in ("depositor", "saver", "vault"):
                token.send("mint", self.people[role], PURSE, sender=self.people["relayer"])
            for role in ("depositor", "vault"):
                for escrow in self.escrows:
                    token.send("approve", escrow.address, UNLIMITED, sender=self.people[role])

    def check_births(self) -> None:
        """No Escrow comes into the world with a wrong policy, without an admin or without a fee receiver."""
        admin, collector = self.people["admin"], self.people["collector"]
        for arguments, reason in {
            (admin, collector, 50, 101, ZERO): "policy: fee cap above 1 %",
            (admin, collector, 51, 50, ZERO): "policy: fee above the cap",
            (admin, collector, 50, 100, collector): "policy: sanctions list has no code",
            (ZERO, collector, 50, 100, ZERO): "admin: admin is zero",
            (admin, ZERO, 50, 100, ZERO): "policy: bad fee receiver",
        }.items():
            with boa.reverts(reason):
                self.code.deploy(*arguments)

    def verbs(self) -> set[str]:
        """All that can be called to write."""
        entries = build_abi_output(self.code.compiler_data)
        writing = {"nonpayable", "payable"}
        return {e["name"] for e in entries if e["type"] == "function" and e["stateMutability"] in writing}

    def name_of(self, address: str) -> str:
        return next((role for role, known in self.people.items() if known == address), address)

    def token(self, address: str) -> Deployed:
        return next(made for made in self.tokens.values() if made.address == address)

    def token_addresses(self) -> list[str]:
        return [made.address for made in self.tokens.values()]

    def set_word(self, escrow: str, deal_id: bytes, word: int) -> None:
        boa.env.set_storage(self.chain.address(escrow), mapped(self.words, deal_id), word)

    def purse(self, token: str, holder: str) -> int:
        """Our own token's storage is as good as its answer, and a thousand times as quick."""
        return boa.env.get_storage(self.chain.address(token), mapped(self.purses, holder))

    def balances(self, escrow: str) -> dict[tuple[str, str], int]:
        """Every holder's balance of every token and of the native coin."""
        holders = [*self.holders, escrow]
        held = {(NATIVE, holder): self.chain.coins(holder) for holder in holders}
        return held | {(token, h): self.purse(token, h) for token in self.token_addresses() for h in holders}

    def twin_of(self, escrow: Deployed, policy: Policy) -> EscrowTwin:
        persons = tuple(made.address for made in self.persons.values())
        money = EscrowMoney(escrow.address, tuple(self.token_addresses()), persons, policy.has_list)
        money.balances = self.balances(escrow.address)
        for token in self.token_addresses():
            money.allowances |= {(token, self.people[role]): UNLIMITED for role in ("depositor", "vault")}
        born = EscrowBooks(self.people["admin"], self.people["collector"], policy.fee_bps)
        return EscrowTwin(escrow.address, born, money, policy.fee_cap_bps)

    def hooked_in(self) -> bool:
        """Whether a call from the middle of a transfer was ever let in."""
        return any(boa.env.get_storage(self.chain.address(actor), slot) for actor, slot in self.hooks)


def timed(escrow: Deployed) -> list[tuple[Log, int]]:
    return [(log, BEGINNING) for log in escrow.birth]
