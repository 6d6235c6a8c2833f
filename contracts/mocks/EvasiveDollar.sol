// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Evasive dollar
/// @notice A token that is bad at answering: asked for a balance or an allowance it does what it is told to, and taking
///         it can need any amount of gas, fail, or be answered with a flood.
contract EvasiveDollar is ERC20 {
    enum Answer {
        Honest,
        Reverts,
        BurnsGas,
        Floods,
        FloodsAndReverts,
        Short,
        Empty,
        Everything
    }

    Answer public answer;
    Answer public taking;
    uint256 public thirst;

    constructor() ERC20("Evasive Dollar", "EUSD") {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice How it answers to `balanceOf` and `allowance`, and how to `transferFrom`.
    function setAnswers(Answer to, Answer taking_) external {
        answer = to;
        taking = taking_;
    }

    /// @notice How much gas, in all but a few thousand, taking needs.
    function setThirst(uint256 to) external {
        thirst = to;
    }

    function balanceOf(address owner) public view override returns (uint256) {
        uint256 held = super.balanceOf(owner);
        return answer == Answer.Honest ? held : _evade(answer, held);
    }

    function allowance(address owner, address spender) public view override returns (uint256) {
        uint256 allowed = super.allowance(owner, spender);
        // What it asks itself before it moves anything is told honestly.
        return answer == Answer.Honest || msg.sig == this.transferFrom.selector ? allowed : _evade(answer, allowed);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        uint256 enough = gasleft() > thirst ? gasleft() - thirst : 0;
        require(enough > 0, "thirsty");
        while (gasleft() > enough) {}
        if (taking != Answer.Honest && taking != Answer.Floods) {
            return _evade(taking, 0) == 1;
        }
        super.transferFrom(from, to, amount);
        return taking == Answer.Honest || _evade(taking, 1) == 1;
    }

    function _evade(Answer how, uint256 truth) private pure returns (uint256) {
        if (how == Answer.Everything) return type(uint256).max;
        if (how == Answer.Reverts) revert("no answer");
        if (how == Answer.BurnsGas) {
            // All of it at once, as an endless loop would in the end.
            assembly ("memory-safe") {
                invalid()
            }
        }
        uint256 size = how == Answer.Short ? 31 : how == Answer.Empty ? 0 : 65536;
        assembly ("memory-safe") {
            if eq(how, 4) { revert(0, size) }
            mstore(0, truth)
            return(0, size)
        }
    }
}
