"""What a transaction offers per gas (EIP-1559), and what the next version of it must offer. Wei throughout."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_PRIORITY = 1_000_000
"""A thousandth of a gwei: blocks that nobody else wants to be in still take nothing for free."""


@dataclass(frozen=True, slots=True)
class Price:
    """At most `max_fee` per gas in all, of which at most `priority` to whoever makes the block."""

    max_fee: int
    priority: int


def asked(base_fee: int, priority: int, cap: int) -> Price | None:
    """What gets into the next blocks even if the base fee doubles, or as far as `cap` allows; None above it."""
    priority = max(priority, LEAST_PRIORITY)
    if base_fee + priority > cap:
        return None
    return Price(min(cap, 2 * base_fee + priority), priority)


def raised(before: Price, base_fee: int, priority: int, cap: int) -> Price | None:
    """What replaces a version that is stuck: an eighth more of both, or today's price if that is more; None when that
    is above `cap`. (Nodes want a tenth more of both.)"""
    today = asked(base_fee, priority, cap)
    max_fee = _eighth_more(before.max_fee)
    if today is None or max_fee > cap:
        return None
    wanted = max(_eighth_more(before.priority), today.priority, base_fee // 8)
    max_fee = max(max_fee, today.max_fee)
    return Price(max_fee, min(wanted, max_fee))


def _eighth_more(fee: int) -> int:
    return fee + -(-fee // 8)
