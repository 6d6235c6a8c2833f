"""How facts are written for merchants: amounts as decimal text, addresses with their checksum, times as RFC 3339."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from eth_utils.address import to_checksum_address

NOBODY = "0x" + "00" * 20


@dataclass(frozen=True, slots=True)
class Certainty:
    """Up to which block a chain is confirmed and final."""

    confirmed_number: int
    final_number: int

    def of(self, block_number: int) -> str:
        """`seen`, `confirmed` or `final`."""
        if block_number <= self.final_number:
            return "final"
        return "confirmed" if block_number <= self.confirmed_number else "seen"


@dataclass(frozen=True, slots=True)
class SessionMention:
    """What a merchant attached to the payment session that led here."""

    id: str
    metadata: dict[str, Any]


def session_mention(session: SessionMention | None) -> dict[str, Any] | None:
    """The session in an object that it led to."""
    return None if session is None else {"id": session.id, "metadata": session.metadata}


def rfc3339(seconds: int) -> str:
    """Unix seconds as RFC 3339 text in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def time_text(seconds: int | None) -> str | None:
    """The same, or None."""
    return None if seconds is None else rfc3339(seconds)


def transaction_object(number: int, block_hash: str, transaction: str, log_index: int) -> dict[str, Any]:
    """Where on the chain something happened."""
    return {"hash": transaction, "block_number": number, "block_hash": block_hash, "log_index": log_index}


def transaction_or_none(
    number: int | None, block_hash: str | None, transaction: str | None, log_index: int | None
) -> dict[str, Any] | None:
    """The same, or None when it did not happen."""
    if number is None or block_hash is None or transaction is None or log_index is None:
        return None
    return transaction_object(number, block_hash, transaction, log_index)


def address_text(value: str | None) -> str | None:
    """An address with its checksum (EIP-55). The zero address is nobody: None."""
    return None if value in (None, NOBODY) else str(to_checksum_address(value))


def units(value: int | None) -> str | None:
    """An amount in smallest units."""
    return None if value is None else str(value)
