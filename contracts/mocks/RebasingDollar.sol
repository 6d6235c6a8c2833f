// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Rebasing dollar
/// @notice Balances are parts of a pool: all of them change with its worth, and a transfer may round to a unit less.
contract RebasingDollar {
    string public constant name = "Rebasing Dollar";
    string public constant symbol = "RUSD";
    uint8 public constant decimals = 6;

    /// @notice What 1,000 parts are worth.
    uint256 public worth = 1_000;
    mapping(address => uint256) public partsOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function setWorth(uint256 to) external {
        worth = to;
    }

    function mint(address to, uint256 amount) external {
        partsOf[to] += (amount * 1_000) / worth;
        emit Transfer(address(0), to, amount);
    }

    function balanceOf(address owner) external view returns (uint256) {
        return (partsOf[owner] * worth) / 1_000;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        return _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        uint256 parts = (amount * 1_000) / worth;
        require(partsOf[from] >= parts, "balance too small");
        partsOf[from] -= parts;
        partsOf[to] += parts;
        emit Transfer(from, to, amount);
        return true;
    }
}
