# pragma version 0.4.3
"""
@title Payout
@license MIT
@notice Pushes money out of the contract's own balance with bounded gas and return data, and says whether it arrived.
@dev A sender who starves the push leaves, by the 63/64 rule of EIP-150, less than 1/63 of what the push got: too little
     to write a credit, so that the whole call reverts and nobody is pushed into a credit on purpose.
"""

from ethereum.ercs import IERC20

# ERC-7528.
NATIVE: constant(address) = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE
# A wallet that logs, forwards or checks on receipt needs a part of it; one that burns gas costs the payer no more.
NATIVE_GAS: constant(uint256) = 100_000
TOKEN_GAS: constant(uint256) = 500_000


@internal
def _push(token: address, to: address, amount: uint256) -> bool:
    if token == NATIVE:
        return self._push_native(to, amount)
    return self._push_token(token, to, amount)


@internal
def _push_native(to: address, amount: uint256) -> bool:
    return raw_call(to, b"", value=amount, gas=NATIVE_GAS, revert_on_failure=False)


@internal
def _push_token(token: address, to: address, amount: uint256) -> bool:
    before: uint256 = staticcall IERC20(token).balanceOf(self)
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token,
        abi_encode(to, amount, method_id=method_id("transfer(address,uint256)")),
        max_outsize=32,
        gas=TOKEN_GAS,
        revert_on_failure=False,
    )
    if not success:
        return False
    if len(answer) != 0 and (len(answer) != 32 or convert(answer, uint256) != 1):
        return False

    # A token that takes more than it was told would eat what is owed to others.
    left: uint256 = unsafe_sub(before, staticcall IERC20(token).balanceOf(self))
    assert left == amount, "payout: token moved another amount"
    return True
