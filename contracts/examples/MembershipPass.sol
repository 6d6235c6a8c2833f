// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

import {IPaymentGateway} from "../interfaces/IPaymentGateway.sol";

/// @title Membership pass
/// @notice An example of a contract that builds upon payments: whoever paid a merchant's invoice for this product holds a
///         pass for a while, as long as the price has not gone back.
/// @dev An id alone proves that somebody paid something. This contract computes the id from the terms, so that it knows
///      to whom, for what, in which token and how much.
contract MembershipPass {
    struct Pass {
        bytes32 payment_id;
        uint256 amount;
        uint256 until;
    }

    uint256 private constant PAID = 2;

    IPaymentGateway public immutable GATEWAY;
    address public immutable MERCHANT;
    address public immutable TOKEN;
    uint256 public immutable PRICE;
    bytes32 public immutable PRODUCT;
    uint256 public immutable PERIOD;

    mapping(address => Pass) public passes;
    mapping(bytes32 => bool) public claimed;

    event PassClaimed(bytes32 indexed payment_id, address indexed member, uint256 until);

    /// @param product What the merchant's invoices for this pass have as their reference
    /// @param period Seconds that a pass lasts
    constructor(
        IPaymentGateway gateway, address merchant, address token, uint256 price, bytes32 product, uint256 period
    ) {
        GATEWAY = gateway;
        MERCHANT = merchant;
        TOKEN = token;
        PRICE = price;
        PRODUCT = product;
        PERIOD = period;
    }

    /// @notice Take the pass for an invoice that was paid, once; the caller is its payer of record.
    /// @param invoice Terms, as they were paid
    function claim(IPaymentGateway.Invoice calldata invoice) external {
        require(invoice.merchant == MERCHANT, "pass: another merchant");
        require(invoice.token == TOKEN, "pass: another token");
        require(invoice.reference_ == PRODUCT, "pass: another product");
        bytes32 id = GATEWAY.payment_id(invoice);
        (uint256 status, address payer,, uint256 refunded) = GATEWAY.payment(id);
        require(status == PAID, "pass: not paid");
        require(payer == msg.sender, "pass: not the payer");
        require(invoice.amount >= PRICE + refunded, "pass: below the price");
        require(!claimed[id], "pass: already claimed");
        require(!is_member(msg.sender), "pass: already a member");

        claimed[id] = true;
        uint256 until = block.timestamp + PERIOD;
        passes[msg.sender] = Pass(id, invoice.amount, until);
        emit PassClaimed(id, msg.sender, until);
    }

    /// @notice Whether somebody holds a pass now. A refund is looked for each time: `is_paid` stays true for ever, and
    ///         nobody would tell this contract.
    function is_member(address account) public view returns (bool) {
        Pass memory pass = passes[account];
        if (block.timestamp >= pass.until) return false;
        (,,, uint256 refunded) = GATEWAY.payment(pass.payment_id);
        return pass.amount >= PRICE + refunded;
    }
}
