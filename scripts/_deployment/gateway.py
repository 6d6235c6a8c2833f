"""What a PaymentGateway is deployed with, and what the deployed one must answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eth_utils.address import is_address, is_checksum_address, to_checksum_address
from web3 import Web3

from backend.chain.records import Argument
from scripts._deployment import Refused

SOURCE = "contracts/PaymentGateway.vy"
VERSION = "1.0.0"
DOMAIN_NAME = "Counterfoil PaymentGateway"
DOMAIN_VERSION = "1"
FEE_CAP_LIMIT_BPS = 100
PAYOUT_DELAY_LIMIT = 30 * 86_400
ZERO_ADDRESS = "0x" + "00" * 20


@dataclass(frozen=True, slots=True)
class GatewayTerms:
    """The constructor's arguments. Addresses are checksummed, fees in 1/10,000, `payout_delay` in seconds."""

    admin: str
    fee_receiver: str
    fee_bps: int
    fee_cap_bps: int
    payout_delay: int

    def check(self) -> None:
        """Raises Refused for terms that the contract would refuse too, before any gas is spent."""
        if not 0 <= self.fee_cap_bps <= FEE_CAP_LIMIT_BPS:
            raise Refused(f"--fee-cap-bps {self.fee_cap_bps} is not in 0 to {FEE_CAP_LIMIT_BPS}: no cap is above 1 %.")
        if self.fee_bps < 0:
            raise Refused(f"--fee-bps {self.fee_bps} is below zero: give 0 for no fee.")
        if self.fee_bps > self.fee_cap_bps:
            raise Refused(
                f"--fee-bps {self.fee_bps} is above the cap of {self.fee_cap_bps}: lower it or raise the cap."
            )
        if not 0 <= self.payout_delay <= PAYOUT_DELAY_LIMIT:
            raise Refused(f"--payout-delay {self.payout_delay} is not in 0 to {PAYOUT_DELAY_LIMIT} seconds (30 days).")

    def arguments(self) -> tuple[Argument, ...]:
        """As they go into the record, in the constructor's order."""
        return (
            Argument("admin", "address", self.admin),
            Argument("fee_receiver", "address", self.fee_receiver),
            Argument("fee_bps", "uint256", str(self.fee_bps)),
            Argument("fee_cap_bps", "uint256", str(self.fee_cap_bps)),
            Argument("payout_delay", "uint256", str(self.payout_delay)),
        )


def given_address(option: str, value: str) -> str:
    """The address given with `option`, checksummed. Raises Refused if it is none, mistyped, or zero."""
    if not is_address(value) or (
        value[2:] not in (value[2:].lower(), value[2:].upper()) and not is_checksum_address(value)
    ):
        raise Refused(f"{option} {value} is not an address with a right EIP-55 checksum: copy it again.")
    if value.lower() == ZERO_ADDRESS:
        raise Refused(f"{option} is the zero address: give one that somebody holds.")
    return str(to_checksum_address(value))


def gateway_differences(node: Web3, address: str, abi: Any, terms: GatewayTerms) -> Iterator[str]:
    """Reads the deployed gateway back and tells what differs from `terms`, one "what is, what should be" each."""
    own = to_checksum_address(address)
    calls = node.eth.contract(address=own, abi=abi).functions
    domain = [b"\x0f", DOMAIN_NAME, DOMAIN_VERSION, node.eth.chain_id, own, bytes(32), []]
    for view, expected in (
        ("version", VERSION),
        ("admin", terms.admin),
        ("fee_terms", [terms.fee_bps, terms.fee_cap_bps, terms.fee_receiver, False]),
        ("payout_delay", terms.payout_delay),
        ("eip712Domain", domain),
    ):
        found = calls[view]().call()
        found = list(found) if isinstance(found, tuple) else found
        if found != expected:
            yield f"{view}() answers {found!r} instead of {expected!r}"
