// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Two transfers
/// @notice The least that any payment with a fee can cost: two `transferFrom` in one call and nothing else.
contract TwoTransfers {
    function pay(IERC20 token, address merchant, uint256 net, address feeReceiver, uint256 fee) external {
        require(token.transferFrom(msg.sender, merchant, net));
        require(token.transferFrom(msg.sender, feeReceiver, fee));
    }
}
