"""Proposals of a wallet from chain to tables: proposed, confirmed, scheduled, vetoed, executed, or only executed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.tables.wallets import Confirmation, Proposal, WalletCall, WalletLimit, WalletOwner, WalletPayment
from tests.backend.mirror.followed import Followed
from tests.backend.scripted_chain import PAYER, TOKEN, Act
from tests.backend.scripted_wallets import (
    DELAY,
    FOREVER,
    MEMO,
    SPENDER,
    accept_ownership,
    call_out,
    change,
    confirm,
    create,
    owner,
    pay_out,
    proposal,
    propose_calls,
    propose_configuration,
    propose_payments,
    revoke,
    schedule,
    skip,
    spend_limit,
    veto,
    wallet_address,
)

LANE = 2**256 - 1


async def only(followed: Followed, table: Any = Proposal) -> dict[str, Any]:
    await followed.catch_up()
    (row,) = await followed.rows(table)
    return dict(row)


async def test_proposed_payments_have_their_terms(followed: Followed) -> None:
    followed.chain.mine(create(1))
    block = followed.chain.mine(propose_payments(1, 0, count=1))
    row = await only(followed)
    payment = {"token": TOKEN, "to": PAYER, "amount": "5", "memo": MEMO}
    assert json.loads(row.pop("content")) == [payment]
    terms = {
        "wallet": wallet_address(1),
        "proposal": proposal(1, 0),
        "kind": "payments",
        "status": "proposed",
        "lane": 0,
        "nonce": 0,
        "not_before": block.timestamp,
        "deadline": FOREVER,
        "epoch": 0,
        "proposer": owner(0),
        "proposed_at": block.timestamp,
        "executed_at": None,
    }
    assert {name: row[name] for name in terms} == terms


async def test_proposed_calls_and_configurations_have_theirs(followed: Followed) -> None:
    followed.chain.mine(create(1), propose_calls(1, 0))
    row = await only(followed)
    assert (row["kind"], json.loads(row["content"])) == (
        "calls",
        [{"to": PAYER, "value": str(2**200), "data": "0xabcdef"}],
    )
    followed.chain.reorg(1, [create(1), propose_configuration(1, 0)], [])
    row = await only(followed)
    limit = {"spender": SPENDER, "token": TOKEN, "amount": "9", "window": "600"}
    numbers = {"threshold": "1", "call_threshold": "2", "delay": str(DELAY)}
    configuration = {"add": [owner(7)], "remove": [owner(0)], **numbers, "limits": [limit]}
    assert (row["kind"], json.loads(row["content"])) == ("configuration", configuration)


async def test_confirmations_come_and_go(followed: Followed) -> None:
    followed.chain.mine(create(1), propose_payments(1, 0), confirm(1, 0), confirm(1, 3))
    followed.chain.mine(revoke(1, 0))
    await followed.catch_up()
    rows = {(row["proposal"], row["owner"]): row["revoked"] for row in await followed.rows(Confirmation)}
    assert rows == {
        (proposal(1, 0), owner(0)): False,
        (proposal(1, 0), owner(1)): True,
        (proposal(1, 3), owner(1)): False,
    }
    followed.chain.reorg(1, [], [])
    await followed.catch_up()
    assert not any(row["revoked"] for row in await followed.rows(Confirmation))


@pytest.mark.parametrize("before", [[], [propose_payments(1, 0)], [propose_payments(1, 0), confirm(1, 0)]])
async def test_executed_payments_are_recorded(followed: Followed, before: list[Act]) -> None:
    followed.chain.mine(create(1), *before)
    block = followed.chain.mine(pay_out(1, 0, count=2))
    row = await only(followed)
    assert (row["kind"], row["status"], row["lane"], row["nonce"]) == ("payments", "executed", 0, 0)
    assert (row["executed_at"], row["executed_transaction"]) == (block.timestamp, block.logs[1]["transactionHash"])
    assert (row["content"] is not None) == (row["proposer"] is not None) == bool(before)
    payments = [dict(row) for row in await followed.rows(WalletPayment)]
    assert [(row["index"], row["count"], row["amount"], row["log_index"]) for row in payments] == [
        (0, 2, 5, 1),
        (1, 2, 6, 4),
    ]
    facts = {"to": PAYER, "token": TOKEN, "memo": MEMO, "proposal": proposal(1, 0), "spender": None, "number": None}
    assert {name: payments[0][name] for name in facts} == facts


async def test_executed_calls_are_recorded(followed: Followed) -> None:
    followed.chain.mine(create(1), call_out(1, 0, count=2, lane=LANE))
    row = await only(followed)
    assert (row["kind"], row["status"], row["lane"]) == ("calls", "executed", LANE)
    calls = [(row["index"], row["value"], row["data"], row["lane"]) for row in await followed.rows(WalletCall)]
    assert calls == [(0, 0, "0xabcdef", LANE), (1, 1, "0xabcdef", LANE)]


@pytest.mark.parametrize(("before", "kind"), [([], None), ([propose_calls(1, 0)], "calls")])
async def test_a_skipped_nonce_is_of_the_kind_that_was_proposed(
    followed: Followed, before: list[Act], kind: str | None
) -> None:
    followed.chain.mine(create(1), *before)
    followed.chain.mine(skip(1, 0))
    row = await only(followed)
    assert (row["kind"], row["status"], row["nonce"]) == (kind, "executed", 0)


async def test_a_scheduled_configuration_is_vetoed_or_executed(followed: Followed) -> None:
    followed.chain.mine(create(1), accept_ownership(1, 5))
    block = followed.chain.mine(schedule(1, 0))
    row = await only(followed)
    assert (row["kind"], row["status"], row["ready_at"]) == ("configuration", "scheduled", block.timestamp + DELAY)
    followed.chain.mine(veto(1, 0))
    row = await only(followed)
    assert (row["status"], row["vetoed_by"]) == ("vetoed", owner(0))
    followed.chain.reorg(1, [change(1, 0, add=5)], [])
    row = await only(followed)
    assert (row["status"], row["vetoed_by"], row["nonce"]) == ("executed", None, 0)
    owners = {row["owner"]: row["status"] for row in await followed.rows(WalletOwner)}
    assert owners == {owner(0): "removed", owner(1): "owner", owner(5): "owner"}


async def test_what_is_proposed_again_after_its_execution_stays_executed(followed: Followed) -> None:
    followed.chain.mine(create(1), pay_out(1, 0))
    followed.chain.mine(propose_payments(1, 0))
    row = await only(followed)
    assert (row["status"], row["proposer"]) == ("executed", owner(0))


async def test_a_limit_is_spent_and_kept_while_its_window_stays(followed: Followed) -> None:
    followed.chain.mine(create(1), accept_ownership(1, 5), accept_ownership(1, 6))
    set_up = followed.chain.mine(change(1, 0, add=5, limit=9))
    row = await only(followed, WalletLimit)
    assert (row["amount"], row["window"], row["spent"], row["number"]) == (9, 600, 0, 0)
    assert row["window_end"] == set_up.timestamp + 600
    block = followed.chain.mine(spend_limit(1, 2))
    row = await only(followed, WalletLimit)
    assert (row["spent"], row["number"], row["window_end"]) == (2, 1, block.timestamp + 600)
    (payment,) = await followed.rows(WalletPayment)
    facts = {"spender": SPENDER, "number": 1, "spent": 2, "amount": 2, "proposal": None, "lane": None, "index": None}
    assert {name: payment[name] for name in facts} == facts
    followed.chain.mine(change(1, 1, add=6, limit=4))
    row = await only(followed, WalletLimit)
    assert (row["amount"], row["spent"], row["number"]) == (4, 2, 1)
