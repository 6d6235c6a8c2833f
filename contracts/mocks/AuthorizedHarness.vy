# pragma version 0.4.3
"""
@title Authorized harness
@license MIT
@notice Money by signature, within reach of a test.
"""

from contracts.interfaces import IPaymentGateway
from contracts.modules import authorized


@external
def take_authorized(
    token: address, payer: address, amount: uint256, nonce: bytes32, given: IPaymentGateway.Authorization
):
    authorized._take_authorized(token, payer, amount, nonce, given)


@external
def use_permit(token: address, owner: address, permit: IPaymentGateway.Permit):
    authorized._use_permit(token, owner, permit)
