// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title Test ticket
/// @notice One-of-a-kind tokens, for wallets that receive them. Anyone may mint.
contract TestTicket is ERC721 {
    constructor() ERC721("Test Ticket", "TTIX") {}

    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}
