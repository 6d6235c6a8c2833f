// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Sanctions list
/// @notice An oracle that anyone may write, and break: then it answers nobody.
contract SanctionsList {
    mapping(address => bool) public listed;
    bool public broken;

    function list(address account, bool to) external {
        listed[account] = to;
    }

    function setBroken(bool to) external {
        broken = to;
    }

    function isSanctioned(address account) external view returns (bool) {
        require(!broken, "list: broken");
        return listed[account];
    }
}
