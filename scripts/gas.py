"""Measures what each verb of the contracts costs, as whole transactions, and compares with the committed table.

Run as `python scripts/gas.py`. Starts its own anvil on a free port, deploys what Ape compiles, reads gas from receipts
(the 21,000 of every transaction and its calldata included) and writes `build/gas.json`. Every balance is non-zero,
the merchant was paid before, allowances are unlimited. Exits 1, one line per key, when a key costs more than in
`tests/gas/table.json` or more than its ceiling. `--accept` writes the measured figures into the table.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3
from web3.contract import Contract
from web3.types import TxReceipt

from backend.checkout.invoice import INVOICE_FIELDS

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "gas" / "table.json"
REPORT = ROOT / "build" / "gas.json"
SOURCES = ("PaymentGateway.vy", "mocks/TestDollar.sol", "mocks/TwoTransfers.sol")
CEILINGS = {"gateway.pay": 91_000, "gateway.refund": 56_000}
# Ceilings out of reach without dropping a check, and where the reason is written. Named, but no failure.
OUT_OF_REACH = {"gateway.refund": "docs/decisions/0104-gas-of-a-refund.md"}
NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
FEE_BPS = 50
# Fixed, as are the keys: a figure must not depend on how many zero bytes a signature or a time happens to have.
START = 1_800_000_000


@dataclass(frozen=True, slots=True)
class Stage:
    """Contracts deployed and actors funded on one anvil."""

    chain: Web3
    gateway: Contract
    dollar: Contract
    two_transfers: Contract
    payer: str
    merchant: LocalAccount
    invoice_signer: LocalAccount
    fee_receiver: str

    def gas(self, call: Any, sender: str, value: int = 0) -> int:
        """Gas of the whole transaction; raises when it reverts."""
        return _sent(self.chain, call, sender, value)["gasUsed"]

    def invoice(self, salt: int, **changes: object) -> dict[str, Any]:
        """Terms of 25 dollars as a checkout makes them: anyone may pay, and the reference is the order's number."""
        terms: dict[str, Any] = {
            "merchant": self.merchant.address,
            "payer": ZERO,
            "token": self.dollar.address,
            "amount": 25 * DOLLAR,
            "max_fee_bps": 100,
            "valid_until": START + 3_600,
            "refund_until": START + 30 * 86_400,
            "splits_hash": b"\0" * 32,
            "reference": f"order-{1042 + salt}".encode().ljust(32, b"\0"),
            "salt": Web3.keccak(text=f"salt {salt}")[:8].ljust(32, b"\0"),
        }
        return terms | changes

    def sign(self, invoice: dict[str, Any], signer: LocalAccount) -> bytes:
        """The issuer's signature over the payment id."""
        domain = {
            "name": "Counterfoil PaymentGateway",
            "version": "1",
            "chainId": self.chain.eth.chain_id,
            "verifyingContract": self.gateway.address,
        }
        fields = [{"name": name, "type": kind} for name, kind in INVOICE_FIELDS]
        return bytes(signer.sign_typed_data(domain, {"Invoice": fields}, invoice).signature)


def _sent(chain: Web3, call: Any, sender: str, value: int = 0) -> TxReceipt:
    receipt = chain.eth.wait_for_transaction_receipt(
        call.transact({"from": sender, "value": value, "gas": 16_000_000}), poll_latency=0.01
    )
    if receipt["status"] != 1:
        raise SystemExit(f"gas: a measured call reverted: {call.fn_name}")
    return receipt


@contextlib.contextmanager
def _anvil() -> Iterator[Web3]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    node = subprocess.Popen(
        ["anvil", "--port", str(port), "--timestamp", str(START), "--silent"], stdout=subprocess.DEVNULL
    )
    try:
        chain = Web3(Web3.HTTPProvider(f"http://127.0.0.1:{port}"))
        deadline = time.monotonic() + 20
        while not chain.is_connected():
            if time.monotonic() > deadline or node.poll() is not None:
                raise SystemExit("gas: anvil did not start; run `make setup` and try again")
            time.sleep(0.05)
        yield chain
    finally:
        node.terminate()
        node.wait(10)


def _compiled() -> dict[str, Any]:
    """Contract types as Ape deploys them; forced, since Ape does not notice a changed module."""
    tools = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    command = [str(tools / "ape"), "compile", "--force", *(f"contracts/{name}" for name in SOURCES)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"gas: the contracts do not compile; run `ape compile`\n{done.stderr[-2000:]}")
    manifest: dict[str, Any] = json.loads((ROOT / ".build" / "__local__.json").read_text())["contractTypes"]
    return manifest


def _key(role: str) -> LocalAccount:
    account: LocalAccount = Account.from_key(Web3.keccak(text=role))
    return account


