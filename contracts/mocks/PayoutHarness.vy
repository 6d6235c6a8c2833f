# pragma version 0.4.3
"""
@title Payout harness
@license MIT
@notice Pushes out of its own balance, and tells by event whether they arrived.
"""

from contracts.modules import payout

event Told:
    arrived: bool


@external
@payable
def __default__():
    pass


@external
def push(token: address, to: address, amount: uint256):
    log Told(arrived=payout._push(token, to, amount))


@external
def send(token: address, to: address, amount: uint256):
    log Told(arrived=payout._send(token, to, amount))
