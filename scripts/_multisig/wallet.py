"""A MultiSig as the chain knows it: its owners, its numbers, and what it says of a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address
from web3.exceptions import BadFunctionCallOutput, ContractLogicError

from backend.chain.records import load_record, load_tokens
from scripts._deployment import Refused
from scripts._deployment.chain import Chain
from scripts._multisig.proposal import CONFIGURATION, SHAPES, SLOT, Proposal
from scripts._multisig.typed_data import proposal_hash
from scripts._multisig.words import Known

ERC1271 = [
    {
        "type": "function",
        "name": "isValidSignature",
        "stateMutability": "view",
        "inputs": [{"name": "hash", "type": "bytes32"}, {"name": "signature", "type": "bytes"}],
        "outputs": [{"name": "", "type": "bytes4"}],
    }
]
MAGIC = bytes.fromhex("1626ba7e")


class Wallet:
    """One wallet at a node. Raises Refused if there is none of this kind."""

    def __init__(self, chain: Chain, records: Path, address: str) -> None:
        self.chain = chain
        self.address = to_checksum_address(address)
        self.abi = list(load_record(records, chain.network.name, "MultiSig").abi)
        self._calls = chain.node.eth.contract(address=self.address, abi=self.abi).functions
        try:
            terms = self._calls.wallet_terms().call()
            self.owners: list[str] = self._calls.owners().call()
        except (BadFunctionCallOutput, ContractLogicError):
            raise Refused(f"There is no MultiSig at {address} on {chain.network.name}: correct --wallet.") from None
        self.threshold, self.call_threshold, _, self.delay, self.epoch = terms

    def next_nonce(self, kind: str, lane: int) -> int:
        """The number that a lane's next proposal must have: changes of the wallet are counted apart."""
        view = "next_change" if kind == "configuration" else "next_nonce"
        return int(self._calls[view](lane).call())

    def needed(self, kind: str) -> int:
        """How many owners must approve."""
        return int(self.threshold if kind == "payments" else self.call_threshold)

    def confirmed(self, proposal: Proposal) -> set[str]:
        """The owners who confirmed on chain."""
        name = proposal_hash(proposal)
        return {owner for owner in self.owners if self._calls.is_confirmed(name, owner).call()}

    def calldata(self, function: str, *given: Any) -> str:
        """A call of the wallet, as 0x hex."""
        contract = self.chain.node.eth.contract(address=self.address, abi=self.abi)
        return str(contract.encode_abi(function, list(given)))

    def ready_at(self, proposal: Proposal) -> int:
        """When a scheduled configuration may be executed; 0: it is not scheduled."""
        return int(self._calls.ready_at(proposal_hash(proposal)).call())

    def stands_by(self, owner: str, proposal: Proposal) -> bool:
        """Whether a contract that is an owner answers for its signature in the proposal (ERC-1271)."""
        contract = self.chain.node.eth.contract(address=to_checksum_address(owner), abi=ERC1271)
        name, signature = proposal_hash(proposal), proposal.signatures[owner]
        try:
            return bytes(contract.functions.isValidSignature(name, signature).call()) == MAGIC
        except (BadFunctionCallOutput, ContractLogicError, ValueError):
            return False

    def check(self, proposal: Proposal) -> None:
        """Raises Refused unless the proposal is of this wallet and can still be executed, and the wallet itself names
        it by the same hash as we do: so nobody signs other bytes than those told in words."""
        if (proposal.chain_id, proposal.wallet) != (self.chain.network.chain_id, self.address):
            raise Refused(f"The proposal is of {proposal.wallet} on chain {proposal.chain_id}: name its own network.")
        if proposal.epoch != self.epoch:
            raise Refused("An owner was removed since the proposal was made, and its approvals died: make it anew.")
        lane, nonce = proposal.slot["lane"], proposal.slot["nonce"]
        due = self.next_nonce(proposal.kind, lane)
        if nonce < due:
            raise Refused(f"Number {nonce} of lane {lane} is used up, the next is {due}: make the proposal anew.")
        if self.chain.node.eth.get_block("latest")["timestamp"] >= proposal.slot["deadline"]:
            raise Refused("The proposal's deadline has passed: make it anew.")
        said = self._calls[f"{proposal.kind}_hash"](*arguments(proposal)).call()
        if "0x" + bytes(said).hex() != proposal_hash(proposal):
            raise Refused("The wallet names this proposal by another hash: do not sign, it is not what the words say.")


def arguments(proposal: Proposal) -> tuple[Any, Any]:
    """The proposal's content and slot as the wallet's functions take them."""
    slot = tuple(proposal.slot[name] for name in SLOT)
    if proposal.kind == "configuration":
        content = proposal.content
        limits = [_row(SHAPES["limits"], one) for one in content["limits"]]
        return (*_row(CONFIGURATION, content), limits), slot
    return [_row(SHAPES[proposal.kind], one) for one in proposal.content], slot


def tuple_of(payment: Mapping[str, str]) -> tuple[Any, ...]:
    """One payment as the wallet's functions take it."""
    return _row(SHAPES["payments"], payment)


def known_on(chain: Chain, records: Path) -> Known:
    """The names that a network's records and tokens give."""
    name = chain.network.name
    there = sorted(path.stem for path in records.glob(f"{name}/*.json") if path.name != "tokens.json")
    return Known.of(name, load_tokens(records, name), tuple(load_record(records, name, one) for one in there))


def _row(shape: Any, entry: Any) -> tuple[Any, ...]:
    return tuple(int(entry[name]) if type_ == "uint256" else entry[name] for name, type_ in shape.items())
