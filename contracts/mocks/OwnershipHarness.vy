# pragma version 0.4.3
"""
@title Ownership harness
@license MIT
@notice The list of a wallet's owners, and whether words and thresholds fit, within reach of a test.
"""

from contracts.modules import ownership
from contracts.modules import wallet_words

initializes: wallet_words
initializes: ownership[wallet_words := wallet_words]

exports: (ownership.__interface__, wallet_words.__interface__)


@external
def set_up(
    owners: DynArray[address, 32], threshold: uint256, call_threshold: uint256, delay: uint256
):
    ownership._set_up(owners, threshold, call_threshold, delay)


@external
def add(owner: address):
    self._write(ownership._add(self._head(), owner))


@external
def remove(owner: address):
    self._write(ownership._remove(self._head(), owner))


@internal
@view
def _head() -> address:
    return convert(ownership.word >> 96, address)


@internal
def _write(head: address):
    ownership.word = (convert(head, uint256) << 96) | (ownership.word & (2**96 - 1))
