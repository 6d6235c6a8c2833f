// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

/// @title Credits
/// @notice What a contract owes to receivers whom a payout could not reach. The native coin goes by its ERC-7528 address.
interface ICredits {
    event CreditIncreased(
        address indexed receiver, address indexed token, uint256 number, uint256 amount, uint256 balance
    );
    event CreditWithdrawn(
        address indexed receiver, address indexed token, uint256 number, address to, uint256 amount, uint256 balance
    );

    /// @notice Take all that the contract owes to the caller in one token, to any address.
    function withdraw_credit(address token, address to) external;

    /// @notice Withdraw for a receiver, with the receiver's signature of WithdrawCredit; anyone may send it, once.
    function withdraw_credit_by_signature(
        address receiver, address token, address to, uint256 deadline, bytes calldata signature
    ) external;

    /// @return Smallest units of a token that the contract owes to a receiver
    function credit(address receiver, address token) external view returns (uint256);

    /// @return Smallest units of a token that the contract owes to all
    function credits(address token) external view returns (uint256);

    /// @return The running number of the last credit event of this contract
    function credit_number() external view returns (uint256);
}
