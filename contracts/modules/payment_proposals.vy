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
    word: uint256 = ownership.word
    lanes._check(slot, word)
    proposal: bytes32 = self._hash(payments, slot, word)
    confirmations._check(
        proposal, (word >> wallet_packing.THRESHOLD_SHIFT) & wallet_packing.SIX_BITS, approvals
    )

    lanes._use(slot, word)
    if len(payments) == 0:
        log IMultiSig.NonceSkipped(proposal=proposal, lane=slot.lane, nonce=slot.nonce)
    index: uint256 = 0
    for payment: IMultiSig.Payment in payments:
        wallet_payout._check(payment)
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

    for payment: IMultiSig.Payment in payments:
        wallet_payout._send(payment.token, payment.to, payment.amount)


@external
def propose_payments(payments: DynArray[IMultiSig.Payment, MOST], slot: IMultiSig.Slot):
    """
    @notice Tell the other owners the terms; counts as the proposer's confirmation.
    """
    word: uint256 = ownership.word
    proposal: bytes32 = self._hash(payments, slot, word)
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
    return self._hash(payments, slot, ownership.word)


@internal
@view
def _hash(
    payments: DynArray[IMultiSig.Payment, MOST], slot: IMultiSig.Slot, word: uint256
) -> bytes32:
    hashes: DynArray[bytes32, MOST] = []
    for payment: IMultiSig.Payment in payments:
        hashes.append(keccak256(abi_encode(PAYMENT_TYPE_HASH, payment)))
    return wallet_domain._digest(
        keccak256(
            abi_encode(
                TYPE_HASH,
                keccak256(slice(abi_encode(hashes), 64, 32 * len(hashes))),
                lanes._hash(slot),
                (word >> wallet_packing.EPOCH_SHIFT) & wallet_packing.EPOCH_MASK,
            )
        )
    )
