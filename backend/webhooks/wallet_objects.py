"""MultiSig wallets and their proposals as merchants see them in notices and answers."""

from __future__ import annotations

import json
from typing import Any

from backend.projections.wallet_rows import ConfirmationRow, ProposalRow, WalletLimitRow, WalletRow
from backend.webhooks.mandate_object import soon
from backend.webhooks.notation import Certainty, address_text, time_text, units


def wallet_object(row: WalletRow, certainty: Certainty) -> dict[str, Any]:
    """The JSON object of a wallet: its own terms. `epoch`: how often owners were removed."""
    return {
        "object": "wallet",
        "address": address_text(row.wallet),
        "chain_id": row.chain_id,
        "factory": address_text(row.contract),
        "certainty": certainty.of(row.block_number),
        "threshold": row.threshold,
        "call_threshold": row.call_threshold,
        "delay": row.delay,
        "epoch": row.epoch,
        "created_at": time_text(row.created_at),
    }


def proposal_object(row: ProposalRow, certainty: Certainty) -> dict[str, Any]:
    """The JSON object of a proposal. `content`: as it was proposed on chain, amounts as decimal text; null of one that
    only went from hand to hand."""
    return {
        "object": "proposal",
        "id": row.proposal,
        "chain_id": row.chain_id,
        "wallet": address_text(row.wallet),
        "kind": row.kind,
        "status": row.status,
        "certainty": certainty.of(row.block_number),
        "lane": units(row.lane),
        "nonce": units(row.nonce),
        "not_before": soon(row.not_before or None),
        "deadline": soon(row.deadline),
        "epoch": row.epoch,
        "content": None if row.content is None else json.loads(row.content),
        "proposer": address_text(row.proposer),
        "ready_at": soon(row.ready_at),
        "vetoed_by": address_text(row.vetoed_by),
        "proposed_at": time_text(row.proposed_at),
        "executed_at": time_text(row.executed_at),
        "executed_transaction": row.executed_transaction,
    }


def confirmation_object(row: ConfirmationRow, certainty: Certainty) -> dict[str, Any]:
    """The JSON object of one owner's word on chain to one hash."""
    return {
        "object": "confirmation",
        "chain_id": row.chain_id,
        "wallet": address_text(row.wallet),
        "proposal": row.proposal,
        "owner": address_text(row.owner),
        "revoked": row.revoked,
        "certainty": certainty.of(row.block_number),
    }


def limit_object(row: WalletLimitRow, certainty: Certainty) -> dict[str, Any]:
    """The JSON object of what a spender may send alone. `spent`: in the window that ends at `window_end`."""
    return {
        "object": "limit",
        "chain_id": row.chain_id,
        "wallet": address_text(row.wallet),
        "spender": address_text(row.spender),
        "token": address_text(row.token),
        "amount": units(row.amount),
        "window": units(row.window),
        "spent": units(row.spent),
        "window_end": soon(row.window_end or None),
        "number": row.number,
        "certainty": certainty.of(row.block_number),
    }
