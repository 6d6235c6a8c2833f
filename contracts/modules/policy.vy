# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Policy
@license MIT
@notice What the admin decides for everybody: the fee up to an immutable cap, who receives it, and whether new money
        may come in. One storage word, read once per payment.
"""

from . import admin
from . import packing
from . import refusal

uses: admin


interface ISanctionsList:
    def isSanctioned(account: address) -> bool: view


HIGHEST_CAP_BPS: constant(uint256) = 100
WHOLE_BPS: constant(uint256) = 10_000

FEE_CAP_BPS: immutable(uint256)
# Zero: none is asked.
SANCTIONS_LIST: immutable(address)

word: uint256


event FeeChanged:
    fee_bps: uint256


event FeeReceiverChanged:
    fee_receiver: address


event PausedChanged:
    paused: bool


@deploy
def __init__(fee_receiver: address, fee_bps: uint256, fee_cap_bps: uint256, sanctions_list: address):
    assert fee_cap_bps <= HIGHEST_CAP_BPS, "policy: fee cap above 1 %"
    assert sanctions_list == empty(address) or sanctions_list.is_contract, "policy: sanctions list has no code"

    FEE_CAP_BPS = fee_cap_bps
    SANCTIONS_LIST = sanctions_list
    self._write(fee_receiver, fee_bps, False)
    log FeeChanged(fee_bps=fee_bps)
    log FeeReceiverChanged(fee_receiver=fee_receiver)


@external
def set_fee(fee_bps: uint256):
    """
    @notice Change the fee that payments from now on are charged; the cap signed in each invoice still holds.
    @param fee_bps Basis points, at most the cap fixed at deployment
    """
    admin._check_admin()

    self._write(packing._address(self.word), fee_bps, packing._paused(self.word))
    log FeeChanged(fee_bps=fee_bps)


@external
def set_fee_receiver(fee_receiver: address):
    """
    @notice Change who receives the fees of payments from now on; credits stay with whom they were made for.
    """
    admin._check_admin()

    self._write(fee_receiver, packing._fee_bps(self.word), packing._paused(self.word))
    log FeeReceiverChanged(fee_receiver=fee_receiver)


@external
def set_paused(paused: bool):
    """
    @notice Stop, or allow again, new money: `pay` and `request_payment`. Refunds, cancellations and withdrawals go on.
    """
    admin._check_admin()

    self._write(packing._address(self.word), packing._fee_bps(self.word), paused)
    log PausedChanged(paused=paused)


@external
@view
@reentrant
def fee_terms() -> (uint256, uint256, address, bool):
    """
    @return fee in bps, its immutable cap in bps, fee receiver, whether new money is stopped
    """
    return (
        packing._fee_bps(self.word),
        FEE_CAP_BPS,
        packing._address(self.word),
        packing._paused(self.word),
    )


@external
@view
@reentrant
def sanctions_list() -> address:
    """
    @return The oracle that is asked about whoever brings new money, fixed at deployment; zero if none
    """
    return SANCTIONS_LIST


@internal
@view
def _check_open(policy_word: uint256, payer: address):
    """
    @notice That new money may come in from a payer; to be asked where any guard is set in the word.
    @dev A list that does not answer stops new money as a pause does; what leaves is never asked about.
    """
    if policy_word & packing.PAUSED_MASK != 0:
        refusal._because("policy: paused")
    if SANCTIONS_LIST != empty(address):
        listed: bool = staticcall ISanctionsList(SANCTIONS_LIST).isSanctioned(payer)
        if listed:
            refusal._because("policy: payer is sanctioned")


@internal
def _write(fee_receiver: address, fee_bps: uint256, paused: bool):
    if fee_receiver == empty(address) or fee_receiver == self:
        refusal._because("policy: bad fee receiver")
    if fee_bps > FEE_CAP_BPS:
        refusal._because("policy: fee above the cap")

    self.word = packing._policy(
        fee_receiver,
        packing._deal_number(self.word),
        fee_bps,
        paused,
        SANCTIONS_LIST != empty(address),
    )
