"""Identifiers say what they name: `acct_`, `key_`, `ps_` (payment session), `we_` (webhook endpoint)."""

from __future__ import annotations

import secrets
from typing import Literal

Kind = Literal["acct", "key", "ps", "we"]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# 22 of 62 letters carry 130 bits: as many as a random UUID, and nobody guesses a checkout address.
LENGTH = 22


def random_text(length: int) -> str:
    """`length` letters and digits from the system's random source (5.95 bits each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_id(kind: Kind) -> str:
    """A new identifier such as `ps_2Zr…`: the kind, an underscore, 22 random letters and digits."""
    return f"{kind}_{random_text(LENGTH)}"
