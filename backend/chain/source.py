"""Questions to one node about our contracts. An answer that cannot be true is refused, never repaired silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from backend.chain import wire
from backend.chain.block import Block, Log
from backend.chain.endpoint import Endpoint
from backend.chain.refusals import recognise
from backend.chain.span import Span
from backend.chain.trouble import NoContract, NodeNonsense, NodeRefuses, NodeTrouble, RangeRefused, WrongChain
from backend.chain.watched import Watched
from backend.chain.wire import WireBlock, WireLog, WireReceipt

METHOD_MISSING = -32601


class Source:
    """One node. `watched`: the contracts that must be there; `span`: how many blocks of logs are asked for at most at
    once."""

    def __init__(self, endpoint: Endpoint, watched: Watched, span: int) -> None:
        self._endpoint = endpoint
        self._watched = watched
        self._span = Span(span)
        self._checked = False
        self._has_receipts = True

    @property
    def name(self) -> str:
        """Where the node is, without secrets."""
        return self._endpoint.name

    async def check(self) -> None:
        """Once per node: it follows the records' chain, and the contracts are there. Raises WrongChain, NoContract."""
        if self._checked:
            return
        chain_id = wire.quantity(await self._endpoint.call("eth_chainId", [], str))
        if chain_id != self._watched.chain_id:
            raise WrongChain(
                f"{self.name} follows chain {chain_id}, but the deployment record is of chain"
                f" {self._watched.chain_id}: correct COUNTERFOIL_RPC_URLS or COUNTERFOIL_NETWORK."
            )
        asked = [[address, "latest"] for address in self._watched.topics]
        codes = await self._endpoint.batch("eth_getCode", asked, str)
        for address, code in zip(self._watched.topics, codes, strict=True):
            if code in ("0x", ""):
                raise NoContract(
                    f"{self.name} has no code at {address}: deploy again with `ape run deploy`, or let"
                    " COUNTERFOIL_DEPLOYMENTS name the folder of this chain's records."
                )
        self._checked = True

    async def head(self) -> Block:
        """The newest block."""
        return self._block(await self._endpoint.call("eth_getBlockByNumber", ["latest", False], WireBlock))

    async def finalized(self) -> Block | None:
        """The newest final block by the node's own tag, or None before there is one."""
        try:
            found = await self._endpoint.call("eth_getBlockByNumber", ["finalized", False], WireBlock | None)
        except NodeRefuses as refusal:
            if "not found" in str(refusal).lower() or "unknown block" in str(refusal).lower():
                return None
            raise NodeTrouble(
                f"{self.name} does not know the tag `finalized` ({refusal}): set COUNTERFOIL_FINALITY to a depth."
            ) from None
        return None if found is None else self._block(found)

    async def blocks(self, numbers: Sequence[int]) -> list[Block]:
        """The headers of `numbers`, in order. Raises NodeNonsense if one is absent or another than asked for."""
        asked = [[hex(number), False] for number in numbers]
        found = await self._endpoint.batch("eth_getBlockByNumber", asked, WireBlock | None)
        blocks = []
        for number, one in zip(numbers, found, strict=True):
            if one is None:
                raise NodeNonsense(f"{self.name} lacks block {number}, which its own head has passed.")
            header = self._block(one)
            if header.number != number:
                raise NodeNonsense(f"{self.name} gave block {header.number} when asked for {number}.")
            blocks.append(header)
        return blocks

    async def logs_up_to(self, watched: Watched, first: int, end: int) -> tuple[int, list[Log]]:
        """Logs from `first` on, as far as one answer reaches, and that last block, at most `end`."""
        return await self._reach(watched, first, end, {})

    async def all_logs(self, watched: Watched, first: int, end: int, headers: Mapping[int, Block]) -> list[Log]:
        """The watched logs of the blocks `first` to `end`, by as many questions as it takes."""
        logs: list[Log] = []
        while first <= end:
            reached, found = await self._reach(watched, first, end, headers)
            logs += found
            first = reached + 1
        return logs

    async def _reach(
        self, watched: Watched, first: int, end: int, headers: Mapping[int, Block]
    ) -> tuple[int, list[Log]]:
        while True:
            last = self._span.last(first, end)
            try:
                found = await self.logs(watched, first, last, headers)
            except RangeRefused as refusal:
                self._span.refused(last - first + 1, refusal)
            else:
                self._span.served(last - first + 1, len(found))
                return last, found

    async def logs(self, watched: Watched, first: int, last: int, headers: Mapping[int, Block]) -> list[Log]:
        """The watched logs of the blocks `first` to `last` in order. Every log of a block in `headers` must carry
        its hash. Raises RangeRefused, NodeNonsense."""
        found: list[WireLog] = []
        for one in watched.filters:
            asked = {**one, "fromBlock": hex(first), "toBlock": hex(last)}
            try:
                found += await self._endpoint.call("eth_getLogs", [asked], list[WireLog])
            except NodeRefuses as refusal:
                raise recognise(str(refusal), last - first + 1) or refusal from None
        return await self._facts(watched, found, first, last, headers)

    async def receipt_logs(self, watched: Watched, header: Block) -> list[Log] | None:
        """The watched logs of one block by its receipts, or None from a node without `eth_getBlockReceipts`."""
        if not self._has_receipts:
            return None
        try:
            found = await self._endpoint.call("eth_getBlockReceipts", [hex(header.number)], list[WireReceipt] | None)
        except NodeRefuses as refusal:
            if refusal.code != METHOD_MISSING:
                raise
            self._has_receipts = False
            return None
        if found is None or any(receipt.blockHash.lower() != header.hash for receipt in found):
            raise NodeNonsense(f"{self.name} lacks the receipts of block {header.number} as it gave it.")
        ours = [log for receipt in found for log in receipt.logs if log.address.lower() in watched.addresses]
        return await self._facts(watched, ours, header.number, header.number, {header.number: header})

    async def call(self, several: Sequence[tuple[str, str]], block_number: int) -> list[str]:
        """What contracts answer as of one block, each asked by its address and calldata (0x hex)."""
        asked = [[{"to": to, "data": data}, hex(block_number)] for to, data in several]
        return await self._endpoint.batch("eth_call", asked, str)

    async def _facts(
        self, watched: Watched, found: list[WireLog], first: int, last: int, headers: Mapping[int, Block]
    ) -> list[Log]:
        found = wire.lowered(found)
        numbers = [wire.quantity(one.blockNumber) for one in found]
        self._check_asked(watched, found)
        self._check_within(numbers, first, last)
        headers = await self._timed(found, numbers, headers)
        chain_id = self._watched.chain_id
        logs = []
        for one, number in zip(found, numbers, strict=True):
            header = headers.get(number)
            timestamp = header.timestamp if header else wire.quantity(one.blockTimestamp or "")
            if header and header.hash != one.blockHash:
                raise NodeNonsense(f"{self.name} gave logs of another block {number} than its header says.")
            logs.append(wire.log(one, chain_id, number, timestamp))
        return self.in_order(logs)

    def in_order(self, logs: list[Log]) -> list[Log]:
        """`logs`, of this node's answers, by their places in the chain. Raises NodeNonsense if two are at one."""
        logs.sort(key=_place)
        for one, following in pairwise(logs):
            if one.block_number == following.block_number and (
                one.log_index == following.log_index or one.block_hash != following.block_hash
            ):
                raise NodeNonsense(f"{self.name} gave logs of block {one.block_number} that contradict each other.")
        return logs

    def _check_asked(self, watched: Watched, found: list[WireLog]) -> None:
        addresses, topics = watched.addresses, watched.first_topics
        asked = [one.address in addresses and bool(one.topics) and one.topics[0] in topics for one in found]
        if not all(asked) or any([one.removed for one in found]):
            raise NodeNonsense(f"{self.name} gave logs that were not asked for, or that are no longer in the chain.")

    def _check_within(self, numbers: list[int], first: int, last: int) -> None:
        if numbers and not first <= min(numbers) <= max(numbers) <= last:
            raise NodeNonsense(f"{self.name} gave logs of other blocks than {first} to {last}.")

    async def _timed(
        self, found: list[WireLog], numbers: list[int], headers: Mapping[int, Block]
    ) -> Mapping[int, Block]:
        # Not every node says a log's time; then its block's header must.
        lacking = {
            number
            for one, number in zip(found, numbers, strict=True)
            if one.blockTimestamp is None and number not in headers
        }
        if not lacking:
            return headers
        more = await self.blocks(sorted(lacking))
        return {**headers, **{header.number: header for header in more}}

    def _block(self, found: WireBlock) -> Block:
        return wire.block(found)


def _place(log: Log) -> tuple[int, int]:
    return log.block_number, log.log_index
