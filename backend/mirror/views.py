"""The contracts' own views of how far they have counted, as their ABIs have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from backend.chain.records import Record
from backend.chain.source import Source

OF_ONE = {"merchant": "number", "deal": "step"}
"""Views with one argument, which is the second part of a counter's name; the field of their answer that counts."""
OF_ALL = {"credit_number": "credits", "deal_count": "deals", "origin": "deposits"}
"""Views without arguments, whose last word counts; the counter that is the whole contract's."""


@dataclass(frozen=True, slots=True)
class View:
    """Where to ask, and which word of the answer counts."""

    contract: str
    selector: str
    place: int


class Views:
    """What can be asked of the contracts of these records."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._views: dict[str, View] = {}
        self.of_contracts: list[str] = []
        for record in records:
            for entry in record.abi:
                if entry.get("type") == "function":
                    self._add(record.address, entry)

    def has(self, counter: str) -> bool:
        """Whether a contract can be asked about this counter."""
        return counter in self._views or counter.partition(":")[0] in self._views

    async def numbers(self, source: Source, counters: Sequence[str], block_number: int) -> list[int]:
        """What the contracts have counted as of a block, 0 before they were there. Raises NodeTrouble."""
        asked = [self._question(counter) for counter in counters]
        answers = await source.call([(view.contract, data) for view, data in asked], block_number)
        starts = [2 + 64 * view.place for view, _ in asked]
        return [int(word[start : start + 64] or "0", 16) for word, start in zip(answers, starts, strict=True)]

    def _question(self, counter: str) -> tuple[View, str]:
        view = self._views.get(counter)
        if view is not None:
            return view, view.selector
        kind, _, of = counter.partition(":")
        view = self._views[kind]
        return view, f"{view.selector}{of[2:]:0>64}"

    def _add(self, contract: str, entry: dict[str, Any]) -> None:
        name, outputs = entry["name"], entry["outputs"]
        if name in OF_ONE:
            fields = [field["name"] for field in outputs[0].get("components", [])]
            if OF_ONE[name] in fields:
                self._views[name] = View(contract, _selector(entry), fields.index(OF_ONE[name]))
        elif name in OF_ALL and not entry["inputs"]:
            counter = f"{OF_ALL[name]}:{contract}"
            self._views[counter] = View(contract, _selector(entry), len(outputs) - 1)
            self.of_contracts.append(counter)


def _selector(entry: dict[str, Any]) -> str:
    types = ",".join(field["type"] for field in entry["inputs"])
    return "0x" + keccak(text=f"{entry['name']}({types})")[:4].hex()
