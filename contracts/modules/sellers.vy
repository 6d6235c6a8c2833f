# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Sellers
@license MIT
@notice Of each merchant one word: the running number of its events, and a fee of its own below everybody's. Nobody
        registers: a merchant is whoever publishes plans.
@dev Laid as the gateway's merchant word, without a payout.
"""

from . import admin
from . import packing
from . import policy
from . import refusal

uses: admin
uses: policy

words: HashMap[address, uint256]


event MerchantFeeChanged:
    merchant: indexed(address)
    fee_bps: uint256


@external
@reentrant
def set_merchant_fee(merchant: address, fee_bps: uint256):
    """
    @notice Give one merchant a fee below everybody's, for mandates from now on.
    @param fee_bps Basis points, below the protocol's fee; 10,000 takes the merchant's own fee away
    """
    admin._check_admin()
    own: uint256 = 0
    if fee_bps != policy.WHOLE_BPS:
        if fee_bps >= (policy.word >> packing.FEE_SHIFT) & packing.FEE_MASK:
            refusal._because("merchants: fee not lower")
        own = (fee_bps << packing.OWN_FEE_SHIFT) | packing.HAS_OWN_FEE

    self.words[merchant] = (
        ((self.words[merchant] >> packing.NUMBER_SHIFT) << packing.NUMBER_SHIFT) | own
    )
    log MerchantFeeChanged(merchant=merchant, fee_bps=fee_bps)


@external
@view
@reentrant
def merchant_number(merchant: address) -> uint256:
    """
    @return The running number of a merchant's last event
    """
    return self.words[merchant] >> packing.NUMBER_SHIFT


@internal
@view
def _fee_bps(merchant: address) -> uint256:
    fee_bps: uint256 = (policy.word >> packing.FEE_SHIFT) & packing.FEE_MASK
    word: uint256 = self.words[merchant]
    if word & packing.HAS_OWN_FEE == 0:
        return fee_bps
    return min((word >> packing.OWN_FEE_SHIFT) & packing.OWN_FEE_MASK, fee_bps)


@internal
def _next(merchant: address) -> uint256:
    """
    @return The running number of the event that is about to be logged
    """
    word: uint256 = unsafe_add(self.words[merchant], packing.ONE_NUMBER)
    self.words[merchant] = word
    return word >> packing.NUMBER_SHIFT
