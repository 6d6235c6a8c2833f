"""Subscriptions on a stage: a merchant's plan, and subscribers with money of their own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from tests.backend.keeper.stage import DAY, DOLLARS, Stage

HOUR = 3_600


@dataclass
class Plans:
    """What is sold on a stage, by the hour: one dollar each, six hours of grace, a try per hour."""

    stage: Stage

    def publish(self, token: str = "TestDollar", tip: int = 0, metered: bool = False) -> tuple[Any, ...]:
        stage = self.stage
        parties = (stage.merchant, stage.merchant, stage.contracts[token].address)
        terms = (DOLLARS, DOLLARS, 0, HOUR, 0, metered, tip, 100, 6 * HOUR, HOUR, 0, DAY)
        plan = (*parties, *terms, secrets.token_bytes(32))
        stage.act("Subscription", "publish_plan", plan, by=stage.merchant)
        return plan

    def subscribe(self, plan: tuple[Any, ...], subscriber: str, start: int | None = None) -> tuple[Any, ...]:
        """A mandate without bounds that begins now, and with a fixed plan pays its first hour at once."""
        begins = self.stage.now() if start is None else start
        mandate = (subscriber, plan, begins, 0, 0, 0, secrets.token_bytes(32))
        self.stage.act("Subscription", "subscribe", mandate, by=subscriber)
        return mandate

    def state(self, mandate: tuple[Any, ...]) -> Any:
        """What the Subscription knows of it: status, paid_until, total, charges, …"""
        return self.stage.ask("Subscription", "mandate", self.stage.ask("Subscription", "mandate_id", mandate))
