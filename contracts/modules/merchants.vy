# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Merchants
@license MIT
@notice Who may be paid, where to, whose signature issues invoices for them, and their running number.
@dev A payout change counts from its time on without anybody writing it; whoever next rewrites the word applies it.
"""

from ..interfaces import IPaymentGateway
from . import admin
from . import packing
from . import policy
from . import refusal

uses: admin
uses: policy

LONGEST_DELAY: constant(uint256) = 30 * 86_400

PAYOUT_DELAY: immutable(uint256)


words: HashMap[address, uint256]
signers: HashMap[address, address]
proposals: HashMap[address, uint256]


event MerchantRegistered:
    merchant: indexed(address)
    payout: address
    invoice_signer: address


event InvoiceSignerChanged:
    merchant: indexed(address)
    invoice_signer: address


event PayoutChangeProposed:
    merchant: indexed(address)
    payout: address
    effective_at: uint256


event PayoutChangeCancelled:
    merchant: indexed(address)
    payout: address


event MerchantFeeChanged:
    merchant: indexed(address)
    fee_bps: uint256


@deploy
def __init__(payout_delay: uint256):
    assert payout_delay <= LONGEST_DELAY, "merchants: payout delay above 30 days"

    PAYOUT_DELAY = payout_delay


@external
def register_merchant(payout: address, invoice_signer: address):
    """
    @notice Make the caller a merchant, once.
    @param payout Where payments arrive
    @param invoice_signer A key that may issue invoices and nothing else; zero for none
    """
    self._register(msg.sender, payout, invoice_signer)


@external
def set_payout(payout: address):
    """
    @notice Announce a new payout address; it counts after the delay, until then it can be cancelled.
    """
    self._set_payout(msg.sender, payout)


@external
def cancel_payout_change():
    """
    @notice Drop the announced payout address before it counts.
    """
    self._cancel_payout_change(msg.sender)


@external
def set_invoice_signer(invoice_signer: address):
    """
    @notice Replace the key that may issue invoices; invoices signed by the old one can no longer be paid.
    @param invoice_signer Zero for none
    """
    self._set_invoice_signer(msg.sender, invoice_signer)


@external
def set_merchant_fee(merchant: address, fee_bps: uint256):
    """
    @notice Give one merchant a fee below everybody's.
    @param fee_bps Basis points, below the protocol's fee; 10,000 takes the merchant's own fee away
    """
    admin._check_admin()
    word: uint256 = self._registered(merchant)
    clears: bool = fee_bps == policy.WHOLE_BPS
    if not clears and fee_bps >= packing._fee_bps(policy.word):
        refusal._because("merchants: fee not lower")

    flags: uint256 = packing._flags(word) | packing.HAS_OWN_FEE
    if clears:
        flags = flags ^ packing.HAS_OWN_FEE
    own: uint256 = 0 if clears else fee_bps
    self.words[merchant] = packing._merchant(
        packing._address(word), packing._number(word), own, flags
    )
    log MerchantFeeChanged(merchant=merchant, fee_bps=fee_bps)


@external
@view
@reentrant
def merchant(merchant: address) -> IPaymentGateway.MerchantTerms:
    """
    @notice A merchant's terms as a payment in this block would find them.
    @return registered, payout, invoice signer, announced payout and the time it counts from (zero if none), fee in bps,
            running number of the last payment event
    """
    word: uint256 = self.words[merchant]
    applied: uint256 = self._applied(merchant, word)
    proposal: uint256 = 0
    if applied & packing.PAYOUT_CHANGES != 0:
        proposal = self.proposals[merchant]
    return IPaymentGateway.MerchantTerms(
        registered=word != 0,
        payout=packing._address(applied),
        invoice_signer=self.signers[merchant],
        proposed_payout=packing._address(proposal),
        payout_effective_at=packing._effective_at(proposal),
        fee_bps=self._fee_bps(word, policy.word),
        number=packing._number(word),
    )


@external
@view
@reentrant
def payout_delay() -> uint256:
    """
    @return Seconds between the announcement of a payout address and the time it counts from
    """
    return PAYOUT_DELAY


@internal
def _register(merchant: address, payout: address, invoice_signer: address):
    if self.words[merchant] != 0:
        refusal._because("merchants: already registered")
    self._check_payout(payout)

    self.words[merchant] = packing._merchant(payout, 0, 0, packing.REGISTERED)
    self.signers[merchant] = invoice_signer
    log MerchantRegistered(merchant=merchant, payout=payout, invoice_signer=invoice_signer)


@internal
def _set_payout(merchant: address, payout: address):
    word: uint256 = self._applied(merchant, self._registered(merchant))
    self._check_payout(payout)

    effective_at: uint256 = block.timestamp + PAYOUT_DELAY
    self.words[merchant] = word | packing.PAYOUT_CHANGES
    self.proposals[merchant] = packing._proposal(payout, effective_at)
    log PayoutChangeProposed(merchant=merchant, payout=payout, effective_at=effective_at)


@internal
def _cancel_payout_change(merchant: address):
    word: uint256 = self._registered(merchant)
    if word & packing.PAYOUT_CHANGES == 0:
        refusal._because("merchants: no payout change")
    proposal: uint256 = self.proposals[merchant]
    if block.timestamp >= packing._effective_at(proposal):
        refusal._because("merchants: payout has changed")

    self.words[merchant] = word ^ packing.PAYOUT_CHANGES
    log PayoutChangeCancelled(merchant=merchant, payout=packing._address(proposal))


@internal
@view
def _check_proposed(merchant: address, payout: address):
    if packing._address(self.proposals[merchant]) != payout:
        refusal._because("merchants: not that payout")


@internal
def _set_invoice_signer(merchant: address, invoice_signer: address):
    self._registered(merchant)

    self.signers[merchant] = invoice_signer
    log InvoiceSignerChanged(merchant=merchant, invoice_signer=invoice_signer)


@internal
def _next_number(merchant: address) -> uint256:
    """
    @return The running number of the event that is about to be logged.
    """
    word: uint256 = self.words[merchant]
    if word == 0:
        refusal._because("merchants: not registered")
    word = unsafe_add(word, packing.ONE_NUMBER)
    self.words[merchant] = word
    return (word >> packing.NUMBER_SHIFT) & packing.NUMBER_MASK


@internal
@view
def _registered(merchant: address) -> uint256:
    word: uint256 = self.words[merchant]
    if word == 0:
        refusal._because("merchants: not registered")
    return word


@internal
@view
def _applied(merchant: address, word: uint256) -> uint256:
    if word & packing.PAYOUT_CHANGES == 0:
        return word
    proposal: uint256 = self.proposals[merchant]
    if block.timestamp < packing._effective_at(proposal):
        return word
    return packing._with_payout(word ^ packing.PAYOUT_CHANGES, packing._address(proposal))


@internal
@pure
def _fee_bps(word: uint256, policy_word: uint256) -> uint256:
    fee_bps: uint256 = (policy_word >> packing.FEE_SHIFT) & packing.FEE_MASK
    if word & packing.HAS_OWN_FEE == 0:
        return fee_bps
    return min(packing._own_fee(word), fee_bps)


@internal
@view
def _check_payout(payout: address):
    if payout == empty(address):
        refusal._because("merchants: payout is zero")
    if payout == self:
        refusal._because("merchants: payout is the gateway")
