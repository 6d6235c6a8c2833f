"""Deals, deposits, credits and shares as the mirror would write them."""

from __future__ import annotations

from typing import Any

from backend.tables.mirrored import Credit, Deal, Deposit, PaymentSplit
from tests.backend.web.premises import CHAIN, DOLLAR, GATEWAY, NOW, PAYER, word

ESCROW = "0x" + "e5" * 20
DEPOSITS = "0x" + "de" * 20
ARBITER = "0x" + "ab" * 20
RECEIVER = "0x" + "cc" * 20


def funded(beneficiary: str, deal_id: str, *, block: int = 10, log_index: int = 0, **more: Any) -> Deal:
    """A deal of 40 dollars as folded from DealFunded in this block; to be delivered within 100 seconds."""
    facts: dict[str, Any] = {
        "status": "funded",
        "open_id": word(int(deal_id, 16) + 10**6),
        "depositor": PAYER,
        "arbiter": ARBITER,
        "token": DOLLAR,
        "amount": 40_000_000,
        "max_fee_bps": 100,
        "delivery_until": NOW + 100,
        "inspection_period": 50,
        "claim_hash": word(0),
        "arbiter_fee_bps": 200,
        "dispute_period": 90,
        "on_timeout_bps": 5_000,
        "salt": word(7),
        "fee_bps": 100,
        "held": 40_000_000,
        "step": 1,
        "number": block,
        "funded_at": NOW + block,
        "funded_block": block,
        "funded_block_hash": word(block),
        "funded_transaction": word(1000 + block),
        "funded_log_index": log_index,
        "block_number": block,
    }
    places = {"first_block": block, "first_log_index": log_index}
    named = {"chain_id": CHAIN, "deal_id": deal_id, "contract": ESCROW, "beneficiary": beneficiary}
    return Deal(**{**named, **places, **facts, **more})


def accepted(beneficiary: str, deal_id: str, *, block: int = 10) -> Deal:
    """A deal of which only the arbiter's word is known."""
    return Deal(
        chain_id=CHAIN,
        deal_id=deal_id,
        contract=ESCROW,
        status="accepted",
        beneficiary=beneficiary,
        arbiter=ARBITER,
        first_block=block,
        first_log_index=0,
        block_number=block,
    )


def collected(merchant: str, payment_id: str, *, block: int = 10, log_index: int = 0, **more: Any) -> Deposit:
    """25 dollars collected from a deposit address of its own in this block."""
    facts: dict[str, Any] = {
        "deposit": "0x" + payment_id[-40:],
        "token": DOLLAR,
        "refund_to": PAYER,
        "collected": 25_000_000,
        "returned": 1_000_000,
        "number": block,
        "block_number": block,
    }
    return Deposit(
        chain_id=CHAIN,
        contract=DEPOSITS,
        payment_id=payment_id,
        merchant=merchant,
        first_block=block,
        first_log_index=log_index,
        **(facts | more),
    )


def owed(receiver: str, *, token: str = DOLLAR, contract: str = GATEWAY, balance: int = 5, block: int = 10) -> Credit:
    """What a contract owes to a receiver."""
    return Credit(
        chain_id=CHAIN,
        receiver=receiver,
        token=token,
        contract=contract,
        balance=balance,
        number=1,
        block_number=block,
    )


def share(merchant: str, payment_id: str, number: int, amount: int, receiver: str = RECEIVER) -> PaymentSplit:
    """A share of a payment."""
    return PaymentSplit(
        chain_id=CHAIN,
        payment_id=payment_id,
        number=number,
        merchant=merchant,
        receiver=receiver,
        token=DOLLAR,
        amount=amount,
        transaction_hash=word(1010),
        block_number=10,
        log_index=number,
    )
