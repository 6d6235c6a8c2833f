"""How a payment or a deal stands: how certain it is, and what that makes of its session. Never stored."""

from __future__ import annotations

from enum import StrEnum


class Certainty(StrEnum):
    """How deep a fact lies: in the head, below enough blocks, or beyond any reorg the chain allows."""

    SEEN = "seen"
    CONFIRMED = "confirmed"
    FINAL = "final"


class SessionStatus(StrEnum):
    """What a session is to merchant and payer. `seen` may still be undone by the chain; `paid` is confirmed; `held` is
    confirmed and in escrow."""

    OPEN = "open"
    SEEN = "seen"
    HELD = "held"
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


def held_status(
    funded: Certainty | None,
    closed: Certainty | None,
    returned: int,
    kept: int,
    *,
    valid_until: int,
    followed_until: int,
) -> SessionStatus:
    """What a session in escrow is: from how certain the deal's funding is (None: nobody has funded it) and its end
    (None: money is held). `returned`: to the depositor; `kept`: by the beneficiary, fees included.

    What is over is told only when its block is confirmed; until then the money counts as held."""
    if funded is None:
        return SessionStatus.EXPIRED if followed_until >= valid_until else SessionStatus.OPEN
    if funded == Certainty.SEEN:
        return SessionStatus.SEEN
    if closed in (None, Certainty.SEEN):
        return SessionStatus.HELD
    if kept == 0:
        return SessionStatus.REFUNDED
    return SessionStatus.PARTIALLY_REFUNDED if returned else SessionStatus.PAID
