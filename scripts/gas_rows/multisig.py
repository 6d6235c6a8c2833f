"""What a MultiSig wallet's verbs cost, and the same work in Safe's official contracts, which are only measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3
from web3.contract import Contract

from scripts.gas_rows.stage import DAY, DOLLAR, NATIVE, ROOT, START, ZERO, Stage, sent, short_salt, signed

SAFE = ROOT / "node_modules" / "@safe-global" / "safe-smart-account" / "build" / "artifacts" / "contracts"
AMOUNT = 25 * DOLLAR
SLOT = [{"name": name, "type": "uint256"} for name in ("lane", "nonce", "not_before", "deadline")]
PAYMENT = [
    {"name": name, "type": kind}
    for name, kind in (("token", "address"), ("to", "address"), ("amount", "uint256"), ("memo", "bytes32"))
]
PAYMENTS = {
    "Payments": [
        {"name": "payments", "type": "Payment[]"},
        {"name": "slot", "type": "Slot"},
        {"name": "epoch", "type": "uint256"},
    ],
    "Payment": PAYMENT,
    "Slot": SLOT,
}


def wallets(stage: Stage) -> dict[str, int]:
    """Payments by off-chain signatures handed in by a stranger, and what else a wallet's people send."""
    _create(stage, 2, 2)
    _, single = _create(stage, 1, 1)
    created, wallet = _create(stage, 2, 3)
    _, large = _create(stage, 3, 5)
    found = {
        "multisig.pay_1_1": _paid(stage, single, 1, 1),
        "multisig.pay_2_3": _paid(stage, wallet, 2, 3),
        "multisig.pay_3_5": _paid(stage, large, 3, 5),
        "multisig.pay_2_3_without_first": _paid(stage, wallet, 2, 3, first=1),
        "multisig.pay_2_3_other_lane": _paid(stage, wallet, 2, 3, lane=7),
        "multisig.pay_2_3_native": _paid(stage, wallet, 2, 3, token=NATIVE),
        "multisig.create_2_3": created,
    }
    return found | _by_owners(stage, wallet)


def peers(stage: Stage) -> dict[str, int]:
    """Safe: the same owners, receiver, amount and sender."""
    deployer = stage.chain.eth.accounts[0]
    singleton = _safe_contract(stage, "Safe.sol/Safe", deployer)
    factory = _safe_contract(stage, "proxies/SafeProxyFactory.sol/SafeProxyFactory", deployer)
    found = {}
    for needed, count in ((1, 1), (2, 3), (3, 5)):
        gas, safe = _create_safe(stage, singleton, factory, needed, count)
        if count == 3:
            found["peer.safe_create_2_3"] = gas
        _pay_from_safe(stage, safe, needed, count)
        found[f"peer.safe_pay_{needed}_{count}"] = _pay_from_safe(stage, safe, needed, count)
    return dict(sorted(found.items()))


def _owners(count: int) -> list[LocalAccount]:
    """In ascending order of their addresses."""
    made = [Account.from_key(Web3.keccak(text=f"owner {i}")) for i in range(count)]
    return sorted(made, key=lambda owner: int(owner.address, 16))


def _create(stage: Stage, needed: int, count: int) -> tuple[int, Contract]:
    owners = [owner.address for owner in _owners(count)]
    terms = owners, needed, needed, 2 * DAY, short_salt(f"wallet {needed} {count}")
    gas = stage.gas(stage.factory.functions.create_wallet(*terms), stage.stranger)
    address = stage.factory.functions.wallet_address(*terms).call()
    _fund(stage, address)
    return gas, stage.chain.eth.contract(address=address, abi=stage.wallets.abi)


def _fund(stage: Stage, address: str) -> None:
    stage.gas(stage.dollar.functions.transfer(address, 10_000 * DOLLAR), stage.payer.address)
    stage.chain.provider.make_request("anvil_setBalance", [address, hex(10**18)])  # type: ignore[arg-type]


def _paid(stage: Stage, wallet: Contract, needed: int, count: int, **changes: Any) -> int:
    """The second payment of its lane."""
    _pay(stage, wallet, needed, count, **changes)
    return _pay(stage, wallet, needed, count, **changes)


def _pay(
    stage: Stage, wallet: Contract, needed: int, count: int, token: str = "", lane: int = 0, first: int = 0
) -> int:
    payment = {
        "token": token or stage.dollar.address,
        "to": stage.merchant.address,
        "amount": AMOUNT,
        "memo": b"order-1042".ljust(32, b"\0"),
    }
    nonce = wallet.functions.next_nonce(lane).call()
    slot = {"lane": lane, "nonce": nonce, "not_before": 0, "deadline": START + 1_000 * DAY}
    word = {"payments": [payment], "slot": slot, "epoch": 0}
    domain = stage.domain(wallet, "Counterfoil MultiSig")
    approvals = b"".join(signed(owner, domain, PAYMENTS, word) for owner in _owners(count)[first : first + needed])
    return stage.gas(wallet.functions.execute_payments([payment], slot, approvals), stage.stranger)


def _by_owners(stage: Stage, wallet: Contract) -> dict[str, int]:
    owner = _owners(3)[0].address
    stage.chain.provider.make_request("anvil_setBalance", [owner, hex(10**18)])  # type: ignore[arg-type]
    stage.chain.provider.make_request("anvil_impersonateAccount", [owner])  # type: ignore[arg-type]
    return {"multisig.confirm": stage.gas(wallet.functions.confirm(b"\1" * 32), owner)}


def _safe_artifact(name: str) -> dict[str, Any]:
    path = Path(SAFE / f"{name}.json")
    if not path.exists():
        raise SystemExit("gas: Safe's contracts are not installed; run `make setup` and try again")
    artifact: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return artifact


def _safe_contract(stage: Stage, name: str, sender: str) -> Contract:
    kind = _safe_artifact(name)
    maker = stage.chain.eth.contract(abi=kind["abi"], bytecode=kind["bytecode"])
    address = sent(stage.chain, maker.constructor(), sender)["contractAddress"]
    assert address is not None
    return stage.chain.eth.contract(address=address, abi=kind["abi"])


def _create_safe(stage: Stage, singleton: Contract, factory: Contract, needed: int, count: int) -> tuple[int, Contract]:
    owners = [owner.address for owner in _owners(count)]
    terms = owners, needed, ZERO, b"", ZERO, ZERO, 0, ZERO
    call = factory.functions.createProxyWithNonce(singleton.address, singleton.encode_abi("setup", terms), needed)
    address = call.call()
    gas = stage.gas(call, stage.stranger)
    _fund(stage, address)
    return gas, stage.chain.eth.contract(address=address, abi=singleton.abi)


def _pay_from_safe(stage: Stage, safe: Contract, needed: int, count: int) -> int:
    data = stage.dollar.encode_abi("transfer", (stage.merchant.address, AMOUNT))
    terms = stage.dollar.address, 0, data, 0, 0, 0, 0, ZERO, ZERO
    digest = safe.functions.getTransactionHash(*terms, safe.functions.nonce().call()).call()
    signatures = b"".join(bytes(owner.unsafe_sign_hash(digest).signature) for owner in _owners(count)[:needed])
    return stage.gas(safe.functions.execTransaction(*terms, signatures), stage.stranger)
