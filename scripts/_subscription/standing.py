"""What mandates stand at on the chain, and what came of charging them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from scripts._deployment import Refused
from scripts._deployment.sending import sender_on
from scripts._subscription.contract import Subscriptions
from scripts._subscription.terms import Mandate, mandate_id, mandate_words
from scripts._subscription.words import OBSTACLES, STATUSES, moment, money, told

NEVER = 2**36 - 1
"""`paid_until` of a metered mandate without an end."""
MOST = 64
LAPSES = 7


def describe(there: Subscriptions, mandate: Mandate) -> None:
    """Prints a mandate in words."""
    _, symbol, decimals = there.token(mandate.plan.terms["token"])
    for line in told(mandate, symbol, decimals):
        click.echo(line)


def standing(there: Subscriptions, mandate: Mandate) -> str:
    """A mandate's status, in words."""
    state = there.ask("mandate", mandate_id(mandate))
    obstacle, amount, *_ = there.ask("quote", mandate_words(mandate))
    _, symbol, decimals = there.token(mandate.plan.terms["token"])
    status, paid_until, total = STATUSES[state[0]], state[1], state[2]
    paid = f", paid until {moment(paid_until)}" if 0 < paid_until < NEVER else ""
    due = f": {money(amount, symbol, decimals)}" if obstacle == 0 else ""
    return f"status      {status}{paid}, {money(total, symbol, decimals)} in all; it {OBSTACLES[obstacle]}{due}"


def charged(
    there: Subscriptions, mandates: Sequence[Mandate], files: Sequence[Path], account: str | None
) -> Iterator[str]:
    """Charges what can be charged now, in one transaction; a line for each. Raises Refused if that is nothing."""
    if len(mandates) > MOST:
        raise Refused(f"{len(mandates)} mandates are more than one transaction takes: give at most {MOST}.")
    due = [terms for terms in mandates if there.ask("quote", mandate_words(terms))[0] in (0, LAPSES)]
    if not due:
        for file, terms in zip(files, mandates, strict=True):
            yield f"{file}: {standing(there, terms)}"
        raise Refused("Nothing is due: see above when it will be.")
    before: dict[str, Any] = {mandate_id(terms): there.ask("mandate", mandate_id(terms)) for terms in due}
    with sender_on(there.chain, account) as sender:
        data = there.calldata("charge_many", [mandate_words(terms) for terms in due])
        yield f"Sent in {there.send(sender, there.place.contract, data)}"
    for file, terms in zip(files, mandates, strict=True):
        yield f"{file}: {_outcome(there, terms, before.get(mandate_id(terms)))}"


def _outcome(there: Subscriptions, mandate: Mandate, before: Any) -> str:
    if before is None:
        return "was not due"
    after = there.ask("mandate", mandate_id(mandate))
    _, symbol, decimals = there.token(mandate.plan.terms["token"])
    if after[3] > before[3]:
        return f"charged {money(after[2] - before[2], symbol, decimals)}"
    if STATUSES[after[0]] == "lapsed":
        return "lapsed"
    return f"NOT charged, try number {after[4]}; next from {moment(after[5])} on"
