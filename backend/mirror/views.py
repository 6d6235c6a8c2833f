"""The contracts' own views of how far they have counted, as their ABIs have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from backend.chain.records import WALLET, Record
from backend.chain.source import Source

OF_ONE: dict[str, tuple[str, str | None]] = {
    "merchant": ("merchant", "number"),
    "deal": ("deal", "step"),
    "merchant_number": ("subscription", None),
    "next_nonce": ("lane", None),
    "next_change": ("changes", None),
    "limit": ("limit", "number"),
}
"""Views with arguments, which are the parts of a counter's name; the counter's kind, and the field of their answer that
counts, if it has fields. Of a wallet's counter, the first part is the wallet."""
OF_ALL = {"credit_number": "credits", "deal_count": "deals", "origin": "deposits", "wallet_count": "wallets"}
"""Views without arguments, whose last word counts; the counter that is the whole contract's."""


@dataclass(frozen=True, slots=True)
class View:
    """Where to ask, and which word of the answer counts. Without a contract: where the counter's name says."""

    contract: str | None
    selector: str
    place: int


class Views:
    """What can be asked of the contracts of these records, and of those that were found on the way."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._views: dict[str, View] = {}
        self.of_contracts: list[str] = []
        for record in records:
            contract = None if record.contract == WALLET else record.address
            for entry in record.abi:
                if entry.get("type") == "function":
                    self._add(contract, entry)

    def has(self, counter: str) -> bool:
        """Whether a contract can be asked about this counter."""
        return counter in self._views or counter.partition(":")[0] in self._views

    async def numbers(self, source: Source, counters: Sequence[str], block_number: int) -> list[int]:
        """What the contracts have counted as of a block, 0 before they were there. Raises NodeTrouble."""
        asked = [self._question(counter) for counter in counters]
        answers = await source.call([(contract, data) for contract, data, _ in asked], block_number)
        starts = [2 + 64 * place for _, _, place in asked]
        return [int(word[start : start + 64] or "0", 16) for word, start in zip(answers, starts, strict=True)]

    def _question(self, counter: str) -> tuple[str, str, int]:
        view = self._views.get(counter)
        if view is not None:
            assert view.contract is not None
            return view.contract, view.selector, view.place
        kind, *parts = counter.split(":")
        view = self._views[kind]
        contract = view.contract or parts.pop(0)
        return contract, view.selector + "".join(_word(part) for part in parts), view.place

    def _add(self, contract: str | None, entry: dict[str, Any]) -> None:
        name, outputs = entry["name"], entry["outputs"]
        if name in OF_ONE:
            kind, field = OF_ONE[name]
            fields = [one["name"] for one in outputs[0].get("components", [])]
            if field is None or field in fields:
                self._views[kind] = View(contract, _selector(entry), 0 if field is None else fields.index(field))
        elif name in OF_ALL and not entry["inputs"] and contract is not None:
            counter = f"{OF_ALL[name]}:{contract}"
            self._views[counter] = View(contract, _selector(entry), len(outputs) - 1)
            self.of_contracts.append(counter)


def _word(part: str) -> str:
    return f"{part[2:]:0>64}" if part.startswith("0x") else f"{int(part):064x}"


def _selector(entry: dict[str, Any]) -> str:
    types = ",".join(field["type"] for field in entry["inputs"])
    return "0x" + keccak(text=f"{entry['name']}({types})")[:4].hex()
