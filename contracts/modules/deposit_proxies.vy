# pragma version 0.4.3
"""
@title Deposit proxies
@license MIT
@notice Where an invoice's deposit address is, and how it comes to have code: a minimal proxy at a CREATE2 address.
@custom:source EIP-1014, ERC-1167, ERC-5202
"""

interface IDepositAddress:
    def move(token: address, to: address, amount: uint256) -> bool: nonpayable


# What stands before and after the implementation's address in a proxy's init code.
BEFORE: constant(Bytes[19]) = x"602d3d8160093d39f3363d3d373d3d3d363d73"
AFTER: constant(Bytes[15]) = x"5af43d82803e903d91602b57fd5bf3"

IMPLEMENTATION: immutable(address)
INIT_CODE_HASH: immutable(bytes32)


@deploy
def __init__(blueprint: address):
    assert blueprint.is_contract, "deposits: blueprint has no code"
    implementation: address = create_from_blueprint(blueprint)
    IMPLEMENTATION = implementation
    INIT_CODE_HASH = keccak256(concat(BEFORE, convert(implementation, bytes20), AFTER))


@internal
@view
def _at(payment_id: bytes32, refund_to: address) -> address:
    digest: bytes32 = keccak256(
        concat(0xff, convert(self, bytes20), self._salt(payment_id, refund_to), INIT_CODE_HASH)
    )
    return convert(convert(digest, uint256) & (2**160 - 1), address)


@internal
def _open(payment_id: bytes32, refund_to: address):
    if not self._at(payment_id, refund_to).is_contract:
        created: address = create_minimal_proxy_to(
            IMPLEMENTATION, salt=self._salt(payment_id, refund_to)
        )


@internal
@pure
def _salt(payment_id: bytes32, refund_to: address) -> bytes32:
    return keccak256(abi_encode(payment_id, refund_to))
