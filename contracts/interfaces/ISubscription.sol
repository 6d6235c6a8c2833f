// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

import {IAdministered} from "./IAdministered.sol";
import {ICredits} from "./ICredits.sol";
import {IPaymentGateway} from "./IPaymentGateway.sol";
import {IRelayed} from "./IRelayed.sol";

/// @title Subscription
/// @notice Charges a subscriber for each period at most what was signed and at most once, straight from the subscriber to
///         the merchant.
/// @dev Names are the contract's own; one that a function has too ends with `_` as a parameter. A test compares this
///      interface with the contract, both ways.
interface ISubscription is IAdministered, ICredits, IRelayed {
    /// @param amount Of each period; of a metered plan the most of each period
    /// @param first_amount Of the first charge
    /// @param period_unit 0 seconds, 1 calendar months (UTC)
    /// @param trial Seconds from a mandate's start until its first period
    /// @param tip Of each charge, to whoever sends it, out of the merchant's share
    /// @param grace Seconds from a first failed charge until the mandate lapses
    /// @param price_notice Seconds between the announcement of a higher price and its effect
    /// @param pause_limit Seconds that a mandate may be paused in all
    struct Plan {
        address merchant;
        address payout;
        address token;
        uint256 amount;
        uint256 first_amount;
        uint256 period_unit;
        uint256 period_count;
        uint256 trial;
        bool metered;
        uint256 tip;
        uint256 max_fee_bps;
        uint256 grace;
        uint256 retry_gap;
        uint256 price_notice;
        uint256 pause_limit;
        bytes32 reference_;
    }

    /// @param end Zero: none; also of `max_charges` and `lifetime_cap`
    struct Mandate {
        address subscriber;
        Plan plan;
        uint256 start;
        uint256 end;
        uint256 max_charges;
        uint256 lifetime_cap;
        bytes32 salt;
    }

    /// @param status 0 unknown, 1 open, 2 failing, 3 paused, 4 cancelled, 5 lapsed, 6 finished
    /// @param shift Seconds that pauses have moved the schedule by
    struct MandateState {
        uint256 status;
        uint256 paid_until;
        uint256 total;
        uint256 charges;
        uint256 attempts;
        uint256 retry_at;
        uint256 grace_until;
        uint256 paused_at;
        uint256 paused_until;
        uint256 shift;
        uint256 fee_bps;
    }

    /// @param obstacle 0 none, 1 unknown, 2 over, 3 paused, 4 not due, 5 before the retry, 6 metered, 7 would lapse
    struct Quote {
        uint256 obstacle;
        uint256 amount;
        uint256 period;
        uint256 period_start;
        uint256 period_end;
    }

    event PlanPublished(bytes32 indexed plan_id_, address indexed merchant, uint256 number, Plan plan);
    event PlanClosed(bytes32 indexed plan_id_, address indexed merchant, uint256 number);
    event Subscribed(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        bytes32 plan_id_,
        uint256 start,
        uint256 end,
        uint256 max_charges,
        uint256 lifetime_cap,
        bytes32 salt,
        uint256 fee_bps,
        uint256 paid_until_
    );
    /// @param period_total All charged in the period, this included
    event Charged(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        address token,
        uint256 amount,
        uint256 fee,
        uint256 tip,
        address sender,
        uint256 period,
        uint256 period_total,
        uint256 total,
        uint256 paid_until_,
        bool finished
    );
    /// @param reason 1 not enough tokens, 2 not enough allowance, 3 the token refused, 4 the subscriber is sanctioned
    event ChargeFailed(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        address token,
        uint256 amount,
        uint256 period,
        uint256 attempt,
        uint256 reason,
        uint256 retry_at,
        uint256 grace_until
    );
    event Lapsed(bytes32 indexed mandate_id_, address indexed merchant, address indexed subscriber, uint256 number);
    event Cancelled(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        address by,
        uint256 paid_until_
    );
    event Paused(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        uint256 paused_until
    );
    event Resumed(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        uint256 shift,
        uint256 paid_until_
    );
    event PriceProposed(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        uint256 amount,
        uint256 effective_at
    );
    event PriceAccepted(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        uint256 amount,
        uint256 effective_at
    );
    event PeriodRefunded(
        bytes32 indexed mandate_id_,
        address indexed merchant,
        address indexed subscriber,
        uint256 number,
        address token,
        uint256 amount,
        uint256 period
    );
    event MerchantFeeChanged(address indexed merchant, uint256 fee_bps);

    /// @notice Offer a plan to everybody; for its merchant.
    function publish_plan(Plan calldata plan) external;

