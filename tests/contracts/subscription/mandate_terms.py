"""Plans, mandates and the words people sign about them, as EIP-712 sees them, and the times at which their periods
begin; written from the terms, not from the contract.
"""

import calendar
from datetime import UTC, datetime

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data

ZERO = "0x" + "00" * 20
HOUR, DAY = 3_600, 86_400
PERIOD = 30 * DAY
# An odd number of units, so that fees and shares leave something over.
AMOUNT = 10_000_001
FEE_BPS = 50
FEE_CAP_BPS = 100
FEE = AMOUNT * FEE_BPS // 10_000
NET = AMOUNT - FEE
TIP = 30_000
LARGEST = 2**96 - 1
# Until when a metered mandate without an end is paid.
FOREVER = 2**36 - 1
SECONDS, MONTHS = 0, 1
UNKNOWN, OPEN, FAILING, PAUSED, CANCELLED, LAPSED, FINISHED = range(7)
NO_TOKENS, NO_ALLOWANCE, TOKEN_REFUSED, SANCTIONED = 1, 2, 3, 4
NOTHING, UNKNOWN_ID, OVER, IS_PAUSED, NOT_DUE, BEFORE_RETRY, IS_METERED, WOULD_LAPSE = range(8)
CHARGED, FAILED, LAPSES, NOT_TRIED = 0, 1, 2, 10
NO_PERMIT = (0, 0, 0, bytes(32), bytes(32))
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

TYPES = {
    "Plan": (
        "address merchant,address payout,address token,uint256 amount,uint256 first_amount,uint256 period_unit,"
        "uint256 period_count,uint256 trial,bool metered,uint256 tip,uint256 max_fee_bps,uint256 grace,"
        "uint256 retry_gap,uint256 price_notice,uint256 pause_limit,bytes32 reference"
    ),
    "Mandate": (
        "address subscriber,Plan plan,uint256 start,uint256 end,uint256 max_charges,uint256 lifetime_cap,bytes32 salt"
    ),
    "PublishPlan": "bytes32 plan_id,uint256 deadline",
    "ClosePlan": "bytes32 plan_id,uint256 deadline",
    "ChargeUsage": "bytes32 mandate_id,uint256 amount,uint256 total,uint256 deadline",
    "CancelMandate": "bytes32 mandate_id,uint256 deadline",
    "PauseMandate": "bytes32 mandate_id,uint256 deadline",
    "ResumeMandate": "bytes32 mandate_id,uint256 deadline",
    "ProposePrice": "bytes32 mandate_id,uint256 amount,uint256 deadline",
    "AcceptPrice": "bytes32 mandate_id,uint256 amount,uint256 effective_at,uint256 deadline",
    "RefundPeriod": "bytes32 mandate_id,uint256 deadline",
    "WithdrawCredit": "address receiver,address token,address to,uint256 deadline",
}
PLAN_FIELDS = [field.split()[1] for field in TYPES["Plan"].split(",")]
MANDATE_FIELDS = [field.split()[1] for field in TYPES["Mandate"].split(",")]


def fields(kind):
    """The fields of a message as eth_account wants them."""
    return [dict(zip(("type", "name"), field.split(), strict=True)) for field in TYPES[kind].split(",")]


def typed(domain, kind, message):
    inner = {"Plan": fields("Plan")} if kind == "Mandate" else {}
    return encode_typed_data(domain, {kind: fields(kind)} | inner, message)


def digest(domain, kind, message):
    """What is signed; for a Plan and a Mandate its id."""
    return bytes(_hash_eip191_message(typed(domain, kind, message)))


def signature(signer, domain, kind, message):
    """65 bytes of a key."""
    return bytes(Account.sign_message(typed(domain, kind, message), signer.private_key).signature)


def compact(signed):
    """EIP-2098."""
    vs = int.from_bytes(signed[32:64], "big") | ((signed[64] - 27) << 255)
    return signed[:32] + vs.to_bytes(32, "big")


def high_s(signed):
    """The other signature of the same key over the same digest, with s in the upper half."""
    s = ORDER - int.from_bytes(signed[32:64], "big")
    return signed[:32] + s.to_bytes(32, "big") + bytes([55 - signed[64]])


def other_value(value):
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, dict):
        return value | {"reference": other_value(value["reference"])}
    return "0x" + "1f" * 20


def seconds_of(*moment):
    """Unix seconds of a UTC year, month, day and perhaps time of day."""
    return int(datetime(*moment, tzinfo=UTC).timestamp())


def period_start(terms, index, shift=0):
    """When period `index` begins, as Python's own calendar has it."""
    plan = terms["plan"]
    anchor = terms["start"] + plan["trial"] + shift
    if plan["period_unit"] == SECONDS:
        return anchor + index * plan["period_count"]
    first = datetime.fromtimestamp(anchor, UTC)
    year, month = divmod(first.year * 12 + first.month - 1 + index * plan["period_count"], 12)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return int(first.replace(year=year, month=month + 1, day=day).timestamp())
