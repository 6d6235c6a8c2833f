// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

import {IAdministered} from "./IAdministered.sol";
import {ICredits} from "./ICredits.sol";
import {IMerchants} from "./IMerchants.sol";
import {IRelayed} from "./IRelayed.sol";

/// @title PaymentGateway
/// @notice Pays an invoice once, exactly, before it expires, from the payer straight to the merchant.
/// @dev Names are the contract's own; one that Solidity keeps for itself, or that a function has, ends with `_`.
///      A test compares this interface with the contract, both ways.
interface IPaymentGateway is IAdministered, ICredits, IMerchants, IRelayed {
    /// @param payer Zero: anyone may pay
    /// @param token An ERC-20 token, or the native coin by its ERC-7528 address
    /// @param amount Smallest units of the token; the fee is inside
    /// @param valid_until Payable strictly before this time
    /// @param refund_until Refundable strictly before this time
    /// @param splits_hash Of the shares, as `splits_hash` gives it; zero: none
    /// @param reference_ The merchant's own, an order number say
    struct Invoice {
        address merchant;
        address payer;
        address token;
        uint256 amount;
        uint256 max_fee_bps;
        uint256 valid_until;
        uint256 refund_until;
        bytes32 splits_hash;
        bytes32 reference_;
        bytes32 salt;
    }

    /// @param bps Of what is left after the fee
    struct Split {
        address receiver;
        uint256 bps;
    }

    /// @dev ERC-2612, owner and spender left out.
    struct Permit {
        uint256 amount;
        uint256 deadline;
        uint256 v;
        bytes32 r;
        bytes32 s;
    }

    /// @dev ERC-3009, what the call itself says left out.
    struct Authorization {
        uint256 valid_after;
        uint256 valid_before;
        bytes signature;
    }

    event PaymentRequested(
        bytes32 indexed payment_id,
        address indexed merchant,
        address indexed payer,
        uint256 number,
        address token,
        uint256 amount,
        uint256 max_fee_bps,
        uint256 valid_until,
        uint256 refund_until,
        bytes32 splits_hash,
        bytes32 reference_,
        bytes32 salt
    );
    event PaymentCompleted(
        bytes32 indexed payment_id,
        address indexed merchant,
        address indexed payer,
        uint256 number,
        address token,
        uint256 amount,
        uint256 fee,
        address payout,
        bytes32 reference_
    );
    event PaymentCancelled(bytes32 indexed payment_id, address indexed merchant, uint256 number);
    event PaymentRefunded(
        bytes32 indexed payment_id,
        address indexed merchant,
        address indexed payer,
        uint256 number,
        address token,
        uint256 amount,
        uint256 refunded
    );
    event SplitPaid(
        bytes32 indexed payment_id,
        address indexed merchant,
        address indexed receiver,
        uint256 number,
        address token,
        uint256 amount
    );

    /// @notice Issue an invoice on-chain; the caller is its merchant.
    function request_payment(Invoice calldata invoice) external;

    /// @notice Pay an invoice in full, from the caller's allowance or with the native coin sent along.
    /// @param signature The merchant's or its invoice signer's over the payment id; empty if it was requested
    function pay(Invoice calldata invoice, bytes calldata signature) external payable;

    /// @notice Pay an invoice that is shared among several receivers.
    /// @param splits At most eight, behind the invoice's `splits_hash`
    function pay_split(Invoice calldata invoice, Split[] calldata splits, bytes calldata signature) external payable;

    /// @notice Pay with the caller's money for somebody else, who becomes the payer of record: refunds go there.
    function pay_for(Invoice calldata invoice, Split[] calldata splits, bytes calldata signature, address payer)
        external
        payable;

    /// @notice Pay from an allowance that the caller's ERC-2612 permit gives in the same transaction.
    function pay_with_permit(
        Invoice calldata invoice, Split[] calldata splits, bytes calldata signature, Permit calldata permit
    ) external;

    /// @notice Pay with the payer's ERC-3009 authorization, whose nonce is the payment id; anyone may send it.
    function pay_with_authorization(
        Invoice calldata invoice,
        Split[] calldata splits,
        bytes calldata signature,
        address payer,
        Authorization calldata authorization
    ) external;

    /// @notice Make an invoice that was not paid unpayable for ever; the caller is its merchant.
    function cancel_payment(Invoice calldata invoice) external;

    function cancel_payment_by_signature(Invoice calldata invoice, uint256 deadline, bytes calldata signature) external;

    /// @notice Give a part or all of a payment back to its payer of record, out of the caller's, its merchant's, money.
    function refund_payment(Invoice calldata invoice, uint256 amount) external payable;

    function refund_payment_by_signature(
        Invoice calldata invoice, uint256 amount, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice The id of an invoice on this chain and contract: the digest that its issuer signs.
    function payment_id(Invoice calldata invoice) external view returns (bytes32);

    /// @return status 0 none, 1 requested, 2 paid, 3 cancelled
    /// @return payer Of record
    /// @return paid_at Time of payment
    /// @return refunded Smallest units so far
    function payment(bytes32 payment_id_)
        external
        view
        returns (uint256 status, address payer, uint256 paid_at, uint256 refunded);

    /// @notice Whether an invoice was paid; refunds do not change it.
    function is_paid(bytes32 payment_id_) external view returns (bool);

    /// @notice The hash by which an invoice names its shares.
    function splits_hash(Split[] calldata splits) external pure returns (bytes32);

    function version() external pure returns (string memory);
}
