// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

import {IPaymentGateway} from "./IPaymentGateway.sol";
import {IRelayed} from "./IRelayed.sol";

/// @title DepositAddresses
/// @notice Gives an invoice an address to which a payer who can only send sends money: it pays the invoice, or goes back.
/// @dev Plain coins are refused; they come from deposit addresses alone.
interface IDepositAddresses is IRelayed {
    event DepositCollected(
        bytes32 indexed payment_id,
        address indexed merchant,
        address indexed refund_to,
        uint256 number,
        address deposit,
        address token,
        uint256 amount,
        uint256 excess
    );
    event DepositReturned(
        bytes32 indexed payment_id,
        address indexed merchant,
        address indexed to,
        uint256 number,
        address deposit,
        address token,
        uint256 amount
    );

    /// @notice Pay an invoice with what lies on its deposit address, and send what is above its amount to `refund_to`.
    /// @param refund_to Of the deposit address; it becomes the payer of record, or the deposit address if it is zero
    function collect(
        IPaymentGateway.Invoice calldata invoice,
        IPaymentGateway.Split[] calldata splits,
        bytes calldata signature,
        address refund_to
    ) external;

    /// @notice Send all of a token from a deposit address to `refund_to`, or to the merchant if that is zero; of the
    ///         invoice's own token only when the invoice can no longer be paid.
    function return_deposit(IPaymentGateway.Invoice calldata invoice, address refund_to, address token) external;

    /// @notice Take all of a token from a deposit address, at any time; the caller is its `refund_to`.
    function withdraw_deposit(IPaymentGateway.Invoice calldata invoice, address token, address to) external;

    function withdraw_deposit_by_signature(
        IPaymentGateway.Invoice calldata invoice,
        address refund_to,
        address token,
        address to,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Where plain sends pay an invoice, whether or not anything is there yet.
    function deposit_address(bytes32 payment_id, address refund_to) external view returns (address);

    /// @return gateway The PaymentGateway whose invoices are paid
    /// @return implementation The code behind every deposit address
    /// @return number Of the last event
    function origin() external view returns (address gateway, address implementation, uint256 number);

    function version() external pure returns (string memory);
}
