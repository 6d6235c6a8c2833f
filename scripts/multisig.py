"""`ape run multisig`: make a wallet; make, read, sign, gather and execute its proposals as files passed around."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from backend.chain.records import PACKAGED
from scripts._deployment import Refused, one_sentence
from scripts._deployment.chain import Chain, open_chain
from scripts._deployment.sending import sender_on
from scripts._deployment.terms import ZERO_ADDRESS, given_address
from scripts._deployment.wallets import recorded_factory, wallet_on, wallet_terms
from scripts._multisig import making
from scripts._multisig.acting import describe, execute_proposal, gathered, send, sign_proposal
from scripts._multisig.handing_over import acceptances, administered, offer
from scripts._multisig.proposal import Proposal, read_proposal, write_proposal
from scripts._multisig.wallet import Wallet, arguments, known_on, tuple_of

NETWORK = click.option(
    "--network", "choice", required=True, metavar="ECOSYSTEM:NETWORK", help="As Ape names it: base:sepolia."
)
RECORDS = click.option("--records", envvar="COUNTERFOIL_DEPLOYMENTS", default=PACKAGED, type=click.Path(path_type=Path),
                       help="Folder of all records.", show_default="deployments/")  # fmt: skip
ACCOUNT = click.option("--account", help="Alias of an account in Ape. Local default: the first test account.")
WALLET = click.option("--wallet", required=True, help="The MultiSig's address.")
FILE = click.argument("file", type=click.Path(path_type=Path))
NEW_FILE = click.option("--file", type=click.Path(path_type=Path), help="The file to write. Default: by the kind.")
LANE = click.option("--lane", type=int, default=0, show_default=True, help="Proposals of one lane wait for each other.")
NUMBER = click.option("--number", type=int, help="In its lane. Default: the next.")
DAYS = click.option("--days", type=click.IntRange(1, 3650), default=7, show_default=True, help="How long it counts.")


@click.group(short_help="Make, sign and execute proposals of a MultiSig")
def cli() -> None:
    """A MultiSig's wallet and proposals. A proposal is a JSON file: owners pass it around, each reads it in words,
    signs it, and anybody executes it when enough of them have."""


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@click.option("--owner", "owners", multiple=True, required=True, help="Repeatable.")
@click.option("--threshold", type=int, help="How many owners must agree to payments. Default: more than half.")
@click.option("--call-threshold", type=int, help="To calls, changes and signatures. Default: the same.")
@click.option("--delay", type=int, default=0, show_default=True, help="Seconds that changes of the wallet wait.")
@click.option("--salt", default="", help="Up to 32 bytes of text: another wallet of the same terms.")
def create(choice: str, records: Path, account: str | None, owners: tuple[str, ...], threshold: int | None,
           call_threshold: int | None, delay: int, salt: str) -> None:  # fmt: skip
    """Make a wallet of these owners, or find it if it is there."""
    with one_sentence("Nothing was sent"):
        terms = wallet_terms(owners, threshold, call_threshold, delay, making.text_word("--salt", salt), "--")
        chain = open_chain(records, choice)
        with sender_on(chain, account) as sender:
            address, is_new = wallet_on(chain, sender, *recorded_factory(chain, records), terms)
    click.echo(f"{address} {'made' if is_new else 'was there already'}")


@cli.command()
@NETWORK
@RECORDS
@WALLET
@NEW_FILE
@LANE
@NUMBER
@DAYS
@click.option("--pay", nargs=3, multiple=True, metavar="TOKEN TO AMOUNT", help="Repeatable; none: use the number up.")
@click.option("--memo", default="", help="Up to 32 bytes of text, told with each payment.")
def pay(choice: str, records: Path, wallet: str, pay: Any, memo: str, **asked: Any) -> None:
    """Propose payments."""
    with one_sentence("Nothing was written"):
        chain, there = _opened(choice, records, wallet)
        _write(chain, records, there, "payments", making.payments(chain, known_on(chain, records), pay, memo), asked)


@cli.command()
@NETWORK
@RECORDS
@WALLET
@NEW_FILE
@LANE
@NUMBER
@DAYS
@click.option("--to", required=True, help="An address, or the name of a recorded contract: PaymentGateway.")
@click.option("--value", type=click.IntRange(0), default=0, help="Smallest units of the native coin sent along.")
@click.option("--function", default="", help="Of the recorded contract.")
@click.option("--with", "given", multiple=True, help="An argument of the function; repeatable, in order.")
@click.option("--data", default="", help="The call's data as 0x hex, instead of a function.")
def call(choice: str, records: Path, wallet: str, to: str, value: int, function: str, given: tuple[str, ...],
         data: str, **asked: Any) -> None:  # fmt: skip
    """Propose a call of another contract."""
    with one_sentence("Nothing was written"):
        chain, there = _opened(choice, records, wallet)
        made = making.call(known_on(chain, records), to, value, data, function, given)
        _write(chain, records, there, "calls", [made], asked)


@cli.command()
@NETWORK
@RECORDS
@WALLET
@NEW_FILE
@LANE
@NUMBER
@DAYS
@click.option("--add", multiple=True, help="A new owner, who must accept before; repeatable.")
@click.option("--remove", multiple=True, help="An owner; repeatable.")
@click.option("--threshold", type=int, help="Default: as it is.")
@click.option("--call-threshold", type=int, help="Default: as it is.")
@click.option("--delay", type=int, help="Default: as it is.")
@click.option("--limit", type=(str, str, str, int), multiple=True, metavar="SPENDER TOKEN AMOUNT SECONDS",
              help="What a spender may send alone in each window; repeatable.")  # fmt: skip
def configure(choice: str, records: Path, wallet: str, limit: Any, file: Path | None, lane: int, number: int | None,
              days: int, **asked: Any) -> None:  # fmt: skip
    """Propose a change of the wallet itself."""
    with one_sentence("Nothing was written"):
        chain, there = _opened(choice, records, wallet)
        content = making.configuration(there, asked, making.limits(chain, known_on(chain, records), limit))
        placed = {"file": file, "lane": lane, "number": number, "days": days}
        _write(chain, records, there, "configuration", content, placed)


@cli.command()
@NETWORK
@RECORDS
@FILE
def show(choice: str, records: Path, file: Path) -> None:
    """Tell a proposal in words, and how far it is."""
    with one_sentence("Nothing was changed"):
        chain, wallet, proposal = _read(choice, records, file)
        describe(wallet, proposal, known_on(chain, records))


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@FILE
@click.option("--yes", is_flag=True, help="Do not ask after the words.")
def sign(choice: str, records: Path, account: str | None, file: Path, yes: bool) -> None:
    """Tell a proposal in words, then sign it with an account of Ape into the file."""
    with one_sentence("The file is as it was"):
        chain, wallet, proposal = _read(choice, records, file)
        describe(wallet, proposal, known_on(chain, records))
        if not yes:
            click.confirm("Sign exactly this?", abort=True)
        with sender_on(chain, account) as signer:
            write_proposal(file, sign_proposal(wallet, proposal, signer))
    click.echo(f"Signed into {file}: pass it on.")


@cli.command()
@FILE
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
def gather(file: Path, others: tuple[Path, ...]) -> None:
    """Put the signatures of other copies of a proposal into one file."""
    with one_sentence("The file is as it was"):
        whole = gathered(read_proposal(file), {other: read_proposal(other) for other in others})
        write_proposal(file, whole)
    click.echo(f"{file} has {len(whole.signatures)} signatures.")


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@FILE
def execute(choice: str, records: Path, account: str | None, file: Path) -> None:
    """Send a proposal that enough owners approved; anybody may."""
    with one_sentence("Look at the proposal with show before trying again"):
        chain, wallet, proposal = _read(choice, records, file)
        describe(wallet, proposal, known_on(chain, records))
        with sender_on(chain, account) as sender:
            click.echo(execute_proposal(wallet, proposal, sender))


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@FILE
def propose(choice: str, records: Path, account: str | None, file: Path) -> None:
    """Put a proposal on the chain, which is the sender's approval at once; later owners confirm it the same way."""
    with one_sentence("Nothing was sent"):
        chain, wallet, proposal = _read(choice, records, file)
        describe(wallet, proposal, known_on(chain, records))
        data = wallet.calldata(f"propose_{proposal.kind}", *arguments(proposal))
        with sender_on(chain, account) as sender:
            click.echo(f"Approved on chain in {send(wallet, sender, data)}")


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@FILE
def veto(choice: str, records: Path, account: str | None, file: Path) -> None:
    """Stop a change of the wallet that waits; any owner may."""
    with one_sentence("Nothing was sent"):
        chain, wallet, proposal = _read(choice, records, file)
        if proposal.kind != "configuration":
            raise Refused("Only a change of the wallet can be vetoed: payments and calls do not wait.")
        with sender_on(chain, account) as sender:
            click.echo(f"Vetoed in {send(wallet, sender, wallet.calldata('veto', *arguments(proposal)))}")


