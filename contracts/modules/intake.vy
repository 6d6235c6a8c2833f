# pragma version 0.4.3
"""
@title Intake
@license MIT
@notice Takes tokens from their owner straight to a receiver, and believes the receiver's balance.
@dev Measuring is exact only between two different accounts; the owner as receiver must be refused first.
"""

from ethereum.ercs import IERC20

# The fee's leg may fail; it gets this much gas, more than any known token needs for a transfer.
FEE_GAS: constant(uint256) = 500_000


@internal
def _take(token: address, owner: address, receiver: address, amount: uint256):
    before: uint256 = staticcall IERC20(token).balanceOf(receiver)
    assert extcall IERC20(token).transferFrom(
        owner, receiver, amount, default_return_value=True
    ), "intake: token refused transfer"
    # Wraps on purpose: a balance that fell is "another amount" too, and deserves the reason.
    arrived: uint256 = unsafe_sub(staticcall IERC20(token).balanceOf(receiver), before)
    assert arrived == amount, "intake: token moved other amount"


@internal
def _take_with_fee(
    token: address, receiver: address, net: uint256, fee_receiver: address, fee: uint256
) -> bool:
    """
    @dev The fee's leg believes the token's answer, since a receiver that passes its fee on within the transfer (by a
         token's hook) would otherwise fail the measurement and block the sale.
    @return Whether the fee went through; the caller must find another way for it if not.
    """
    before: uint256 = staticcall IERC20(token).balanceOf(receiver)
    assert extcall IERC20(token).transferFrom(
        msg.sender, receiver, net, default_return_value=True
    ), "intake: token refused transfer"
    arrived: uint256 = unsafe_sub(staticcall IERC20(token).balanceOf(receiver), before)
    assert arrived == net, "intake: token moved other amount"
    if fee == 0:
        return True

    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token,
        abi_encode(
            msg.sender,
            fee_receiver,
            fee,
            method_id=method_id("transferFrom(address,address,uint256)"),
        ),
        max_outsize=32,
        gas=FEE_GAS,
        revert_on_failure=False,
    )
    if len(answer) == 0:
        return success
    return success and len(answer) == 32 and convert(answer, uint256) == 1
