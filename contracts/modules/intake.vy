# pragma version 0.4.3
"""
@title Intake
@license MIT
@notice Takes tokens from their owner straight to a receiver, and believes only the receiver's balance.
@dev Measuring is exact only between two different accounts; callers refuse owner == receiver.
"""

from ethereum.ercs import IERC20

# A leg that may fail gets this much gas; more than any known token needs for a transfer.
LEG_GAS: constant(uint256) = 500_000


@internal
def _take(token: address, owner: address, receiver: address, amount: uint256):
    before: uint256 = staticcall IERC20(token).balanceOf(receiver)
    assert extcall IERC20(token).transferFrom(
        owner, receiver, amount, default_return_value=True
    ), "intake: token refused the transfer"
    self._check_arrival(token, receiver, before, amount)


@internal
def _try_take(token: address, owner: address, receiver: address, amount: uint256) -> bool:
    """
    @return False when the token refused and nothing moved; reverts when it moved another amount.
    """
    before: uint256 = staticcall IERC20(token).balanceOf(receiver)
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token,
        abi_encode(
            owner, receiver, amount, method_id=method_id("transferFrom(address,address,uint256)")
        ),
        max_outsize=32,
        gas=LEG_GAS,
        revert_on_failure=False,
    )
    if not success or not self._is_yes(answer):
        return False
    self._check_arrival(token, receiver, before, amount)
    return True


@internal
@view
def _check_arrival(token: address, receiver: address, before: uint256, amount: uint256):
    # Wraps on purpose: a balance that fell is "another amount" too, and deserves the reason.
    arrived: uint256 = unsafe_sub(staticcall IERC20(token).balanceOf(receiver), before)
    assert arrived == amount, "intake: token moved another amount"


@internal
@pure
def _is_yes(answer: Bytes[32]) -> bool:
    if len(answer) == 0:
        return True
    return len(answer) == 32 and convert(answer, uint256) == 1
