# pragma version 0.4.3
"""
@title Splits harness
@license MIT
@notice The check of an invoice's shares, within reach of a test.
"""

from contracts.interfaces import IPaymentGateway
from contracts.modules import eip712_domain
from contracts.modules import relayed
from contracts.modules import splits as shares

initializes: eip712_domain
initializes: relayed[eip712_domain := eip712_domain]
initializes: shares[relayed := relayed]
exports: (shares.__interface__, relayed.__interface__)


@deploy
def __init__():
    eip712_domain.__init__("Splits harness", "1")


@external
@view
def check(expected: bytes32, splits: DynArray[IPaymentGateway.Split, shares.MOST]):
    shares._check(expected, splits)
