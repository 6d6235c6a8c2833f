"""What can be wrong with a node. Every message is one sentence that can be shown to whoever runs the mirror."""

from __future__ import annotations


class NodeTrouble(Exception):
    """The node cannot be believed or reached just now. Nothing it said is kept; asking again may help."""


class NodeSilent(NodeTrouble):
    """No answer, or none in time: start the node, or correct COUNTERFOIL_RPC_URLS."""


class NodeNonsense(NodeTrouble):
    """The answer cannot be true: wrong types, another contract's log, a block that is not the one asked for."""


class NodeRefuses(NodeTrouble):
    """The node answered with an error of its own. `code` is JSON-RPC's."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class RangeRefused(NodeTrouble):
    """The range of blocks asked for is too large. `span`: how many blocks the node says it takes, if it does;
    `lasting`: the limit is one of blocks and holds for every range, not only for this one's many logs."""

    def __init__(self, message: str, span: int | None, lasting: bool) -> None:
        super().__init__(message)
        self.span = span
        self.lasting = lasting


class WrongChain(NodeTrouble):
    """The node follows another chain than the deployment records'."""


class NoContract(NodeTrouble):
    """There is no code at the address of a deployment record."""
