# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Plans
@license MIT
@notice What merchants offer. A plan's id is the EIP-712 digest of its terms; only whose it is and whether it is open is
        kept. Closing one is for good, and leaves its mandates as they are.
"""

from ..interfaces import ISubscription
from . import eip712_domain
from . import mandate_packing as packing
from . import parties
from . import refusal
from . import relayed
from . import schedule
from . import sellers

uses: eip712_domain
uses: relayed
uses: sellers

DAY: constant(uint256) = 86_400
WHOLE_BPS: constant(uint256) = 10_000
LONGEST_WAIT: constant(uint256) = 366 * DAY
SHORTEST_PERIOD: constant(uint256) = 3_600
LONGEST_PERIOD: constant(uint256) = 5 * 366 * DAY
MOST_MONTHS: constant(uint256) = 60
TYPE_HASH: constant(bytes32) = keccak256(
    "Plan(address merchant,address payout,address token,uint256 amount,uint256 first_amount,uint256 period_unit,uint256 period_count,uint256 trial,bool metered,uint256 tip,uint256 max_fee_bps,uint256 grace,uint256 retry_gap,uint256 price_notice,uint256 pause_limit,bytes32 reference)"
)
PUBLISH_TYPE_HASH: constant(bytes32) = keccak256("PublishPlan(bytes32 plan_id,uint256 deadline)")
CLOSE_TYPE_HASH: constant(bytes32) = keccak256("ClosePlan(bytes32 plan_id,uint256 deadline)")

words: HashMap[bytes32, uint256]


event PlanClosed:
    plan_id: indexed(bytes32)
    merchant: indexed(address)
    number: uint256


@external
@reentrant
def publish_plan(plan: ISubscription.Plan):
    """
    @notice Offer a plan to everybody.
    @param plan Terms; the caller is their merchant
    """
    parties._check(msg.sender, plan.merchant)
    self._publish(plan, self._id(plan))


@external
@reentrant
def publish_plan_by_signature(
    plan: ISubscription.Plan, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Publish for a merchant, with the merchant's signature of PublishPlan; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    plan_id: bytes32 = self._id(plan)
    struct_hash: bytes32 = keccak256(abi_encode(PUBLISH_TYPE_HASH, plan_id, deadline))
    relayed._use(plan.merchant, struct_hash, deadline, signature)
    self._publish(plan, plan_id)


@external
@reentrant
def close_plan(plan_id: bytes32):
    """
    @notice Take no more mandates for a plan of the caller's, for good; live ones go on.
    """
    self._close(msg.sender, plan_id)


@external
@reentrant
def close_plan_by_signature(
    merchant: address, plan_id: bytes32, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Close for a merchant, with the merchant's signature of ClosePlan; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    struct_hash: bytes32 = keccak256(abi_encode(CLOSE_TYPE_HASH, plan_id, deadline))
    relayed._use(merchant, struct_hash, deadline, signature)
    self._close(merchant, plan_id)


@external
@view
@reentrant
def plan_id(plan: ISubscription.Plan) -> bytes32:
    """
    @notice The id of a plan on this chain and contract.
    """
    return self._id(plan)


@external
@view
@reentrant
def is_plan_open(plan_id: bytes32) -> bool:
    """
    @notice Whether a plan is published and takes new mandates.
    """
    return self._is_open(plan_id)


@internal
@view
def _id(plan: ISubscription.Plan) -> bytes32:
    return eip712_domain._digest(keccak256(abi_encode(TYPE_HASH, plan)))


@internal
@view
def _is_open(plan_id: bytes32) -> bool:
    return self.words[plan_id] & 3 == packing.PLAN_OPEN


@internal
def _publish(plan: ISubscription.Plan, plan_id: bytes32):
    """
    @dev These terms must be ones that can be kept: every wait is bounded, and every amount fits a mandate's word.
    """
    shortest: uint256 = SHORTEST_PERIOD
    longest: uint256 = LONGEST_PERIOD
    if plan.period_unit == schedule.MONTHS:
        shortest = 1
        longest = MOST_MONTHS
    # An amount of zero less one is the largest number.
    faults: bool[16] = [
        not plan.token.is_contract,
        plan.payout == empty(address),
        plan.payout == self,
        unsafe_sub(plan.amount, 1) >= packing.LARGEST_AMOUNT,
        plan.first_amount > packing.LARGEST_AMOUNT,
        plan.metered and plan.first_amount != plan.amount,
        plan.period_unit > schedule.MONTHS,
        plan.period_count < shortest,
        plan.period_count > longest,
        plan.trial > LONGEST_WAIT,
        plan.tip > plan.amount,
        plan.max_fee_bps > WHOLE_BPS,
        plan.grace > LONGEST_WAIT,
        plan.retry_gap > LONGEST_WAIT,
        plan.price_notice > LONGEST_WAIT,
        plan.pause_limit > LONGEST_WAIT,
    ]
    if True in faults:
        refusal._because("plans: bad terms")
    if self.words[plan_id] != 0:
        refusal._because("plans: already published")

    self.words[plan_id] = (
        (convert(plan.merchant, uint256) << packing.PLAN_MERCHANT_SHIFT) | packing.PLAN_OPEN
    )
    log ISubscription.PlanPublished(
        plan_id=plan_id, merchant=plan.merchant, number=sellers._next(plan.merchant), plan=plan
    )


@internal
def _close(merchant: address, plan_id: bytes32):
    word: uint256 = convert(merchant, uint256) << packing.PLAN_MERCHANT_SHIFT
    if self.words[plan_id] != word | packing.PLAN_OPEN:
        refusal._because("plans: not open, or not theirs")

    self.words[plan_id] = word | packing.PLAN_CLOSED
    log PlanClosed(
        plan_id=plan_id, merchant=merchant, number=sellers._next(merchant)
    )
