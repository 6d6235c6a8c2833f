# pragma version 0.4.3
"""
@title Fees harness
@license MIT
@notice Fees of released money, within reach of a test.
"""

from contracts.modules import admin as admin_rights
from contracts.modules import credits as owed
from contracts.modules import eip712_domain
from contracts.modules import fees
from contracts.modules import policy
from contracts.modules import relayed

initializes: admin_rights
initializes: eip712_domain
initializes: relayed[eip712_domain := eip712_domain]
initializes: owed[relayed := relayed]
initializes: policy[admin := admin_rights]
initializes: fees[owed := owed, policy := policy]
exports: (fees.__interface__, owed.credit_number, policy.set_fee_receiver)


@deploy
def __init__(admin: address, fee_receiver: address):
    eip712_domain.__init__("Fees harness", "1")
    admin_rights.__init__(admin)
    policy.__init__(fee_receiver, 0, 0, empty(address))


@external
@payable
def __default__():
    pass


@external
def add(token: address, fee: uint256):
    fees._add(token, fee)
