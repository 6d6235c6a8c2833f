"""`ape run subscription`: publish plans, subscribe, charge, cancel, and see what a mandate stands at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from backend.chain.records import PACKAGED
from scripts._deployment import Refused, one_sentence
from scripts._deployment.amounts import smallest_units
from scripts._deployment.chain import open_chain
from scripts._deployment.sending import sender_on
from scripts._deployment.terms import given_address
from scripts._subscription.contract import Subscriptions
from scripts._subscription.making import LARGEST_AMOUNT, made_mandate, made_plan
from scripts._subscription.standing import charged, describe, standing
from scripts._subscription.terms import (
    mandate_words,
    plan_words,
    read_mandate,
    read_plan,
    signable,
    write_mandate,
    write_plan,
)

NETWORK = click.option(
    "--network", "choice", required=True, metavar="ECOSYSTEM:NETWORK", help="As Ape names it: base:sepolia."
)
RECORDS = click.option("--records", envvar="COUNTERFOIL_DEPLOYMENTS", default=PACKAGED, type=click.Path(path_type=Path),
                       help="Folder of all records.", show_default="deployments/")  # fmt: skip
ACCOUNT = click.option("--account", help="Alias of an account in Ape. Local default: the first test account.")
FILE = click.argument("file", type=click.Path(path_type=Path))
NEW_FILE = click.option("--file", type=click.Path(path_type=Path), required=True, help="The file to write.")
NO_PERMIT = (0, 0, 0, bytes(32), bytes(32))


@click.group(short_help="Publish plans, subscribe, charge, cancel")
def cli() -> None:
    """Plans and mandates of the Subscription. A plan and a mandate are JSON files: the merchant publishes the one,
    the subscriber makes the other of it, and whoever has it can charge what is due."""


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@NEW_FILE
@click.option("--token", required=True, help="By its symbol or address.")
@click.option("--amount", required=True, help="Of each period, or of a metered one at most: 9.90.")
@click.option("--first", help="The price of the first charge. Default: the amount.")
@click.option("--every", required=True, help="1 month, or 30 days.")
@click.option("--payout", help="Where payments arrive, for good. Default: the merchant.")
@click.option("--trial", default="0", show_default=True, help="Free before the first period: 14 days.")
@click.option("--metered", is_flag=True, help="The merchant charges what was used.")
@click.option("--tip", default="0", show_default=True, help="Of each charge, to whoever sends it.")
@click.option("--max-fee-bps", type=click.IntRange(0, 10_000), default=100, show_default=True, help="Refuse above it.")
@click.option("--grace", default="7 days", show_default=True, help="How long failed charges are tried again.")
@click.option("--retry-gap", default="1 day", show_default=True, help="Between two tries.")
@click.option("--price-notice", default="30 days", show_default=True, help="Before a higher price can apply.")
@click.option("--pause-limit", default="90 days", show_default=True, help="That a mandate may be paused in all.")
@click.option("--reference", default="", help="Up to 32 bytes of text of your own.")
def publish(choice: str, records: Path, account: str | None, file: Path, **asked: Any) -> None:
    """Publish a plan and write its file; the account is the merchant."""
    with one_sentence("No plan was published"):
        _refuse_there(file)
        there = _there(choice, records)
        with sender_on(there.chain, account) as merchant:
            plan = made_plan(there, str(merchant.address), asked)
            sent = there.send(merchant, there.place.contract, there.calldata("publish_plan", plan_words(plan)))
        write_plan(file, plan)
    click.echo(f"Published in {sent}, written to {file}")


@cli.command()
@NETWORK
@RECORDS
@click.argument("plan", type=click.Path(path_type=Path))
@NEW_FILE
@click.option("--subscriber", required=True, help="Who pays.")
@click.option("--start", type=click.IntRange(1), help="Unix seconds. Default: now.")
@click.option("--end", type=click.IntRange(1), help="Unix seconds. Default: when it is cancelled.")
@click.option("--max-charges", type=click.IntRange(0), default=0, help="Default: no bound.")
@click.option("--lifetime-cap", help="Of all charges together. Default: no bound.")
def mandate(choice: str, records: Path, plan: Path, file: Path, subscriber: str, **asked: Any) -> None:
    """Make a mandate of a plan, for the subscriber to sign or to send."""
    with one_sentence("Nothing was written"):
        _refuse_there(file)
        there = _there(choice, records)
        made = made_mandate(there, read_plan(plan), given_address("--subscriber", subscriber), asked)
        there.check(made)
        describe(there, made)
        write_mandate(file, made)
    click.echo(f"Written to {file}")


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@FILE
@click.option("--yes", is_flag=True, help="Do not ask after the words.")
def sign(choice: str, records: Path, account: str | None, file: Path, yes: bool) -> None:
    """Tell a mandate in words, then sign it as its subscriber into the file: anybody can then hand it in."""
    with one_sentence("The file is as it was"):
        there, terms = _opened(choice, records, file)
        describe(there, terms)
        if not yes:
            click.confirm("Sign exactly this?", abort=True)
        with sender_on(there.chain, account) as signer:
            if str(signer.address) != terms.subscriber:
                raise Refused(f"The subscriber is {terms.subscriber}: sign with that account.")
            signature = signer.sign_message(signable(terms))
        if signature is None:
            raise Refused("The account did not sign: try again, and agree when it asks.")
        write_mandate(file, replace(terms, signature="0x" + signature.encode_rsv().hex()))
    click.echo(f"Signed into {file}: whoever has it can hand it in with `ape run subscription subscribe`.")


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@FILE
@click.option("--approve", help="Let the contract take so much of the token first, of the subscriber's: 118.80.")
def subscribe(choice: str, records: Path, account: str | None, file: Path, approve: str | None) -> None:
    """Open a mandate: as its subscriber, or for the subscriber with the signature in the file."""
    with one_sentence("Look at the mandate with show before trying again"):
        there, terms = _opened(choice, records, file)
        with sender_on(there.chain, account) as sender:
            is_subscriber = str(sender.address) == terms.subscriber
            if approve:
                token, _, decimals = there.token(terms.plan.terms["token"])
                if not is_subscriber:
                    raise Refused(f"Only {terms.subscriber} can approve: use that account, or leave --approve out.")
                there.send(
                    sender, token, there.approval(token, smallest_units(approve, decimals, "--approve", LARGEST_AMOUNT))
                )
            if not is_subscriber and not terms.signature:
                raise Refused(f"{file} is not signed: let {terms.subscriber} sign or send it.")
            words = mandate_words(terms)
            data = (
                there.calldata("subscribe", words)
                if is_subscriber
                else there.calldata("subscribe_by_signature", words, terms.signature, NO_PERMIT)
            )
            click.echo(f"Subscribed in {there.send(sender, there.place.contract, data)}")
        click.echo(standing(there, terms))


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def charge(choice: str, records: Path, account: str | None, files: tuple[Path, ...]) -> None:
    """Charge what is due of one or several mandates, in one transaction; one that fails harms no other."""
    with one_sentence("Look at the mandates with show before trying again"):
        several = [_opened(choice, records, file) for file in files]
        there = several[0][0]
        for line in charged(there, [terms for _, terms in several], files, account):
            click.echo(line)


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@FILE
def cancel(choice: str, records: Path, account: str | None, file: Path) -> None:
    """End a mandate for good, as its subscriber or its merchant; also before it was ever opened."""
    with one_sentence("Look at the mandate with show before trying again"):
        there, terms = _opened(choice, records, file)
        with sender_on(there.chain, account) as sender:
            sent = there.send(sender, there.place.contract, there.calldata("cancel", mandate_words(terms)))
    click.echo(f"Cancelled in {sent}")


@cli.command()
@NETWORK
@RECORDS
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def show(choice: str, records: Path, files: tuple[Path, ...]) -> None:
    """Tell mandates in words, and what is due of each."""
    with one_sentence("Nothing was changed"):
        for file in files:
            there, terms = _opened(choice, records, file)
            describe(there, terms)
            click.echo(standing(there, terms))


def _there(choice: str, records: Path) -> Subscriptions:
    return Subscriptions(open_chain(records, choice), records)


def _opened(choice: str, records: Path, file: Path) -> tuple[Subscriptions, Any]:
    there, terms = _there(choice, records), read_mandate(file)
    there.check(terms)
    return there, terms


def _refuse_there(file: Path) -> None:
    if file.exists():
        raise Refused(f"{file} is there already: name another file with --file.")
