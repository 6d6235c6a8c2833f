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
    self._execute(payments, slot, len(approvals))


@external
def propose_payments(payments: DynArray[IMultiSig.Payment, MOST], slot: IMultiSig.Slot):
    """
    @notice Tell the other owners the terms; counts as the proposer's confirmation.
    """
    word: uint256 = ownership.word
    slot_hash: bytes32 = lanes._hash(slot)
    proposal: bytes32 = self._hash(payments, slot_hash, word)
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
    slot_hash: bytes32 = lanes._hash(slot)
    return self._hash(payments, slot_hash, ownership.word)


@internal
def _execute(
    payments: DynArray[IMultiSig.Payment, MOST], slot: IMultiSig.Slot, length: uint256
):
    """
    @dev Apart from the verb, so that what it keeps in memory lies below the room of the verb's approvals.
    """
    word: uint256 = ownership.word
    slot_hash: bytes32 = lanes._enter(slot, word)
    proposal: bytes32 = self._hash(payments, slot_hash, word)
    confirmations._check(
        proposal, (word >> wallet_packing.THRESHOLD_SHIFT) & wallet_packing.SIX_BITS, length
    )

    lanes._use(slot.lane, slot.nonce, word)
    if len(payments) == 0:
        log IMultiSig.NonceSkipped(proposal=proposal, lane=slot.lane, nonce=slot.nonce)
    index: uint256 = 0
    for payment: IMultiSig.Payment in payments:
        wallet_payout._check(payment.to, payment.amount)
        log IMultiSig.PaymentMade(
            proposal=proposal,
            token=payment.token,
            to=payment.to,
            lane=slot.lane,
            nonce=slot.nonce,
            index=index,
            count=len(payments),
            amount=payment.amount,
            memo=payment.memo,
        )
        index = unsafe_add(index, 1)

        wallet_payout._send(payment.token, payment.to, payment.amount)


@internal
@view
def _hash(
    payments: DynArray[IMultiSig.Payment, MOST], slot_hash: bytes32, word: uint256
) -> bytes32:
    contents: bytes32 = empty(bytes32)
    if len(payments) == 1:
        contents = keccak256(keccak256(abi_encode(PAYMENT_TYPE_HASH, payments[0])))
    else:
        hashes: DynArray[bytes32, MOST] = []
        for payment: IMultiSig.Payment in payments:
            hashes.append(keccak256(abi_encode(PAYMENT_TYPE_HASH, payment)))
        contents = keccak256(slice(abi_encode(hashes), 64, 32 * len(hashes)))
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
