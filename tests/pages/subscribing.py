"""Plans of the live shop, and ways to stand on the pages of their subscribers."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from eth_utils.address import to_checksum_address
from live_shop import DOLLAR, LiveShop
from watched_page import until

from backend.chain.records import load_record
from backend.checkout.subscribing import Plan, plan_id, subscription_domain

DAY = 86_400


class Plans:
    """The Subscription of the live shop, and what its merchant publishes there."""

    def __init__(self, shop: LiveShop) -> None:
        self.shop = shop
        self.contract = load_record(shop.folder / "deployments", "local", "Subscription")
        self._published = 0

    def publish(self, **more: Any) -> tuple[Plan, str]:
        """Ten dollars for thirty days; the plan and its id."""
        merchant, token = self.shop.merchant.address.lower(), self.shop.dollar.address.lower()
        self._published += 1
        terms = (10 * DOLLAR, 10 * DOLLAR, 0, 30 * DAY, 0, False, 0, 100, 7 * DAY, DAY, 30 * DAY, 90 * DAY)
        plan = replace(Plan(merchant, merchant, token, *terms, f"0x{self._published:064x}"), **more)
        self.shop.by_merchant("publish_plan", sent(plan), to=self.contract)
        return plan, plan_id(plan, subscription_domain(31337, self.contract.address.lower()))

    def close(self, of: str) -> None:
        self.shop.by_merchant("close_plan", of, to=self.contract)

    def url(self, of: str) -> str:
        return f"{self.shop.origin}/subscribe/{of}"

    def sealed(self, page: Any) -> None:
        """Seals the transaction that the page has had sent."""
        until(page, lambda: self.shop.waiting() == 1)
        self.shop.mine()


def sent(plan: Plan) -> tuple[Any, ...]:
    """A plan as web3 takes it: its addresses checksummed."""
    return tuple(
        to_checksum_address(value) if name in ("merchant", "payout", "token") else value
        for name, value in asdict(plan).items()
    )
