# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Escrow
@license MIT
@notice Holds money for a deal, then releases it to the beneficiary or returns it to the depositor; from every state it can
        leave within a bounded time with any one party silent.
@dev A deal's id is the EIP-712 digest of its terms; terms come with each call and are never stored. Each verb checks, then
     writes and logs, then moves money. The doors by which money comes in, and the one that both parties open together,
     are here; the other verbs live in the modules that are exported.
"""

from contracts.interfaces import IEscrow
from contracts.interfaces import IPaymentGateway
from contracts.modules import admin as admin_rights
from contracts.modules import arbitration
from contracts.modules import authorized
from contracts.modules import credits as owed
from contracts.modules import deal_parts
from contracts.modules import deal_payout
from contracts.modules import deals
from contracts.modules import eip712_domain
from contracts.modules import fees
from contracts.modules import intake
from contracts.modules import packing
from contracts.modules import payout
from contracts.modules import policy
from contracts.modules import refusal
from contracts.modules import relayed

implements: IEscrow

initializes: admin_rights
initializes: eip712_domain
initializes: deals[eip712_domain := eip712_domain]
initializes: relayed[eip712_domain := eip712_domain]
initializes: owed[relayed := relayed]
initializes: policy[admin := admin_rights]
initializes: fees[owed := owed, policy := policy]
initializes: deal_payout[
    deals := deals, eip712_domain := eip712_domain, fees := fees, owed := owed
]
initializes: deal_parts[deal_payout := deal_payout, deals := deals, relayed := relayed]
initializes: arbitration[
    deal_payout := deal_payout, deals := deals, eip712_domain := eip712_domain, relayed := relayed
]

exports: (
    admin_rights.__interface__,
    arbitration.__interface__,
    deal_parts.__interface__,
    deals.__interface__,
    eip712_domain.__interface__,
    fees.__interface__,
    owed.__interface__,
    policy.__interface__,
    relayed.__interface__,
)

WHOLE_BPS: constant(uint256) = 10_000
DAY: constant(uint256) = 86_400
# Of any token: 96 bits of the deal's word.
LARGEST_AMOUNT: constant(uint256) = 2**96 - 1
LONGEST_DELIVERY: constant(uint256) = 1_827 * DAY
LONGEST_PERIOD: constant(uint256) = 366 * DAY
SETTLE_TYPE_HASH: constant(bytes32) = keccak256(
    "Settle(bytes32 deal_id,uint256 to_beneficiary,uint256 held,uint256 deadline)"
)


@deploy
def __init__(
    admin: address, fee_receiver: address, fee_bps: uint256, fee_cap_bps: uint256, sanctions_list: address
):
    """
    @param admin Sets fees of deals to come and pauses new money; nothing else
    @param fee_receiver Where fees arrive
    @param fee_bps Fee in basis points of what is released, at most `fee_cap_bps`; fixed for each deal when it is funded
    @param fee_cap_bps Fixed for ever, at most 100
    @param sanctions_list Asked `isSanctioned(address)` about every depositor, fixed for ever; zero: nobody is asked
    """
    eip712_domain.__init__("Counterfoil Escrow", "1")
    admin_rights.__init__(admin)
    policy.__init__(fee_receiver, fee_bps, fee_cap_bps, sanctions_list)


@external
@payable
def fund(deal: IEscrow.Deal, acceptance: Bytes[2048]):
    """
    @notice Put the deal's amount into custody, from the caller's allowance or with the native coin sent along.
    @param deal Terms; the caller is their depositor
    @param acceptance The arbiter's signature of AcceptArbitration; empty without an arbiter, or one that accepted on-chain
    """
    if msg.sender != deal.depositor:
        refusal._because("escrow: not the depositor")
    self._record(deal, acceptance)

    if deal.token == payout.NATIVE:
        if msg.value != deal.amount:
            refusal._because("escrow: wrong native value")
        return
    if msg.value != 0:
        refusal._because("escrow: wrong native value")
    intake._take(deal.token, deal.depositor, self, deal.amount)


@external
def fund_with_permit(
    deal: IEscrow.Deal, acceptance: Bytes[2048], permit: IPaymentGateway.Permit
):
    """
    @notice Fund from an allowance that the caller's ERC-2612 permit gives in the same transaction. A permit that somebody
            has submitted before is no failure: the allowance decides.
    """
    if msg.sender != deal.depositor:
        refusal._because("escrow: not the depositor")
    authorized._use_permit(deal.token, msg.sender, permit)
    self._record(deal, acceptance)

    intake._take(deal.token, msg.sender, self, deal.amount)


@external
def fund_with_authorization(
    deal: IEscrow.Deal, acceptance: Bytes[2048], authorization: IPaymentGateway.Authorization
):
    """
    @notice Fund with the depositor's ERC-3009 authorization, whose nonce is the deal's id: one signature is the
            depositor's word for the terms and the money; anyone may send it.
    """
    deal_id: bytes32 = self._record(deal, acceptance)

    authorized._take_authorized(deal.token, deal.depositor, deal.amount, deal_id, authorization)


@external
def fund_by_signature(deal: IEscrow.Deal, acceptance: Bytes[2048], signature: Bytes[2048]):
    """
    @notice Fund from the depositor's allowance, with the depositor's signature of the Deal itself; anyone may send it.
    @param signature Over the deal's id; revocable until then
    """
    deal_id: bytes32 = self._record(deal, acceptance)
    relayed._check_digest(deal.depositor, deal_id, signature)

    intake._take(deal.token, deal.depositor, self, deal.amount)


@external
def settle(
    deal: IEscrow.Deal,
    to_beneficiary: uint256,
    deadline: uint256,
    depositor_signature: Bytes[2048],
    beneficiary_signature: Bytes[2048],
):
    """
    @notice Split all that is held as both parties agree, in dispute or not; anyone may send it.
    @param to_beneficiary Smallest units, before the protocol's fee; the rest goes to the depositor
    @param deadline Both signatures of Settle count strictly before this time; the caller's own may be empty
    """
    deal_id: bytes32 = deals._id(deal)
    word: uint256 = deals.words[deal_id]
    status: uint256 = word & packing.STATUS_MASK
    if status < packing.FUNDED or status == packing.CLOSED:
        refusal._because("escrow: nothing is held")
    held: uint256 = packing._held(word)
    if to_beneficiary > held:
        refusal._because("escrow: split above the rest")
    struct_hash: bytes32 = keccak256(
        abi_encode(SETTLE_TYPE_HASH, deal_id, to_beneficiary, held, deadline)
    )
    if msg.sender != deal.depositor:
        relayed._check(deal.depositor, struct_hash, deadline, depositor_signature)
    if msg.sender != deal.beneficiary:
        relayed._check(deal.beneficiary, struct_hash, deadline, beneficiary_signature)

    deal_payout._split(deal, deal_id, word, to_beneficiary, 0, deal_payout.SETTLED)


@external
@view
@reentrant
def deal_count() -> uint256:
    """
    @return The running number of the last deal that was funded
    """
    return packing._deal_number(policy.word)


@external
@pure
@reentrant
def version() -> String[5]:
    """
    @return The version of this contract's behaviour
    """
    return "1.0.0"


@internal
def _record(deal: IEscrow.Deal, acceptance: Bytes[2048]) -> bytes32:
    policy_word: uint256 = policy.word
    if policy_word & packing.GUARDED_MASK != 0:
        policy._check_open(policy_word, deal.depositor)
    self._check_terms(deal)
    fee_bps: uint256 = packing._fee_bps(policy_word)
    if fee_bps > deal.max_fee_bps:
        refusal._because("escrow: fee above signed cap")
    deal_id: bytes32 = deals._id(deal)
    word: uint256 = deals.words[deal_id]
    if word == packing.DECLINED:
        refusal._because("escrow: arbiter declined")
    if word > packing.DECLINED:
        refusal._because("escrow: already funded")
    if deal.arbiter != empty(address):
        arbitration._check_accepted(deal, deal_id, word, acceptance)

    policy_word += packing.ONE_DEAL
    policy.word = policy_word
    deals.words[deal_id] = packing._deal(deal.amount, 0, 0, 1, fee_bps, packing.FUNDED)
    log IEscrow.DealFunded(
        deal_id=deal_id,
        depositor=deal.depositor,
        beneficiary=deal.beneficiary,
        number=packing._deal_number(policy_word),
        arbiter=deal.arbiter,
        token=deal.token,
        amount=deal.amount,
        fee_bps=fee_bps,
        max_fee_bps=deal.max_fee_bps,
        delivery_until=deal.delivery_until,
        inspection_period=deal.inspection_period,
        claim_hash=deal.claim_hash,
        arbiter_fee_bps=deal.arbiter_fee_bps,
        dispute_period=deal.dispute_period,
        on_timeout_bps=deal.on_timeout_bps,
        salt=deal.salt,
    )
    return deal_id


@internal
@view
def _check_terms(deal: IEscrow.Deal):
    """
    @notice That these terms can be kept: parties are different persons, and every wait in them is bounded.
    """
    if deal.depositor == empty(address) or deal.depositor == self:
        refusal._because("escrow: bad depositor")
    if deal.beneficiary == empty(address) or deal.beneficiary == self:
        refusal._because("escrow: bad beneficiary")
    if deal.beneficiary == deal.depositor:
        refusal._because("escrow: parties are the same")
    if deal.arbiter == deal.depositor or deal.arbiter == deal.beneficiary or deal.arbiter == self:
        refusal._because("escrow: bad arbiter")
    if deal.token != payout.NATIVE and not deal.token.is_contract:
        refusal._because("escrow: token has no code")
    if deal.amount == 0 or deal.amount > LARGEST_AMOUNT:
        refusal._because("escrow: amount out of range")
    if block.timestamp >= deal.delivery_until:
        refusal._because("escrow: delivery time over")
    if deal.delivery_until - block.timestamp > LONGEST_DELIVERY:
        refusal._because("escrow: delivery too far away")
    if deal.inspection_period > LONGEST_PERIOD or deal.dispute_period > LONGEST_PERIOD:
        refusal._because("escrow: period too long")
    if deal.arbiter_fee_bps > WHOLE_BPS or deal.on_timeout_bps > WHOLE_BPS:
        refusal._because("escrow: share above the whole")
