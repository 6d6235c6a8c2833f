// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

import {IAdministered} from "./IAdministered.sol";
import {ICredits} from "./ICredits.sol";
import {IPaymentGateway} from "./IPaymentGateway.sol";
import {IRelayed} from "./IRelayed.sol";

/// @title Escrow
/// @notice Holds money for a deal, then releases it to the beneficiary or returns it to the depositor; from every state
///         it can leave within a bounded time with any one party silent.
/// @dev Names are the contract's own; one that a function has too ends with `_` as a parameter. A test compares this
///      interface with the contract, both ways.
interface IEscrow is IAdministered, ICredits, IRelayed {
    /// @param arbiter Zero: none; any other must accept before the deal can be funded
    /// @param delivery_until What was not delivered goes back from this time on
    /// @param inspection_period Seconds after delivery in which the depositor may dispute
    /// @param claim_hash SHA-256 of a code that releases; zero: none
    /// @param arbiter_fee_bps At most, of what is held when a dispute is decided
    /// @param dispute_period Seconds that the arbiter has
    /// @param on_timeout_bps The beneficiary's share if the arbiter is silent
    struct Deal {
        address depositor;
        address beneficiary;
        address arbiter;
        address token;
        uint256 amount;
        uint256 max_fee_bps;
        uint256 delivery_until;
        uint256 inspection_period;
        bytes32 claim_hash;
        uint256 arbiter_fee_bps;
        uint256 dispute_period;
        uint256 on_timeout_bps;
        bytes32 salt;
    }

    /// @param status 0 none, 1 accepted and 2 declined by the arbiter, 3 funded, 4 delivered, 5 disputed, 6 closed
    /// @param since When it was delivered, or disputed
    /// @param step Of its last event
    struct DealState {
        uint256 status;
        uint256 held;
        uint256 returned;
        uint256 since;
        uint256 step;
        uint256 fee_bps;
    }

    event ArbitrationAccepted(bytes32 indexed deal_id, address indexed arbiter, address indexed beneficiary);
    event ArbitrationDeclined(bytes32 indexed deal_id, address indexed arbiter, address indexed beneficiary);
    event DealFunded(
        bytes32 indexed deal_id,
        address indexed depositor,
        address indexed beneficiary,
        uint256 number,
        address arbiter,
        address token,
        uint256 amount,
        uint256 fee_bps,
        uint256 max_fee_bps,
        uint256 delivery_until,
        uint256 inspection_period,
        bytes32 claim_hash,
        uint256 arbiter_fee_bps,
        uint256 dispute_period,
        uint256 on_timeout_bps,
        bytes32 salt
    );
    event DealReleased(
        bytes32 indexed deal_id,
        address indexed depositor,
        address indexed beneficiary,
        uint256 step,
        address token,
        uint256 amount,
        uint256 fee,
        uint256 held
    );
    event DealReturned(
        bytes32 indexed deal_id,
        address indexed depositor,
        address indexed beneficiary,
        uint256 step,
        address token,
        uint256 amount,
        uint256 held
    );
    event DeliveryMarked(
        bytes32 indexed deal_id,
        address indexed depositor,
        address indexed beneficiary,
        uint256 step,
        bytes32 proof,
        uint256 inspection_until
    );
    event DealDisputed(
        bytes32 indexed deal_id,
        address indexed depositor,
        address indexed beneficiary,
        uint256 step,
        address by,
        uint256 dispute_until
    );
    /// @param how 1 settled, 2 ruled, 3 timed out
    event DealResolved(
        bytes32 indexed deal_id,
        address indexed depositor,
        address indexed beneficiary,
        uint256 step,
        uint256 how,
        address token,
        uint256 to_beneficiary,
        uint256 fee,
        uint256 to_depositor,
        uint256 arbiter_fee
    );
    event FeesCollected(address indexed fee_receiver, address indexed token, uint256 number, uint256 amount);

