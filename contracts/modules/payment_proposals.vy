# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Payment proposals
@license MIT
@notice Payments that the threshold approves of: token, receiver, amount and memo, so that a signer sees what it signs.
"""

from ..interfaces import IMultiSig
from . import confirmations
from . import lanes
from . import ownership
from . import wallet_domain
from . import wallet_packing
from . import wallet_payout

uses: confirmations
uses: lanes
uses: ownership

MOST: constant(uint256) = 16
# Behind the selector: the offset of the list.
FIRST: constant(uint256) = 4
PAYMENT_TYPE_HASH: constant(bytes32) = keccak256(
    "Payment(address token,address to,uint256 amount,bytes32 memo)"
)
TYPE_HASH: constant(bytes32) = keccak256(
    "Payments(Payment[] payments,Slot slot,uint256 epoch)Payment(address token,address to,uint256 amount,bytes32 memo)Slot(uint256 lane,uint256 nonce,uint256 not_before,uint256 deadline)"
)


@external
def execute_payments(
    payments: DynArray[IMultiSig.Payment, MOST],
    slot: IMultiSig.Slot,
    approvals: Bytes[confirmations.LONGEST],
):
    """
    @notice Send what the threshold approved of, all or nothing; anyone may hand it in. Without payments, only its nonce is
            used up.
    @param approvals Entries of 65 bytes, ascending by owner
    """
    self._execute(
        payments[0] if len(payments) != 0 else empty(IMultiSig.Payment),
        len(payments),
        slot,
        len(approvals),
    )


@external
def propose_payments(payments: DynArray[IMultiSig.Payment, MOST], slot: IMultiSig.Slot):
    """
    @notice Tell the other owners the terms; counts as the proposer's confirmation.
    """
    word: uint256 = ownership.word
    proposal: bytes32 = self._hash(len(payments), slot, word)
    confirmations._propose(proposal)
    log IMultiSig.PaymentsProposed(
        proposal=proposal,
        proposer=msg.sender,
        payments=payments,
        slot=slot,
        epoch=wallet_packing._epoch(word),
    )


@external
@view
@reentrant
def payments_hash(payments: DynArray[IMultiSig.Payment, MOST], slot: IMultiSig.Slot) -> bytes32:
    """
    @notice The digest that owners sign or confirm, as long as no owner is removed.
    """
    return self._hash(len(payments), slot, ownership.word)


@internal
def _execute(
    first: IMultiSig.Payment, count: uint256, slot: IMultiSig.Slot, length: uint256
):
    """
    @dev Apart from the verb, so that what it keeps in memory lies below the room of the verb's lists; for the same reason
         all payments but the first are read from the calldata.
    """
    word: uint256 = ownership.word
    slot_hash: bytes32 = lanes._enter(slot, word)
    contents: bytes32 = empty(bytes32)
    if count == 1:
        contents = keccak256(keccak256(abi_encode(PAYMENT_TYPE_HASH, first)))
    else:
        contents = self._contents(count)
    proposal: bytes32 = wallet_domain._digest(
        keccak256(
            abi_encode(
                TYPE_HASH,
                contents,
                slot_hash,
                (word >> wallet_packing.EPOCH_SHIFT) & wallet_packing.EPOCH_MASK,
            )
        )
    )
    confirmations._check(
        proposal, word, (word >> wallet_packing.THRESHOLD_SHIFT) & wallet_packing.SIX_BITS, length
    )

    lanes._use(slot.lane, slot.nonce, word)
    if count == 0:
        log IMultiSig.NonceSkipped(proposal=proposal, lane=slot.lane, nonce=slot.nonce)
    payment: IMultiSig.Payment = first
    for index: uint256 in range(count, bound=MOST):
        if index != 0:
            payment = self._payment(index)
        wallet_payout._check(payment.to, payment.amount)
        log IMultiSig.PaymentMade(
            proposal=proposal,
            token=payment.token,
            to=payment.to,
            lane=slot.lane,
            nonce=slot.nonce,
            index=index,
            count=count,
            amount=payment.amount,
            memo=payment.memo,
        )

        wallet_payout._send(payment.token, payment.to, payment.amount)


@internal
@view
def _hash(count: uint256, slot: IMultiSig.Slot, word: uint256) -> bytes32:
    slot_hash: bytes32 = lanes._hash(slot)
    contents: bytes32 = self._contents(count)
    return self._digest(contents, slot_hash, word)


@internal
@view
def _digest(contents: bytes32, slot_hash: bytes32, word: uint256) -> bytes32:
    return wallet_domain._digest(
        keccak256(
            abi_encode(
                TYPE_HASH,
                contents,
                slot_hash,
                (word >> wallet_packing.EPOCH_SHIFT) & wallet_packing.EPOCH_MASK,
            )
        )
    )


@internal
@view
def _contents(count: uint256) -> bytes32:
    """
    @notice The hash of the list of payments that is the verb's first argument.
    """
    hashes: DynArray[bytes32, MOST] = []
    for index: uint256 in range(count, bound=MOST):
        payment: IMultiSig.Payment = self._payment(index)
        hashes.append(keccak256(abi_encode(PAYMENT_TYPE_HASH, payment)))
    return keccak256(slice(abi_encode(hashes), 64, 32 * count))


@internal
@view
def _payment(index: uint256) -> IMultiSig.Payment:
    """
    @dev From where the ABI has it, checked by Vyper before the verb began.
    """
    first: uint256 = convert(slice(msg.data, FIRST, 32), uint256) + FIRST + 32
    return abi_decode(slice(msg.data, first + 128 * index, 128), IMultiSig.Payment)
