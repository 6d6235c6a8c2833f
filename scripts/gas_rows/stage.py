"""Contracts deployed and actors funded on one anvil, and what the measured rows share."""

from __future__ import annotations

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

from scripts._deployment.build import blueprint_init_code

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ("PaymentGateway.vy", "DepositAddress.vy", "DepositAddresses.vy", "Escrow.vy", "Subscription.vy")
MOCKS = ("mocks/TestDollar.sol", "mocks/TwoTransfers.sol")
NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
DAY = 86_400
FEE_BPS = 50
# Fixed, as are the keys: a figure must not depend on how many zero bytes a signature or a time happens to have.
START = 1_800_000_000

Domain = dict[str, Any]
Fields = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody is funded, every allowance unlimited, and the payer's key is known."""

    chain: Web3
    gateway: Contract
    deposits: Contract
    escrow: Contract
    subscription: Contract
    dollar: Contract
    two_transfers: Contract
    payer: LocalAccount
    merchant: LocalAccount
    invoice_signer: LocalAccount
    fee_receiver: str
    stranger: str

    def gas(self, call: Any, sender: str, value: int = 0) -> int:
        """Gas of the whole transaction; raises when it reverts."""
        return sent(self.chain, call, sender, value)["gasUsed"]

    def funded(self, role: str, spender: Contract) -> str:
        """The address of somebody else who holds dollars and has approved `spender` without limit."""
        holder = _unlocked(self.chain, role).address
        sent(self.chain, self.dollar.functions.mint(holder, 10**6 * DOLLAR), self.stranger)
        sent(self.chain, self.dollar.functions.approve(spender.address, 2**256 - 1), holder)
        return holder

    def domain(self, contract: Contract, name: str, version: str = "1") -> Domain:
        """The EIP-712 domain of a contract."""
        return {
            "name": name,
            "version": version,
            "chainId": self.chain.eth.chain_id,
            "verifyingContract": contract.address,
        }

    def authorization(self, receiver: Contract, amount: int, nonce: bytes) -> tuple[int, int, bytes]:
        """The payer's word to TestDollar that `receiver` may fetch `amount` once (ERC-3009)."""
        types = {
            "ReceiveWithAuthorization": [
                {"name": name, "type": kind}
                for name, kind in (
                    ("from", "address"), ("to", "address"), ("value", "uint256"), ("validAfter", "uint256"),
                    ("validBefore", "uint256"), ("nonce", "bytes32"),
                )
            ]
        }  # fmt: skip
        word = {
            "from": self.payer.address,
            "to": receiver.address,
            "value": amount,
            "validAfter": 0,
            "validBefore": START + DAY,
            "nonce": nonce,
        }
        return 0, START + DAY, signed(self.payer, self.domain(self.dollar, "Test Dollar"), types, word)

    def later(self, seconds: int) -> None:
        """Moves the chain's clock."""
        self.chain.provider.make_request("evm_increaseTime", [seconds])  # type: ignore[arg-type]
        self.chain.provider.make_request("evm_mine", [])  # type: ignore[arg-type]


def signed(signer: LocalAccount, domain: Domain, types: dict[str, Fields], word: dict[str, Any]) -> bytes:
    """65 bytes of a signer's word under EIP-712."""
    return bytes(signer.sign_typed_data(domain, types, word).signature)


def short_salt(text: str) -> bytes:
    """As the checkout draws them: eight bytes, then zeros."""
    return bytes(Web3.keccak(text=text))[:8].ljust(32, b"\0")


def sent(chain: Web3, call: Any, sender: str, value: int = 0) -> TxReceipt:
    """The receipt of a call that went through; ends the program when it reverts."""
    receipt = chain.eth.wait_for_transaction_receipt(
        call.transact({"from": sender, "value": value, "gas": 16_000_000}), poll_latency=0.01
    )
    if receipt["status"] != 1:
        raise SystemExit(f"gas: a measured call reverted: {getattr(call, 'fn_name', 'a constructor')}")
    return receipt


@contextlib.contextmanager
def anvil() -> Iterator[Web3]:
    """A node of our own on a free port, ended when done."""
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
    command = [str(tools / "ape"), "compile", "--force", *(f"contracts/{name}" for name in (*CONTRACTS, *MOCKS))]
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
    address = sent(chain, factory.constructor(*arguments), sender)["contractAddress"]
    assert address is not None
    return chain.eth.contract(address=address, abi=kind["abi"])


def _blueprint(chain: Web3, kind: dict[str, Any], sender: str) -> str:
    code = blueprint_init_code(bytes.fromhex(kind["deploymentBytecode"]["bytecode"].removeprefix("0x")))
    receipt = chain.eth.wait_for_transaction_receipt(
        chain.eth.send_transaction({"from": sender, "data": code, "gas": 5_000_000}), poll_latency=0.01
    )
    address = receipt["contractAddress"]
    assert address is not None
    return address


def _unlocked(chain: Web3, role: str) -> LocalAccount:
    account = _key(role)
    chain.provider.make_request("anvil_setBalance", [account.address, hex(10**20)])  # type: ignore[arg-type]
    chain.provider.make_request("anvil_impersonateAccount", [account.address])  # type: ignore[arg-type]
    return account


def set_stage(chain: Web3) -> Stage:
    """Deploys what Ape compiles, and funds everybody."""
    kinds = _compiled()
    deployer, stranger, fee_receiver = list(chain.eth.accounts)[:3]
    payer, merchant, invoice_signer = _unlocked(chain, "payer"), _unlocked(chain, "merchant"), _key("invoice signer")
    policy = (deployer, fee_receiver, FEE_BPS, 100)
    dollar = _deployed(chain, kinds["TestDollar"], deployer)
    two_transfers = _deployed(chain, kinds["TwoTransfers"], deployer)
    gateway = _deployed(chain, kinds["PaymentGateway"], deployer, *policy, DAY, ZERO)
    blueprint = _blueprint(chain, kinds["DepositAddress"], deployer)
    deposits = _deployed(chain, kinds["DepositAddresses"], deployer, gateway.address, blueprint)
    escrow = _deployed(chain, kinds["Escrow"], deployer, *policy, ZERO)
    subscription = _deployed(chain, kinds["Subscription"], deployer, *policy, ZERO)
    for holder in (payer.address, merchant.address, fee_receiver, stranger, escrow.address):
        sent(chain, dollar.functions.mint(holder, 10**6 * DOLLAR), deployer)
    for holder in (payer.address, merchant.address):
        for spender in (gateway.address, escrow.address, subscription.address, two_transfers.address):
            sent(chain, dollar.functions.approve(spender, 2**256 - 1), holder)
    sent(chain, gateway.functions.register_merchant(merchant.address, invoice_signer.address), merchant.address)
    return Stage(
        chain,
        gateway,
        deposits,
        escrow,
        subscription,
        dollar,
        two_transfers,
        payer,
        merchant,
        invoice_signer,
        fee_receiver,
        stranger,
    )
