"""Proves that a recorded contract is, byte for byte, what today's sources make of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address
from web3 import Web3
from web3.exceptions import BlockNotFound, TransactionNotFound
from web3.types import TxData, TxReceipt

from backend.chain.records import Record
from scripts._deployment.build import ROOT, Built, build
from scripts._deployment.rerun import Surroundings, created_address, runtime_code
from scripts._deployment.written import encoded


def record_differences(record: Record, node: Web3, root: Path = ROOT) -> Iterator[str]:
    """Every way in which the record, the sources under `root` and the chain disagree; nothing if they agree.

    Raises Refused if the sources do not compile.
    """
    return build_differences(record, build(record.sources[0], record.compiler.settings, root), node)


def build_differences(record: Record, built: Built, node: Web3) -> Iterator[str]:
    """The same for sources that are compiled already.

    The creation transaction must carry the compiled init code and the recorded arguments, and the code at the
    address must be what that very constructor returns when it is run again.
    """
    yield from _source_differences(record, built)
    try:
        sent = node.eth.get_transaction(record.transaction_hash)  # type: ignore[arg-type]  # hex text will do
        receipt = node.eth.get_transaction_receipt(record.transaction_hash)  # type: ignore[arg-type]
    except TransactionNotFound:
        yield f"the node knows no transaction {record.transaction_hash}"
        return
    yield from _place_differences(record, node, receipt)
    yield from _input_differences(record, built, sent)
    yield from _code_differences(record, node, built, sent)


def _source_differences(record: Record, built: Built) -> Iterator[str]:
    if built.compiler.version != record.compiler.version:
        yield f"the compiler is {built.compiler.name} {built.compiler.version}, recorded {record.compiler.version}"
    if built.sources != record.sources:
        changed = sorted(set(built.sources) ^ set(record.sources))
        yield f"the list of sources differs ({', '.join(changed) or 'their order'})"
    elif built.source_sha256 != record.source_sha256:
        yield f"the sources hash to {built.source_sha256[:16]}..., recorded {record.source_sha256[:16]}..."
    if built.abi != record.abi:
        yield "the sources give another ABI than the recorded one"


def _place_differences(record: Record, node: Web3, receipt: TxReceipt) -> Iterator[str]:
    try:
        block_hash = node.eth.get_block(record.block_number)["hash"].to_0x_hex()
    except BlockNotFound:
        block_hash = "none"
    created = (receipt["contractAddress"] or "none").lower()
    for what, found, recorded in (
        ("the transaction's success", receipt["status"], 1),
        ("the created address", created, record.address),
        ("the transaction's block number", receipt["blockNumber"], record.block_number),
        ("the transaction's block hash", receipt["blockHash"].to_0x_hex(), record.block_hash),
        (f"the hash of block {record.block_number}", block_hash, record.block_hash),
        ("the sender", receipt["from"].lower(), record.deployer),
    ):
        if found != recorded:
            yield f"{what} is {found} on chain, recorded {recorded}"


def _input_differences(record: Record, built: Built, sent: TxData) -> Iterator[str]:
    data = bytes(sent["input"])
    if data == built.init_code + encoded(record.arguments):
        return
    if not data.startswith(built.init_code):
        yield "the creation transaction carries other init code than these sources give"
        return
    try:
        values = decode([argument.type for argument in record.arguments], data[len(built.init_code) :])
    except DecodingError:
        values = ()
    before = list(_argument_differences(record, values))
    yield from before or ["the creation transaction carries other constructor arguments than the recorded ones"]


def _argument_differences(record: Record, values: tuple[object, ...]) -> Iterator[str]:
    for argument, value in zip(record.arguments, values, strict=False):
        found = str(value)
        if found.lower() != argument.value.lower():
            yield f"argument {argument.name} is {found} on chain, recorded {argument.value}"


def _code_differences(record: Record, node: Web3, built: Built, sent: TxData) -> Iterator[str]:
    if created_address(sent["from"], sent["nonce"]) != record.address:
        yield f"nonce {sent['nonce']} of {sent['from']} does not create {record.address}"
        return
    block = node.eth.get_block(sent["blockNumber"])
    codes = {
        argument.value: bytes(node.eth.get_code(to_checksum_address(argument.value)))
        for argument in record.arguments
        if argument.type == "address"
    }
    seen = Surroundings(sent["from"], sent["nonce"], record.chain_id, block["number"], block["timestamp"], codes)
    expected = runtime_code(built.init_code + encoded(record.arguments), seen)
    found = bytes(node.eth.get_code(to_checksum_address(record.address)))
    if expected is None:
        yield "the constructor reverts with the recorded arguments"
    elif not found:
        yield "there is no code at the address"
    elif found != expected:
        yield f"the code at the address differs from these sources' {_first_difference(found, expected)}"


def _first_difference(found: bytes, expected: bytes) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), min(len(found), len(expected))
    )
    return f"from byte {at:,} on ({len(found):,} bytes on chain, {len(expected):,} expected)"
