# pragma version 0.4.3
# pragma optimize codesize
# pragma nonreentrancy on
"""
@title Subscription
@license MIT
@notice Charges a subscriber for each period at most what was signed and at most once, straight from the subscriber to the
        merchant. Nothing is held but what a receiver was refused.
@dev A plan's id and a mandate's id are the EIP-712 digests of their terms; terms come with each call and are never
     stored. How a mandate is opened is here; the other verbs live in the modules that are exported.
"""

from contracts.interfaces import IPaymentGateway
from contracts.interfaces import ISubscription
from contracts.modules import admin as admin_rights
from contracts.modules import authorized
from contracts.modules import charges
from contracts.modules import credits as owed
from contracts.modules import eip712_domain
from contracts.modules import mandate_ends
from contracts.modules import mandate_packing
from contracts.modules import mandates
from contracts.modules import parties
from contracts.modules import pauses
from contracts.modules import plans
from contracts.modules import policy
from contracts.modules import price_offers
from contracts.modules import prices
from contracts.modules import pulls
from contracts.modules import quotes
from contracts.modules import refusal
from contracts.modules import relayed
from contracts.modules import schedule
from contracts.modules import sellers

implements: ISubscription

initializes: admin_rights
initializes: eip712_domain
initializes: relayed[eip712_domain := eip712_domain]
initializes: owed[relayed := relayed]
initializes: policy[admin := admin_rights]
initializes: sellers[admin := admin_rights, policy := policy]
initializes: plans[eip712_domain := eip712_domain, relayed := relayed, sellers := sellers]
initializes: mandates[eip712_domain := eip712_domain, relayed := relayed]
initializes: pauses[mandates := mandates, sellers := sellers]
initializes: prices
initializes: mandate_ends[mandates := mandates, prices := prices, sellers := sellers]
initializes: quotes[mandates := mandates, prices := prices]
initializes: price_offers[
    mandates := mandates, prices := prices, quotes := quotes, relayed := relayed, sellers := sellers
]
initializes: pulls[owed := owed, policy := policy]
initializes: charges[
    mandates := mandates,
    pauses := pauses,
    prices := prices,
    pulls := pulls,
    quotes := quotes,
    relayed := relayed,
    sellers := sellers,
]

exports: (
    admin_rights.__interface__,
    charges.__interface__,
    eip712_domain.__interface__,
    mandate_ends.__interface__,
    mandates.__interface__,
    owed.__interface__,
    pauses.__interface__,
    plans.__interface__,
    policy.__interface__,
    price_offers.__interface__,
    pulls.__interface__,
    quotes.__interface__,
    relayed.__interface__,
    sellers.__interface__,
)

LONGEST_LEAD: constant(uint256) = 366 * 86_400


@deploy
def __init__(
    admin: address, fee_receiver: address, fee_bps: uint256, fee_cap_bps: uint256, sanctions_list: address
):
    """
    @param admin Sets fees of mandates to come and pauses new ones; nothing else
    @param fee_receiver Where fees arrive
    @param fee_bps Fee in basis points of each charge, at most `fee_cap_bps`; fixed for each mandate when it is opened
    @param fee_cap_bps Fixed for ever, at most 100
    @param sanctions_list Asked `isSanctioned(address)` about every subscriber, fixed for ever; zero: nobody is asked
    """
    eip712_domain.__init__("Counterfoil Subscription", "1")
    admin_rights.__init__(admin)
    policy.__init__(fee_receiver, fee_bps, fee_cap_bps, sanctions_list)


@external
def subscribe(mandate: ISubscription.Mandate):
    """
    @notice Open a mandate; what is due at once is charged within, from the caller's allowance.
    @param mandate Terms; the caller is their subscriber
    """
    parties._check(msg.sender, mandate.subscriber)
    self._open(mandate, mandates._id(mandate))


@external
def subscribe_with_permit(mandate: ISubscription.Mandate, permit: IPaymentGateway.Permit):
    """
    @notice Subscribe with the allowance that the caller's ERC-2612 permit gives in the same transaction. A permit that
            somebody has submitted before is no failure: the allowance decides.
    """
    parties._check(msg.sender, mandate.subscriber)
    authorized._use_permit(mandate.plan.token, mandate.subscriber, permit)
    self._open(mandate, mandates._id(mandate))


@external
def subscribe_by_signature(
    mandate: ISubscription.Mandate, signature: Bytes[2048], permit: IPaymentGateway.Permit
):
    """
    @notice Subscribe for the subscriber, with the subscriber's signature of the Mandate itself; anyone may send it.
    @param signature Over the mandate's id; revocable until then
    @param permit The subscriber's; an amount of zero for none
    """
    mandate_id: bytes32 = mandates._id(mandate)
    relayed._check_digest(mandate.subscriber, mandate_id, signature)
    if permit.amount != 0:
        authorized._use_permit(mandate.plan.token, mandate.subscriber, permit)
    self._open(mandate, mandate_id)


@external
@pure
@reentrant
def version() -> String[5]:
    """
    @return The version of this contract's behaviour
    """
    return "1.0.0"


@internal
def _open(mandate: ISubscription.Mandate, mandate_id: bytes32):
    pulls._check_open(mandate.subscriber)
    plan_id: bytes32 = plans._id(mandate.plan)
    if not plans._is_open(plan_id):
        refusal._because("subscription: plan not open")
    if mandates.words[mandate_id] != 0:
        refusal._because("subscription: known already")
    anchor: uint256 = unsafe_add(mandate.start, mandate.plan.trial)
    if (
        mandate.subscriber == empty(address)
        or mandate.subscriber == self
        or mandate.subscriber == mandate.plan.payout
        or mandate.subscriber == mandate.plan.merchant
        or mandate.start > unsafe_add(block.timestamp, LONGEST_LEAD)
        or unsafe_sub(mandate.end, 1) < max(anchor, block.timestamp)
        or block.timestamp
        >= schedule._start(mandate.plan.period_unit, mandate.plan.period_count, anchor, 1)
    ):
        refusal._because("subscription: bad terms")
    fee_bps: uint256 = sellers._fee_bps(mandate.plan.merchant)
    if fee_bps > mandate.plan.max_fee_bps:
        refusal._because("subscription: fee above cap")

    paid_until: uint256 = anchor
    flags: uint256 = 0
    if mandate.plan.metered:
        flags = mandate_packing.METERED
        paid_until = mandate_packing.TIME_MASK
        if mandate.end != 0:
            paid_until = min(paid_until, mandate.end)
    mandates.words[mandate_id] = (
        (paid_until << mandate_packing.PAID_UNTIL_SHIFT)
        | (mandate.start << mandate_packing.UNTIL_SHIFT)
        | (fee_bps << mandate_packing.FEE_SHIFT)
        | flags
        | mandate_packing.OPEN
    )
    log ISubscription.Subscribed(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        plan_id=plan_id,
        start=mandate.start,
        end=mandate.end,
        max_charges=mandate.max_charges,
        lifetime_cap=mandate.lifetime_cap,
        salt=mandate.salt,
        fee_bps=fee_bps,
        paid_until=paid_until,
    )

    if not mandate.plan.metered and block.timestamp >= anchor:
        charges._check_tried(charges._charge(mandate, charges.FIRST, 0))
