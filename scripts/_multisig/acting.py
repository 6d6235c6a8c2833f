"""What is done with a proposal: told with its standing, signed, gathered, sent."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scripts._deployment import Refused
from scripts._multisig.proposal import Proposal
from scripts._multisig.typed_data import is_of_key, packed, signable
from scripts._multisig.wallet import Wallet, arguments
from scripts._multisig.words import Known, told

VETOED = 2**256 - 1


def describe(wallet: Wallet, proposal: Proposal, known: Known) -> None:
    """Prints the proposal in words and who has approved it."""
    for line in told(proposal, known):
        click.echo(line)
    signed, confirmed = good_signers(wallet, proposal), wallet.confirmed(proposal)
    needed = wallet.needed(proposal.kind)
    click.echo(f"approved    {len(signed | confirmed)} of {needed} needed")
    for owner in wallet.owners:
        if owner in signed | confirmed:
            click.echo(f"            {owner} {'on chain' if owner in confirmed else 'by signature'}")
    for owner in sorted(set(proposal.signatures) - signed):
        click.echo(f"            {owner} DOES NOT COUNT: no owner, or not its signature of these words")
    if proposal.kind == "configuration":
        click.echo(f"waiting     {_waiting(wallet.ready_at(proposal))}")


def good_signers(wallet: Wallet, proposal: Proposal) -> set[str]:
    """The owners whose signature in the file counts."""
    return {
        owner
        for owner in proposal.signatures
        if owner in wallet.owners and (is_of_key(proposal, owner) or wallet.stands_by(owner, proposal))
    }


def sign_proposal(wallet: Wallet, proposal: Proposal, signer: Any) -> Proposal:
    """The proposal with the signature of an account of Ape. Raises Refused unless it is an owner's."""
    owner = str(signer.address)
    if owner not in wallet.owners:
        raise Refused(f"{owner} is no owner of {wallet.address}: sign with one of {', '.join(wallet.owners)}.")
    signature = signer.sign_message(signable(proposal))
    if signature is None:
        raise Refused("The account did not sign: try again, and agree when it asks.")
    signed = proposal.signed_by(owner, "0x" + signature.encode_rsv().hex())
    if not is_of_key(signed, owner):
        raise Refused(f"{owner} signed other bytes than these words: do not use that account for proposals.")
    return signed


def gathered(proposal: Proposal, others: Mapping[Path, Proposal]) -> Proposal:
    """The proposal with every signature of its copies. Raises Refused for another proposal."""
    signatures = dict(proposal.signatures)
    for path, other in others.items():
        if not proposal.says_the_same(other):
            raise Refused(f"{path} is another proposal: gather copies of one.")
        signatures |= other.signatures
    return replace(proposal, signatures=signatures)


def execute_proposal(wallet: Wallet, proposal: Proposal, sender: Any) -> str:
    """Sends the proposal with just as many approvals as it needs; tells what came of it."""
    needed = wallet.needed(proposal.kind)
    confirmed = wallet.confirmed(proposal)
    if str(sender.address) in wallet.owners:
        confirmed.add(str(sender.address))
    signed = good_signers(wallet, proposal) - confirmed
    if len(signed | confirmed) < needed:
        raise Refused(f"{len(signed | confirmed)} of {needed} owners approved: let more of them sign the file.")
    signed = set(sorted(signed, key=str.lower)[: max(0, needed - len(confirmed))])
    approvals = packed(proposal, signed, confirmed)
    sent = send(wallet, sender, wallet.calldata(f"execute_{proposal.kind}", *arguments(proposal), approvals))
    ready_at = wallet.ready_at(proposal) if proposal.kind == "configuration" else 0
    if ready_at > int(wallet.chain.node.eth.get_block("latest")["timestamp"]):
        return f"Scheduled in {sent}: {_waiting(ready_at)}"
    return f"Executed in {sent}"


def send(wallet: Wallet, sender: Any, data: str) -> str:
    """Sends a call of the wallet through Ape and waits; its transaction hash."""
    waiting = wallet.chain.network.confirmations - 1
    receipt = sender.transfer(wallet.address, value=0, data=data, required_confirmations=waiting)
    return str(receipt.txn_hash)


def _waiting(ready_at: int) -> str:
    if ready_at == 0:
        return "not scheduled"
    if ready_at == VETOED:
        return "vetoed: it can never be executed"
    then = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(ready_at))
    return f"any owner may veto it; from {then} on it can be executed"
