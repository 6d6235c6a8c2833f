"""The events of the Subscription, the MultiSigFactory and its wallets, and their structs, written down by hand."""

from __future__ import annotations

STRUCTS = {
    "Plan": (
        "address merchant, address payout, address token, uint256 amount, uint256 first_amount, uint256 period_unit, "
        "uint256 period_count, uint256 trial, bool metered, uint256 tip, uint256 max_fee_bps, uint256 grace, "
        "uint256 retry_gap, uint256 price_notice, uint256 pause_limit, bytes32 reference"
    ),
    "Payment": "address token, address to, uint256 amount, bytes32 memo",
    "Call": "address to, uint256 value, bytes data",
    "Limit": "address spender, address token, uint256 amount, uint256 window",
    "Slot": "uint256 lane, uint256 nonce, uint256 not_before, uint256 deadline",
    "Configuration": (
        "address[] add, address[] remove, uint256 threshold, uint256 call_threshold, uint256 delay, Limit[] limits"
    ),
}
OF_THE_SUBSCRIPTION = """
PlanPublished(bytes32 indexed plan_id, address indexed merchant, uint256 number, Plan plan)
PlanClosed(bytes32 indexed plan_id, address indexed merchant, uint256 number)
Subscribed(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
bytes32 plan_id, uint256 start, uint256 end, uint256 max_charges, uint256 lifetime_cap, bytes32 salt, \
uint256 fee_bps, uint256 paid_until)
Charged(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
address token, uint256 amount, uint256 fee, uint256 tip, address sender, uint256 period, uint256 period_total, \
uint256 total, uint256 paid_until, bool finished)
ChargeFailed(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
address token, uint256 amount, uint256 period, uint256 attempt, uint256 reason, uint256 retry_at, uint256 grace_until)
Lapsed(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number)
Cancelled(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
address by, uint256 paid_until)
Paused(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
uint256 paused_until)
Resumed(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
uint256 shift, uint256 paid_until)
PriceProposed(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
uint256 amount, uint256 effective_at)
PriceAccepted(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
uint256 amount, uint256 effective_at)
PeriodRefunded(bytes32 indexed mandate_id, address indexed merchant, address indexed subscriber, uint256 number, \
address token, uint256 amount, uint256 period)
MerchantFeeChanged(address indexed merchant, uint256 fee_bps)
"""
OF_THE_FACTORY = """
WalletCreated(address indexed wallet, address indexed creator, uint256 number)
"""
OF_A_WALLET = """
WalletSetUp(address[] owners, uint256 threshold, uint256 call_threshold, uint256 delay)
PaymentsProposed(bytes32 indexed proposal, address indexed proposer, Payment[] payments, Slot slot, uint256 epoch)
CallsProposed(bytes32 indexed proposal, address indexed proposer, Call[] calls, Slot slot, uint256 epoch)
ConfigurationProposed(bytes32 indexed proposal, address indexed proposer, Configuration configuration, Slot slot, \
uint256 epoch)
Confirmed(bytes32 indexed proposal, address indexed owner)
ConfirmationRevoked(bytes32 indexed proposal, address indexed owner)
PaymentMade(bytes32 indexed proposal, address indexed token, address indexed to, uint256 lane, uint256 nonce, \
uint256 index, uint256 count, uint256 amount, bytes32 memo)
CallMade(bytes32 indexed proposal, address indexed to, uint256 lane, uint256 nonce, uint256 index, uint256 count, \
uint256 value, bytes data)
NonceSkipped(bytes32 indexed proposal, uint256 lane, uint256 nonce)
ConfigurationScheduled(bytes32 indexed proposal, uint256 lane, uint256 nonce, uint256 ready_at)
ConfigurationVetoed(bytes32 indexed proposal, address indexed owner)
ConfigurationChanged(bytes32 indexed proposal, uint256 lane, uint256 nonce, uint256 threshold, \
uint256 call_threshold, uint256 delay, uint256 epoch)
OwnerAdded(address indexed owner)
OwnerRemoved(address indexed owner)
OwnershipAccepted(address indexed owner)
LimitChanged(address indexed spender, address indexed token, uint256 amount, uint256 window)
LimitSpent(address indexed spender, address indexed token, address indexed to, uint256 number, uint256 amount, \
bytes32 memo, uint256 spent, uint256 window_end)
CoinsReceived(address indexed sender, uint256 amount)
SignatureSpent(address indexed signer, bytes32 indexed digest)
"""
LIMIT_STATE = "uint256 amount, uint256 window, uint256 spent, uint256 window_end, uint256 number"
