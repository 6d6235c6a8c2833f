# pragma version 0.4.3
"""
@title Wallet packing
@license MIT
@notice The storage words that a wallet packs by hand: the one place that names their shifts and masks.
@dev terms    first owner 160 | threshold 6 | call threshold 6 | owner count 6 | delay 22 | epoch 20 | nonce of lane 0 36
     limit    amount 96 | window 120 | anchor 40
     usage    spent 96 | number 120 | start of the window 40
     A nonce that overflowed would carry into the epoch, and so use no number of an epoch twice. The hot path uses the
     shifts in place, since each call would cost it some fifty gas.
"""

# Behind the last owner; never an owner itself.
END: constant(address) = 0x0000000000000000000000000000000000000001

HEAD_SHIFT: constant(uint256) = 96
THRESHOLD_SHIFT: constant(uint256) = 90
CALL_THRESHOLD_SHIFT: constant(uint256) = 84
OWNER_COUNT_SHIFT: constant(uint256) = 78
SIX_BITS: constant(uint256) = 2**6 - 1
DELAY_SHIFT: constant(uint256) = 56
DELAY_MASK: constant(uint256) = 2**22 - 1
EPOCH_SHIFT: constant(uint256) = 36
EPOCH_MASK: constant(uint256) = 2**20 - 1
NONCE_MASK: constant(uint256) = 2**36 - 1

AMOUNT_SHIFT: constant(uint256) = 160
MIDDLE_SHIFT: constant(uint256) = 40
MIDDLE_MASK: constant(uint256) = 2**120 - 1
TIME_MASK: constant(uint256) = 2**40 - 1


@internal
@pure
def _terms(
    head: address,
    threshold: uint256,
    call_threshold: uint256,
    owner_count: uint256,
    delay: uint256,
    epoch: uint256,
    nonce: uint256,
) -> uint256:
    return (
        (convert(head, uint256) << HEAD_SHIFT)
        | (threshold << THRESHOLD_SHIFT)
        | (call_threshold << CALL_THRESHOLD_SHIFT)
        | (owner_count << OWNER_COUNT_SHIFT)
        | (delay << DELAY_SHIFT)
        | (epoch << EPOCH_SHIFT)
        | nonce
    )


@internal
@pure
def _head(word: uint256) -> address:
    return convert(word >> HEAD_SHIFT, address)


@internal
@pure
def _threshold(word: uint256) -> uint256:
    return (word >> THRESHOLD_SHIFT) & SIX_BITS


@internal
@pure
def _call_threshold(word: uint256) -> uint256:
    return (word >> CALL_THRESHOLD_SHIFT) & SIX_BITS


@internal
@pure
def _owner_count(word: uint256) -> uint256:
    return (word >> OWNER_COUNT_SHIFT) & SIX_BITS


@internal
@pure
def _delay(word: uint256) -> uint256:
    return (word >> DELAY_SHIFT) & DELAY_MASK


@internal
@pure
def _epoch(word: uint256) -> uint256:
    return (word >> EPOCH_SHIFT) & EPOCH_MASK


@internal
@pure
def _nonce(word: uint256) -> uint256:
    return word & NONCE_MASK


@internal
@pure
def _amount_and_time(amount: uint256, middle: uint256, time: uint256) -> uint256:
    """
    @notice A limit (its amount, window and anchor), or a usage (what is spent, the number, and when the window began).
    """
    return (amount << AMOUNT_SHIFT) | (middle << MIDDLE_SHIFT) | time


@internal
@pure
def _amount(word: uint256) -> uint256:
    return word >> AMOUNT_SHIFT


@internal
@pure
def _middle(word: uint256) -> uint256:
    return (word >> MIDDLE_SHIFT) & MIDDLE_MASK


@internal
@pure
def _time(word: uint256) -> uint256:
    return word & TIME_MASK
