// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Trap dollar
/// @notice Lets itself be taken, by `transferFrom`, and burns all gas of whoever wants to send it on.
contract TrapDollar is ERC20 {
    constructor() ERC20("Trap Dollar", "XUSD") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transfer(address, uint256) public pure override returns (bool) {
        while (true) {}
        return true;
    }
}
