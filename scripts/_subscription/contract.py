"""The Subscription on a network, and the token that a mandate is paid in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address
from web3.exceptions import BadFunctionCallOutput, ContractLogicError

from backend.chain.records import load_record, load_tokens
from scripts._deployment import Refused
from scripts._deployment.chain import Chain
from scripts._subscription.terms import Mandate, Place, mandate_id, mandate_words

TOKEN: Any = [
    {"type": "function", "name": name, "stateMutability": "view", "outputs": [{"name": "", "type": kind}],
     "inputs": [{"name": f"a{i}", "type": "address"} for i in range(given)]}
    for name, kind, given in (
        ("symbol", "string", 0), ("decimals", "uint8", 0), ("balanceOf", "uint256", 1), ("allowance", "uint256", 2),
    )
] + [
    {"type": "function", "name": "approve", "stateMutability": "nonpayable",
     "inputs": [{"name": "spender", "type": "address"}, {"name": "amount", "type": "uint256"}],
     "outputs": [{"name": "", "type": "bool"}]},
]  # fmt: skip


class Subscriptions:
    """The recorded Subscription of a chain. Raises RecordError."""

    def __init__(self, chain: Chain, records: Path) -> None:
        record = load_record(records, chain.network.name, "Subscription")
        self.chain = chain
        self.place = Place(chain.network.chain_id, to_checksum_address(record.address))
        self._tokens = {one.address: one for one in load_tokens(records, chain.network.name)}
        self._contract = chain.node.eth.contract(address=self.place.contract, abi=list(record.abi))  # type: ignore[call-overload]

    def ask(self, view: str, *given: Any) -> Any:
        """What a view answers."""
        return self._contract.functions[view](*given).call()

    def time(self) -> int:
        """The chain's time, in unix seconds."""
        return int(self.chain.node.eth.get_block("latest")["timestamp"])

    def calldata(self, function: str, *given: Any) -> str:
        """A call of the contract, as 0x hex."""
        return str(self._contract.encode_abi(function, list(given)))

    def token(self, named: str) -> tuple[str, str, int]:
        """Address, symbol and decimals of a token, by its symbol here or its address."""
        for token in self._tokens.values():
            if named.lower() in (token.symbol.lower(), token.address) and not token.is_native:
                return to_checksum_address(token.address), token.symbol, token.decimals
        try:
            place = to_checksum_address(named)
            calls = self.token_calls(place)
            return place, str(calls.symbol().call()), int(calls.decimals().call())
        except (ValueError, BadFunctionCallOutput, ContractLogicError):
            symbols = ", ".join(token.symbol for token in self._tokens.values() if not token.is_native)
            raise Refused(f"{named} is no token here: name one of {symbols or 'none'}, or a token's address.") from None

    def token_calls(self, place: str) -> Any:
        """The functions of a token."""
        return self.chain.node.eth.contract(address=to_checksum_address(place), abi=TOKEN).functions

    def approval(self, place: str, amount: int) -> str:
        """The call of a token that lets the contract take so much, as 0x hex."""
        token = self.chain.node.eth.contract(address=to_checksum_address(place), abi=TOKEN)
        return str(token.encode_abi("approve", [self.place.contract, amount]))

    def check(self, mandate: Mandate) -> None:
        """Raises Refused unless the mandate is of this contract, and the contract names it by the same id as we do:
        so nobody signs other bytes than those told in words."""
        if mandate.plan.place != self.place:
            other = mandate.plan.place
            raise Refused(f"The terms are of {other.contract} on chain {other.chain_id}: name their own network.")
        said = self.ask("mandate_id", mandate_words(mandate))
        if "0x" + bytes(said).hex() != mandate_id(mandate):
            raise Refused("The contract names this mandate by another id: do not sign, it is not what the words say.")

    def send(self, sender: Any, to: str, data: str) -> str:
        """Sends a call through Ape and waits; its transaction hash."""
        waiting = self.chain.network.confirmations - 1
        receipt = sender.transfer(to, value=0, data=data, required_confirmations=waiting)
        return str(receipt.txn_hash)
