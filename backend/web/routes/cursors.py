"""Cursors of lists along the chain: where the last shown row came into being."""

from __future__ import annotations

import re
from typing import Protocol

from backend.web.problems import Problem


class Placed(Protocol):
    """A row with its first block and log."""

    @property
    def first_block(self) -> int: ...
    @property
    def first_log_index(self) -> int: ...


def place_cursor(last: Placed | None) -> str | None:
    """The cursor that leads to what is older than `last`; None when nothing is."""
    return None if last is None else f"{last.first_block}-{last.first_log_index}"


class Logged(Protocol):
    """A row made of one log."""

    @property
    def block_number(self) -> int: ...
    @property
    def log_index(self) -> int: ...


def log_cursor(last: Logged | None) -> str | None:
    """The cursor that leads to what is older than `last`; None when nothing is."""
    return None if last is None else f"{last.block_number}-{last.log_index}"


def place_of(cursor: str | None) -> tuple[int, int] | None:
    """Block and log of a cursor. Raises Problem cursor_malformed."""
    if cursor is None:
        return None
    if not re.fullmatch(r"[0-9]{1,15}-[0-9]{1,9}", cursor, re.ASCII):
        raise Problem("cursor_malformed", param="cursor")
    block, _, log_index = cursor.partition("-")
    return int(block), int(log_index)
