# pragma version 0.4.3
"""
@title Policy harness
@license MIT
@notice The policy's word and its guard, within reach of a test.
"""

from contracts.modules import admin as admin_rights
from contracts.modules import packing
from contracts.modules import policy

initializes: admin_rights
initializes: policy[admin := admin_rights]
exports: policy.__interface__


@deploy
def __init__(
    admin: address, fee_receiver: address, fee_bps: uint256, fee_cap_bps: uint256, sanctions_list: address
):
    admin_rights.__init__(admin)
    policy.__init__(fee_receiver, fee_bps, fee_cap_bps, sanctions_list)


@external
def count_a_deal():
    policy.word += packing.ONE_DEAL


@external
@view
def deal_number() -> uint256:
    return packing._deal_number(policy.word)


@external
@view
def is_guarded() -> bool:
    return policy.word & packing.GUARDED_MASK != 0


@external
@view
def check_open(payer: address):
    policy._check_open(policy.word, payer)
