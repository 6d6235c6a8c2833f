"""JSON of a node's answers, turned into facts or refused (execution-apis: Block, Log, Receipt)."""

from __future__ import annotations

import re
from binascii import unhexlify

from msgspec import Struct
from msgspec.structs import replace

from backend.chain.block import Block, Log
from backend.chain.trouble import NodeNonsense

HASH = re.compile(r"0x[0-9a-f]{64}")
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


def lowered(found: list[WireLog]) -> list[WireLog]:
    """`found` in lower case, every hash and topic 32 bytes and all data hex. Raises NodeNonsense.

    Looks at all logs at once: looking at each would take longer than decoding them."""
    hashes = [one.blockHash for one in found] + [one.transactionHash for one in found]
    words = "".join(hashes) + "".join(["".join(one.topics) for one in found])
    addresses = "".join([one.address for one in found])
    contents = "".join([one.data for one in found])
    if not f"x{words}{addresses}{contents}".islower():
        return lowered([_lower(one) for one in found])
    count = len(hashes) + sum([len(one.topics) for one in found])
    lengths = {len(one) for one in hashes} | {len(topic) for one in found for topic in one.topics}
    if lengths - {66}:
        raise NodeNonsense("The node gave a log with a hash or topic that is not 32 bytes.")
    if words[::66] != "0" * count or words[1::66] != "x" * count or {one.data[:2] for one in found} - {"0x"}:
        raise NodeNonsense("The node gave a log with a hash, topic or data that does not begin with 0x.")
    try:
        unhexlify(words.replace("0x", ""))
        unhexlify(contents.replace("0x", ""))
    except ValueError:
        raise NodeNonsense("The node gave a log with a hash, topic or data that is not hex.") from None
    return found


def log(wire: WireLog, chain_id: int, number: int, timestamp: int) -> Log:
    """The log, whose texts have been looked at, as a fact; `timestamp` is its block's. Raises NodeNonsense."""
    return Log(
        chain_id,
        number,
        wire.blockHash,
        timestamp,
        wire.transactionHash,
        quantity(wire.logIndex),
        wire.address,
        wire.topics,
        wire.data,
    )


def _lower(one: WireLog) -> WireLog:
    return replace(
        one,
        address=one.address.lower(),
        topics=tuple(topic.lower() for topic in one.topics),
        data=one.data.lower(),
        blockHash=one.blockHash.lower(),
        transactionHash=one.transactionHash.lower(),
    )
