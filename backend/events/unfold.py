"""Data of events whose fields are structs, lists or bytes: read by `eth_abi`, then in our own words.

Addresses, bytes and hashes become lower-case 0x hex text, lists tuples, and structs those of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import collapse_if_tuple

from backend.events.catalogue import STRUCTS

Shape = Callable[[Any], Any]
BY_FIELDS = {struct._fields: struct for struct in STRUCTS}
WORDS = {"uint256", "bool", "address"}
BYTES = {"bytes", "bytes32"}


class NotUnfoldable(Exception):
    """The ABI has a field of a shape that this program does not know."""


def unfolding(inputs: Sequence[dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    """What makes the fields `inputs` of an event's data (0x hex), by name; it raises ValueError for data that is not
    exactly theirs. Raises NotUnfoldable."""
    types = [collapse_if_tuple(field) for field in inputs]
    shapes = [(field["name"], _shape(field)) for field in inputs]

    def unfold(data: str) -> dict[str, Any]:
        raw = bytes.fromhex(data[2:])
        try:
            values = decode(types, raw)
        except (DecodingError, OverflowError) as problem:
            raise ValueError(f"its data is not that of its event ({problem})") from None
        # The same values can be written in several ways, of which the compiler uses one.
        if encode(types, values) != raw:
            raise ValueError("its data has more than its event's fields")
        return {name: shape(value) for (name, shape), value in zip(shapes, values, strict=True)}

    return unfold


def _shape(field: dict[str, Any]) -> Shape:
    kind = field["type"]
    if kind.endswith("[]"):
        each = _shape({**field, "type": kind[:-2]})
        return lambda values: tuple(each(value) for value in values)
    if kind == "tuple":
        return _struct(field["components"])
    if kind in BYTES:
        return lambda value: "0x" + value.hex()
    if kind in WORDS:
        return lambda value: value
    raise NotUnfoldable(f"{field['name']} as {kind}")


def _struct(components: Sequence[dict[str, Any]]) -> Shape:
    names = tuple(component["name"] for component in components)
    struct = BY_FIELDS.get(names)
    if struct is None:
        raise NotUnfoldable(f"a struct of {', '.join(names)}")
    shapes = [_shape(component) for component in components]
    return lambda values: struct(*(shape(value) for shape, value in zip(shapes, values, strict=True)))
