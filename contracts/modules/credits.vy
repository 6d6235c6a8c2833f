# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Credits
@license MIT
@notice What the contract owes to receivers whom a payout could not reach. Nothing else of theirs is ever held.
@dev The nonce counts the receiver's withdrawals of every kind, so that events alone give it back.
"""

from . import payout
from . import relayed

uses: relayed

WITHDRAW_TYPE_HASH: constant(bytes32) = keccak256(
    "WithdrawCredit(address receiver,address token,address to,uint256 nonce,uint256 deadline)"
)
LONGEST_SIGNATURE: constant(uint256) = 2_048

balances: HashMap[address, HashMap[address, uint256]]
totals: HashMap[address, uint256]
nonces: HashMap[address, uint256]


event CreditIncreased:
    receiver: indexed(address)
    token: indexed(address)
    amount: uint256
    balance: uint256


event CreditWithdrawn:
    receiver: indexed(address)
    token: indexed(address)
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
    @notice Withdraw for a receiver, with the receiver's signature of WithdrawCredit; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    struct_hash: bytes32 = keccak256(
        abi_encode(WITHDRAW_TYPE_HASH, receiver, token, to, self.nonces[receiver], deadline)
    )
    relayed._check(receiver, struct_hash, deadline, signature)
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
def credit_nonce(receiver: address) -> uint256:
    """
    @notice The number that the receiver's next signed withdrawal must carry.
    """
    return self.nonces[receiver]


@internal
def _push_native_or_add(receiver: address, amount: uint256):
    if not payout._push_native(receiver, amount):
        self._add(receiver, payout.NATIVE, amount)


@internal
def _add(receiver: address, token: address, amount: uint256):
    balance: uint256 = self.balances[receiver][token] + amount
    self.balances[receiver][token] = balance
    self.totals[token] += amount
    log CreditIncreased(receiver=receiver, token=token, amount=amount, balance=balance)


@internal
def _withdraw(receiver: address, token: address, to: address):
    amount: uint256 = self.balances[receiver][token]
    assert amount != 0, "credits: nothing to withdraw"
    assert to != empty(address), "credits: destination is zero"
    assert to != self, "credits: destination is this contract"

    self.balances[receiver][token] = 0
    self.totals[token] -= amount
    self.nonces[receiver] += 1
    log CreditWithdrawn(receiver=receiver, token=token, to=to, amount=amount, balance=0)

    assert payout._push(token, to, amount), "credits: withdrawal failed"
