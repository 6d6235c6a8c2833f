# pragma version 0.4.3
"""
@title Wallet payout
@license MIT
@notice Sends a wallet's own money. Whatever does not go through reverts all, in the words of whoever refused.
"""

from ethereum.ercs import IERC20

from . import payout
from . import refusal


@internal
@view
def _check(to: address, amount: uint256):
    if amount == 0:
        refusal._because("multisig: amount is zero")
    if to == empty(address) or to == self:
        refusal._because("multisig: bad receiver")


@internal
def _send(token: address, to: address, amount: uint256):
    if token == payout.NATIVE:
        raw_call(to, b"", value=amount)
    else:
        assert extcall IERC20(token).transfer(
            to, amount, default_return_value=True
        ), "multisig: token refused"
