# pragma version 0.4.3
"""
@title Mandate packing
@license MIT
@notice The storage words of a subscription: the one place that names their shifts and masks.
@dev mandate   total 96 | charges 16 | paid_until 36 | until 36 | offset 25 | shift 25 | fee in bps 7 | attempts 6 | flags 6 | status 3
               `until`: failing: grace_until; paused: paused_until; open and never charged: start.
               `offset`: failing: grace_until - retry_at; paused: paused_until - paused_at.
     price     amount 96 | amount before 96 | effective_at 64
     proposal  amount 96 | unused 96 | effective_at 64
     period    sum charged 96 | refunded 96 (a truth) | index 64
     plan      merchant 160 | status 96
     The hot path of `charge` uses the shifts in place, since each call would cost it some fifty gas.
"""

UNKNOWN: constant(uint256) = 0
OPEN: constant(uint256) = 1
FAILING: constant(uint256) = 2
PAUSED: constant(uint256) = 3
CANCELLED: constant(uint256) = 4
LAPSED: constant(uint256) = 5
FINISHED: constant(uint256) = 6
STATUS_MASK: constant(uint256) = 2**3 - 1

METERED: constant(uint256) = 2**3
HAS_PRICE: constant(uint256) = 2**4
REFUNDED: constant(uint256) = 2**5
# Either of the first two: what is charged in a period cannot be told from the terms, and is kept.
TRACKED: constant(uint256) = 2**3 + 2**4
FLAGS_MASK: constant(uint256) = (2**6 - 1) << 3

ATTEMPTS_SHIFT: constant(uint256) = 9
ATTEMPTS_MASK: constant(uint256) = 2**6 - 1
FEE_SHIFT: constant(uint256) = 15
FEE_MASK: constant(uint256) = 2**7 - 1
SHIFT_SHIFT: constant(uint256) = 22
OFFSET_SHIFT: constant(uint256) = 47
LENGTH_MASK: constant(uint256) = 2**25 - 1
UNTIL_SHIFT: constant(uint256) = 72
PAID_UNTIL_SHIFT: constant(uint256) = 108
TIME_MASK: constant(uint256) = 2**36 - 1
CHARGES_SHIFT: constant(uint256) = 144
CHARGES_MASK: constant(uint256) = 2**16 - 1
TOTAL_SHIFT: constant(uint256) = 160
LARGEST_AMOUNT: constant(uint256) = 2**96 - 1
# Of charges: one, with nothing else.
ONE_CHARGE: constant(uint256) = 2**144

# Of the low bits, what a wait that is over leaves: shift, fee, attempts and flags; and what a charge leaves.
WITHOUT_WAIT: constant(uint256) = 2**47 - 2**3
KEPT_BY_A_CHARGE: constant(uint256) = 2**47 - 2**15 + 2**3 + 2**4
# One bit for each status in which what is paid for still counts: open, cancelled, finished.
LASTING: constant(uint256) = 2**1 + 2**4 + 2**6

AMOUNT_SHIFT: constant(uint256) = 160
BEFORE_SHIFT: constant(uint256) = 64
LOW_64: constant(uint256) = 2**64 - 1
REFUNDED_PERIOD: constant(uint256) = 2**64

PLAN_OPEN: constant(uint256) = 1
PLAN_CLOSED: constant(uint256) = 2
PLAN_MERCHANT_SHIFT: constant(uint256) = 96


@internal
@pure
def _with_paid_until(word: uint256, paid_until: uint256) -> uint256:
    return word ^ ((((word >> PAID_UNTIL_SHIFT) & TIME_MASK) ^ paid_until) << PAID_UNTIL_SHIFT)


@internal
@pure
def _waiting(word: uint256, until: uint256, offset: uint256, status: uint256) -> uint256:
    """
    @return The word in a status that lasts until a time; both zero for one that does not
    """
    return (
        ((word >> PAID_UNTIL_SHIFT) << PAID_UNTIL_SHIFT)
        | (word & WITHOUT_WAIT)
        | (until << UNTIL_SHIFT)
        | (offset << OFFSET_SHIFT)
        | status
    )