    /// @notice Take no more mandates for a plan, for good; for its merchant.
    function close_plan(bytes32 plan_id_) external;

    /// @notice Open a mandate; what is due at once is charged within. For its subscriber.
    function subscribe(Mandate calldata mandate_) external;

    function subscribe_with_permit(Mandate calldata mandate_, IPaymentGateway.Permit calldata permit) external;

    /// @notice Open with the subscriber's signature of the Mandate; a permit of amount zero is none.
    function subscribe_by_signature(
        Mandate calldata mandate_, bytes calldata signature, IPaymentGateway.Permit calldata permit
    ) external;

    /// @notice Charge the running period if it is due; anyone may. Money that cannot be had is recorded, not reverted.
    function charge(Mandate calldata mandate_) external;

    /// @notice Charge each as `charge` does. Of each: 0 charged, 1 failed, 2 lapsed, 10 + the obstacle if not tried.
    function charge_many(Mandate[] calldata mandates) external returns (uint256[] memory);

    /// @notice Charge what was used in the running period of a metered plan; for its merchant.
    function charge_usage(Mandate calldata mandate_, uint256 amount) external;

    /// @notice End a mandate at once, or make it one that never opens; for either party.
    function cancel(Mandate calldata mandate_) external;

    /// @notice Stop charges and periods from now on; for the subscriber.
    function pause(Mandate calldata mandate_) external;

    /// @notice Go on; for the subscriber, or for anyone once the pause has ended by itself.
    function resume(Mandate calldata mandate_) external;

    /// @notice Offer another price; for the merchant.
    function propose_price(Mandate calldata mandate_, uint256 amount) external;

    /// @notice Agree to exactly the price that is offered; for the subscriber.
    function accept_price(Mandate calldata mandate_, uint256 amount, uint256 effective_at) external;

    /// @notice Give back what is left of the running period, from the merchant's allowance; once a period.
    function refund_period(Mandate calldata mandate_) external;

    function publish_plan_by_signature(Plan calldata plan, uint256 deadline, bytes calldata signature) external;

    function close_plan_by_signature(
        address merchant, bytes32 plan_id_, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice The word names all that was ever charged before, and so counts once.
    function charge_usage_by_signature(
        Mandate calldata mandate_, uint256 amount, uint256 total, uint256 deadline, bytes calldata signature
    ) external;

    function cancel_by_signature(
        Mandate calldata mandate_, address by, uint256 deadline, bytes calldata signature
    ) external;

    function pause_by_signature(Mandate calldata mandate_, uint256 deadline, bytes calldata signature) external;

    function resume_by_signature(Mandate calldata mandate_, uint256 deadline, bytes calldata signature) external;

    function propose_price_by_signature(
        Mandate calldata mandate_, uint256 amount, uint256 deadline, bytes calldata signature
    ) external;

    function accept_price_by_signature(
        Mandate calldata mandate_, uint256 amount, uint256 effective_at, uint256 deadline, bytes calldata signature
    ) external;

    function refund_period_by_signature(Mandate calldata mandate_, uint256 deadline, bytes calldata signature) external;

    /// @notice The EIP-712 digest of the plan.
    function plan_id(Plan calldata plan) external view returns (bytes32);

    /// @notice Whether a plan takes new mandates.
    function is_plan_open(bytes32 plan_id_) external view returns (bool);

    /// @notice The EIP-712 digest of the mandate, which its subscriber signs.
    function mandate_id(Mandate calldata mandate_) external view returns (bytes32);

    /// @notice What became of a mandate.
    function mandate(bytes32 mandate_id_) external view returns (MandateState memory);

    /// @notice Whether the subscriber is entitled now.
    function is_active(bytes32 mandate_id_) external view returns (bool);

    /// @notice Until when periods are charged, or the trial lasts.
    function paid_until(bytes32 mandate_id_) external view returns (uint256);

    /// @notice Whether anybody may try a charge now, by what is kept.
    function due(bytes32 mandate_id_) external view returns (bool);

    /// @notice What `charge` would do now, and why nothing if so.
    function quote(Mandate calldata mandate_) external view returns (Quote memory);

    /// @notice The running number of a merchant's last event.
    function merchant_number(address merchant) external view returns (uint256);

    /// @notice Give one merchant a lower fee, for mandates from now on; 10,000 takes it away. For the admin.
    function set_merchant_fee(address merchant, uint256 fee_bps) external;

    /// @notice For the contract itself alone.
    function pull(
        address token, address subscriber, address payout, uint256 net, uint256 fee, address sender, uint256 tip
    ) external returns (uint256);

    function version() external pure returns (string memory);
}
