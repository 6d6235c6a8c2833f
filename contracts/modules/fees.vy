# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Fees
@license MIT
@notice Fees of released money, kept until anyone sends them to the fee receiver: a payout of their own with every release
        would cost more than twice as much, and a refused one more still.
"""

from . import credits as owed
from . import packing
from . import payout
from . import policy
from . import refusal

uses: owed
uses: policy

# Left behind, so that the next release does not pay for a fresh slot.
LEFT: constant(uint256) = 1

accrued: HashMap[address, uint256]


event FeesCollected:
    fee_receiver: indexed(address)
    token: indexed(address)
    number: uint256
    amount: uint256


@external
def collect_fees(token: address):
    """
    @notice Send the fees kept in a token, less one unit, to the fee receiver of now; anyone may.
    @param token An ERC-20 token, or the native coin by its ERC-7528 address
    """
    kept: uint256 = self.accrued[token]
    if kept <= LEFT:
        refusal._because("fees: nothing to collect")
    fee_receiver: address = packing._address(policy.word)

    self.accrued[token] = LEFT
    log FeesCollected(
        fee_receiver=fee_receiver, token=token, number=owed._next(), amount=kept - LEFT
    )

    if not payout._push(token, fee_receiver, kept - LEFT):
        refusal._because("fees: receiver was refused")


@external
@view
@reentrant
def accrued_fees(token: address) -> uint256:
    """
    @return Smallest units of fees kept in a token
    """
    return self.accrued[token]


@internal
def _add(token: address, fee: uint256):
    if fee != 0:
        self.accrued[token] += fee
