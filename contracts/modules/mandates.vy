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
    state: ISubscription.MandateState = ISubscription.MandateState(
        status=packing._status(word),
        paid_until=packing._paid_until(word),
        total=packing._total(word),
        charges=packing._charges(word),
        attempts=packing._attempts(word),
        retry_at=0,
        grace_until=0,
        paused_at=0,
        paused_until=0,
        shift=packing._shift(word),
        fee_bps=packing._fee_bps(word),
    )
    until: uint256 = packing._until(word)
    if state.status == packing.FAILING:
        state.grace_until = until
        state.retry_at = until - packing._offset(word)
    elif state.status == packing.PAUSED:
        state.paused_until = until
        state.paused_at = until - packing._offset(word)
    return state


@external
@view
@reentrant
def is_active(mandate_id: bytes32) -> bool:
    """
    @notice Whether the subscriber is entitled now: the current period is paid or a trial, or a failed charge is tried again.
    """
    word: uint256 = self.words[mandate_id]
    status: uint256 = packing._status(word)
    if status == packing.FAILING:
        return block.timestamp < packing._until(word)
    if status == packing.PAUSED or status == packing.LAPSED or word & packing.REFUNDED != 0:
        return False
    return packing._until(word) <= block.timestamp and block.timestamp < packing._paid_until(word)


@external
@view
@reentrant
def paid_until(mandate_id: bytes32) -> uint256:
    """
    @return Unix seconds until which periods are charged, or the trial lasts; a metered mandate's end
    """
    return packing._paid_until(self.words[mandate_id])


@external
@view
@reentrant
def due(mandate_id: bytes32) -> bool:
    """
    @notice Whether anybody may try a charge now, by what is kept; `quote` knows the terms too.
    """
    word: uint256 = self.words[mandate_id]
    if word & packing.METERED != 0:
        return False
    status: uint256 = packing._status(word)
    if status == packing.FAILING:
        return block.timestamp >= packing._until(word) - packing._offset(word)
    return status == packing.OPEN and block.timestamp >= packing._paid_until(word)


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
    signer: address,
    type_hash: bytes32,
    mandate_id: bytes32,
    deadline: uint256,
    signature: Bytes[2048],
):
    """
    @notice Use up a signed word that says nothing but which mandate it is about, and until when it counts.
    """
    struct_hash: bytes32 = keccak256(abi_encode(type_hash, mandate_id, deadline))
    relayed._use(signer, struct_hash, deadline, signature)


@internal
@view
def _live(mandate_id: bytes32) -> uint256:
    """
    @return The word of a mandate that is neither unknown nor over
    """
    word: uint256 = self.words[mandate_id]
    self._check_live(word)
    return word


@internal
@pure
def _check_live(word: uint256):
    status: uint256 = word & packing.STATUS_MASK
    if status == packing.UNKNOWN:
        refusal._because("subscription: mandate unknown")
    if status > packing.PAUSED:
        refusal._because("subscription: mandate is over")
