# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Credits
@license MIT
@notice What the contract owes to receivers whom a payout could not reach. Nothing else of theirs is ever held.
@dev Credit events carry a running number of their own per contract: a hidden one is a visible hole.
"""

from . import payout
from . import refusal
from . import relayed

uses: relayed

WITHDRAW_TYPE_HASH: constant(bytes32) = keccak256(
    "WithdrawCredit(address receiver,address token,address to,uint256 deadline)"
)
LONGEST_SIGNATURE: constant(uint256) = 2_048

balances: HashMap[address, HashMap[address, uint256]]
totals: HashMap[address, uint256]
number: uint256


event CreditIncreased:
    receiver: indexed(address)
    token: indexed(address)
    number: uint256
    amount: uint256
    balance: uint256


event CreditWithdrawn:
    receiver: indexed(address)
    token: indexed(address)
    number: uint256
    to: address
    amount: uint256
    balance: uint256


@external
def withdraw_credit(token: address, to: address):
    """
    @notice Take all that the contract owes to the caller in one token.
    @param token An ERC-20 token, or the native coin by its ERC-7528 address
    @param to Any address of the caller's choice
    """
    self._withdraw(msg.sender, token, to)


@external
def withdraw_credit_by_signature(
    receiver: address,
    token: address,
    to: address,
    deadline: uint256,
    signature: Bytes[LONGEST_SIGNATURE],
):
    """
    @notice Withdraw for a receiver, with the receiver's signature of WithdrawCredit; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    struct_hash: bytes32 = keccak256(
        abi_encode(WITHDRAW_TYPE_HASH, receiver, token, to, deadline)
    )
    relayed._use(receiver, struct_hash, deadline, signature)
    self._withdraw(receiver, token, to)


@external
@view
@reentrant
def credit(receiver: address, token: address) -> uint256:
    """
    @notice What the contract owes to a receiver.
    @param token An ERC-20 token, or the native coin by its ERC-7528 address
    @return Smallest units of the token
    """
    return self.balances[receiver][token]


@external
@view
@reentrant
def credits(token: address) -> uint256:
    """
    @notice The sum of all credits in a token, which is all that the contract holds of it.
    @return Smallest units of the token
    """
    return self.totals[token]


@external
@view
@reentrant
def credit_number() -> uint256:
    """
    @return The running number of the last credit event of this contract
    """
    return self.number


@internal
def _push_native_or_add(receiver: address, amount: uint256):
    if not payout._push_native(receiver, amount):
        self._add(receiver, payout.NATIVE, amount)


@internal
def _push_or_add(token: address, receiver: address, amount: uint256):
    """
    @dev Nothing to push is nothing to do: some tokens refuse to move zero.
    """
    if amount != 0 and not payout._push(token, receiver, amount):
        self._add(receiver, token, amount)


@internal
def _send_or_add(token: address, receiver: address, amount: uint256):
    """
    @dev As `_push_or_add`, without a witness.
    """
    if amount != 0 and not payout._send(token, receiver, amount):
        self._add(receiver, token, amount)


@internal
def _add(receiver: address, token: address, amount: uint256):
    balance: uint256 = self.balances[receiver][token] + amount
    self.balances[receiver][token] = balance
    self.totals[token] += amount
    log CreditIncreased(
        receiver=receiver, token=token, number=self._next(), amount=amount, balance=balance
    )


@internal
def _withdraw(receiver: address, token: address, to: address):
    amount: uint256 = self.balances[receiver][token]
    if amount == 0:
        refusal._because("credits: nothing to withdraw")
    if to == empty(address) or to == self:
        refusal._because("credits: bad destination")

    self.balances[receiver][token] = 0
    self.totals[token] -= amount
    log CreditWithdrawn(
        receiver=receiver, token=token, number=self._next(), to=to, amount=amount, balance=0
    )

    if not payout._push(token, to, amount):
        refusal._because("credits: withdrawal failed")


@internal
def _next() -> uint256:
    self.number += 1
    return self.number
