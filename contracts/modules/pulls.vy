# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Pulls
@license MIT
@notice Takes a charge from its subscriber: the merchant's part, the fee, and the tip of whoever sends it, together or not
        at all; and finds out why not.
"""

from ethereum.ercs import IERC20

from . import credits as owed
from . import packing
from . import parties
from . import policy
from . import refusal

uses: owed
uses: policy

# All that a pull may burn: the parts' transfers, a fee's leg that burns its own share of it, and a tip's.
PULL_GAS: constant(uint256) = 1_200_000
# Of EIP-150 1/64 stays behind, then the questions and the record follow.
NEEDED_GAS: constant(uint256) = 1_500_000
FEE_GAS: constant(uint256) = 500_000
TIP_GAS: constant(uint256) = 150_000
QUESTION_GAS: constant(uint256) = 80_000

# Why nothing was pulled.
NOT_ENOUGH_TOKENS: constant(uint256) = 1
NOT_ENOUGH_ALLOWANCE: constant(uint256) = 2
REFUSED: constant(uint256) = 3
SANCTIONED: constant(uint256) = 4


@external
@reentrant
def pull(
    token: address,
    subscriber: address,
    payout: address,
    net: uint256,
    fee: uint256,
    sender: address,
    tip: uint256,
) -> uint256:
    """
    @notice For this contract itself alone, which calls it so that all of a charge moves or none.
    @return The tip that the token let its receiver have; else it went to the payout
    """
    parties._check(msg.sender, self)

    if net != 0:
        assert self._take(token, subscriber, payout, net)
    if fee != 0:
        fee_receiver: address = convert(policy.word >> packing.ADDRESS_SHIFT, address)
        if not self._try(token, subscriber, fee_receiver, fee, FEE_GAS):
            # A fee receiver whom the token refuses must not stop the merchant's sale.
            assert self._take(token, subscriber, self, fee)
            owed._add(fee_receiver, token, fee)
    if tip != 0 and not self._try(token, subscriber, sender, tip, TIP_GAS):
        assert self._take(token, subscriber, payout, tip)
        return 0
    return tip


@internal
@view
def _check_open(subscriber: address):
    """
    @notice That new mandates may be opened, by this subscriber.
    """
    if policy.word & packing.PAUSED_MASK != 0:
        refusal._because("policy: paused")
    if self._is_sanctioned(subscriber):
        refusal._because("policy: payer is sanctioned")


@internal
def _pull(
    token: address, subscriber: address, payout: address, amount: uint256, fee: uint256, tip: uint256
) -> (uint256, uint256):
    """
    @return Why nothing was pulled, zero if all was; and the tip that arrived
    """
    if self._is_sanctioned(subscriber):
        return SANCTIONED, 0
    if msg.gas < NEEDED_GAS:
        refusal._because("subscription: too little gas")
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        self,
        abi_encode(
            token,
            subscriber,
            payout,
            unsafe_sub(unsafe_sub(amount, fee), tip),
            fee,
            msg.sender,
            tip,
            method_id=method_id("pull(address,address,address,uint256,uint256,address,uint256)"),
        ),
        max_outsize=32,
        gas=PULL_GAS,
        revert_on_failure=False,
    )
    if success:
        return 0, convert(answer, uint256)
    if self._answer(token, abi_encode(subscriber, method_id=method_id("balanceOf(address)"))) < amount:
        return NOT_ENOUGH_TOKENS, 0
    if (
        self._answer(
            token, abi_encode(subscriber, self, method_id=method_id("allowance(address,address)"))
        )
        < amount
    ):
        return NOT_ENOUGH_ALLOWANCE, 0
    return REFUSED, 0


@internal
def _take(token: address, owner: address, receiver: address, amount: uint256) -> bool:
    """
    @dev As `intake._take`, without its reasons, which nobody would see.
    @return Whether exactly the amount arrived
    """
    before: uint256 = staticcall IERC20(token).balanceOf(receiver)
    if not self._try(token, owner, receiver, amount, msg.gas):
        return False
    return unsafe_sub(staticcall IERC20(token).balanceOf(receiver), before) == amount


@internal
def _try(token: address, owner: address, receiver: address, amount: uint256, gas_: uint256) -> bool:
    """
    @dev Believes the token's answer, as `intake._take_with_fee` does and for the same reason.
    """
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token,
        abi_encode(
            owner, receiver, amount, method_id=method_id("transferFrom(address,address,uint256)")
        ),
        max_outsize=32,
        gas=gas_,
        revert_on_failure=False,
    )
    if len(answer) == 0:
        return success
    return success and len(answer) == 32 and convert(answer, uint256) == 1


@internal
@view
def _answer(token: address, question: Bytes[68]) -> uint256:
    """
    @return The token's answer; the largest number when it has none
    """
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token,
        question,
        max_outsize=32,
        gas=QUESTION_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    if success and len(answer) == 32:
        return convert(answer, uint256)
    return max_value(uint256)


@internal
@view
def _is_sanctioned(subscriber: address) -> bool:
    if policy.SANCTIONS_LIST == empty(address):
        return False
    return staticcall policy.ISanctionsList(policy.SANCTIONS_LIST).isSanctioned(subscriber)
