# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Wallet domain
@license MIT
@notice Binds signed terms to one chain and one wallet.
@dev Wallets share their code, which knows no wallet's address: the separator is computed at each call.
@custom:source EIP-712, ERC-5267
"""

TYPE_HASH: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
NAME: constant(String[20]) = "Counterfoil MultiSig"
VERSION: constant(String[1]) = "1"
NAME_HASH: constant(bytes32) = keccak256(NAME)
VERSION_HASH: constant(bytes32) = keccak256(VERSION)
# ERC-5267: the bits of name, version, chainId and verifyingContract.
FIELDS: constant(bytes1) = 0x0f
PREFIX: constant(bytes32) = 0x0000000000000000000000000000000000000000000000000000000000001901


@external
@view
@reentrant
def eip712Domain() -> (
    bytes1, String[20], String[1], uint256, address, bytes32, DynArray[uint256, 32]
):
    """
    @notice The domain under which this wallet's signatures are made (ERC-5267).
    @return fields, name, version, chain id, verifying contract, salt (unused), extensions (none)
    """
    return FIELDS, NAME, VERSION, chain.id, self, empty(bytes32), []


@internal
@view
def _digest(struct_hash: bytes32) -> bytes32:
    separator: bytes32 = keccak256(abi_encode(TYPE_HASH, NAME_HASH, VERSION_HASH, chain.id, self))
    return keccak256(slice(abi_encode(PREFIX, separator, struct_hash), 30, 66))
