"""What sending takes of a node: the head with its fees, an account, what a call would do, receipts, and the way out.

Reading goes to one node, the next one stepping in; a signed transaction goes to every node there is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
from msgspec import Struct

from backend.chain.endpoint import Endpoint, Pause
from backend.chain.trouble import NodeNonsense, NodeRefuses, NodeTrouble, WrongChain
from backend.chain.wire import quantity

T = TypeVar("T")
SECONDS = 20.0
FEE_BLOCKS = 5
FEE_PERCENTILE = 50
METHOD_MISSING = -32601
REVERTED = 3
"""The code by which nodes say that the contract refused (JSON-RPC, as geth uses it)."""
KNOWN_ALREADY = ("already known", "known transaction", "already imported", "already exists", "already in mempool")


class WireHead(Struct, frozen=True):
    """`eth_getBlockByNumber`, as far as sending needs it."""

    number: str
    hash: str
    timestamp: str
    baseFeePerGas: str | None = None  # noqa: N815 - the wire's own name


class WireOutcome(Struct, frozen=True):
    """`eth_getTransactionReceipt`, as far as sending needs it."""

    transactionHash: str  # noqa: N815
    blockNumber: str  # noqa: N815
    blockHash: str  # noqa: N815
    status: str
    gasUsed: str  # noqa: N815
    effectiveGasPrice: str = "0x0"  # noqa: N815


class WireUse(Struct, frozen=True):
    """`eth_createAccessList`, of which only the gas is read."""

    gasUsed: str  # noqa: N815
    error: str | None = None


class WireFees(Struct, frozen=True):
    """`eth_feeHistory`: the priority fees that recent blocks paid."""

    reward: list[list[str]] | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block. `base_fee`: wei per gas; `timestamp`: unix seconds."""

    number: int
    hash: str
    timestamp: int
    base_fee: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction in a block. `cost`: wei paid for its gas."""

    transaction_hash: str
    block_number: int
    block_hash: str
    succeeded: bool
    gas_used: int
    cost: int


@dataclass(frozen=True, slots=True)
class Call:
    """What an account (lower-case address) asks of a contract, with at most `gas`. `data`: 0x hex."""

    sender: str
    to: str
    data: str
    gas: int

    @property
    def asked(self) -> dict[str, str]:
        return {"from": self.sender, "to": self.to, "data": self.data, "gas": hex(self.gas)}


class Gate:
    """One node, asked by somebody who sends. Raises NodeTrouble everywhere."""

    def __init__(self, endpoint: Endpoint, chain_id: int) -> None:
        self._endpoint = endpoint
        self._chain_id = chain_id
        self._checked = False

    async def check(self) -> None:
        """Once per node: it follows this chain. Raises WrongChain."""
        if self._checked:
            return
        found = quantity(await self._endpoint.call("eth_chainId", [], str))
        if found != self._chain_id:
            raise WrongChain(
                f"{self._endpoint.name} follows chain {found}, but the deployment record is of chain"
                f" {self._chain_id}: correct COUNTERFOIL_RPC_URLS or COUNTERFOIL_NETWORK."
            )
        self._checked = True

    async def head(self) -> Head:
        """The newest block. A chain without a base fee (EIP-1559) is NodeNonsense: nothing can be priced there."""
        found = await self._endpoint.call("eth_getBlockByNumber", ["latest", False], WireHead)
        if found.baseFeePerGas is None:
            raise NodeNonsense(f"{self._endpoint.name} tells no base fee (EIP-1559), by which sending is priced.")
        number, timestamp = quantity(found.number), quantity(found.timestamp)
        return Head(number, found.hash.lower(), timestamp, quantity(found.baseFeePerGas))

    async def block_hash(self, number: int) -> str | None:
        """The hash of a block, or None where the chain is shorter."""
        found = await self._endpoint.call("eth_getBlockByNumber", [hex(number), False], WireHead | None)
        return None if found is None else found.hash.lower()

    async def priority_fee(self) -> int:
        """Wei per gas on top of the base fee: the median of what half of the recent blocks' gas paid; 0 from a node
        that cannot say."""
        asked = [hex(FEE_BLOCKS), "latest", [FEE_PERCENTILE]]
        try:
            found = await self._endpoint.call("eth_feeHistory", asked, WireFees)
        except NodeRefuses as refusal:
            if refusal.code == METHOD_MISSING:
                return 0
            raise
        paid = sorted(quantity(block[0]) for block in found.reward or [] if block)
        return paid[len(paid) // 2] if paid else 0

    async def balance(self, account: str) -> int:
        """Wei of an account."""
        return quantity(await self._endpoint.call("eth_getBalance", [account, "latest"], str))

    async def count(self, account: str, block_number: int) -> int:
        """How many transactions of an account are in the chain up to a block: the next nonce."""
        return quantity(await self._endpoint.call("eth_getTransactionCount", [account, hex(block_number)], str))

    async def receipts(self, hashes: Sequence[str]) -> list[Receipt]:
        """The receipts that there are of these transactions."""
        found = await self._endpoint.batch("eth_getTransactionReceipt", [[one] for one in hashes], WireOutcome | None)
        return [_receipt(one) for one in found if one is not None]

    async def answers(self, several: Sequence[Call], block_number: int) -> list[str | NodeRefuses]:
        """What each call would answer as of a block (0x hex), or why it would fail."""
        asked = [[one.asked, hex(block_number)] for one in several]
        return await self._endpoint.each("eth_call", asked, str)

    async def gas(self, call: Call) -> int:
        """How much gas the call needs, at most `call.gas`. Raises NodeRefuses when it would fail or needs more."""
        return quantity(await self._endpoint.call("eth_estimateGas", [call.asked, "latest"], str))

    async def used(self, call: Call) -> int | None:
        """How much gas the call would use up, which may be far less than it needs; None from a node that cannot say.

        Raises NodeRefuses when the call would fail."""
        try:
            found = await self._endpoint.call("eth_createAccessList", [call.asked, "latest"], WireUse)
        except NodeRefuses as refusal:
            if refusal.code == METHOD_MISSING:
                return None
            raise
        if found.error is not None:
            raise NodeRefuses(f"{self._endpoint.name} refuses eth_createAccessList: {found.error}", REVERTED)
        return quantity(found.gasUsed)

    async def balances(self, several: Sequence[tuple[str, str]], native: str, block_number: int) -> list[int | None]:
        """What each (token, holder) holds as of a block; None where the token gives no sensible answer."""
        native_asked = [[holder, hex(block_number)] for token, holder in several if token == native]
        coins = iter(await self._endpoint.each("eth_getBalance", native_asked, str)) if native_asked else iter(())
        calls = [Call(holder, token, _balance_of(holder), 200_000) for token, holder in several if token != native]
        tokens = iter(await self.answers(calls, block_number)) if calls else iter(())
        return [_amount(next(coins if token == native else tokens)) for token, _ in several]

    async def send(self, raw: str) -> None:
        """Hands a signed transaction over; one that the node has already is no failure. Raises NodeRefuses."""
        try:
            await self._endpoint.call("eth_sendRawTransaction", [raw], str)
        except NodeRefuses as refusal:
            if not any(words in str(refusal).lower() for words in KNOWN_ALREADY):
                raise


class Outlet:
    """One or more nodes of the same chain, for somebody who sends. Close it when done."""

    def __init__(
        self,
        urls: Sequence[str],
        chain_id: int,
        pause: Pause = asyncio.sleep,
        client: httpx2.AsyncClient | None = None,
    ) -> None:
        self._client = client or httpx2.AsyncClient(timeout=SECONDS, trust_env=False)
        self._gates = [Gate(Endpoint(url, self._client, pause), chain_id) for url in urls]

    async def ask(self, question: Callable[[Gate], Awaitable[T]]) -> T:
        """The answer of the first node that gives one; that node is asked first from now on.

        Raises NodeTrouble: the first node's, when none can answer."""
        troubles: list[NodeTrouble] = []
        for gate in list(self._gates):
            try:
                await gate.check()
                answer = await question(gate)
            except NodeTrouble as trouble:
                troubles.append(trouble)
            else:
                self._gates.remove(gate)
                self._gates.insert(0, gate)
                return answer
        raise troubles[0]

    async def send(self, raw: str) -> None:
        """Hands a signed transaction to every node. Raises NodeTrouble only if none of them takes it."""

        async def to_one(gate: Gate) -> None:
            await gate.check()
            await gate.send(raw)

        told: list[Any] = await asyncio.gather(*(to_one(gate) for gate in self._gates), return_exceptions=True)
        for one in told:
            if isinstance(one, BaseException) and not isinstance(one, NodeTrouble):
                raise one
        if all(isinstance(one, NodeTrouble) for one in told):
            raise told[0]

    async def close(self) -> None:
        """Ends all connections."""
        await self._client.aclose()


def _receipt(found: WireOutcome) -> Receipt:
    gas_used = quantity(found.gasUsed)
    return Receipt(
        transaction_hash=found.transactionHash.lower(),
        block_number=quantity(found.blockNumber),
        block_hash=found.blockHash.lower(),
        succeeded=quantity(found.status) == 1,
        gas_used=gas_used,
        cost=gas_used * quantity(found.effectiveGasPrice),
    )


def _balance_of(holder: str) -> str:
    return "0x70a08231" + holder[2:].rjust(64, "0")


def _amount(answer: str | NodeRefuses) -> int | None:
    # A token that is none, or that lies by the length of its answer, has nothing to be collected.
    if isinstance(answer, NodeRefuses) or not 2 < len(answer) <= 66:
        return None
    try:
        return quantity(answer)
    except NodeTrouble:
        return None
