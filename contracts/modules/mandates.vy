# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Mandates
@license MIT
@notice What became of each mandate: one word per id, never deleted. The id is the EIP-712 digest of the terms, which is
        what the subscriber signs.
"""

from ..interfaces import ISubscription
from . import eip712_domain
from . import mandate_packing as packing
from . import plans
from . import refusal
from . import relayed

uses: eip712_domain
uses: relayed

TYPE_HASH: constant(bytes32) = keccak256(
    "Mandate(address subscriber,Plan plan,uint256 start,uint256 end,uint256 max_charges,uint256 lifetime_cap,bytes32 salt)Plan(address merchant,address payout,address token,uint256 amount,uint256 first_amount,uint256 period_unit,uint256 period_count,uint256 trial,bool metered,uint256 tip,uint256 max_fee_bps,uint256 grace,uint256 retry_gap,uint256 price_notice,uint256 pause_limit,bytes32 reference)"
)

# What stands in the way of a charge.
UNKNOWN: constant(uint256) = 1
OVER: constant(uint256) = 2
PAUSED: constant(uint256) = 3
NOT_DUE: constant(uint256) = 4
BEFORE_RETRY: constant(uint256) = 5
METERED: constant(uint256) = 6
WOULD_LAPSE: constant(uint256) = 7

words: HashMap[bytes32, uint256]


@external
@view
@reentrant
def mandate_id(mandate: ISubscription.Mandate) -> bytes32:
    """
    @notice The id of a mandate on this chain and contract: the digest that its subscriber signs to subscribe.
    """
    return self._id(mandate)


@external
@view
@reentrant
def mandate(mandate_id: bytes32) -> ISubscription.MandateState:
    """
    @return What is kept of a mandate; times in unix seconds, total in smallest units
    """
    word: uint256 = self.words[mandate_id]
    status: uint256 = word & packing.STATUS_MASK
    until: uint256 = (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK
    since: uint256 = unsafe_sub(until, (word >> packing.OFFSET_SHIFT) & packing.LENGTH_MASK)
    state: ISubscription.MandateState = empty(ISubscription.MandateState)
    state.status = status
    state.paid_until = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    state.total = word >> packing.TOTAL_SHIFT
    state.charges = (word >> packing.CHARGES_SHIFT) & packing.CHARGES_MASK
    state.attempts = (word >> packing.ATTEMPTS_SHIFT) & packing.ATTEMPTS_MASK
    if status == packing.FAILING:
        state.retry_at = since
        state.grace_until = until
    if status == packing.PAUSED:
        state.paused_at = since
        state.paused_until = until
    state.shift = (word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK
    state.fee_bps = (word >> packing.FEE_SHIFT) & packing.FEE_MASK
    return state


@external
@view
@reentrant
def is_active(mandate_id: bytes32) -> bool:
    """
    @notice Whether the subscriber is entitled now: the current period is paid or a trial, or a failed charge is tried again.
    """
    word: uint256 = self.words[mandate_id]
    status: uint256 = word & packing.STATUS_MASK
    until: uint256 = (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK
    if status == packing.FAILING:
        return block.timestamp < until
    return (
        (packing.LASTING >> status) & 1 != 0
        and word & packing.REFUNDED == 0
        and until <= block.timestamp
        and block.timestamp < (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    )


@external
@view
@reentrant
def paid_until(mandate_id: bytes32) -> uint256:
    """
    @return Unix seconds until which periods are charged, or the trial lasts; a metered mandate's end
    """
    return (self.words[mandate_id] >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK


@external
@view
@reentrant
def due(mandate_id: bytes32) -> bool:
    """
    @notice Whether anybody may try a charge now, by what is kept; `quote` knows the terms too.
    """
    word: uint256 = self.words[mandate_id]
    from_: uint256 = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    if word & packing.STATUS_MASK == packing.FAILING:
        from_ = unsafe_sub(
            (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK,
            (word >> packing.OFFSET_SHIFT) & packing.LENGTH_MASK,
        )
    return (
        block.timestamp >= from_
        and word & packing.METERED == 0
        and unsafe_sub(word & packing.STATUS_MASK, 1) < packing.FAILING
    )


@internal
@view
def _id(mandate: ISubscription.Mandate) -> bytes32:
    return eip712_domain._digest(
        keccak256(
            abi_encode(
                TYPE_HASH,
                mandate.subscriber,
                keccak256(abi_encode(plans.TYPE_HASH, mandate.plan)),
                mandate.start,
                mandate.end,
                mandate.max_charges,
                mandate.lifetime_cap,
                mandate.salt,
            )
        )
    )


@internal
def _use_word(
    mandate: ISubscription.Mandate,
    signer: address,
    type_hash: bytes32,
    deadline: uint256,
    signature: Bytes[2048],
):
    """
    @notice Use up a signed word that says nothing but which mandate it is about, and until when it counts.
    """
    relayed._use(
        signer, keccak256(abi_encode(type_hash, self._id(mandate), deadline)), deadline, signature
    )


@internal
@pure
def _check_amount(amount: uint256, most: uint256):
    # Zero less one is the largest number.
    if unsafe_sub(amount, 1) >= most:
        self._refuse_amount()


@internal
@pure
def _refuse_amount():
    refusal._because("subscription: bad amount")


@internal
@view
def _live(mandate_id: bytes32) -> uint256:
    """
    @return The word of a mandate that is neither unknown nor over
    """
    word: uint256 = self.words[mandate_id]
    if word == 0:
        self._refuse(UNKNOWN)
    if word & packing.STATUS_MASK > packing.PAUSED:
        self._refuse(OVER)
    return word


@internal
@pure
def _refuse(obstacle: uint256):
    """
    @notice Revert with the reason that belongs to what stands in the way.
    """
    if obstacle == UNKNOWN:
        refusal._because("subscription: mandate unknown")
    if obstacle == OVER:
        refusal._because("subscription: mandate is over")
    if obstacle == PAUSED:
        refusal._because("subscription: mandate paused")
    if obstacle == METERED:
        refusal._because("subscription: wrong kind of plan")
    refusal._because("subscription: not due yet")
