# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title EIP-712 domain
@license MIT
@notice Binds signed terms to one chain and one contract. The separator is computed at deployment and again whenever
        the chain id is no longer that of the deployment, so that a fork of the chain cannot replay a signature.
@custom:source EIP-712, ERC-5267
"""

TYPE_HASH: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
# ERC-5267: the bits of name, version, chainId and verifyingContract.
FIELDS: constant(bytes1) = 0x0f

PREFIX: constant(bytes32) = 0x0000000000000000000000000000000000000000000000000000000000001901

NAME: immutable(String[50])
VERSION: immutable(String[20])
NAME_HASH: immutable(bytes32)
VERSION_HASH: immutable(bytes32)
CHAIN_ID_AT_DEPLOYMENT: immutable(uint256)
SEPARATOR_AT_DEPLOYMENT: immutable(bytes32)


@deploy
def __init__(name: String[50], version: String[20]):
    NAME = name
    VERSION = version
    NAME_HASH = keccak256(name)
    VERSION_HASH = keccak256(version)
    CHAIN_ID_AT_DEPLOYMENT = chain.id
    SEPARATOR_AT_DEPLOYMENT = keccak256(
        abi_encode(TYPE_HASH, keccak256(name), keccak256(version), chain.id, self)
    )


@external
@view
@reentrant
def eip712Domain() -> (
    bytes1, String[50], String[20], uint256, address, bytes32, DynArray[uint256, 32]
):
    """
    @notice The domain under which this contract's signatures are made (ERC-5267).
    @return fields, name, version, chain id, verifying contract, salt (unused), extensions (none)
    """
    return FIELDS, NAME, VERSION, chain.id, self, empty(bytes32), []


@internal
@view
def _digest(struct_hash: bytes32) -> bytes32:
    separator: bytes32 = SEPARATOR_AT_DEPLOYMENT
    if chain.id != CHAIN_ID_AT_DEPLOYMENT:
        separator = keccak256(abi_encode(TYPE_HASH, NAME_HASH, VERSION_HASH, chain.id, self))
    return keccak256(slice(abi_encode(PREFIX, separator, struct_hash), 30, 66))
