// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {WalletDollar} from "./WalletDollar.sol";

/// @title Escrow dollar
/// @notice What the other test tokens cannot do to an Escrow: answer a payout with a flood, and keep a part of what an
///         authorization brings.
contract EscrowDollar is WalletDollar {
    enum Manner {
        Honest,
        Floods,
        FloodsAndReverts,
        KeepsAPart
    }

    Manner public manner;

    function setManner(Manner to) external {
        manner = to;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        bool honest = manner == Manner.Honest;
        if (manner == Manner.FloodsAndReverts) {
            assembly ("memory-safe") {
                revert(0, 65536)
            }
        }
        super.transfer(to, amount);
        if (!honest) {
            assembly ("memory-safe") {
                mstore(0, 1)
                return(0, 65536)
            }
        }
        return true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        bool keeps = manner == Manner.KeepsAPart && from != address(0);
        super._update(from, to, keeps ? amount - 1 : amount);
    }
}
