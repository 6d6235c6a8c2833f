"""What one mirror follows, and when it believes a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from backend.chain.records import WALLET, Network, Record

Finality = Literal["finalized"] | int


@dataclass(frozen=True, slots=True)
class FollowedContract:
    """A contract whose events are mirrored: its name, its address, and the block it was made in."""

    name: str
    address: str
    start: int


@dataclass(frozen=True, slots=True)
class Terms:
    """`contracts`: of one chain, the gateway first. A block is confirmed when head - block + 1 >= `confirmations`, and
    final by the node's tag or that many blocks below the head."""

    chain_id: int
    network: str
    contracts: tuple[FollowedContract, ...]
    confirmations: int
    finality: Finality

    @property
    def start(self) -> int:
        """The first block of any of the contracts."""
        return min(contract.start for contract in self.contracts)

    @property
    def addresses(self) -> str:
        """The contracts' addresses, sorted, with commas: what a position says that its rows are of."""
        return ",".join(sorted(contract.address for contract in self.contracts))

    @classmethod
    def of(
        cls,
        records: Sequence[Record],
        network: Network,
        confirmations: int | None = None,
        finality: Finality | None = None,
    ) -> Terms:
        """The terms of one network's records; `confirmations` and `finality` replace the network's own if given."""
        return cls(
            chain_id=network.chain_id,
            network=network.name,
            contracts=tuple(
                FollowedContract(one.contract, one.address, one.block_number)
                for one in records
                if one.contract != WALLET
            ),
            confirmations=network.confirmations if confirmations is None else confirmations,
            finality=network.finality if finality is None else finality,
        )
