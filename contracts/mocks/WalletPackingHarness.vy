# pragma version 0.4.3
"""
@title Wallet packing harness
@license MIT
@notice Every word that a wallet packs, put together and taken apart, within reach of a test.
"""

from contracts.modules import wallet_packing


@external
@pure
def terms(
    head: address,
    threshold: uint256,
    call_threshold: uint256,
    owner_count: uint256,
    delay: uint256,
    epoch: uint256,
    nonce: uint256,
) -> uint256:
    return wallet_packing._terms(
        head, threshold, call_threshold, owner_count, delay, epoch, nonce
    )


@external
@pure
def of_terms(word: uint256) -> (address, uint256, uint256, uint256, uint256, uint256, uint256):
    return (
        wallet_packing._head(word),
        wallet_packing._threshold(word),
        wallet_packing._call_threshold(word),
        wallet_packing._owner_count(word),
        wallet_packing._delay(word),
        wallet_packing._epoch(word),
        wallet_packing._nonce(word),
    )


@external
@pure
def amount_and_time(amount: uint256, middle: uint256, time: uint256) -> uint256:
    return wallet_packing._amount_and_time(amount, middle, time)


@external
@pure
def of_amount_and_time(word: uint256) -> (uint256, uint256, uint256):
    return wallet_packing._amount(word), wallet_packing._middle(word), wallet_packing._time(word)
