# pragma version 0.4.3
"""
@title Intake harness
@license MIT
@notice Takes tokens as its caller says, and tells by event whether the fee went through.
"""

from contracts.modules import intake

event Told:
    fee_arrived: bool


@external
def take(token: address, owner: address, receiver: address, amount: uint256):
    intake._take(token, owner, receiver, amount)


@external
def take_with_fee(
    token: address, receiver: address, net: uint256, fee_receiver: address, fee: uint256
):
    log Told(fee_arrived=intake._take_with_fee(token, receiver, net, fee_receiver, fee))
