// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title Escrow dollar
/// @notice What the other test tokens cannot do to an Escrow: take ERC-3009 authorizations that a wallet signed, keep a
///         part of what they bring, accept any unknown call in silence (a phantom permit), and answer with a flood.
contract EscrowDollar is ERC20, EIP712 {
    enum Manner {
        Honest,
        Floods,
        FloodsAndReverts,
        KeepsAPart
    }

    bytes32 private constant RECEIVE_TYPE_HASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    Manner public manner;
    mapping(address => mapping(bytes32 => bool)) public authorizationState;

    constructor() ERC20("Escrow Dollar", "EUSD") EIP712("Escrow Dollar", "1") {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setManner(Manner to) external {
        manner = to;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (manner == Manner.FloodsAndReverts) {
            assembly ("memory-safe") {
                revert(0, 65536)
            }
        }
        _transfer(msg.sender, to, amount);
        if (manner == Manner.Floods) {
            assembly ("memory-safe") {
                mstore(0, 1)
                return(0, 65536)
            }
        }
        return true;
    }

    /// @notice Only the receiver may hand it in, once, strictly between its two times.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        bytes32 hash = _hashTypedDataV4(
            keccak256(abi.encode(RECEIVE_TYPE_HASH, from, to, value, validAfter, validBefore, nonce))
        );
        require(SignatureChecker.isValidSignatureNow(from, hash, signature), "authorization: bad signature");
        require(to == msg.sender, "authorization: not the receiver");
        require(block.timestamp > validAfter && block.timestamp < validBefore, "authorization: wrong time");
        require(!authorizationState[from][nonce], "authorization: used");
        authorizationState[from][nonce] = true;
        _transfer(from, to, manner == Manner.KeepsAPart ? value - 1 : value);
    }

    fallback() external {}
}
