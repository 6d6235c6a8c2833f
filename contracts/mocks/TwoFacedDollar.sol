// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Two-faced dollar
/// @notice A token with a second address: what is moved at one is moved at the other.
contract TwoFacedDollar is ERC20 {
    DollarFace public immutable face;

    constructor() ERC20("Two-faced Dollar", "2USD") {
        face = new DollarFace(this);
    }

    modifier onlyFace() {
        require(msg.sender == address(face), "not the face");
        _;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function approveFor(address owner, address spender, uint256 amount) external onlyFace {
        _approve(owner, spender, amount);
    }

    function spendFor(address owner, address spender, uint256 amount) external onlyFace {
        _spendAllowance(owner, spender, amount);
    }

    function moveFor(address from, address to, uint256 amount) external onlyFace {
        _transfer(from, to, amount);
    }
}

/// @title Dollar face
/// @notice The other address of a two-faced dollar.
contract DollarFace {
    TwoFacedDollar private immutable DOLLAR;

    constructor(TwoFacedDollar dollar) {
        DOLLAR = dollar;
    }

    function balanceOf(address owner) external view returns (uint256) {
        return DOLLAR.balanceOf(owner);
    }

    function allowance(address owner, address spender) external view returns (uint256) {
        return DOLLAR.allowance(owner, spender);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        DOLLAR.approveFor(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        DOLLAR.moveFor(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        DOLLAR.spendFor(from, msg.sender, amount);
        DOLLAR.moveFor(from, to, amount);
        return true;
    }
}