@cli.command("hand-over")
@NETWORK
@RECORDS
@ACCOUNT
@WALLET
@NEW_FILE
@LANE
@NUMBER
@DAYS
def hand_over(choice: str, records: Path, account: str | None, wallet: str, **asked: Any) -> None:
    """Offer the admin's rights over the recorded contracts to a wallet, and propose that it takes them."""
    with one_sentence("What is not listed above was not offered"):
        chain, there = _opened(choice, records, wallet)
        known = known_on(chain, records)
        found = administered(chain, tuple(known.records.values()), there.address)
        asked["file"] = making.file_beside(asked["file"], "calls")
        with sender_on(chain, account) as admin:
            for record in found:
                click.echo(offer(chain, record, there.address, admin))
        _write(chain, records, there, "calls", acceptances(chain, found), asked)


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@WALLET
def accept(choice: str, records: Path, account: str | None, wallet: str) -> None:
    """Agree to become an owner, before the owners add you: it shows that the account can sign."""
    with one_sentence("Nothing was sent"):
        _, there = _opened(choice, records, wallet)
        with sender_on(there.chain, account) as sender:
            click.echo(f"Accepted in {send(there, sender, there.calldata('accept_ownership'))}")


@cli.command()
@NETWORK
@RECORDS
@ACCOUNT
@WALLET
@click.option("--pay", nargs=3, required=True, metavar="TOKEN TO AMOUNT")
@click.option("--memo", default="", help="Up to 32 bytes of text, told with the payment.")
def spend(choice: str, records: Path, account: str | None, wallet: str, pay: Any, memo: str) -> None:
    """Pay alone, within the limit that the owners gave the account."""
    with one_sentence("Nothing was sent"):
        chain, there = _opened(choice, records, wallet)
        (made,) = making.payments(chain, known_on(chain, records), [pay], memo)
        with sender_on(chain, account) as sender:
            click.echo(f"Paid in {send(there, sender, there.calldata('spend', tuple_of(made)))}")


def _opened(choice: str, records: Path, wallet: str) -> tuple[Chain, Wallet]:
    chain = open_chain(records, choice)
    return chain, Wallet(chain, records, given_address("--wallet", wallet))


def _read(choice: str, records: Path, file: Path) -> tuple[Chain, Wallet, Proposal]:
    proposal = read_proposal(file)
    chain, wallet = _opened(choice, records, proposal.wallet if proposal.wallet != ZERO_ADDRESS else "")
    wallet.check(proposal)
    return chain, wallet, proposal


def _write(chain: Chain, records: Path, wallet: Wallet, kind: Any, content: Any, placed: dict[str, Any]) -> None:
    file = making.file_beside(placed["file"], kind)
    proposal = making.proposed(wallet, kind, content, placed["lane"], placed["number"], placed["days"])
    wallet.check(proposal)
    describe(wallet, proposal, known_on(chain, records))
    write_proposal(file, proposal)
    click.echo(f"Written to {file}: the owners sign it with `ape run multisig sign`.")
