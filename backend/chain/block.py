"""What a node tells: blocks and logs, as facts. Hashes, addresses and data are lower-case 0x hex text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A block's header as far as it is followed. `bloom`: the header's logs bloom, 2048 bits. `timestamp`: unix
    seconds."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int
    bloom: int


@dataclass(frozen=True, slots=True)
class Log:
    """One log of a contract, with the block that holds it."""

    chain_id: int
    block_number: int
    block_hash: str
    block_timestamp: int
    transaction_hash: str
    log_index: int
    address: str
    topics: tuple[str, ...]
    data: str
