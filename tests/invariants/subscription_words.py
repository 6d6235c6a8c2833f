"""Plans, mandates, their ids, and every word that a person may sign about them, made from the EIPs and not from the
contract."""

from functools import cache, lru_cache
from typing import NamedTuple

from escrow_words import DOMAIN_TYPE, NO_PERMIT, permit_digest, typed
from eth_abi import encode
from eth_utils import keccak
from seals import Domain, struct

__all__ = ["NO_PERMIT", "Mandate", "Plan", "mandate_id", "permit_digest", "plan_id", "word"]

PLAN_TYPE = (
    "Plan(address merchant,address payout,address token,uint256 amount,uint256 first_amount,uint256 period_unit,"
    "uint256 period_count,uint256 trial,bool metered,uint256 tip,uint256 max_fee_bps,uint256 grace,uint256 retry_gap,"
    "uint256 price_notice,uint256 pause_limit,bytes32 reference)"
)
MANDATE_TYPE = (
    "Mandate(address subscriber,Plan plan,uint256 start,uint256 end,uint256 max_charges,uint256 lifetime_cap,"
    "bytes32 salt)"
)
# A verb's word by its name here; the last value is a deadline.
WORD_TYPES = {
    "publish": "PublishPlan(bytes32 plan_id,uint256 deadline)",
    "close": "ClosePlan(bytes32 plan_id,uint256 deadline)",
    "usage": "ChargeUsage(bytes32 mandate_id,uint256 amount,uint256 total,uint256 deadline)",
    "cancel": "CancelMandate(bytes32 mandate_id,uint256 deadline)",
    "pause": "PauseMandate(bytes32 mandate_id,uint256 deadline)",
    "resume": "ResumeMandate(bytes32 mandate_id,uint256 deadline)",
    "propose": "ProposePrice(bytes32 mandate_id,uint256 amount,uint256 deadline)",
    "accept": "AcceptPrice(bytes32 mandate_id,uint256 amount,uint256 effective_at,uint256 deadline)",
    "refund": "RefundPeriod(bytes32 mandate_id,uint256 deadline)",
    "withdraw": "WithdrawCredit(address receiver,address token,address to,uint256 deadline)",
}


class Plan(NamedTuple):
    """What a merchant offers, in the order of its ABI."""

    merchant: str
    payout: str
    token: str
    amount: int
    first_amount: int
    period_unit: int
    period_count: int
    trial: int
    metered: bool
    tip: int
    max_fee_bps: int
    grace: int
    retry_gap: int
    price_notice: int
    pause_limit: int
    reference: bytes


class Mandate(NamedTuple):
    """What a subscriber signs, in the order of its ABI."""

    subscriber: str
    plan: Plan
    start: int
    end: int
    max_charges: int
    lifetime_cap: int
    salt: bytes


@cache
def separator(domain: Domain) -> bytes:
    names = keccak(text="Counterfoil Subscription"), keccak(text="1")
    kinds = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
    return keccak(encode(kinds, [keccak(text=DOMAIN_TYPE), *names, *domain]))


def plan_struct(plan: Plan) -> bytes:
    return keccak(struct(PLAN_TYPE, tuple(plan)))


@lru_cache(4_096)
def plan_id(plan: Plan, domain: Domain) -> bytes:
    return typed(separator(domain), struct(PLAN_TYPE, tuple(plan)))


@lru_cache(4_096)
def mandate_id(mandate: Mandate, domain: Domain) -> bytes:
    """The nested plan stands in it as the hash of its struct; its type follows the mandate's own."""
    kinds = ["bytes32", "address", "bytes32", "uint256", "uint256", "uint256", "uint256", "bytes32"]
    subscriber, plan, *rest = mandate
    type_hash = keccak(text=MANDATE_TYPE + PLAN_TYPE)
    return typed(separator(domain), encode(kinds, [type_hash, subscriber, plan_struct(plan), *rest]))


def word(name: str, values: tuple, domain: Domain) -> bytes:
    """The digest that a person signs."""
    return typed(separator(domain), struct(WORD_TYPES[name], values))
