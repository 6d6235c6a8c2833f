"""What the gateway's verbs cost, and the floors under them: the token's own work."""

from __future__ import annotations

from typing import Any

from eth_account.signers.local import LocalAccount

from backend.checkout.invoice import INVOICE_FIELDS
from scripts.gas_rows.stage import DAY, DOLLAR, FEE_BPS, NATIVE, START, ZERO, Stage, short_salt, signed

Invoice = dict[str, Any]
PERMIT = {
    "Permit": [
        {"name": name, "type": kind}
        for name, kind in (
            ("owner", "address"), ("spender", "address"), ("value", "uint256"), ("nonce", "uint256"),
            ("deadline", "uint256"),
        )
    ]
}  # fmt: skip


def floors(stage: Stage) -> dict[str, int]:
    """One transfer, and the two transfers that any payment with a fee consists of."""
    dollar, payer, merchant = stage.dollar, stage.payer.address, stage.merchant.address
    fee = 25 * DOLLAR * FEE_BPS // 10_000
    legs = stage.two_transfers.functions.pay(dollar.address, merchant, 25 * DOLLAR - fee, stage.fee_receiver, fee)
    return {
        "floor.transfer": stage.gas(dollar.functions.transfer(merchant, 25 * DOLLAR), payer),
        "floor.two_transfer_from": stage.gas(legs, payer),
    }


def payments(stage: Stage) -> dict[str, int]:
    """The verbs that merchants and payers use every day."""
    call, payer, merchant = stage.gateway.functions, stage.payer.address, stage.merchant
    first, second, third, fourth, fifth = (_invoice(stage, salt) for salt in range(5))
    native = _invoice(stage, 6, token=NATIVE, amount=10**16)
    stage.gas(call.pay(first, _sign(stage, first, merchant)), payer)
    return {
        "gateway.pay": stage.gas(call.pay(second, _sign(stage, second, merchant)), payer),
        "gateway.pay_by_invoice_signer": stage.gas(call.pay(third, _sign(stage, third, stage.invoice_signer)), payer),
        "gateway.request": stage.gas(call.request_payment(fourth), merchant.address),
        "gateway.pay_requested": stage.gas(call.pay(fourth, b""), payer),
        "gateway.pay_native": stage.gas(call.pay(native, _sign(stage, native, merchant)), payer, 10**16),
        "gateway.refund": stage.gas(call.refund_payment(second, 5 * DOLLAR), merchant.address),
        "gateway.cancel": stage.gas(call.cancel_payment(fifth), merchant.address),
    }


def other_doors(stage: Stage) -> dict[str, int]:
    """Payments by signature, with shares, and by a plain send to a deposit address."""
    return {
        "gateway.pay_with_permit": _permit(stage, 10),
        "gateway.pay_with_authorization": _authorized(stage, 11),
        "gateway.pay_split_3": _split(stage, 12),
        "deposits.collect": _collect(stage, 13),
    }


def _permit(stage: Stage, salt: int) -> int:
    invoice = _invoice(stage, salt)
    word = {
        "owner": stage.payer.address,
        "spender": stage.gateway.address,
        "value": invoice["amount"],
        "nonce": 0,
        "deadline": START + DAY,
    }
    given = signed(stage.payer, stage.domain(stage.dollar, "Test Dollar"), PERMIT, word)
    permit = (word["value"], word["deadline"], given[64], given[:32], given[32:64])
    call = stage.gateway.functions.pay_with_permit(invoice, [], _sign(stage, invoice, stage.merchant), permit)
    gas = stage.gas(call, stage.payer.address)
    stage.gas(stage.dollar.functions.approve(stage.gateway.address, 2**256 - 1), stage.payer.address)
    return gas


def _authorized(stage: Stage, salt: int) -> int:
    invoice = _invoice(stage, salt)
    nonce = bytes(stage.gateway.functions.payment_id(invoice).call())
    word = stage.authorization(stage.gateway, invoice["amount"], nonce)
    signature = _sign(stage, invoice, stage.merchant)
    call = stage.gateway.functions.pay_with_authorization(invoice, [], signature, stage.payer.address, word)
    return stage.gas(call, stage.stranger)


def _split(stage: Stage, salt: int) -> int:
    shares = [(stage.stranger, 1_000), (stage.fee_receiver, 500), (stage.payer.address, 250)]
    invoice = _invoice(stage, salt, splits_hash=stage.gateway.functions.splits_hash(shares).call())
    call = stage.gateway.functions.pay_split(invoice, shares, _sign(stage, invoice, stage.merchant))
    return stage.gas(call, stage.payer.address)


def _collect(stage: Stage, salt: int) -> int:
    invoice = _invoice(stage, salt)
    payment_id = stage.gateway.functions.payment_id(invoice).call()
    deposit = stage.deposits.functions.deposit_address(payment_id, stage.payer.address).call()
    stage.gas(stage.dollar.functions.transfer(deposit, invoice["amount"]), stage.payer.address)
    signature = _sign(stage, invoice, stage.merchant)
    call = stage.deposits.functions.collect(invoice, [], signature, stage.payer.address)
    return stage.gas(call, stage.stranger)


def _invoice(stage: Stage, salt: int, **changes: object) -> Invoice:
    """25 dollars as a checkout asks for them: anyone may pay, and the reference is the order's number."""
    terms: Invoice = {
        "merchant": stage.merchant.address,
        "payer": ZERO,
        "token": stage.dollar.address,
        "amount": 25 * DOLLAR,
        "max_fee_bps": 100,
        "valid_until": START + 3_600,
        "refund_until": START + 30 * DAY,
        "splits_hash": b"\0" * 32,
        "reference": f"order-{1042 + salt}".encode().ljust(32, b"\0"),
        "salt": short_salt(f"salt {salt}"),
    }
    return terms | changes


def _sign(stage: Stage, invoice: Invoice, signer: LocalAccount) -> bytes:
    fields = [{"name": name, "type": kind} for name, kind in INVOICE_FIELDS]
    domain = stage.domain(stage.gateway, "Counterfoil PaymentGateway")
    return signed(signer, domain, {"Invoice": fields}, invoice)
