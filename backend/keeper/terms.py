"""What one keeper is told: the chain and its contracts, and the bounds of what it may spend."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

GWEI = 10**9
COIN = 10**18


@dataclass(frozen=True, slots=True)
class Contracts:
    """Lower-case addresses; None where a contract is not deployed."""

    escrow: str | None = None
    subscription: str | None = None
    deposits: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """`confirmations`: when a block is believed, as in the mirror; `cap`: most wei per gas; `floor`: wei that stay on
    the account; `stuck_seconds`: how long a transaction waits before it is replaced; `only_accounts`: serve merchants
    with an account here and nobody else; `first_pause`: seconds after a first failure."""

    chain_id: int
    contracts: Contracts
    confirmations: int
    cap: int = 100 * GWEI
    floor: int = 10**16
    stuck_seconds: int = 60
    only_accounts: bool = False
    poll_seconds: float = 1.0
    first_pause: int = 30


def in_gwei(wei: int) -> str:
    """As text for people."""
    return f"{Decimal(wei) / GWEI:f}"


def in_coins(wei: int) -> str:
    """As text for people."""
    return f"{Decimal(wei) / COIN:f}"
