# pragma version 0.4.3
"""
@title Deposit proxies harness
@license MIT
@notice Where a deposit address is, and the opening of it, within reach of a test.
"""

from contracts.modules import deposit_proxies as proxies

initializes: proxies


@deploy
def __init__(blueprint: address):
    proxies.__init__(blueprint)


@external
@view
def implementation() -> address:
    return proxies.IMPLEMENTATION


@external
@view
def at(payment_id: bytes32, refund_to: address) -> address:
    return proxies._at(payment_id, refund_to)


@external
def open(payment_id: bytes32, refund_to: address):
    proxies._open(payment_id, refund_to)


@external
def move(deposit: address, token: address, to: address, amount: uint256):
    assert extcall proxies.IDepositAddress(deposit).move(token, to, amount), "harness: not moved"
