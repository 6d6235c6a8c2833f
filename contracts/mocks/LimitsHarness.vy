# pragma version 0.4.3
"""
@title Limits harness
@license MIT
@notice A spender's limits without the owners that set them, within reach of a test.
"""

from contracts.interfaces import IMultiSig
from contracts.modules import limits
from contracts.modules import wallet_words

initializes: wallet_words
initializes: limits[wallet_words := wallet_words]

exports: limits.__interface__


@external
@payable
def __default__():
    pass


@external
def change(limit: IMultiSig.Limit):
    limits._change(limit)


@external
@view
def lowers(limit: IMultiSig.Limit) -> bool:
    return limits._lowers(limit)
