# pragma version 0.4.3
"""
@title Payments harness
@license MIT
@notice A payment's word, written as a test wants it.
"""

from contracts.modules import payments

initializes: payments
exports: payments.__interface__


@external
def write(payment_id: bytes32, word: uint256):
    payments.words[payment_id] = word


@external
def write_refunded(payment_id: bytes32, refunded: uint256):
    payments._write_refunded(payment_id, payments.words[payment_id], refunded)


@external
@view
def word(payment_id: bytes32) -> uint256:
    return payments.words[payment_id]


@external
@view
def check_unsettled(payment_id: bytes32):
    payments._check_unsettled(payments.words[payment_id])
