// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";

/// @title Test voucher
/// @notice Tokens of several kinds, for wallets that receive them. Anyone may mint to an address without code.
contract TestVoucher is ERC1155 {
    constructor() ERC1155("") {}

    function mint(address to, uint256 kind, uint256 amount) external {
        _mint(to, kind, amount, "");
    }
}
