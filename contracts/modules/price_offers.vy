# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Price offers
@license MIT
@notice Another price than the plan's, for one mandate: proposed by the merchant, and nothing until the subscriber accepts
        exactly that. A rise can begin no sooner than the plan's notice after it was proposed.
"""

from ..interfaces import ISubscription
from . import mandate_packing as packing
from . import mandates
from . import parties
from . import prices
from . import quotes
from . import refusal
from . import relayed
from . import sellers

uses: mandates
uses: prices
uses: quotes
uses: relayed
uses: sellers

PROPOSE_TYPE_HASH: constant(bytes32) = keccak256(
    "ProposePrice(bytes32 mandate_id,uint256 amount,uint256 deadline)"
)
ACCEPT_TYPE_HASH: constant(bytes32) = keccak256(
    "AcceptPrice(bytes32 mandate_id,uint256 amount,uint256 effective_at,uint256 deadline)"
)

proposals: HashMap[bytes32, uint256]


@external
@reentrant
def propose_price(mandate: ISubscription.Mandate, amount: uint256):
    """
    @notice Offer the subscriber another price, in the place of an offer that is open.
    @param mandate Terms; the caller is their merchant
    @param amount Smallest units for each period, or at most in each period of a metered plan
    """
    parties._check(msg.sender, mandate.plan.merchant)
    self._propose(mandate, mandates._id(mandate), amount)


@external
@reentrant
def propose_price_by_signature(
    mandate: ISubscription.Mandate, amount: uint256, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Propose for the merchant, with the merchant's signature of ProposePrice; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    mandate_id: bytes32 = mandates._id(mandate)
    struct_hash: bytes32 = keccak256(abi_encode(PROPOSE_TYPE_HASH, mandate_id, amount, deadline))
    relayed._use(mandate.plan.merchant, struct_hash, deadline, signature)
    self._propose(mandate, mandate_id, amount)


@external
def accept_price(mandate: ISubscription.Mandate, amount: uint256, effective_at: uint256):
    """
    @notice Agree to the price that is offered.
    @param mandate Terms; the caller is their subscriber
    @param amount As proposed
    @param effective_at As proposed
    """
    parties._check(msg.sender, mandate.subscriber)
    self._accept(mandate, mandates._id(mandate), amount, effective_at)


@external
def accept_price_by_signature(
    mandate: ISubscription.Mandate,
    amount: uint256,
    effective_at: uint256,
    deadline: uint256,
    signature: Bytes[2048],
):
    """
    @notice Accept for the subscriber, with the subscriber's signature of AcceptPrice; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    mandate_id: bytes32 = mandates._id(mandate)
    struct_hash: bytes32 = keccak256(
        abi_encode(ACCEPT_TYPE_HASH, mandate_id, amount, effective_at, deadline)
    )
    relayed._use(mandate.subscriber, struct_hash, deadline, signature)
    self._accept(mandate, mandate_id, amount, effective_at)


@internal
def _propose(mandate: ISubscription.Mandate, mandate_id: bytes32, amount: uint256):
    word: uint256 = mandates._live(mandate_id)
    mandates._check_amount(amount, packing.LARGEST_AMOUNT)

    effective_at: uint256 = block.timestamp
    if amount > prices._price(mandate.plan.amount, mandate_id, word, effective_at):
        effective_at = unsafe_add(effective_at, mandate.plan.price_notice)
    self.proposals[mandate_id] = (amount << packing.AMOUNT_SHIFT) | effective_at
    log ISubscription.PriceProposed(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        amount=amount,
        effective_at=effective_at,
    )


@internal
def _accept(
    mandate: ISubscription.Mandate, mandate_id: bytes32, amount: uint256, effective_at: uint256
):
    """
    @dev Only two prices are kept. Until the new one is in effect that of now counts; but a running period that can still
         be charged keeps its own if that is lower.
    """
    word: uint256 = mandates._live(mandate_id)
    proposal: uint256 = self.proposals[mandate_id]
    if (
        proposal == 0
        or ((proposal >> packing.AMOUNT_SHIFT) ^ amount)
        | ((proposal & packing.LOW_64) ^ effective_at)
        != 0
    ):
        refusal._because("subscription: no such offer")
    before: uint256 = prices._price(mandate.plan.amount, mandate_id, word, block.timestamp)
    next_start: uint256 = quotes._quote(mandate, mandate_id, word).period_start
    if next_start != 0:
        before = min(before, prices._price(mandate.plan.amount, mandate_id, word, next_start))

    counts_from: uint256 = max(effective_at, block.timestamp)
    self.proposals[mandate_id] = 0
    if word & packing.TRACKED == 0:
        prices.periods[mandate_id] = (
            prices._last_charge(mandate.plan.amount, mandate.plan.first_amount, word)
            << packing.AMOUNT_SHIFT
        )
    prices.words[mandate_id] = (
        (amount << packing.AMOUNT_SHIFT) | (before << packing.BEFORE_SHIFT) | counts_from
    )
    mandates.words[mandate_id] = word | packing.HAS_PRICE
    log ISubscription.PriceAccepted(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        amount=amount,
        effective_at=counts_from,
    )
