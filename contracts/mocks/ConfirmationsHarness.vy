# pragma version 0.4.3
"""
@title Confirmations harness
@license MIT
@notice The count of approvals of a digest, within reach of a test.
"""

from contracts.modules import confirmations
from contracts.modules import ownership
from contracts.modules import wallet_words

initializes: wallet_words
initializes: ownership[wallet_words := wallet_words]
initializes: confirmations[ownership := ownership]

exports: (confirmations.__interface__, ownership.__interface__)


@deploy
def __init__(owners: DynArray[address, 32]):
    ownership._set_up(owners, 1, 1, 0)


@external
@view
def tally(digest: bytes32, approvals: Bytes[confirmations.LONGEST]) -> uint256:
    start: uint256 = convert(slice(msg.data, 36, 32), uint256) + 36
    return confirmations._tally(digest, ownership.word, msg.sender, start, len(approvals))


@external
def forget(owner: address):
    """
    @notice As if the owner had been removed: the epoch is the next.
    """
    head: address = ownership._remove(convert(ownership.word >> 96, address), owner)
    ownership.word = (convert(head, uint256) << 96) | ((ownership.word + 2**36) & (2**96 - 1))


@external
def add(owner: address):
    head: address = ownership._add(convert(ownership.word >> 96, address), owner)
    ownership.word = (convert(head, uint256) << 96) | (ownership.word & (2**96 - 1))
