"""The cast of every life of a Subscription, by role, and three Subscriptions to choose from, deployed once per
process."""

from pathlib import Path

import boa
from chain import ROOT, Chain, Deployed, compiled
from escrow_stage import ACTORS, BEGINNING, POLICIES, PURSE, Policy, mapped, slot_of
from eth_keys import keys
from eth_utils import keccak
from seals import ZERO
from subscription_books import SubscriptionBooks
from subscription_model import SubscriptionTwin
from subscription_money import UNLIMITED, SubscriptionMoney
from vyper.compiler.output import build_abi_output

__all__ = ["BEGINNING", "KEY_OF", "POLICIES", "PURSE", "SubscriptionStage", "mapped", "slot_of"]

KEYS = {
    role: keys.PrivateKey(keccak(text=f"subscription {role}"))
    for role in (
        *("admin", "successor", "subscriber", "saver", "merchant", "rival", "purse"),
        *("keeper", "relayer", "stranger", "collector"),
    )
}
PEOPLE = {role: key.public_key.to_address() for role, key in KEYS.items()}
KEY_OF = {PEOPLE[role]: key for role, key in KEYS.items()}
# Contract persons: a subscriber and a merchant.
PERSONS = ("vault", "till")
# Who comes with money; the saver with little, and with allowances that end.
PAYERS = ("subscriber", "vault", "saver", "merchant", "till")
MINTED = {"saver": 100_000}


class SubscriptionStage:
    """Contracts on the chain and who is who.

    dollar: a token that stays honest; odd: one whose manners change.
    """

    def __init__(self, root: Path | None = None):
        root = root or ROOT
        self.chain = Chain()
        self.chain.move_to(BEGINNING, 1)
        token, person = compiled(ACTORS / "SubscriptionToken.vy"), compiled(ACTORS / "StagePerson.vy")
        self.tokens = {name: Deployed(self.chain, token) for name in ("dollar", "odd")}
        self.persons = {name: Deployed(self.chain, person) for name in PERSONS}
        self.list = Deployed(self.chain, compiled(ACTORS / "EscrowList.vy"))
        self.people = PEOPLE | {name: made.address for name, made in self.persons.items()}
        self.code = compiled(root / "contracts" / "Subscription.vy", root)
        self.words = slot_of(self.code, "mandates", "words")
        self.purses = slot_of(token, "purses")
        self.allowances = slot_of(token, "allowances")
        self.hooks = [(made.address, slot_of(token, "hooked_in")) for made in self.tokens.values()]
        self.contracts = [Deployed(self.chain, self.code, *self.terms_of(policy)) for policy in POLICIES]
        self.holders = [*self.people.values(), *(made.address for made in self.tokens.values())]
        self.fund()

    def terms_of(self, policy: Policy) -> tuple:
        ends = self.people["admin"], self.people["collector"]
        return *ends, policy.fee_bps, policy.fee_cap_bps, self.list.address if policy.has_list else ZERO

    def fund(self) -> None:
        for holder in self.people.values():
            self.chain.give_coins(holder, PURSE)
        for token in self.tokens.values():
            for role in PAYERS:
                token.send("mint", self.people[role], MINTED.get(role, PURSE), sender=self.people["relayer"])
                for contract in self.contracts:
                    allowed = MINTED.get(role, UNLIMITED)
                    token.send("approve", contract.address, allowed, sender=self.people[role])

    def check_births(self) -> None:
        """No Subscription comes into the world with a wrong policy, without an admin or without a fee receiver."""
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

    def purse(self, token: str, holder: str) -> int:
        """Our own token's storage is as good as its answer, and a thousand times as quick."""
        return boa.env.get_storage(self.chain.address(token), mapped(self.purses, holder))

    def balances(self, contract: str) -> dict[tuple[str, str], int]:
        """Every holder's balance of every token."""
        holders = [*self.holders, contract]
        return {(token, holder): self.purse(token, holder) for token in self.token_addresses() for holder in holders}

    def word(self, contract: str, mandate_id: bytes) -> int:
        """What is kept of a mandate in its own slot."""
        return boa.env.get_storage(self.chain.address(contract), mapped(self.words, mandate_id))

    def allowed(self, contract: str) -> dict[tuple[str, str], int]:
        """What the contract may take, of every token, from every payer."""
        owners = [self.people[role] for role in PAYERS]
        return {
            (token, owner): boa.env.get_storage(self.chain.address(token), mapped(self.allowances, owner, contract))
            for token in self.token_addresses()
            for owner in owners
        }

    def twin_of(self, contract: Deployed, policy: Policy) -> SubscriptionTwin:
        persons = tuple(made.address for made in self.persons.values())
        money = SubscriptionMoney(contract.address, tuple(self.token_addresses()), persons, policy.has_list)
        money.balances = self.balances(contract.address)
        money.allowances = self.allowed(contract.address)
        born = SubscriptionBooks(self.people["admin"], self.people["collector"], policy.fee_bps)
        return SubscriptionTwin(contract.address, born, money, policy.fee_cap_bps)

    def hooked_in(self) -> bool:
        """Whether a call from the middle of a transfer was ever let in."""
        return any(boa.env.get_storage(self.chain.address(actor), slot) for actor, slot in self.hooks)
