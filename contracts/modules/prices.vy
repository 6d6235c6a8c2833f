# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Prices
@license MIT
@notice Another price than the plan's, for one mandate: proposed by the merchant, and nothing until the subscriber accepts
        exactly that. It counts for periods that begin when it is in effect or later.
"""

from ..interfaces import ISubscription
from . import mandate_packing as packing
from . import mandates
from . import refusal
from . import relayed
from . import schedule
from . import sellers

uses: mandates
uses: relayed
uses: sellers

PROPOSE_TYPE_HASH: constant(bytes32) = keccak256(
    "ProposePrice(bytes32 mandate_id,uint256 amount,uint256 deadline)"
)
ACCEPT_TYPE_HASH: constant(bytes32) = keccak256(
    "AcceptPrice(bytes32 mandate_id,uint256 amount,uint256 effective_at,uint256 deadline)"
)

words: HashMap[bytes32, uint256]
proposals: HashMap[bytes32, uint256]
# What was charged in the last charged period, where the terms alone no longer tell.
periods: HashMap[bytes32, uint256]


@external
def propose_price(mandate: ISubscription.Mandate, amount: uint256):
    """
    @notice Offer the subscriber another price, in the place of an offer that is open.
    @param mandate Terms; the caller is their merchant
    @param amount Smallest units for each period, or at most in each period of a metered plan
    """
    if msg.sender != mandate.plan.merchant:
        refusal._because("subscription: not the merchant")
    self._propose(mandate, mandates._id(mandate), amount)


@external
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
    if msg.sender != mandate.subscriber:
        refusal._because("subscription: not the subscriber")
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
    if amount == 0 or amount > packing.LARGEST_AMOUNT:
        refusal._because("subscription: bad amount")

    effective_at: uint256 = block.timestamp
    if amount > self._price(mandate.plan.amount, mandate_id, word, block.timestamp):
        effective_at += mandate.plan.price_notice
    self.proposals[mandate_id] = packing._price(amount, 0, effective_at)
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
    word: uint256 = mandates._live(mandate_id)
    proposal: uint256 = self.proposals[mandate_id]
    if (
        proposal == 0
        or packing._amount(proposal) != amount
        or proposal & packing.LOW_64 != effective_at
    ):
        refusal._because("subscription: no such offer")
    counts_from: uint256 = max(effective_at, block.timestamp)
    before: uint256 = self._before(mandate, mandate_id, word)

    self.proposals[mandate_id] = 0
    self._track(mandate, mandate_id, word)
    self.words[mandate_id] = packing._price(amount, before, counts_from)
    mandates.words[mandate_id] = word | packing.HAS_PRICE
    log ISubscription.PriceAccepted(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        amount=amount,
        effective_at=counts_from,
    )


@internal
@view
def _price(plan_amount: uint256, mandate_id: bytes32, word: uint256, moment: uint256) -> uint256:
    """
    @return The price of a period that begins at a moment
    """
    if word & packing.HAS_PRICE == 0:
        return plan_amount
    return packing._price_at(self.words[mandate_id], moment)


@internal
@view
def _before(mandate: ISubscription.Mandate, mandate_id: bytes32, word: uint256) -> uint256:
    """
    @return The price until a new one is in effect: that of now. A running period that can still be charged keeps its
            own if that is lower, since only two prices are kept.
    """
    price: uint256 = self._price(mandate.plan.amount, mandate_id, word, block.timestamp)
    anchor: uint256 = mandate.start + mandate.plan.trial + packing._shift(word)
    if block.timestamp < anchor or (
        word & packing.METERED == 0 and block.timestamp < packing._paid_until(word)
    ):
        return price
    unit: uint256 = mandate.plan.period_unit
    count: uint256 = mandate.plan.period_count
    begun: uint256 = schedule._start(
        unit, count, anchor, schedule._index(unit, count, anchor, block.timestamp)
    )
    return min(price, self._price(mandate.plan.amount, mandate_id, word, begun))


@internal
def _track(mandate: ISubscription.Mandate, mandate_id: bytes32, word: uint256):
    """
    @notice Keep what the last charge was, before another price makes it impossible to tell.
    """
    if word & packing.TRACKED != 0 or packing._charges(word) == 0:
        return
    self.periods[mandate_id] = packing._period(self._last_charge(mandate, word), False, 0)


@internal
@pure
def _last_charge(mandate: ISubscription.Mandate, word: uint256) -> uint256:
    """
    @return What the last charge of a fixed mandate was that never had another price than the plan's
    """
    if packing._charges(word) == 1:
        return mandate.plan.first_amount
    return mandate.plan.amount
