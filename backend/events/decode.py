"""A decoder made from the ABIs of deployment records: cuts hex text at fixed places, as all our fields are one word.

Contract ABI specification, "Events": topics hold the indexed fields in order, the data the others, 32 bytes each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from eth_utils.crypto import keccak

from backend.chain.block import Log
from backend.events.any_contract import ContractEvent
from backend.events.catalogue import EVENTS

WORD = 64
KNOWN = {cls.__name__: cls for cls in EVENTS}
CUTS = {
    "uint256": "int({text}[{start}:{end}], 16)",
    "bool": "flag({text}[{start}:{end}])",
    "address": "address({text}[{start}:{end}])",
    "bytes32": "'0x' + {text}[{start}:{end}]",
}


class EventUnknown(Exception):
    """The record's ABI and this program disagree on an event: run the version that belongs to the deployment."""


class LogMalformed(Exception):
    """A log does not have the shape its event has in the ABI; the node or the record is wrong."""


Cut = Callable[[Log], ContractEvent]


class Decoder:
    """Turns logs of several contracts into events, each by its own ABI.

    Raises EventUnknown when an ABI has an event, or a shape of one, we do not know."""

    def __init__(self, abis: Mapping[str, Iterable[dict[str, Any]]]) -> None:
        self._cuts: dict[str, dict[str, tuple[int, int, Cut]]] = {
            address: {_topic(entry): (*_shape(entry), _cut(entry)) for entry in abi if entry.get("type") == "event"}
            for address, abi in abis.items()
        }
        self.topics = {address: tuple(cuts) for address, cuts in self._cuts.items()}

    def decode(self, log: Log) -> ContractEvent:
        """The event that `log` tells. Raises EventUnknown, LogMalformed."""
        cuts = self._cuts.get(log.address)
        known = cuts.get(log.topics[0]) if cuts and log.topics else None
        if known is None:
            raise EventUnknown(
                f"Block {log.block_number} has a log of {log.address} that its record's ABI does not know: run"
                " `ape run verify` and restore the record."
            )
        topics, length, cut = known
        if len(log.topics) != topics or len(log.data) != length:
            raise LogMalformed(f"Log {log.log_index} of block {log.block_number} has the wrong length for its event.")
        try:
            return cut(log)
        except ValueError as problem:
            raise LogMalformed(f"Log {log.log_index} of block {log.block_number}: {problem}.") from None


def _topic(entry: dict[str, Any]) -> str:
    types = ",".join(field["type"] for field in entry["inputs"])
    return "0x" + keccak(text=f"{entry['name']}({types})").hex()


def _shape(entry: dict[str, Any]) -> tuple[int, int]:
    indexed = sum(field["indexed"] for field in entry["inputs"])
    return 1 + indexed, 2 + WORD * (len(entry["inputs"]) - indexed)


def _cut(entry: dict[str, Any]) -> Cut:
    known = KNOWN.get(entry["name"])
    if known is None:
        raise EventUnknown(
            f"The record's ABI has the event {entry['name']}, which this program does not know: run a newer version."
        )
    cuts = _cuts(entry["name"], entry["inputs"])
    wanted = [field.name for field in fields(known) if field.name != "log"]
    if sorted(wanted) != sorted(cuts):
        raise EventUnknown(
            f"The record's ABI has the event {entry['name']} with other fields than this program: run the version"
            " that belongs to the deployment."
        )
    # Compiled once per event: a loop over fields would cost several times as much per log. Only positions and
    # the four templates above get into the text.
    arguments = ", ".join(cuts[name] for name in wanted)
    source = f"lambda log: (lambda log, topics, data: event(log, {arguments}))(log, log.topics, log.data)"
    made: Cut = eval(source, {"event": known, "flag": _flag, "address": _address, "int": int})  # noqa: S307
    return made


def _cuts(event: str, inputs: Sequence[dict[str, Any]]) -> dict[str, str]:
    cuts, topic, word = {}, 1, 0
    for field in inputs:
        if field["type"] not in CUTS:
            raise EventUnknown(
                f"The record's ABI has {event}.{field['name']} as {field['type']}, which is not one word."
            )
        if field["indexed"]:
            place = {"text": f"topics[{topic}]", "start": 2, "end": 2 + WORD}
            topic += 1
        else:
            place = {"text": "data", "start": 2 + WORD * word, "end": 2 + WORD * (word + 1)}
            word += 1
        cuts[field["name"]] = CUTS[field["type"]].format(**place)
    return cuts


PADDING = "0" * 24


def _address(word: str) -> str:
    if word[:24] != PADDING:
        raise ValueError("an address is longer than 20 bytes")
    return "0x" + word[24:]


def _flag(word: str) -> bool:
    value = int(word, 16)
    if value > 1:
        raise ValueError("a bool is neither 0 nor 1")
    return value == 1
