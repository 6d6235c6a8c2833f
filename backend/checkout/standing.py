"""How a payment stands: how certain it is, and what that makes of the session that asked for it. Never stored."""

from __future__ import annotations

from enum import StrEnum


class Certainty(StrEnum):
    """How deep a fact lies: in the head, below enough blocks, or beyond any reorg the chain allows."""

    SEEN = "seen"
    CONFIRMED = "confirmed"
    FINAL = "final"


class SessionStatus(StrEnum):
    """What a session is to merchant and payer. `seen` may still be undone by the chain; `paid` is confirmed."""

    OPEN = "open"
    SEEN = "seen"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


def certainty(block_number: int, *, confirmed_number: int, final_number: int) -> Certainty:
    """How certain a fact of this block is, given the highest confirmed and final blocks of its chain."""
    if block_number <= final_number:
        return Certainty.FINAL
    return Certainty.CONFIRMED if block_number <= confirmed_number else Certainty.SEEN


def session_status(
    payment: str | None, paid: Certainty | None, *, valid_until: int, followed_until: int
) -> SessionStatus:
    """What a session is, from its payment's status (None: nothing on-chain) and how certain the paying block is.

    An invoice is payable before `valid_until`. It is called expired only when the chain has been followed up to
    that second (`followed_until`): before that, the payment may be there, still unread."""
    if payment in (SessionStatus.CANCELLED, SessionStatus.REFUNDED, SessionStatus.PARTIALLY_REFUNDED):
        return SessionStatus(payment)
    if payment == SessionStatus.PAID:
        return SessionStatus.SEEN if paid in (None, Certainty.SEEN) else SessionStatus.PAID
    return SessionStatus.EXPIRED if followed_until >= valid_until else SessionStatus.OPEN
