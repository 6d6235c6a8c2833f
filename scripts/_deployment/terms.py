"""What the contracts are deployed with: the same admin, fees and list for all, and what each needs besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eth_utils.address import is_address, is_checksum_address, to_checksum_address

from backend.chain.records import Argument
from scripts._deployment import Refused

FEE_CAP_LIMIT_BPS = 100
PAYOUT_DELAY_LIMIT = 30 * 86_400
ZERO_ADDRESS = "0x" + "00" * 20

SOURCES: Mapping[str, str] = {
    "MultiSig": "contracts/MultiSig.vy",
    "MultiSigFactory": "contracts/MultiSigFactory.vy",
    "PaymentGateway": "contracts/PaymentGateway.vy",
    "DepositAddress": "contracts/DepositAddress.vy",
    "DepositAddresses": "contracts/DepositAddresses.vy",
    "Escrow": "contracts/Escrow.vy",
    "Subscription": "contracts/Subscription.vy",
}
"""In the order of their deployment: each may need the addresses of those before it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The constructors' arguments. Addresses are checksummed, fees in 1/10,000, `payout_delay` in seconds.
    `sanctions_list`: the zero address for none."""

    admin: str
    fee_receiver: str
    fee_bps: int
    fee_cap_bps: int
    payout_delay: int
    sanctions_list: str = ZERO_ADDRESS

    def check(self) -> None:
        """Raises Refused for terms that the contracts would refuse too, before any gas is spent."""
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

    def arguments(self, contract: str, addresses: Mapping[str, str]) -> tuple[Argument, ...]:
        """Of a contract, as they go into its record, in the constructor's order. `addresses`: of those before it."""
        policy = (
            Argument("admin", "address", self.admin),
            Argument("fee_receiver", "address", self.fee_receiver),
            Argument("fee_bps", "uint256", str(self.fee_bps)),
            Argument("fee_cap_bps", "uint256", str(self.fee_cap_bps)),
        )
        listed = Argument("sanctions_list", "address", self.sanctions_list)
        return {
            "PaymentGateway": (*policy, Argument("payout_delay", "uint256", str(self.payout_delay)), listed),
            "MultiSig": (),
            "MultiSigFactory": (Argument("implementation", "address", addresses.get("MultiSig", ZERO_ADDRESS)),),
            "DepositAddress": (),
            "DepositAddresses": (
                Argument("gateway", "address", addresses.get("PaymentGateway", ZERO_ADDRESS)),
                Argument("blueprint", "address", addresses.get("DepositAddress", ZERO_ADDRESS)),
            ),
            "Escrow": (*policy, listed),
            "Subscription": (*policy, listed),
        }[contract]


def given_address(option: str, value: str) -> str:
    """The address given with `option`, checksummed. Raises Refused if it is none, mistyped, or zero."""
    if not is_address(value) or (
        value[2:] not in (value[2:].lower(), value[2:].upper()) and not is_checksum_address(value)
    ):
        raise Refused(f"{option} {value} is not an address with a right EIP-55 checksum: copy it again.")
    if value.lower() == ZERO_ADDRESS:
        raise Refused(f"{option} is the zero address: give one that somebody holds.")
    return str(to_checksum_address(value))
