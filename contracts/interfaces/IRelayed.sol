// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

/// @title Signed words
/// @notice What a person signed for others to hand in: each word is known by its EIP-712 digest, under this domain.
interface IRelayed {
    event SignatureSpent(address indexed signer, bytes32 indexed digest);

    /// @notice Make a signed word of the caller's count no more, before anybody hands it in.
    function revoke_signature(bytes32 digest) external;

    /// @notice Whether a signed word was revoked, or was used and may not be used again.
    function is_signature_spent(address signer, bytes32 digest) external view returns (bool);

    /// @notice The domain under which this contract's signatures are made (ERC-5267).
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );
}
