"""What is due, as facts without a database or a node."""

from __future__ import annotations

from dataclasses import dataclass

from backend.keeper.mandate import Mandate


@dataclass(frozen=True, slots=True)
class Errand:
    """One call that anyone may send now, to a contract (lower-case address). `subject`: the fact on the chain that it
    is about; `data`: 0x hex; `most_gas`: what needs more is not worth sending; `mandate`: of a charge, which can share
    a transaction with others."""

    subject: str
    verb: str
    to: str
    data: str
    most_gas: int
    mandate: Mandate | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One transaction to be: the errands it does, and the gas it may use."""

    errands: tuple[Errand, ...]
    verb: str
    to: str
    data: str
    gas: int

    @property
    def subjects(self) -> list[str]:
        return [errand.subject for errand in self.errands]
