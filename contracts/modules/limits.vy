# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Limits
@license MIT
@notice What a named spender may send alone: so much of a token in each window, counted from the second the limit was set.
"""

from ..interfaces import IMultiSig
from . import refusal
from . import signatures
from . import wallet_packing
from . import wallet_payout
from . import wallet_words

uses: wallet_words

PAYMENT_TYPE_HASH: constant(bytes32) = keccak256(
    "Payment(address token,address to,uint256 amount,bytes32 memo)"
)
SPEND_TYPE_HASH: constant(bytes32) = keccak256(
    "Spend(Payment payment,uint256 number,uint256 deadline)Payment(address token,address to,uint256 amount,bytes32 memo)"
)
LIMIT_TYPE_HASH: constant(bytes32) = keccak256(
    "Limit(address spender,address token,uint256 amount,uint256 window)"
)
LARGEST_AMOUNT: constant(uint256) = 2**96 - 1
LONGEST_WINDOW: constant(uint256) = 366 * 86_400

# By spender and token.
words: HashMap[address, HashMap[address, uint256]]
usages: HashMap[address, HashMap[address, uint256]]


event LimitChanged:
    spender: indexed(address)
    token: indexed(address)
    amount: uint256
    window: uint256


# A payment by a spender alone. `number`: of this spender's in this token; `spent`: in the window that ends at `window_end`.
event LimitSpent:
    spender: indexed(address)
    token: indexed(address)
    to: indexed(address)
    number: uint256
    amount: uint256
    memo: bytes32
    spent: uint256
    window_end: uint256


@external
def spend(payment: IMultiSig.Payment):
    """
    @notice Send of the wallet's money what the caller's limit in this token leaves.
    """
    self._spend(msg.sender, payment)


@external
def spend_by_signature(
    spender: address,
    payment: IMultiSig.Payment,
    number: uint256,
    deadline: uint256,
    signature: Bytes[signatures.LONGEST],
):
    """
    @notice Send within a spender's limit, with its signature of Spend; anyone may hand it in.
    @param number The next running number of this spender in this token
    @param deadline The signature counts strictly before this time
    """
    if number != wallet_packing._middle(self.usages[spender][payment.token]) + 1:
        refusal._because("multisig: wrong number")
    payment_hash: bytes32 = keccak256(abi_encode(PAYMENT_TYPE_HASH, payment))
    wallet_words._use(
        spender,
        keccak256(abi_encode(SPEND_TYPE_HASH, payment_hash, number, deadline)),
        deadline,
        signature,
    )
    self._spend(spender, payment)


@external
@view
@reentrant
def limit(spender: address, token: address) -> IMultiSig.LimitState:
    """
    @return Smallest units in each window of so many seconds; spent in the one that runs now, and when it ends; the number
            of the spender's last payment in this token
    """
    word: uint256 = self.words[spender][token]
    window: uint256 = wallet_packing._middle(word)
    start: uint256 = self._start(word)
    return IMultiSig.LimitState(
        amount=wallet_packing._amount(word),
        window=window,
        spent=self._spent(spender, token, start),
        window_end=start + window,
        number=wallet_packing._middle(self.usages[spender][token]),
    )


@internal
def _spend(spender: address, payment: IMultiSig.Payment):
    wallet_payout._check(payment.to, payment.amount)
    word: uint256 = self.words[spender][payment.token]
    start: uint256 = self._start(word)
    spent: uint256 = self._spent(spender, payment.token, start)
    if payment.amount > wallet_packing._amount(word) - min(spent, wallet_packing._amount(word)):
        refusal._because("multisig: above the limit")
    spent += payment.amount
    number: uint256 = wallet_packing._middle(self.usages[spender][payment.token]) + 1

    self.usages[spender][payment.token] = wallet_packing._amount_and_time(spent, number, start)
    log LimitSpent(
        spender=spender,
        token=payment.token,
        to=payment.to,
        number=number,
        amount=payment.amount,
        memo=payment.memo,
        spent=spent,
        window_end=start + wallet_packing._middle(word),
    )

    wallet_payout._send(payment.token, payment.to, payment.amount)


@internal
def _change(limit: IMultiSig.Limit):
    """
    @dev The anchor, and what is spent since, stays where the window does: a change is no fresh start.
    """
    if limit.spender == empty(address) or limit.spender == self:
        refusal._because("multisig: bad spender")
    if limit.amount > LARGEST_AMOUNT or limit.window > LONGEST_WINDOW:
        refusal._because("multisig: limit out of range")
    if limit.amount != 0 and limit.window == 0:
        refusal._because("multisig: limit out of range")
    word: uint256 = self.words[limit.spender][limit.token]
    anchor: uint256 = wallet_packing._time(word)
    if limit.window != wallet_packing._middle(word):
        anchor = block.timestamp
        usage: uint256 = self.usages[limit.spender][limit.token]
        self.usages[limit.spender][limit.token] = wallet_packing._amount_and_time(
            0, wallet_packing._middle(usage), 0
        )

    self.words[limit.spender][limit.token] = wallet_packing._amount_and_time(
        limit.amount, limit.window, anchor
    )
    log LimitChanged(
        spender=limit.spender, token=limit.token, amount=limit.amount, window=limit.window
    )


@internal
@view
def _lowers(limit: IMultiSig.Limit) -> bool:
    word: uint256 = self.words[limit.spender][limit.token]
    return limit.amount <= wallet_packing._amount(word) and limit.window == wallet_packing._middle(word)


@internal
@view
def _start(word: uint256) -> uint256:
    """
    @return When the window began that runs now; zero without a limit
    """
    window: uint256 = wallet_packing._middle(word)
    if window == 0:
        return 0
    return block.timestamp - (block.timestamp - wallet_packing._time(word)) % window


@internal
@view
def _spent(spender: address, token: address, start: uint256) -> uint256:
    usage: uint256 = self.usages[spender][token]
    return wallet_packing._amount(usage) if wallet_packing._time(usage) == start else 0


@internal
@pure
def _hash(limit: IMultiSig.Limit) -> bytes32:
    return keccak256(abi_encode(LIMIT_TYPE_HASH, limit))
