"""Turns a finished deployment into its record and writes it, entirely or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address

from backend.chain.records import Argument, RecordError, RecordMissing, load_record, record_path
from scripts._deployment import Refused
from scripts._deployment.build import Built
from scripts._deployment.chain import Chain


def encoded(arguments: tuple[Argument, ...]) -> bytes:
    """The arguments as the constructor reads them (Solidity's contract ABI)."""
    values = [int(a.value) if a.type.startswith("uint") else a.value for a in arguments]
    return bytes(encode([a.type for a in arguments], values))


def refuse_live(chain: Chain, deployments: Path, contract: str, replace: bool) -> None:
    """Raises Refused if `contract` is already recorded and its code is on the chain, unless `replace`."""
    if replace:
        return
    try:
        record = load_record(deployments, chain.network.name, contract)
    except RecordMissing:
        return
    except RecordError as problem:
        raise Refused(f"{problem} Or overwrite it with --replace.") from None
    if chain.node.eth.get_code(to_checksum_address(record.address)):
        path = record_path(deployments, chain.network.name, contract)
        raise Refused(
            f"{path} records a live deployment at {record.address}: keep it, or add --replace to supersede it."
        )


def record_json(chain: Chain, built: Built, arguments: tuple[Argument, ...], transaction_hash: str) -> dict[str, Any]:
    """The record of a mined creation transaction, as it is written. Shape: deployments/record.schema.json."""
    receipt = chain.node.eth.get_transaction_receipt(transaction_hash)  # type: ignore[arg-type]  # hex text will do
    return {
        "schema": 1,
        "contract": built.contract,
        "network": chain.network.name,
        "chain_id": chain.network.chain_id,
        "address": receipt["contractAddress"],
        "block_number": receipt["blockNumber"],
        "block_hash": receipt["blockHash"].to_0x_hex(),
        "transaction_hash": receipt["transactionHash"].to_0x_hex(),
        "deployer": receipt["from"],
        "arguments": [asdict(argument) for argument in arguments],
        "compiler": asdict(built.compiler),
        "source_sha256": built.source_sha256,
        "sources": list(built.sources),
        "abi": list(built.abi),
    }


def write_json(path: Path, content: Any) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never half of one."""
    text = json.dumps(content, indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
