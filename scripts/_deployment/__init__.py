"""What `ape run deploy` and `ape run verify` share. The leading underscore keeps Ape from listing it as a command."""

from __future__ import annotations

import click


class Refused(click.ClickException):
    """Nothing was done, or nothing more. The message is one sentence with the remedy; the exit code is 1."""
