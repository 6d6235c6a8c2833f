"""What the tables, the notices and the purses say at the end, beside the ledger."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from scripts.year.subscribers import People, Subscriber

TOLD = {"subscription.charged": "charges", "subscription.charge_failed": "failures"}


def differences(people: People, connection: Connection, keepers: list[str]) -> list[str]:
    """Every way in which the mirror or the chain's money departs from the ledger; nothing if they agree."""
    charges = _rows(connection, "charges", "period, amount, fee, tip")
    failures = _rows(connection, "charge_failures", "attempt, reason")
    statuses = {
        mandate: status for mandate, status in connection.execute(text("select mandate_id, status from mandates"))
    }
    told = _told(connection)
    found: list[str] = []
    for one in people.all:
        found += _of(one, charges[one.mandate_id], failures[one.mandate_id], statuses.get(one.mandate_id), told)
    return found + _money(people, keepers)


def _of(one: Subscriber, charges: list[Any], failures: list[Any], status: str | None, told: Counter[Any]) -> list[str]:
    account, found = one.account, []
    if charges != account.charges:
        found.append(f"{one.mandate_id}: charges {charges}, in the ledger {account.charges}")
    if failures != account.failures:
        found.append(f"{one.mandate_id}: failures {failures}, in the ledger {account.failures}")
    # A pause that ended by itself is still written as one until somebody charges.
    if status != account.status and (status, account.status) != ("paused", "open"):
        found.append(f"{one.mandate_id}: is {status}, in the ledger {account.status}")
    expected = {"subscription.started": 1, "subscription.lapsed": int(account.status == "lapsed")}
    expected |= {kind: len(getattr(account, kept)) for kind, kept in TOLD.items()}
    for kind, number in expected.items():
        if told[one.mandate_id, kind] != number:
            found.append(f"{one.mandate_id}: {told[one.mandate_id, kind]} notices {kind}, in the ledger {number}")
    return found


def _money(people: People, keepers: list[str]) -> list[str]:
    world, found = people.world, []
    for is_strange, token in enumerate(("TestDollar", "HostileDollar")):
        own = [one for one in people.all if one.fate.offer.strange == bool(is_strange)]
        flows = [flow for one in own for flow in one.account.charges]
        expected = {one.address: one.account.purse.balance for one in own}
        expected[world.merchant] = sum(amount - fee - tip for _, amount, fee, tip in flows)
        expected[world.fees] = sum(fee for _, _, fee, _ in flows)
        for address, amount in expected.items():
            has = world.function(token, "balanceOf", address).call()
            if has != amount:
                found.append(f"{address} has {has} of {token}, in the ledger {amount}")
        tips = sum(world.function(token, "balanceOf", keeper).call() for keeper in keepers)
        if tips != sum(tip for *_, tip in flows):
            found.append(f"the keepers have {tips} of {token}, in the ledger {sum(tip for *_, tip in flows)}")
    return found


def _rows(connection: Connection, table: str, columns: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    order = "block_number, log_index"
    for mandate, *row in connection.execute(text(f"select mandate_id, {columns} from {table} order by {order}")):  # noqa: S608
        found[mandate].append(tuple(_number(value) for value in row))
    return found


def _number(value: Any) -> Any:
    # An amount is text of 78 digits on SQLite, a decimal on PostgreSQL.
    return value if isinstance(value, str) and not value.isdigit() else int(value)


def _told(connection: Connection) -> Counter[Any]:
    bodies = connection.execute(text("select type, body from notices where type like 'subscription.%'"))
    return Counter((json.loads(body)["data"]["id"], kind) for kind, body in bodies)
