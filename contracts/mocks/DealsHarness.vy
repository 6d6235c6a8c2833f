# pragma version 0.4.3
"""
@title Deals harness
@license MIT
@notice What may happen to a deal's word, within reach of a test.
"""

from contracts.modules import deals
from contracts.modules import eip712_domain

initializes: eip712_domain
initializes: deals[eip712_domain := eip712_domain]
exports: deals.__interface__


@deploy
def __init__():
    eip712_domain.__init__("Deals harness", "1")


@external
def write(deal_id: bytes32, word: uint256):
    deals.words[deal_id] = word


@external
@pure
def check_open(word: uint256):
    deals._check_open(word)


@external
@view
def check_releasable(delivery_until: uint256, word: uint256):
    deals._check_releasable(delivery_until, word)


@external
@pure
def part(word: uint256, amount: uint256) -> uint256:
    return deals._part(word, amount)


@external
@pure
def less(word: uint256, amount: uint256) -> uint256:
    return deals._less(word, amount)


@external
@view
def with_status(word: uint256, status: uint256) -> uint256:
    return deals._with_status(word, status)


@external
@pure
def fee(total: uint256, word: uint256, amount: uint256) -> uint256:
    return deals._fee(total, word, amount)
