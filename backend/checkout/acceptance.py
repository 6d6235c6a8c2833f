"""Where and in what a merchant is paid: the contracts on one chain, and its tokens. Read from deployment records."""

from __future__ import annotations

from dataclasses import dataclass

from backend.checkout.deal import escrow_domain
from backend.checkout.deposit import implementation
from backend.checkout.eip712 import Signed
from backend.checkout.invoice import Domain

NATIVE_COIN = "0x" + "ee" * 20


@dataclass(frozen=True, slots=True)
class Token:
    """A token that may be asked for. `address`: lower-case; one whole token is 10**decimals smallest units."""

    symbol: str
    name: str
    decimals: int
    address: str
    standards: tuple[str, ...] = ()

    @property
    def native(self) -> bool:
        """Whether this is the chain's own coin, paid as the transaction's value and never approved."""
        return self.address == NATIVE_COIN


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One gateway (lower-case address) on one chain, and what may stand beside it. `confirmations`: a payment counts
    when its block and those above it are that many. `fee_cap_bps`, `escrow_fee_cap_bps`: the contract's immutable cap,
    in 1/10,000. `escrow`, `deposits`: the Escrow and the DepositAddresses contract, None where there is none."""

    network: str
    chain_id: int
    gateway: str
    confirmations: int
    fee_cap_bps: int
    tokens: tuple[Token, ...]
    escrow: str | None = None
    escrow_fee_cap_bps: int = 0
    deposits: str | None = None

    @property
    def domain(self) -> Domain:
        """Where invoices of this acceptance count."""
        return Domain(self.chain_id, self.gateway)

    @property
    def escrow_domain(self) -> Signed:
        """Where deals of this acceptance count. Only where there is an Escrow."""
        assert self.escrow is not None
        return escrow_domain(self.chain_id, self.escrow)

    @property
    def deposit_implementation(self) -> str | None:
        """The code behind every deposit address, or None where there are none."""
        return None if self.deposits is None else implementation(self.deposits)

    def token(self, address: str) -> Token | None:
        """The token of a lower-case address, or None when it is not accepted here."""
        return next((token for token in self.tokens if token.address == address), None)


def exact_text(amount: int, decimals: int) -> str:
    """An amount of smallest units as exact decimal text with at least two places (if the token has two): no float.

    >>> exact_text(25_000_000, 6), exact_text(1, 18), exact_text(7, 0)
    ('25.00', '0.000000000000000001', '7')
    """
    if decimals == 0:
        return str(amount)
    whole, rest = divmod(amount, 10**decimals)
    places = f"{rest:0{decimals}d}".rstrip("0").ljust(min(2, decimals), "0")
    return f"{whole}.{places}"
