# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Payments
@license MIT
@notice What became of each invoice: one word per id, never deleted.
@dev Refund totals of 2**56 - 1 units and more do not fit the word and go to a mapping of their own.
"""

from . import packing

PAID: constant(uint256) = 2

words: HashMap[bytes32, uint256]
large_refunds: HashMap[bytes32, uint256]


@external
@view
@reentrant
def payment(payment_id: bytes32) -> (uint256, address, uint256, uint256):
    """
    @return status (0 none, 1 requested, 2 paid, 3 cancelled), payer, time of payment, smallest units refunded so far
    """
    word: uint256 = self.words[payment_id]
    if not packing._is_paid(word):
        return word, empty(address), 0, 0
    return PAID, packing._address(word), packing._paid_at(word), self._refunded(payment_id, word)


@external
@view
@reentrant
def is_paid(payment_id: bytes32) -> bool:
    """
    @notice Whether an invoice was paid, for other contracts to build upon; refunds do not change it.
    """
    return packing._is_paid(self.words[payment_id])


@internal
@view
def _check_unsettled(word: uint256):
    assert word != packing.CANCELLED, "payments: invoice cancelled"
    assert not packing._is_paid(word), "payments: invoice already paid"


@internal
@view
def _refunded(payment_id: bytes32, word: uint256) -> uint256:
    refunded: uint256 = word & packing.REFUNDED_ELSEWHERE
    if refunded == packing.REFUNDED_ELSEWHERE:
        return self.large_refunds[payment_id]
    return refunded


@internal
def _write_refunded(payment_id: bytes32, word: uint256, refunded: uint256):
    if refunded < packing.REFUNDED_ELSEWHERE:
        self.words[payment_id] = (word & ~packing.REFUNDED_ELSEWHERE) | refunded
    else:
        self.words[payment_id] = word | packing.REFUNDED_ELSEWHERE
        self.large_refunds[payment_id] = refunded
