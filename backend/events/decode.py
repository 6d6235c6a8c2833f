"""A decoder made from the ABIs of deployment records: cuts hex text at fixed places where all fields are one word.

Contract ABI specification, "Events": topics hold the indexed fields in order, the data the others, 32 bytes each, or as
`eth_abi` reads them where they are structs, lists or bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from eth_utils.abi import collapse_if_tuple
from eth_utils.crypto import keccak

from backend.chain.block import Log
from backend.events.any_contract import ContractEvent
from backend.events.catalogue import known
from backend.events.unfold import NotUnfoldable, unfolding

WORD = 64
OF_ANY_LENGTH = 0
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
Field = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ContractAbi:
    """The ABI of a contract, by whose name events are told apart that several contracts log."""

    contract: str
    entries: Sequence[dict[str, Any]]


class Decoder:
    """Turns logs of several contracts into events, each by its own ABI; `found` is that of all other addresses.

    Raises EventUnknown when an ABI has an event, or a shape of one, we do not know."""

    def __init__(self, abis: Mapping[str, ContractAbi], found: ContractAbi | None = None) -> None:
        self._cuts = {address: _of_abi(abi) for address, abi in abis.items()}
        self._found_cuts = _of_abi(found) if found else {}
        self.topics = {address: tuple(cuts) for address, cuts in self._cuts.items()}
        self.found_topics = tuple(self._found_cuts)

    def decode(self, log: Log) -> ContractEvent:
        """The event that `log` tells. Raises EventUnknown, LogMalformed."""
        cut_by = self._cuts.get(log.address, self._found_cuts).get(log.topics[0]) if log.topics else None
        if cut_by is None:
            raise EventUnknown(
                f"Block {log.block_number} has a log of {log.address} that its record's ABI does not know: run"
                " `ape run verify` and restore the record."
            )
        topics, length, cut = cut_by
        if len(log.topics) != topics or (length != OF_ANY_LENGTH and len(log.data) != length):
            raise LogMalformed(f"Log {log.log_index} of block {log.block_number} has the wrong length for its event.")
        try:
            return cut(log)
        except ValueError as problem:
            raise LogMalformed(f"Log {log.log_index} of block {log.block_number}: {problem}.") from None


def _of_abi(abi: ContractAbi) -> dict[str, tuple[int, int, Cut]]:
    return {
        _topic(entry): (*_shape(entry["inputs"]), _cut(abi.contract, entry))
        for entry in abi.entries
        if entry.get("type") == "event"
    }


def _topic(entry: dict[str, Any]) -> str:
    types = ",".join(collapse_if_tuple(field) for field in entry["inputs"])
    return "0x" + keccak(text=f"{entry['name']}({types})").hex()


def _shape(inputs: Sequence[Field]) -> tuple[int, int]:
    indexed = sum(field["indexed"] for field in inputs)
    length = 2 + WORD * (len(inputs) - indexed) if _all_words(inputs) else OF_ANY_LENGTH
    return 1 + indexed, length


def _all_words(inputs: Sequence[Field]) -> bool:
    return all(field["type"] in CUTS for field in inputs)


def _cut(contract: str, entry: dict[str, Any]) -> Cut:
    event = known(contract, entry["name"])
    if event is None:
        raise EventUnknown(
            f"The record's ABI has the event {entry['name']}, which this program does not know: run a newer version."
        )
    wanted = [field.name for field in fields(event) if field.name != "log"]
    if sorted(wanted) != sorted(field["name"] for field in entry["inputs"]):
        raise EventUnknown(
            f"The record's ABI has the event {entry['name']} with other fields than this program: run the version"
            " that belongs to the deployment."
        )
    return _sliced(event, entry, wanted) if _all_words(entry["inputs"]) else _unfolded(event, entry, wanted)


def _sliced(event: type[ContractEvent], entry: dict[str, Any], wanted: Sequence[str]) -> Cut:
    # Compiled once per event: a loop over fields would cost several times as much per log. Only positions and
    # the four templates above get into the text.
    cuts = _cuts(entry["inputs"])
    arguments = ", ".join(cuts[name] for name in wanted)
    source = f"lambda log: (lambda log, topics, data: event(log, {arguments}))(log, log.topics, log.data)"
    made: Cut = eval(source, {"event": event, **NAMES})  # noqa: S307
    return made


def _unfolded(event: type[ContractEvent], entry: dict[str, Any], wanted: Sequence[str]) -> Cut:
    indexed = [field for field in entry["inputs"] if field["indexed"]]
    if not _all_words(indexed):
        raise EventUnknown(f"The record's ABI has {entry['name']} with a topic that is not one word.")
    cuts = _cuts(indexed)
    topics = eval(f"lambda topics: {{{', '.join(f'{name!r}: {cut}' for name, cut in cuts.items())}}}", dict(NAMES))  # noqa: S307
    try:
        unfold = unfolding([field for field in entry["inputs"] if not field["indexed"]])
    except NotUnfoldable as problem:
        raise EventUnknown(f"The record's ABI has {entry['name']} with {problem}: run the version of it.") from None

    def cut(log: Log) -> ContractEvent:
        values = topics(log.topics) | unfold(log.data)
        return event(log, *(values[name] for name in wanted))

    return cut


def _cuts(inputs: Sequence[Field]) -> dict[str, str]:
    cuts, topic, word = {}, 1, 0
    for field in inputs:
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


NAMES = {"flag": _flag, "address": _address, "int": int}
