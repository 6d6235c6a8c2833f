// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Hostile dollar
/// @notice A token whose manners can be changed at any time: it can keep a part of each transfer, refuse by false,
///         answer with 31 bytes or with 96, be paused, list accounts, lie, burn gas, or call somebody in the middle of a
///         transfer.
contract HostileDollar is ERC20 {
    enum Manner {
        Honest,
        ReturnsFalse,
        ReturnsFalseButMoves,
        ReturnsTwo,
        Returns31Bytes,
        Returns96Bytes,
        MovesNothing,
        TakesAFee,
        TakesAFeeFromSender,
        Paused,
        BurnsGas
    }

    Manner public manner;
    mapping(address => bool) public listed;
    address public hookTarget;
    bytes public hookCall;
    bool public hookMustSucceed;
    bytes public hookAnswer;
    bool public hookSucceeded;
    uint256 public hookRuns;

    constructor() ERC20("Hostile Dollar", "HUSD") {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setManner(Manner to) external {
        manner = to;
    }

    function list(address account, bool to) external {
        listed[account] = to;
    }

    /// @notice Call `target` with `callData` in each transfer; with `mustSucceed`, its failure fails the transfer.
    function setHook(address target, bytes calldata callData, bool mustSucceed) external {
        hookTarget = target;
        hookCall = callData;
        hookMustSucceed = mustSucceed;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _behave(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        return _behave(from, to, amount);
    }

    function _behave(address from, address to, uint256 amount) private returns (bool) {
        require(!listed[from] && !listed[to], "listed");
        require(manner != Manner.Paused, "paused");
        if (manner == Manner.ReturnsFalse) return false;
        if (manner == Manner.MovesNothing) return true;
        while (manner == Manner.BurnsGas) {}
        if (manner == Manner.TakesAFee) {
            _transfer(from, address(this), 1);
            _transfer(from, to, amount - 1);
        } else if (manner == Manner.TakesAFeeFromSender) {
            _transfer(from, address(this), 1);
            _transfer(from, to, amount);
        } else {
            _transfer(from, to, amount);
        }
        _runHook();
        return _answer();
    }

    function _runHook() private {
        if (hookTarget == address(0)) return;
        hookRuns += 1;
        bool success;
        (success, hookAnswer) = hookTarget.call(hookCall);
        hookSucceeded = success;
        require(success || !hookMustSucceed, "hook failed");
    }

    function _answer() private view returns (bool) {
        if (manner == Manner.ReturnsFalseButMoves) return false;
        if (manner == Manner.Honest || manner == Manner.TakesAFee || manner == Manner.TakesAFeeFromSender) return true;
        uint256 size = manner == Manner.Returns31Bytes ? 31 : manner == Manner.Returns96Bytes ? 96 : 32;
        uint256 word = manner == Manner.ReturnsTwo ? 2 : 1;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, word)
            mstore(add(free, 32), 0)
            mstore(add(free, 64), 0)
            return(free, size)
        }
    }
}
