"""What one mirror follows, and when it believes a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from backend.chain.records import Network, Record

Finality = Literal["finalized"] | int


@dataclass(frozen=True, slots=True)
class Terms:
    """`start`: the contract's own block. A block is confirmed when head - block + 1 >= `confirmations`, and final by
    the node's tag or that many blocks below the head."""

    chain_id: int
    network: str
    contract: str
    address: str
    start: int
    confirmations: int
    finality: Finality

    @classmethod
    def of(
        cls,
        record: Record,
        network: Network,
        confirmations: int | None = None,
        finality: Finality | None = None,
    ) -> Terms:
        """The terms of a deployment; `confirmations` and `finality` replace the network's own if given."""
        return cls(
            chain_id=record.chain_id,
            network=record.network,
            contract=record.contract,
            address=record.address,
            start=record.block_number,
            confirmations=network.confirmations if confirmations is None else confirmations,
            finality=network.finality if finality is None else finality,
        )