def _deployed(chain: Web3, kind: dict[str, Any], sender: str, *arguments: object) -> Contract:
    factory = chain.eth.contract(abi=kind["abi"], bytecode=kind["deploymentBytecode"]["bytecode"])
    receipt = _sent(chain, factory.constructor(*arguments), sender)
    address = receipt["contractAddress"]
    assert address is not None
    return chain.eth.contract(address=address, abi=kind["abi"])


def _stage(chain: Web3) -> Stage:
    kinds = _compiled()
    accounts = list(chain.eth.accounts)
    deployer, payer, fee_receiver = accounts[0], accounts[1], accounts[2]
    merchant, invoice_signer = _key("merchant"), _key("invoice signer")
    chain.provider.make_request("anvil_setBalance", [merchant.address, hex(10**20)])  # type: ignore[arg-type]
    chain.provider.make_request("anvil_impersonateAccount", [merchant.address])  # type: ignore[arg-type]
    dollar = _deployed(chain, kinds["TestDollar"], deployer)
    two_transfers = _deployed(chain, kinds["TwoTransfers"], deployer)
    gateway = _deployed(chain, kinds["PaymentGateway"], deployer, deployer, fee_receiver, FEE_BPS, 100, 86_400, ZERO)
    for holder in (payer, merchant.address, fee_receiver):
        _sent(chain, dollar.functions.mint(holder, 10**6 * DOLLAR), deployer)
        for spender in (gateway.address, two_transfers.address):
            _sent(chain, dollar.functions.approve(spender, 2**256 - 1), holder)
    register = gateway.functions.register_merchant(merchant.address, invoice_signer.address)
    _sent(chain, register, merchant.address)
    return Stage(chain, gateway, dollar, two_transfers, payer, merchant, invoice_signer, fee_receiver)


def _floor(stage: Stage) -> dict[str, int]:
    dollar, payer, merchant = stage.dollar, stage.payer, stage.merchant.address
    fee = 25 * DOLLAR * FEE_BPS // 10_000
    legs = stage.two_transfers.functions.pay(dollar.address, merchant, 25 * DOLLAR - fee, stage.fee_receiver, fee)
    return {
        "floor.transfer": stage.gas(dollar.functions.transfer(merchant, 25 * DOLLAR), payer),
        "floor.two_transfer_from": stage.gas(legs, payer),
    }


def _payments(stage: Stage) -> dict[str, int]:
    call, payer, merchant = stage.gateway.functions, stage.payer, stage.merchant
    first, second, third, fourth, fifth = (stage.invoice(salt) for salt in range(5))
    native = stage.invoice(6, token=NATIVE, amount=10**16)
    stage.gas(call.pay(first, stage.sign(first, merchant)), payer)
    return {
        "gateway.pay": stage.gas(call.pay(second, stage.sign(second, merchant)), payer),
        "gateway.pay_by_invoice_signer": stage.gas(call.pay(third, stage.sign(third, stage.invoice_signer)), payer),
        "gateway.request": stage.gas(call.request_payment(fourth), merchant.address),
        "gateway.pay_requested": stage.gas(call.pay(fourth, b""), payer),
        "gateway.pay_native": stage.gas(call.pay(native, stage.sign(native, merchant)), payer, 10**16),
        "gateway.refund": stage.gas(call.refund_payment(second, 5 * DOLLAR), merchant.address),
        "gateway.cancel": stage.gas(call.cancel_payment(fifth), merchant.address),
    }


def _complaints(measured: dict[str, int], committed: dict[str, int]) -> list[str]:
    found = []
    for key, gas in measured.items():
        ceiling = CEILINGS.get(key)
        if ceiling is not None and gas > ceiling and key not in OUT_OF_REACH:
            found.append(f"{key}: {gas:,} gas is above the ceiling of {ceiling:,}")
        if key not in committed:
            found.append(f"{key}: {gas:,} gas is not in {TABLE.relative_to(ROOT)}; add it with --accept")
        elif gas > committed[key]:
            found.append(f"{key}: {gas:,} gas is worse than the committed {committed[key]:,}")
    found += [f"{key}: in the table but no longer measured" for key in committed if key not in measured]
    return found


def main() -> int:
    """Measure, write the report, compare; 1 if anything got worse."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--accept", action="store_true", help="write the measured figures into the table")
    accept = parser.parse_args().accept
    with _anvil() as chain:
        stage = _stage(chain)
        measured = _floor(stage) | _payments(stage)
    text = json.dumps(measured, indent=2) + "\n"
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text)
    if accept:
        TABLE.write_text(text)
    for key, gas in measured.items():
        reason = OUT_OF_REACH.get(key, "")
        print(f"{key:32}{gas:>9,}" + (f"   above {CEILINGS[key]:,}: see {reason}" if reason else ""))
    complaints = _complaints(measured, json.loads(TABLE.read_text()) if TABLE.exists() else {})
    for line in complaints:
        print(f"gas: {line}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
