"""What `ape run deploy` and `ape run verify` share. The leading underscore keeps Ape from listing it as a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from requests import RequestException
from web3.exceptions import Web3Exception

from backend.chain.records import RecordError


class Refused(click.ClickException):
    """Nothing was done, or nothing more. The message is one sentence with the remedy; the exit code is 1."""


@contextmanager
def one_sentence(so_far: str) -> Iterator[None]:
    """Turns what a node, the disk or a record can do wrong into Refused. `so_far`: what is true if that happens."""
    try:
        yield
    except RecordError as problem:
        raise Refused(str(problem)) from None
    except (Web3Exception, RequestException, OSError) as problem:
        reason = (str(problem) or type(problem).__name__).splitlines()[0].rstrip(".")
        raise Refused(f"{so_far} ({reason[:200]}): correct that and run the command again.") from None
