"""A MultiSig wallet as the admin of everything deployed: found by its terms, made where it is not there yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address

from backend.chain.records import load_record
from scripts._deployment import Refused
from scripts._deployment.chain import Chain
from scripts._deployment.terms import ZERO_ADDRESS, given_address

MOST_OWNERS = 32
LONGEST_DELAY = 30 * 86_400
SALT = b"admin".ljust(32, b"\0")
"""Fixed: the wallet's address follows from its terms, so that a second run finds the wallet of the first."""


@dataclass(frozen=True, slots=True)
class WalletTerms:
    """A wallet's terms. `owners`: checksummed, ascending; `threshold` of them pay, `call_threshold` do all else;
    `delay`: seconds that changes of the wallet itself wait."""

    owners: tuple[str, ...]
    threshold: int
    call_threshold: int
    delay: int
    salt: bytes = SALT

    @property
    def arguments(self) -> tuple[list[str], int, int, int, bytes]:
        """Of the factory's `create_wallet`."""
        return list(self.owners), self.threshold, self.call_threshold, self.delay, self.salt


def wallet_terms(
    owners: Sequence[str], threshold: int | None, call_threshold: int | None, delay: int, salt: bytes, options: str
) -> WalletTerms:
    """Terms as the contract would take them. `options`: what the names of the options begin with. Raises Refused."""
    placed = tuple(sorted((given_address(f"{options}owner", owner) for owner in owners), key=str.lower))
    if len(set(placed)) < len(placed):
        raise Refused(f"{options}owner names an address twice: each owner counts once.")
    if len(placed) > MOST_OWNERS:
        raise Refused(f"{options}owner names {len(placed)} owners: a MultiSig has at most {MOST_OWNERS}.")
    payments = len(placed) // 2 + 1 if threshold is None else threshold
    if not 1 <= payments <= len(placed):
        raise Refused(f"{options}threshold {payments} is not in 1 to {len(placed)}, the number of owners.")
    calls = payments if call_threshold is None else call_threshold
    if not payments <= calls <= len(placed):
        raise Refused(f"{options}call-threshold {calls} is not in {payments} to {len(placed)}: calls are the stricter.")
    if not 0 <= delay <= LONGEST_DELAY:
        raise Refused(f"{options}delay {delay} is not in 0 to {LONGEST_DELAY} seconds (30 days).")
    return WalletTerms(placed, payments, calls, delay, salt)


def asked_admin(asked: Mapping[str, Any]) -> WalletTerms | None:
    """The wallet that the options of a deployment ask for, or None without --admin-owner. Raises Refused."""
    threshold, delay = asked["admin_threshold"], asked["admin_delay"]
    if not asked["admin_owner"]:
        if threshold is not None or delay:
            raise Refused(
                "--admin-threshold and --admin-delay describe a MultiSig: name its owners with --admin-owner."
            )
        return None
    if asked["admin"]:
        raise Refused("--admin and --admin-owner both name the admin: give one address, or a MultiSig's owners.")
    return wallet_terms(asked["admin_owner"], threshold, None, delay, SALT, "--admin-")


def wallet_on(chain: Chain, sender: Any, factory: str, abi: Any, wallet: WalletTerms) -> tuple[str, bool]:
    """The wallet's checksummed address, and whether it was made just now. Waits as a deployment does."""
    from ape import Contract
    from ethpm_types import ContractType

    described = ContractType.model_validate({"contractName": "MultiSigFactory", "abi": list(abi)})
    made_by = Contract(factory, contract_type=described)
    address = str(made_by.wallet_address(*wallet.arguments))
    if address == ZERO_ADDRESS:
        raise Refused(f"The factory at {factory} names no address for these owners: correct --admin-owner.")
    if chain.node.eth.get_code(address):  # type: ignore[arg-type]  # checksummed text will do
        return address, False
    waiting = chain.network.confirmations - 1
    made_by.create_wallet(*wallet.arguments, sender=sender, required_confirmations=waiting)
    return address, True


def recorded_factory(chain: Chain, records: Path) -> tuple[str, Any]:
    """Address and ABI of the factory on record. Raises RecordError."""
    record = load_record(records, chain.network.name, "MultiSigFactory")
    return to_checksum_address(record.address), record.abi
