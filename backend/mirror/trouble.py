"""What stops the mirror for now. Every message is one sentence for health answers; nothing is lost by waiting."""

from __future__ import annotations

from backend.chain.records import RecordError
from backend.chain.trouble import NodeTrouble


class NodeLags(NodeTrouble):
    """The node is behind what it, or another one, has told before."""


class DeepReorg(NodeTrouble):
    """The node's chain has left ours below a final block. Only a person can say which chain is right."""


class Hole(Exception):
    """The chain's own counting shows that a log was kept from us, in `from_block` or later."""

    def __init__(self, message: str, from_block: int) -> None:
        super().__init__(message)
        self.from_block = from_block


class OtherContracts(RecordError):
    """The rows are of other contracts than the deployment records name; only a person can say what was meant."""


class PositionMoved(Exception):
    """Another mirror of this chain was faster; nothing was written."""
