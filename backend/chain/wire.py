"""JSON of a node's answers, turned into facts or refused (execution-apis: Block, Log, Receipt)."""

from __future__ import annotations

import re

from msgspec import Struct

from backend.chain.block import Block, Log
from backend.chain.trouble import NodeNonsense

HASH = re.compile(r"0x[0-9a-f]{64}")
HASHES = re.compile(r"(?:0x[0-9a-f]{64})+")
WORDS = re.compile(r"0x(?:[0-9a-f]{2})*")
BLOOM_LENGTH = 2 + 512


class WireBlock(Struct, frozen=True):
    """`eth_getBlockByNumber` without transactions, as far as we read it."""

    number: str
    hash: str
    parentHash: str  # noqa: N815 - the wire's own name
    timestamp: str
    logsBloom: str = "0x"  # noqa: N815


class WireLog(Struct, frozen=True):
    """One of `eth_getLogs`."""

    address: str
    topics: tuple[str, ...]
    data: str
    blockNumber: str  # noqa: N815
    blockHash: str  # noqa: N815
    transactionHash: str  # noqa: N815
    logIndex: str  # noqa: N815
    removed: bool = False
    blockTimestamp: str | None = None  # noqa: N815


class WireReceipt(Struct, frozen=True):
    """One of `eth_getBlockReceipts`."""

    blockHash: str  # noqa: N815
    logs: list[WireLog]


def quantity(text: str) -> int:
    """A hex number such as 0x1a. Raises NodeNonsense."""
    try:
        if text[:2] == "0x":
            return int(text, 16)
    except ValueError:
        pass
    raise NodeNonsense(f"The node said {text[:80]!r} where a hex number belongs.")


def block(wire: WireBlock) -> Block:
    """The header as a fact. Raises NodeNonsense."""
    found = Block(
        number=quantity(wire.number),
        hash=wire.hash.lower(),
        parent_hash=wire.parentHash.lower(),
        timestamp=quantity(wire.timestamp),
        bloom=int(wire.logsBloom, 16) if len(wire.logsBloom) == BLOOM_LENGTH else 0,
    )
    if not (HASH.fullmatch(found.hash) and HASH.fullmatch(found.parent_hash)):
        raise NodeNonsense(f"The node gave block {found.number} a hash that is none.")
    return found


def log(wire: WireLog, chain_id: int, timestamp: int) -> Log:
    """The log as a fact; `timestamp` is its block's. Raises NodeNonsense."""
    found = Log(
        chain_id,
        quantity(wire.blockNumber),
        wire.blockHash.lower(),
        timestamp,
        wire.transactionHash.lower(),
        quantity(wire.logIndex),
        wire.address.lower(),
        tuple([topic.lower() for topic in wire.topics]),
        wire.data.lower(),
    )
    hashes = f"{found.block_hash}{found.transaction_hash}{''.join(found.topics)}"
    if len(hashes) != 66 * (2 + len(found.topics)) or not HASHES.fullmatch(hashes):
        raise NodeNonsense(f"The node gave a log of block {found.block_number} a hash or topic that is none.")
    if not WORDS.fullmatch(found.data):
        raise NodeNonsense(f"The node gave a log of block {found.block_number} data that is not hex.")
    return found
