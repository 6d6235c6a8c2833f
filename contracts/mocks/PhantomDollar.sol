// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Phantom dollar
/// @notice A token whose fallback swallows every call it does not know, as that of wrapped ether does: permits and
///         authorizations seem to succeed and do nothing.
contract PhantomDollar is ERC20 {
    constructor() ERC20("Phantom Dollar", "PUSD") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    fallback() external {}
}
