"""Sends creation transactions through Ape: its networks, its accounts, its waiting for confirmations."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from backend.chain.records import Argument
from scripts._deployment import Refused
from scripts._deployment.build import Built
from scripts._deployment.chain import Chain


@dataclass(frozen=True, slots=True)
class Deployed:
    """A contract that is on the chain and not yet recorded."""

    built: Built
    arguments: tuple[Argument, ...]
    transaction_hash: str
    address: str


@contextmanager
def sender_on(chain: Chain, alias: str | None) -> Iterator[Any]:
    """The account that sends or signs, while Ape is connected: `alias`, or on the local network one of Ape's ten test
    accounts, as Ape names them (TEST::1), the first by default.

    Raises Refused, also for whatever Ape itself gives up on while connected.
    """
    # Ape takes seconds to import, and `ape run` imports this file for every other script as well.
    from ape import accounts, networks
    from ape.exceptions import ApeException

    try:
        with networks.parse_network_choice(chain.ape_choice):
            sender = _account(chain, alias, accounts)
            if f"APE_ACCOUNTS_{alias}_PASSPHRASE" in os.environ:
                # Ape's variable for runs without a person: nobody is there to answer "Sign?".
                sender.set_autosign(True)
            yield sender
    except ApeException as problem:
        reason = (str(problem) or type(problem).__name__).splitlines()[0].rstrip(".")
        raise Refused(f"Ape gave up ({reason}), and nothing more was done: correct that and run it again.") from None


def _account(chain: Chain, alias: str | None, accounts: Any) -> Any:
    test = re.fullmatch(r"TEST::(\d)", alias or "TEST::0")
    if test and chain.is_local:
        return accounts.test_accounts[int(test[1])]
    if alias not in accounts.aliases:
        raise Refused(f"Ape has no account {alias}: create it with `ape accounts import {alias}`.")
    return accounts.load(alias)


def deploy(chain: Chain, sender: Any, built: Built, arguments: tuple[Argument, ...]) -> Deployed:
    """Send the creation transaction and wait until the network counts it as confirmed."""
    from ape.contracts import ContractContainer
    from ethpm_types import ContractType

    described = {"contractName": built.contract, "abi": list(built.abi)}
    code = {"deploymentBytecode": {"bytecode": "0x" + built.init_code.hex()}}
    container = ContractContainer(ContractType.model_validate(described | code))
    values = [int(a.value) if a.type.startswith("uint") else a.value for a in arguments]
    # The record names a block, so that block must not be undone by the next reorg.
    instance = sender.deploy(container, *values, required_confirmations=chain.network.confirmations - 1)
    return Deployed(built, arguments, instance.txn_hash, str(instance.address))
