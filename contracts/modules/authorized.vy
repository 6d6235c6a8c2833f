# pragma version 0.4.3
"""
@title Authorized
@license MIT
@notice Money that a payer hands over by a signature instead of an allowance given before.
@custom:source ERC-2612, ERC-3009
"""

from ethereum.ercs import IERC20

from ..interfaces import IPaymentGateway
from . import signatures

# A permit is worth no more to the contract than the allowance found afterwards.
PERMIT_GAS: constant(uint256) = 300_000


interface IAuthorizedToken:
    def receiveWithAuthorization(
        owner: address,
        to: address,
        amount: uint256,
        valid_after: uint256,
        valid_before: uint256,
        nonce: bytes32,
        v: uint8,
        r: bytes32,
        s: bytes32,
    ): nonpayable


interface IWalletAuthorizedToken:
    def receiveWithAuthorization(
        owner: address,
        to: address,
        amount: uint256,
        valid_after: uint256,
        valid_before: uint256,
        nonce: bytes32,
        signature: Bytes[signatures.LONGEST],
    ): nonpayable


@internal
def _take_authorized(
    token: address, payer: address, amount: uint256, nonce: bytes32, given: IPaymentGateway.Authorization
):
    """
    @dev `receive…` and not `transfer…`: only its receiver can hand it in, so that no payment arrives unrecorded.
    """
    before: uint256 = staticcall IERC20(token).balanceOf(self)
    if len(given.signature) == 65:
        extcall IAuthorizedToken(token).receiveWithAuthorization(
            payer,
            self,
            amount,
            given.valid_after,
            given.valid_before,
            nonce,
            convert(extract32(given.signature, 33, output_type=uint256) & 255, uint8),
            extract32(given.signature, 0),
            extract32(given.signature, 32),
        )
    else:
        extcall IWalletAuthorizedToken(token).receiveWithAuthorization(
            payer, self, amount, given.valid_after, given.valid_before, nonce, given.signature
        )
    self._check_arrived(token, before, amount)


@internal
def _use_permit(token: address, owner: address, permit: IPaymentGateway.Permit):
    """
    @dev Whether it worked is left to the allowance: anybody may have submitted the same permit before, and a token
         without permits may accept the call in silence.
    """
    success: bool = raw_call(
        token,
        abi_encode(
            owner,
            self,
            permit.amount,
            permit.deadline,
            permit.v,
            permit.r,
            permit.s,
            method_id=method_id("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"),
        ),
        gas=PERMIT_GAS,
        revert_on_failure=False,
    )


@internal
@view
def _check_arrived(token: address, before: uint256, amount: uint256):
    # Wraps on purpose: a balance that fell is "another amount" too, and deserves the reason.
    arrived: uint256 = unsafe_sub(staticcall IERC20(token).balanceOf(self), before)
    assert arrived == amount, "intake: token moved other amount"
