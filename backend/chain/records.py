"""Deployment records: where each contract lives, from which block on, and with which ABI.

The only source of addresses and ABIs in the backend. Only `ape run deploy` writes a record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from eth_utils.address import is_checksum_address
from jsonschema import Draft202012Validator

PACKAGED = Path(__file__).resolve().parents[2] / "deployments"
"""The project's own folder: schemas, networks and the public networks' tokens ship with the source."""

FACTORY = "MultiSigFactory"
WALLET = "MultiSig"
"""What the factory's wallets run. Its record is read for their ABI; it logs nothing itself."""

MIRRORED = ("PaymentGateway", "DepositAddresses", "Escrow", "Subscription", FACTORY)
"""The contracts whose events are mirrored; the first one is always there."""

NATIVE_COIN = "0x" + "ee" * 20
"""Stands for the chain's native coin wherever a token is named (ERC-7528), lower case."""


class RecordError(Exception):
    """Something about a deployment is not as written down. The message is one sentence with the remedy."""


class RecordMissing(RecordError):
    """No such file: nothing was deployed to this network, or the wrong folder is being read."""


class RecordInvalid(RecordError):
    """The file is there but is not a record of this contract on this network."""


class NetworkUnknown(RecordError):
    """No network of this name in networks.json."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One constructor argument. `value`: decimal text for integers, checksummed text for addresses."""

    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Compiler:
    """What turned the sources into the code on chain."""

    name: Literal["vyper", "solidity"]
    version: str
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One deployed contract. Addresses and hashes are lower-case 0x hex text."""

    contract: str
    network: str
    chain_id: int
    address: str
    block_number: int
    block_hash: str
    transaction_hash: str
    deployer: str
    arguments: tuple[Argument, ...]
    compiler: Compiler
    source_sha256: str
    sources: tuple[str, ...]
    abi: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Network:
    """A chain as we use it. `confirmations`: blocks counted from the payment's own one.
    `finality`: "finalized" (the node's tag) or that many blocks below the head."""

    name: str
    chain_id: int
    native_symbol: str
    native_name: str
    confirmations: int
    finality: Literal["finalized"] | int
    rpc_env: str


@dataclass(frozen=True, slots=True)
class Token:
    """A token, or the native coin under `NATIVE_COIN`. `address` is lower case; one unit is 10**decimals."""

    symbol: str
    name: str
    decimals: int
    address: str
    standards: tuple[str, ...]

    @property
    def is_native(self) -> bool:
        return self.address == NATIVE_COIN


def record_path(deployments: Path, network: str, contract: str) -> Path:
    """Where the record of `contract` on `network` lies, whether or not it exists."""
    return deployments / network / f"{contract}.json"


def load_record(deployments: Path, network: str, contract: str) -> Record:
    """The record of `contract` on `network`, checked against the schema, EIP-55 and networks.json.

    Raises RecordMissing, RecordInvalid, NetworkUnknown.
    """
    path = record_path(deployments, network, contract)
    if not path.is_file():
        raise RecordMissing(
            f"{path} is missing: deploy with `ape run deploy` to {network}, or point COUNTERFOIL_DEPLOYMENTS"
            " to the folder that has it."
        )
    found = _read(path, "record.schema.json")
    chain_id = load_network(deployments, network).chain_id
    for key, expected in (("contract", contract), ("network", network), ("chain_id", chain_id)):
        if found[key] != expected:
            raise RecordInvalid(
                f"{path} says {key} {found[key]!r}, not {expected!r}: deploy again with `ape run deploy`."
            )
    return _record(path, found)


def load_records(deployments: Path, network: str) -> tuple[Record, ...]:
    """The records of all contracts on `network` that are mirrored, the gateway first; the others need not be there.
    With the factory's comes that of the wallets.

    Raises as `load_record`."""
    gateway, *others = MIRRORED
    there = [name for name in others if record_path(deployments, network, name).is_file()]
    there += [WALLET] if FACTORY in there else []
    return tuple(load_record(deployments, network, name) for name in (gateway, *there))


def load_network(deployments: Path, network: str) -> Network:
    """The network named `network`, from the records' folder or else from the project's own.

    Raises NetworkUnknown, RecordInvalid.
    """
    networks = load_networks(deployments)
    if network not in networks:
        raise NetworkUnknown(f"There is no network {network!r}: choose one of {', '.join(networks)}.")
    return networks[network]


def load_networks(deployments: Path) -> dict[str, Network]:
    """Every known network by name, in the file's order. Raises RecordInvalid."""
    path = deployments / "networks.json"
    found = _read(path if path.is_file() else PACKAGED / "networks.json", "networks.schema.json")
    return {
        name: Network(
            name=name,
            chain_id=entry["chain_id"],
            native_symbol=entry["native"]["symbol"],
            native_name=entry["native"]["name"],
            confirmations=entry["confirmations"],
            finality=entry["finality"],
            rpc_env=entry["rpc_env"],
        )
        for name, entry in found.items()
    }


def load_tokens(deployments: Path, network: str) -> tuple[Token, ...]:
    """The tokens offered on `network`, the native coin first. Raises NetworkUnknown, RecordInvalid."""
    coin = load_network(deployments, network)
    native = Token(coin.native_symbol, coin.native_name, 18, NATIVE_COIN, ())
    path = deployments / network / "tokens.json"
    path = path if path.is_file() else PACKAGED / network / "tokens.json"
    if network == "local" and path.is_relative_to(PACKAGED) and deployments.resolve() != PACKAGED:
        return (native,)  # another anvil's tokens are not this one's
    if not path.is_file():
        return (native,)
    tokens = [
        Token(t["symbol"], t["name"], t["decimals"], _lower(path, t["address"]), tuple(t["standards"]))
        for t in _read(path, "tokens.schema.json")
    ]
    _refuse_twins(path, [NATIVE_COIN, *(token.address for token in tokens)])
    return (native, *tokens)


def _record(path: Path, found: dict[str, Any]) -> Record:
    compiler = found["compiler"]
    return Record(
        contract=found["contract"],
        network=found["network"],
        chain_id=found["chain_id"],
        address=_lower(path, found["address"]),
        block_number=found["block_number"],
        block_hash=found["block_hash"],
        transaction_hash=found["transaction_hash"],
        deployer=_lower(path, found["deployer"]),
        arguments=tuple(Argument(a["name"], a["type"], a["value"]) for a in found["arguments"]),
        compiler=Compiler(compiler["name"], compiler["version"], compiler["settings"]),
        source_sha256=found["source_sha256"],
        sources=tuple(found["sources"]),
        abi=tuple(found["abi"]),
    )


def _lower(path: Path, address: str) -> str:
    # Records hold EIP-55 text so that a slip of the hand is noticed; from here on it is lower case.
    if not is_checksum_address(address):
        raise RecordInvalid(f"{path} has {address}, whose EIP-55 checksum is wrong: restore the file, do not edit it.")
    return address.lower()


def _refuse_twins(path: Path, addresses: list[str]) -> None:
    for address in addresses:
        if addresses.count(address) > 1:
            raise RecordInvalid(f"{path} lists {address} twice or lists the native coin: remove one entry.")


def _read(path: Path, schema: str) -> Any:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise RecordInvalid(f"{path} cannot be read as JSON ({problem}): restore it or deploy again.") from None
    for error in _validator(schema).iter_errors(found):
        where = "/".join(str(step) for step in error.absolute_path) or "the whole file"
        reason = error.message if len(error.message) <= 120 else error.message[:117] + "..."
        raise RecordInvalid(f"{path} is not valid at {where}: {reason}; restore it or deploy again.")
    return found


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((PACKAGED / schema).read_text(encoding="utf-8")))
