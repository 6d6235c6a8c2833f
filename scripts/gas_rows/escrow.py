"""What the Escrow's verbs cost, between two parties unless it says otherwise."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from scripts.gas_rows.stage import DAY, DOLLAR, NATIVE, START, ZERO, Stage, short_salt

Deal = dict[str, Any]
WHOLE = 25 * DOLLAR
CODE = b"K7QM-2XWD-9TRA-55HN"


def deals(stage: Stage) -> dict[str, int]:
    """Every verb that moves money, and those that start a wait."""
    call, depositor, beneficiary = stage.escrow.functions, stage.payer.address, stage.merchant.address
    # The first deal of a contract and the first fee of a token pay for fresh slots.
    stage.gas(call.fund(_deal(stage, 0), b""), depositor)
    stage.gas(call.release(_deal(stage, 0), WHOLE), depositor)
    return {
        "escrow.fund": stage.gas(call.fund(_deal(stage, 1), b""), depositor),
        "escrow.fund_native": stage.gas(call.fund(_native(stage), b""), depositor, 10**16),
        "escrow.fund_with_authorization": _authorized(stage),
        "escrow.release": stage.gas(call.release(_deal(stage, 1), WHOLE), depositor),
        "escrow.release_part": _funded(stage, 3, lambda deal: call.release(deal, DOLLAR), depositor),
        "escrow.return": _funded(stage, 4, lambda deal: call.return_funds(deal, WHOLE), beneficiary),
        "escrow.claim": _funded(stage, 5, lambda deal: call.claim(deal, CODE), stage.stranger),
        "escrow.mark_delivered": _funded(stage, 6, lambda deal: call.mark_delivered(deal, b"\1" * 32), beneficiary),
        "escrow.dispute": stage.gas(call.dispute(_deal(stage, 6)), depositor),
        "escrow.resolve": stage.gas(call.resolve(_deal(stage, 6), WHOLE // 2, DOLLAR), stage.stranger),
        "escrow.reclaim": _reclaimed(stage, 7),
    }


def _funded(stage: Stage, salt: int, verb: Any, sender: str) -> int:
    deal = _deal(stage, salt)
    stage.gas(stage.escrow.functions.fund(deal, _acceptance(stage, deal)), stage.payer.address)
    return stage.gas(verb(deal), sender)


def _reclaimed(stage: Stage, salt: int) -> int:
    deal = _deal(stage, salt)
    stage.gas(stage.escrow.functions.fund(deal, b""), stage.payer.address)
    stage.later(8 * DAY)
    return stage.gas(stage.escrow.functions.reclaim(deal), stage.stranger)


def _authorized(stage: Stage) -> int:
    deal = _deal(stage, 2)
    nonce = bytes(stage.escrow.functions.deal_id(deal).call())
    word = stage.authorization(stage.escrow, WHOLE, nonce)
    return stage.gas(stage.escrow.functions.fund_with_authorization(deal, b"", word), stage.stranger)


def _acceptance(stage: Stage, deal: Deal) -> bytes:
    if deal["arbiter"] != ZERO:
        stage.gas(stage.escrow.functions.accept_arbitration(deal), deal["arbiter"])
    return b""


def _native(stage: Stage) -> Deal:
    return _deal(stage, 8) | {"token": NATIVE, "amount": 10**16}


def _deal(stage: Stage, salt: int) -> Deal:
    disputed = salt == 6
    return {
        "depositor": stage.payer.address,
        "beneficiary": stage.merchant.address,
        "arbiter": stage.stranger if disputed else ZERO,
        "token": stage.dollar.address,
        "amount": WHOLE,
        "max_fee_bps": 100,
        "delivery_until": START + 7 * DAY,
        "inspection_period": 3 * DAY,
        "claim_hash": sha256(CODE).digest() if salt == 5 else b"\0" * 32,
        "arbiter_fee_bps": 500 if disputed else 0,
        "dispute_period": 14 * DAY,
        "on_timeout_bps": 0,
        "salt": short_salt(f"deal {salt}"),
    }
