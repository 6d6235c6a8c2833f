// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Strange dollar
/// @notice A token that does what it is told, with one habit that others do not have, and any number of decimals.
contract StrangeDollar is ERC20 {
    enum Habit {
        None,
        RefusesZero,
        MaxMeansBalance,
        RefusesApproval
    }

    Habit public immutable habit;
    uint8 private immutable places;

    constructor(Habit habit_, uint8 places_) ERC20("Strange Dollar", "OUSD") {
        habit = habit_;
        places = places_;
    }

    function decimals() public view override returns (uint8) {
        return places;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @dev Approves all the same: whoever believes the answer gives up.
    function approve(address spender, uint256 amount) public override returns (bool) {
        super.approve(spender, amount);
        return habit != Habit.RefusesApproval;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return super.transfer(to, _meant(msg.sender, amount));
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return super.transferFrom(from, to, _meant(from, amount));
    }

    function _meant(address from, uint256 amount) private view returns (uint256) {
        require(habit != Habit.RefusesZero || amount != 0, "zero");
        return habit == Habit.MaxMeansBalance && amount == type(uint256).max ? balanceOf(from) : amount;
    }
}
