"""The cast of every life of some wallets, by role, and the factory that makes them, deployed once per process."""

from copy import copy
from pathlib import Path

import boa
from chain import ROOT, Chain, Deployed, Log, abi_type, compiled
from eth_abi import decode, encode
from eth_keys import keys
from eth_utils import keccak
from money import NATIVE
from multisig_money import WalletMoney
from vyper.compiler.output import build_abi_output

ACTORS = Path(__file__).parent / "actors"
BEGINNING = 1_800_000_000
PURSE = 2**120
DAY = 86_400

KEYS = {
    role: keys.PrivateKey(keccak(text=f"wallet {role}"))
    for role in (
        *("founder", "partner", "treasurer", "trustee", "leaver", "newcomer"),
        *("desk", "relayer", "stranger", "shop"),
    )
}
PEOPLE = {role: key.public_key.to_address() for role, key in KEYS.items()}
KEY_OF = {PEOPLE[role]: key for role, key in KEYS.items()}
# Contract persons: three owners, of whom one says yes to all and one mostly nothing; a spender; who is called.
PERSONS = ("vault", "liar", "miser", "till", "bazaar")
# What stands before and after the implementation's address in a minimal proxy's init code (ERC-1167).
BEFORE, AFTER = bytes.fromhex("602d3d8160093d39f3363d3d373d3d3d363d73"), bytes.fromhex("5af43d82803e903d91602b57fd5bf3")
SALT = ["address[]", "uint256", "uint256", "uint256", "bytes32"]


class Proxied(Deployed):
    """A wallet: the code of the implementation at an address of its own. Structs in its events are told as tuples."""

    @classmethod
    def at(cls, address: str, implementation: Deployed) -> "Proxied":
        wallet = copy(implementation)
        wallet.__class__ = cls
        wallet.address = wallet.label = address
        wallet.friends = {address: wallet}
        return wallet

    def log(self, topics: tuple, content: bytes) -> Log:
        entry = self.events[topics[0]]
        indexed = [part for part in entry["inputs"] if part["indexed"]]
        plain = [part for part in entry["inputs"] if not part["indexed"]]
        fields = {
            part["name"]: decode([part["type"]], topic.to_bytes(32))[0]
            for part, topic in zip(indexed, topics[1:], strict=True)
        }
        values = decode([abi_type(part) for part in plain], content)
        fields |= zip((part["name"] for part in plain), values, strict=True)
        return Log(entry["name"], fields, self.label)


class MultisigStage:
    """Contracts on the chain and who is who.

    dollar: a token that stays honest; odd: one whose manners change.
    """

    def __init__(self, root: Path | None = None):
        root = root or ROOT
        self.chain = Chain()
        self.chain.move_to(BEGINNING, 1)
        token, person = compiled(ACTORS / "EscrowToken.vy"), compiled(ACTORS / "WalletPerson.vy")
        self.tokens = {name: Deployed(self.chain, token) for name in ("dollar", "odd")}
        self.persons = {name: Deployed(self.chain, person) for name in PERSONS}
        self.code = compiled(root / "contracts" / "MultiSig.vy", root)
        self.implementation = Deployed(self.chain, self.code)
        self.factory_code = compiled(root / "contracts" / "MultiSigFactory.vy", root)
        self.factory = Deployed(self.chain, self.factory_code, self.implementation.address)
        self.people = PEOPLE | {name: made.address for name, made in self.persons.items()}
        self.holders = [*self.people.values(), *self.token_addresses(), self.factory.address]
        self.wallets: dict[str, Proxied] = {}
        for holder in self.people.values():
            self.chain.give_coins(holder, PURSE)

    def token_addresses(self) -> list[str]:
        return [made.address for made in self.tokens.values()]

    def verbs(self) -> set[str]:
        """All that can be called to write."""
        entries = build_abi_output(self.code.compiler_data)
        writing = {"nonpayable", "payable"}
        return {e["name"] for e in entries if e["type"] == "function" and e["stateMutability"] in writing}

    def place(self, owners: list[str], threshold: int, call_threshold: int, delay: int, salt: bytes) -> str:
        """Where a wallet of these terms stands, by EIP-1014 and ERC-1167."""
        inside = bytes.fromhex(self.implementation.address[2:])
        named = keccak(encode(SALT, [owners, threshold, call_threshold, delay, salt]))
        creator = bytes.fromhex(self.factory.address[2:])
        return "0x" + keccak(b"\xff" + creator + named + keccak(BEFORE + inside + AFTER))[12:].hex()

    def know(self, address: str) -> Proxied:
        """A wallet's logs are told from now on, whichever wallet was called."""
        self.wallets[address] = Proxied.at(address, self.implementation)
        for wallet in self.wallets.values():
            wallet.friends = {**self.factory.friends, **self.wallets}
        return self.wallets[address]

    def forget(self) -> None:
        self.wallets.clear()

    def name_of(self, address: str) -> str:
        names = self.people | {name: made.address for name, made in self.tokens.items()}
        names |= {f"wallet {number}": wallet for number, wallet in enumerate(self.wallets)}
        return next((name for name, known in names.items() if known == address), address)

    def balances(self) -> dict[tuple[str, str], int]:
        """Every holder's balance of every token and of the native coin."""
        holders = [*self.holders, *self.wallets]
        held = dict(zip(((NATIVE, holder) for holder in holders), self.chain.coin_balances(holders), strict=True))
        for token in self.token_addresses():
            each = self.chain.token_balances(token, holders)
            held |= zip(((token, holder) for holder in holders), each, strict=True)
        return held

    def give(self, token: str, holder: str, amount: int) -> None:
        """Past every verb: minted, or the coins of a contract that destroyed itself."""
        if token == NATIVE:
            self.chain.give_coins(holder, self.chain.coins(holder) + amount)
        else:
            made = next(each for each in self.tokens.values() if each.address == token)
            made.send("mint", holder, amount, sender=self.people["relayer"])

    def money(self) -> WalletMoney:
        persons = tuple(made.address for made in self.persons.values())
        money = WalletMoney(tuple(self.token_addresses()), persons)
        money.balances = self.balances()
        return money

    def set_terms(self, wallet: str, slot: int, word: int) -> None:
        boa.env.set_storage(self.chain.address(wallet), slot, word)

    def check_births(self) -> None:
        """The implementation is nobody's wallet, and a factory needs one."""
        founder = [self.people["founder"]]
        done = self.implementation.send("set_up", founder, 1, 1, 0, sender=founder[0])
        assert done.reason == "multisig: already set up", f"the implementation was set up: {done}"
        with boa.reverts("factory: implementation has no code"):
            self.factory_code.deploy(founder[0])
