"""The command line: `python -m backend …`, installed as `counterfoil`."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, TypeVar

import typer
import uvloop
from pydantic import ValidationError
from pydantic_core import PydanticCustomError
from structlog import get_logger

from backend.accounts.opening import AccountError
from backend.accounts.signer import SignerError
from backend.bootstrap import Application, build
from backend.chain.records import RecordError
from backend.chain.trouble import NodeTrouble
from backend.keeper.key import KeyTrouble
from backend.running import StartError, ended_by_signals, log_as_json
from backend.settings import SettingsError, read_settings
from backend.tables.session import DatabaseTrouble, upgrade
from backend.web.shapes.fields import read_address, rfc3339
from backend.webhooks.egress import EndpointRefusedError

T = TypeVar("T")
KNOWN = (
    *(SettingsError, RecordError, DatabaseTrouble, NodeTrouble, AccountError, SignerError, StartError),
    *(KeyTrouble, EndpointRefusedError, PydanticCustomError, ValidationError),
)

command = typer.Typer(
    help="Counterfoil: stablecoin payments, and a mirror of them that anyone can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
account = typer.Typer(help="Merchants with us.", no_args_is_help=True)
webhook = typer.Typer(help="Where merchants want events sent.", no_args_is_help=True)
command.add_typer(account, name="account")
command.add_typer(webhook, name="webhook")


@command.command()
def migrate() -> None:
    """Bring the database to this program's version."""
    settings = read_settings()
    uvloop.run(upgrade(settings.database_url))
    typer.echo("The database is up to date.")


@command.command()
def forget() -> None:
    """Forget what is mirrored of the chain; the mirror then follows it from the beginning. Nothing is told twice."""
    _once(lambda application: application.forget_chain())
    typer.echo("Forgotten. The next `counterfoil run` or `counterfoil mirror` follows the chain from the beginning.")


@command.command()
def run() -> None:
    """Serve the API, follow the chain and deliver webhooks, all in this process."""
    _run(lambda application: application.run_all, needs_node=True)


@command.command()
def serve() -> None:
    """Serve the API."""
    _run(lambda application: application.run_web)


@command.command()
def mirror() -> None:
    """Follow the chain."""
    _run(lambda application: application.run_mirror, needs_node=True)


@command.command()
def deliver() -> None:
    """Deliver webhooks."""
    _run(lambda application: application.run_delivery)


@command.command()
def keeper() -> None:
    """Send what is due and what anyone may send, at the cost of gas."""
    _run(lambda application: application.run_keeper, needs_node=True)


@command.command()
def due(
    days: Annotated[int, typer.Option(min=0, max=366, help="Look ahead, as far as it is known by now.")] = 0,
) -> None:
    """List what anyone may send by now: charges, lapses, deals whose time is over."""
    listing = _once(lambda application: application.list_due(days))
    for errand in listing.errands:
        typer.echo(f"{errand.verb:<24}  {errand.subject}")
    more = "and more" if listing.cut else "in all"
    typer.echo(f"{len(listing.errands)} {more}, due by {rfc3339(listing.until)}")


@command.command()
def openapi() -> None:
    """Print the API's OpenAPI document."""
    application = build(read_settings())
    typer.echo(json.dumps(application.create_web().openapi(), indent=2))


@account.command("create")
def account_create(
    name: Annotated[str, typer.Option(help="Shown to customers.")],
    merchant: Annotated[str, typer.Option(help="The merchant's address, registered in the gateway or soon to be.")],
) -> None:
    """Open an account and print its id, its invoice signer, and its first API key: the key is shown this once."""
    opened = _once(lambda application: application.open_account(name, read_address(merchant)))
    _tell(
        account=opened.id,
        merchant=opened.merchant,
        invoice_signer=opened.invoice_signer,
        key=opened.key.id,
        api_key=opened.key.text,
    )


@account.command("key")
def account_key(account_id: Annotated[str, typer.Argument(metavar="ACCOUNT")]) -> None:
    """Issue another API key and print it: it is shown this once."""
    key = _once(lambda application: application.issue_key(account_id))
    _tell(key=key.id, api_key=key.text)


@account.command("revoke")
def account_revoke(key_id: Annotated[str, typer.Argument(metavar="KEY")]) -> None:
    """End an API key at once."""
    _once(lambda application: application.revoke_key(key_id))
    _tell(revoked=key_id)


@webhook.command("add")
def webhook_add(
    account_id: Annotated[str, typer.Argument(metavar="ACCOUNT")], url: Annotated[str, typer.Argument()]
) -> None:
    """Send the account's events to a URL and print the secret that signs them: it is shown this once."""
    endpoint = _once(lambda application: application.add_webhook(account_id, url))
    _tell(webhook_endpoint=endpoint.id, url=endpoint.url, secret=endpoint.secret)


def main() -> None:
    """Runs the command line; a failure with a known remedy becomes one sentence and exit code 1."""
    try:
        command()
    except KNOWN as error:
        sys.stderr.write(f"counterfoil: {error}\n")
        sys.exit(1)


def _once(work: Callable[[Application], Coroutine[Any, Any, T]]) -> T:
    async def within() -> T:
        application = build(read_settings())
        try:
            await application.check_database()
            return await work(application)
        finally:
            await application.close()

    return uvloop.run(within())


def _run(
    part: Callable[[Application], Callable[[asyncio.Event], Awaitable[None]]], *, needs_node: bool = False
) -> None:
    log_as_json()

    async def until_stopped(application: Application) -> None:
        if needs_node:
            await application.check_node()
        stop = asyncio.Event()
        with ended_by_signals(stop):
            get_logger("counterfoil").info("running", network=application.network.name)
            await part(application)(stop)
        get_logger("counterfoil").info("ended")

    _once(until_stopped)


def _tell(**facts: str) -> None:
    width = max(len(name) for name in facts)
    for name, fact in facts.items():
        typer.echo(f"{name:<{width}}  {fact}")


if __name__ == "__main__":
    main()
