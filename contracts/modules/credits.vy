# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Credits
@license MIT
@notice What the contract owes to receivers whom a payout could not reach. Nothing else of theirs is ever held.
@dev The nonce counts the receiver's withdrawals of every kind, so that events alone give it back.
"""

from ethereum.ercs import IERC20
from . import payout

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
