"""Walks of the same words in calldata of other shapes: wallets read a part of it where it lies."""

from collections.abc import Callable

from money import NATIVE
from multisig_edge_life import MultisigEdgeLife
from multisig_papers import EXECUTE, Paper, joined
from multisig_words import Call


def shaped(data: bytes, gap: int, turned: bool, tail: bytes) -> bytes:
    """Calldata of a list, a slot and approvals with its two dynamic parts put elsewhere."""
    selector, body = data[:4], data[4:]
    first, second = int.from_bytes(body[:32]), int.from_bytes(body[160:192])
    parts = [body[first:second], body[second:]]
    places = [192 + gap + (len(parts[1]) if turned else 0), 192 + gap + (0 if turned else len(parts[0]))]
    head = places[0].to_bytes(32) + body[32:160] + places[1].to_bytes(32)
    return selector + head + b"\x5a" * gap + b"".join(reversed(parts) if turned else parts) + tail


SHAPES = {
    "plain": lambda data: data,
    "gap": lambda data: shaped(data, 32, False, b""),
    "odd gap": lambda data: shaped(data, 7, False, b""),
    "turned": lambda data: shaped(data, 0, True, b""),
    "tail": lambda data: shaped(data, 1, True, b"\xff" * 99),
}


class ShapeEdges(MultisigEdgeLife):
    """Which the ABI allows, and nobody's encoder makes."""

    def encodings(self) -> None:
        """The same words in calldata of other shapes: other order, gaps, odd places, something behind."""
        wallet = self.found(("founder", "partner", "vault"), 1, 2)
        several = [self.payment(amount=amount) for amount in range(1, 17)]
        for shape in SHAPES.values():
            for count in (1, 2, 16):
                where = self.slot(wallet)
                self.in_shape(self.write(wallet, "payments", tuple(several[:count]), where), shape)
            for paper in self.each_kind(wallet):
                self.in_shape(paper, shape)
            self.in_shape(self.changes(wallet, limits=(("desk", NATIVE, 5, 60), ("till", NATIVE, 5, 60))), shape)
            self.in_shape(self.calls(wallet, *(Call(self.people["till"], 1, bytes(n)) for n in (0, 1, 33))), shape)

    def in_shape(self, paper: Paper, shape: Callable[[bytes], bytes]) -> None:
        raw = joined({owner: self.approve(paper, owner) for owner in self.owners(paper.wallet)})
        for given in (raw[:65], raw):
            arguments, verb = (*paper.raw, given), EXECUTE[paper.kind]
            data = shape(self.double.spell(verb, paper.wallet, *arguments))
            self.double.go(verb, paper.wallet, self.people["relayer"], data, *arguments)
