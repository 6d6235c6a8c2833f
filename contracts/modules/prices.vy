# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Prices
@license MIT
@notice Of mandates that have another price than their plan's: which, and from when on. It counts for periods that begin
        when it is in effect or later. And what was charged in the last period, where terms alone no longer tell.
"""

from . import mandate_packing as packing

words: HashMap[bytes32, uint256]
# Of metered mandates and of those with another price.
periods: HashMap[bytes32, uint256]


@internal
@view
def _price(plan_amount: uint256, mandate_id: bytes32, word: uint256, moment: uint256) -> uint256:
    """
    @return The price of a period that begins at a moment
    """
    if word & packing.HAS_PRICE == 0:
        return plan_amount
    price: uint256 = self.words[mandate_id]
    if price & packing.LOW_64 <= moment:
        return price >> packing.AMOUNT_SHIFT
    return (price >> packing.BEFORE_SHIFT) & packing.LARGEST_AMOUNT


@internal
@pure
def _last_charge(amount: uint256, first_amount: uint256, word: uint256) -> uint256:
    """
    @return What the last charge of a fixed mandate was that never had another price than the plan's
    """
    if (word >> packing.CHARGES_SHIFT) & packing.CHARGES_MASK == 1:
        return first_amount
    return amount
