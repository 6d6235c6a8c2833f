# pragma version 0.4.3
"""
@title Credits harness
@license MIT
@notice The ways to pay or owe somebody, within reach of a test.
"""

from contracts.modules import credits as owed
from contracts.modules import eip712_domain
from contracts.modules import relayed

initializes: eip712_domain
initializes: relayed[eip712_domain := eip712_domain]
initializes: owed[relayed := relayed]
exports: (owed.__interface__, relayed.__interface__)


@deploy
def __init__():
    eip712_domain.__init__("Credits harness", "1")


@external
@payable
def __default__():
    pass


@external
def push_or_add(token: address, receiver: address, amount: uint256):
    owed._push_or_add(token, receiver, amount)


@external
def send_or_add(token: address, receiver: address, amount: uint256):
    owed._send_or_add(token, receiver, amount)


@external
def push_native_or_add(receiver: address, amount: uint256):
    owed._push_native_or_add(receiver, amount)


@external
def add(receiver: address, token: address, amount: uint256):
    owed._add(receiver, token, amount)
