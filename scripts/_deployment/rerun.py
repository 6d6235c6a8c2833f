"""Runs a constructor again, away from the chain, to learn the exact code that it leaves behind.

Vyper appends immutables to the runtime code, and some depend on the contract's own address and chain (the cached
EIP-712 domain separator). Instead of computing them case by case, the init code is executed in py-evm, which comes
with Ape, as the same sender with the same nonce on the same chain in the same block, beside the code that its
arguments name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eth import constants
from eth.db.atomic import AtomicDB
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.cancun.state import CancunState
from eth.vm.forks.cancun.transaction_context import CancunTransactionContext
from eth.vm.message import Message
from eth_utils.address import to_canonical_address
from eth_utils.crypto import keccak
from rlp import encode  # type: ignore[import-untyped]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a constructor can see of the world: who created it, with which nonce, on which chain, in which block."""

    sender: str
    nonce: int
    chain_id: int
    block_number: int
    timestamp: int
    codes: Mapping[str, bytes] = field(default_factory=dict)
    """Code at other addresses that the constructor asks about or creates from."""


def created_address(sender: str, nonce: int) -> str:
    """Where the `nonce`-th transaction of `sender` creates a contract, lower case (Yellow Paper, section 7)."""
    return "0x" + keccak(encode([to_canonical_address(sender), nonce]))[12:].hex()


def runtime_code(init_code: bytes, seen: Surroundings) -> bytes | None:
    """The code that `init_code`, arguments included, leaves on the chain; None if it reverts."""
    sender = to_canonical_address(seen.sender)
    address = to_canonical_address(created_address(seen.sender, seen.nonce))
    context = ExecutionContext(
        coinbase=constants.ZERO_ADDRESS,
        timestamp=seen.timestamp,
        block_number=seen.block_number,  # type: ignore[arg-type]  # a NewType of int
        difficulty=0,
        mix_hash=constants.ZERO_HASH32,
        gas_limit=100_000_000,
        prev_hashes=(),
        chain_id=seen.chain_id,
        base_fee_per_gas=0,
        excess_blob_gas=0,
    )
    state = CancunState(AtomicDB(), context, constants.BLANK_ROOT_HASH)
    for other, code in seen.codes.items():
        state.set_code(to_canonical_address(other), code)
    message = Message(
        gas=100_000_000, to=constants.CREATE_CONTRACT_ADDRESS, sender=sender, value=0, data=b"", code=init_code,
        create_address=address,
    )  # fmt: skip
    transaction = CancunTransactionContext(gas_price=0, origin=sender)
    ran = state.computation_class.apply_create_message(state, message, transaction)
    return bytes(ran.output) if ran.is_success else None
