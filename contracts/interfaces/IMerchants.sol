// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

/// @title Merchants
/// @notice Who may be paid, where to, and whose signature issues invoices for them.
interface IMerchants {
    /// @param proposed_payout Announced; zero if none
    /// @param payout_effective_at When it counts from
    /// @param fee_bps As a payment in this block is charged
    /// @param number Running number of the merchant's last payment event
    struct MerchantTerms {
        bool registered;
        address payout;
        address invoice_signer;
        address proposed_payout;
        uint256 payout_effective_at;
        uint256 fee_bps;
        uint256 number;
    }

    event MerchantRegistered(address indexed merchant, address payout, address invoice_signer);
    event InvoiceSignerChanged(address indexed merchant, address invoice_signer);
    event PayoutChangeProposed(address indexed merchant, address payout, uint256 effective_at);
    event PayoutChangeCancelled(address indexed merchant, address payout);
    event MerchantFeeChanged(address indexed merchant, uint256 fee_bps);
    event SplitsApproved(address indexed merchant, bytes32 indexed splits_hash, bool approved);

    /// @notice Make the caller a merchant, once; the signer may issue invoices and nothing else, zero for none.
    function register_merchant(address payout, address invoice_signer) external;

    function register_merchant_by_signature(
        address merchant_, address payout, address invoice_signer, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice Announce a new payout address; it counts after the delay, until then it can be cancelled.
    function set_payout(address payout) external;

    function set_payout_by_signature(
        address merchant_, address payout, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice Drop the announced payout address before it counts.
    function cancel_payout_change() external;

    function cancel_payout_change_by_signature(
        address merchant_, address payout, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice Replace the key that may issue invoices; those signed by the old one can no longer be paid.
    function set_invoice_signer(address invoice_signer) external;

    function set_invoice_signer_by_signature(
        address merchant_, address invoice_signer, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice Give one merchant a fee below everybody's, or with 10,000 take it away; for the admin.
    function set_merchant_fee(address merchant_, uint256 fee_bps) external;

    /// @notice Let the caller's invoice signer issue invoices with the shares of this hash, or no more.
    function approve_splits(bytes32 splits_hash_, bool approved) external;

    function approve_splits_by_signature(
        address merchant_, bytes32 splits_hash_, bool approved, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice A merchant's terms as a payment in this block would find them.
    function merchant(address merchant_) external view returns (MerchantTerms memory);

    /// @notice Whether a merchant's invoice signer may issue invoices with the shares of this hash.
    function are_splits_approved(address merchant_, bytes32 splits_hash_) external view returns (bool);

    /// @return Seconds between the announcement of a payout address and the time it counts from
    function payout_delay() external view returns (uint256);
}
