# pragma version 0.4.3
"""
@title Payout
@license MIT
@notice Pushes money out of the contract's own balance with bounded gas and return data, and says whether it arrived.
@dev A sender who starves the push leaves, by the 63/64 rule of EIP-150, less than 1/63 of what the push got: too little
     to write a credit, so that the whole call reverts and nobody is pushed into a credit on purpose.
"""

from ethereum.ercs import IERC20

from . import refusal

# ERC-7528.
NATIVE: constant(address) = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE
# A wallet that logs, forwards or checks on receipt needs a part of it; one that burns gas costs the payer no more.
NATIVE_GAS: constant(uint256) = 100_000
TOKEN_GAS: constant(uint256) = 500_000


@internal
def _push(token: address, to: address, amount: uint256) -> bool:
    """
    @dev `_send`, and the contract's own balance as witness: a token that takes more than it was told would eat what is
         owed to others.
    """
    if token == NATIVE:
        return self._push_native(to, amount)
    before: uint256 = staticcall IERC20(token).balanceOf(self)
    if not self._send_token(token, to, amount):
        return False
    left: uint256 = unsafe_sub(before, staticcall IERC20(token).balanceOf(self))
    if left != amount:
        refusal._because("payout: token moved other amount")
    return True


@internal
def _send(token: address, to: address, amount: uint256) -> bool:
    """
    @dev Believes the token's answer, for money that must never be stuck behind a witness.
    """
    if token == NATIVE:
        return self._push_native(to, amount)
    return self._send_token(token, to, amount)


@internal
def _push_native(to: address, amount: uint256) -> bool:
    return raw_call(to, b"", value=amount, gas=NATIVE_GAS, revert_on_failure=False)


@internal
def _send_token(token: address, to: address, amount: uint256) -> bool:
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token,
        abi_encode(to, amount, method_id=method_id("transfer(address,uint256)")),
        max_outsize=32,
        gas=TOKEN_GAS,
        revert_on_failure=False,
    )
    if len(answer) == 0:
        # A call of nobody succeeds too.
        return success and token.is_contract
    return success and len(answer) == 32 and convert(answer, uint256) == 1