    /// @notice Put the deal's amount into custody; the caller is its depositor.
    /// @param acceptance The arbiter's signature of AcceptArbitration; empty without an arbiter, or after its acceptance
    function fund(Deal calldata deal_, bytes calldata acceptance) external payable;

    function fund_with_permit(
        Deal calldata deal_, bytes calldata acceptance, IPaymentGateway.Permit calldata permit
    ) external;

    /// @notice Fund with the depositor's ERC-3009 authorization, whose nonce is the deal's id; anyone may send it.
    function fund_with_authorization(
        Deal calldata deal_, bytes calldata acceptance, IPaymentGateway.Authorization calldata authorization
    ) external;

    /// @notice Fund from the depositor's allowance, with the depositor's signature of the Deal; anyone may send it.
    function fund_by_signature(Deal calldata deal_, bytes calldata acceptance, bytes calldata signature) external;

    /// @notice Give the beneficiary a part or, with the largest number, all of what is held; for the depositor.
    function release(Deal calldata deal_, uint256 amount) external;

    function release_by_signature(
        Deal calldata deal_, uint256 amount, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice Send a part or, with the largest number, all of what is held back; for the beneficiary.
    function return_funds(Deal calldata deal_, uint256 amount) external;

    function return_funds_by_signature(
        Deal calldata deal_, uint256 amount, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice Say that what was agreed is delivered, which starts the inspection; for the beneficiary.
    function mark_delivered(Deal calldata deal_, bytes32 proof) external;

    function mark_delivered_by_signature(
        Deal calldata deal_, bytes32 proof, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice Release all by the code whose SHA-256 the terms name, of at most 64 bytes; anyone may.
    function claim(Deal calldata deal_, bytes calldata code) external;

    /// @notice Release all once the inspection is over without a dispute; anyone may.
    function release_after_inspection(Deal calldata deal_) external;

    /// @notice Return all once the time for delivery is over without one; anyone may.
    function reclaim(Deal calldata deal_) external;

    /// @notice Take the arbiter's part in a deal that is not funded yet; depositor zero: whoever funds these terms.
    function accept_arbitration(Deal calldata deal_) external;

    /// @notice Refuse the arbiter's part for good, or take an acceptance back, as long as the deal is not funded.
    function decline_arbitration(Deal calldata deal_) external;

    /// @notice Freeze what is held; for the depositor during the inspection, or the beneficiary before delivery.
    function dispute(Deal calldata deal_) external;

    function dispute_by_signature(
        Deal calldata deal_, address by, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice Decide a dispute; for the arbiter. What the two amounts leave goes to the depositor.
    function resolve(Deal calldata deal_, uint256 to_beneficiary, uint256 arbiter_fee) external;

    function resolve_by_signature(
        Deal calldata deal_,
        uint256 to_beneficiary,
        uint256 arbiter_fee,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Split what is held as the terms say for an arbiter's silence, once its time is over; anyone may.
    function resolve_by_timeout(Deal calldata deal_) external;

    /// @notice Split all that is held as both parties agree; anyone may send it, a party without its own signature.
    function settle(
        Deal calldata deal_,
        uint256 to_beneficiary,
        uint256 deadline,
        bytes calldata depositor_signature,
        bytes calldata beneficiary_signature
    ) external;

    /// @notice Send the fees kept in a token, less one unit, to the fee receiver of now; anyone may.
    function collect_fees(address token) external;

    /// @notice The id of a deal on this chain and contract: the digest that its depositor signs to fund it by signature.
    function deal_id(Deal calldata deal_) external view returns (bytes32);

    /// @notice What became of a deal.
    function deal(bytes32 deal_id_) external view returns (DealState memory);

    /// @return The running number of the last deal that was funded
    function deal_count() external view returns (uint256);

    /// @return Smallest units of fees kept in a token
    function accrued_fees(address token) external view returns (uint256);

    function version() external pure returns (string memory);
}
