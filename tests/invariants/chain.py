"""Contracts on titanoboa's EVM, called by bytes: no stack traces, no gas reports, so that a call takes a
millisecond."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import boa
import boa.interpret
from boa.util.abi import Address
from eth_abi import decode, encode
from eth_utils import keccak

ROOT = Path(__file__).resolve().parents[2]
# How contracts are compiled if not as they are deployed.
COMPILER: dict[str, object] = {}
ERROR_STRING = keccak(text="Error(string)")[:4]


@dataclass(frozen=True, slots=True)
class Log:
    """One event; addresses and bytes32 as they come out of the ABI: lower-case text, bytes.

    by: the label of the contract that logged it.
    """

    name: str
    fields: dict
    by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to: `reason` is None when it was accepted, "" when it was refused without words."""

    reason: str | None
    logs: list[Log]


def abi_type(entry: dict) -> str:
    if entry["type"].startswith("tuple"):
        inner = ",".join(abi_type(part) for part in entry["components"])
        return f"({inner}){entry['type'].removeprefix('tuple')}"
    return entry["type"]


def signature(entry: dict) -> str:
    return f"{entry['name']}({','.join(abi_type(part) for part in entry['inputs'])})"


@cache
def compiled(path: Path, root: Path = ROOT):
    """The contract at a path whose imports start at `root`, ready to be deployed."""
    boa.interpret.set_search_paths([str(root)])
    return boa.load_partial(str(path), compiler_args=dict(COMPILER))


@cache
def first_slot(key: str) -> int:
    """Where Vyper keeps the value of an address in a mapping that is a contract's first variable."""
    return int.from_bytes(keccak(encode(["uint256", "address"], [0, key])))


class Chain:
    """The one EVM of the process, with a clock and a chain id that can be moved, and a count of all calls."""

    def __init__(self):
        boa.env.enable_fast_mode()
        self.calls = Counter()
        self.addresses: dict[str, Address] = {}

    def address(self, text: str) -> Address:
        if text not in self.addresses:
            self.addresses[text] = Address(text)
        return self.addresses[text]

    def run(self, sender: str, to: str, calldata: bytes, value: int, kind: str):
        self.calls[kind] += 1
        return boa.env.execute_code(
            to_address=self.address(to), sender=self.address(sender), value=value, data=calldata
        )

    def coins(self, holder: str) -> int:
        return boa.env.get_balance(self.address(holder))

    def coin_balances(self, holders: list[str]) -> list[int]:
        state = boa.env.evm.vm.state
        return [state.get_balance(self.address(holder).canonical_address) for holder in holders]

    def token_balances(self, token: str, holders: list[str]) -> list[int]:
        """Out of the storage of a contract whose first variable is `balanceOf`, many times faster than by calls."""
        state, account = boa.env.evm.vm.state, self.address(token).canonical_address
        return [state.get_storage(account, first_slot(holder)) for holder in holders]

    def give_coins(self, holder: str, amount: int):
        boa.env.set_balance(self.address(holder), amount)

    def move_to(self, now: int, chain_id: int):
        boa.env.evm.patch.timestamp = now
        boa.env.evm.patch.chain_id = chain_id

    def snapshot(self):
        boa.env.sha3_trace.clear()
        boa.env.sstore_trace.clear()
        return boa.env.evm.snapshot()

    def revert(self, snapshot):
        boa.env.evm.revert(snapshot)


class Deployed:
    """A contract on the chain: calls go in as names and values, answers and logs come out as values.

    friends: whose logs are told as well, by address; a label tells their events apart from its own.
    """

    def __init__(self, chain: Chain, deployer, *arguments, label: str = ""):
        made = deployer.deploy(*arguments)
        self.chain = chain
        self.label = label
        self.address = str(made.address).lower()
        self.friends: dict[str, Deployed] = {self.address: self}
        self.functions = {}
        self.events = {}
        for entry in made.abi:
            if entry["type"] == "function":
                inputs = [abi_type(part) for part in entry["inputs"]]
                outputs = [abi_type(part) for part in entry["outputs"]]
                self.functions[entry["name"]] = (keccak(text=signature(entry))[:4], inputs, outputs)
            elif entry["type"] == "event":
                self.events[int.from_bytes(keccak(text=signature(entry)))] = entry
        self.birth = self.logs(made._computation)

    def calldata(self, name: str, *arguments) -> bytes:
        selector, inputs, _ = self.functions[name]
        return selector + encode(inputs, arguments)

    def send(self, name: str, *arguments, sender: str, value: int = 0) -> Outcome:
        """A call that may write."""
        return self.send_bytes(self.calldata(name, *arguments), sender, value)

    def send_bytes(self, calldata: bytes, sender: str, value: int = 0) -> Outcome:
        return self.outcome(self.chain.run(sender, self.address, calldata, value, "writes"))

    def outcome(self, done) -> Outcome:
        if not done.is_error:
            return Outcome(None, self.logs(done))
        if done.output[:4] == ERROR_STRING:
            return Outcome(decode(["string"], done.output[4:])[0], [])
        return Outcome("", [])

    def read(self, name: str, *arguments):
        """A view's answer: one value, or a tuple of several."""
        done = self.chain.run(self.address, self.address, self.calldata(name, *arguments), 0, "reads")
        assert not done.is_error, f"the view {name} must never revert"
        return self.answer(name, done.output)

    def answer(self, name: str, output: bytes):
        values = decode(self.functions[name][2], output)
        return values[0] if len(values) == 1 else values

    def logs(self, computation) -> list[Log]:
        return [
            self.friends["0x" + emitter.hex()].log(topics, content)
            for emitter, topics, content in computation.get_log_entries()
            if "0x" + emitter.hex() in self.friends
        ]

    def log(self, topics: tuple, content: bytes) -> Log:
        entry = self.events[topics[0]]
        indexed = [part for part in entry["inputs"] if part["indexed"]]
        plain = [part for part in entry["inputs"] if not part["indexed"]]
        fields = {
            part["name"]: decode([part["type"]], topic.to_bytes(32))[0]
            for part, topic in zip(indexed, topics[1:], strict=True)
        }
        fields |= zip(
            (part["name"] for part in plain), decode([abi_type(part) for part in plain], content), strict=True
        )
        return Log(entry["name"], fields, self.label)
