"""A log that a node hides shows in the contracts' counters: by the next number, or by the contract's own count."""

from __future__ import annotations

from typing import Any

import pytest

from tests.backend.mirror.followed import Followed, fresh, mirrored
from tests.backend.scripted_chain import ESCROW, GATEWAY, Act, credit, pay, refund, withdraw
from tests.backend.scripted_deals import collect_fees, deal_id, deliver, dispute, fund, give_back, release, resolve
from tests.backend.scripted_deposits import collect, send_back
from tests.backend.scripted_splits import pay_split
from tests.backend.scripted_subscriptions import cancel_mandate, charge, close, fail, publish, subscribe
from tests.backend.scripted_wallets import (
    accept_ownership,
    call_out,
    change,
    create,
    pay_out,
    skip,
    spend_limit,
    wallet_address,
)

LANE = f"the executions in lane {wallet_address(1)}"
# What the counter is called, what happens before, what is hidden, and what happens after.
HIDDEN: dict[str, tuple[str, list[Act], Act, list[Act]]] = {
    "payment": ("merchant 0x", [pay(1)], pay(2), [refund(1, 5)]),
    "share of a payment": ("merchant 0x", [pay(1)], pay_split(2, 1), [pay(3)]),
    "credit": (f"the credits of {GATEWAY}", [credit(1, 5)], credit(2, 7), [withdraw(1)]),
    "credit of the Escrow": (
        f"the credits of {ESCROW}",
        [credit(1, 5, ESCROW)],
        credit(2, 7, ESCROW),
        [withdraw(1, ESCROW)],
    ),
    "fees": (f"the credits of {ESCROW}", [fund(1), release(1)], collect_fees(), [credit(1, 5, ESCROW)]),
    "funding": (f"the deals of {ESCROW}", [fund(1)], fund(2), [fund(3)]),
    "first funding": (f"the deals of {ESCROW}", [], fund(1), [fund(2)]),
    "part of a deal": (f"deal {deal_id(1)}", [fund(1)], release(1, 5), [release(1, 6)]),
    "delivery": (f"deal {deal_id(1)}", [fund(1)], deliver(1), [dispute(1)]),
    "dispute": (f"deal {deal_id(1)}", [fund(1)], dispute(1), [resolve(1, 3)]),
    "funding and first step": (f"deal {deal_id(1)}", [], fund(1), [give_back(1, 5)]),
    "deposit": ("the deposits of 0x", [collect(1)], send_back(1, 5), [collect(2)]),
    "plan": ("the subscriptions of merchant 0x", [publish(1)], publish(2), [close(1)]),
    "charge": ("the subscriptions of merchant 0x", [subscribe(1)], charge(1), [charge(1)]),
    "failed charge": ("the subscriptions of merchant 0x", [subscribe(1)], fail(1), [charge(1)]),
    "end of a mandate": ("the subscriptions of merchant 0x", [subscribe(1)], cancel_mandate(1), [publish(1)]),
    "first execution": (LANE, [create(1)], pay_out(1, 0, 1), [pay_out(1, 1, 1)]),
    "execution": (LANE, [create(1), pay_out(1, 0, 1)], call_out(1, 1, 1), [pay_out(1, 2, 1)]),
    "execution in another lane": (
        f"{LANE}:7",
        [create(1), pay_out(1, 0, 1, lane=7)],
        pay_out(1, 1, 1, lane=7),
        [skip(1, 2, lane=7)],
    ),
    "skipped nonce": (LANE, [create(1), pay_out(1, 0, 1)], skip(1, 1), [pay_out(1, 2, 1)]),
    "configuration": (LANE, [create(1), accept_ownership(1, 5)], change(1, 0, add=5), [pay_out(1, 1)]),
    "payment within a limit": (
        f"the payments within limit {wallet_address(1)}:",
        [create(1), accept_ownership(1, 5), change(1, 0, add=5), spend_limit(1)],
        spend_limit(1),
        [spend_limit(1)],
    ),
}


def hide(followed: Followed, hidden: list[dict[str, Any]]) -> None:
    node = followed.node
    node.has_receipts = False
    node.lie = lambda method, params, result: (
        [log for log in result if log not in hidden] if method == "eth_getLogs" else result
    )


def no_views(method: str, params: list[Any]) -> dict[str, Any] | None:
    return {"code": -32000, "message": "missing trie node"} if method == "eth_call" else None


async def filled(followed: Followed) -> None:
    followed.node.lie = lambda method, params, result: result
    await followed.catch_up()
    ours = await mirrored(followed)
    async with fresh(followed.engine, followed) as honest:
        await honest.catch_up()
        assert await mirrored(honest) == ours


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("by_range", [False, True])
async def test_the_next_number_shows_what_is_hidden(followed: Followed, kind: str, by_range: bool) -> None:
    counter, before, act, after = HIDDEN[kind]
    followed.chain.mine(*before)
    hidden = followed.chain.mine(act).logs[-1:]
    followed.chain.mine(*after)
    for _ in range(20 if by_range else 0):
        followed.chain.mine()
    followed.node.refuse = no_views
    hide(followed, hidden)
    problem = (await followed.mirror.step()).problem
    assert problem is not None and "keeps logs back: number" in problem and counter in problem
    await filled(followed)


@pytest.mark.parametrize("kind", HIDDEN)
async def test_the_contracts_own_count_shows_a_hidden_last_one(followed: Followed, kind: str) -> None:
    counter, before, act, _ = HIDDEN[kind]
    followed.chain.mine(*before)
    hidden = followed.chain.mine(act).logs[-1:]
    for _ in range(20):
        followed.chain.mine()
    hide(followed, hidden)
    problem = (await followed.mirror.step()).problem
    asked_for = "the deals of" if "funding" in kind else counter
    assert problem is not None and "has counted" in problem and asked_for in problem
    await filled(followed)


async def test_a_closed_deal_is_not_asked_about(followed: Followed) -> None:
    followed.chain.mine(fund(1), fund(2), release(1))
    for _ in range(20):
        followed.chain.mine()
    await followed.catch_up()
    asked = {params[0]["data"][10:] for method, params in followed.node.asked if method == "eth_call"}
    assert deal_id(2)[2:] in asked and deal_id(1)[2:] not in asked


@pytest.mark.parametrize("act", [release(1, 5), give_back(1, 5), resolve(1, 1), deliver(1)])
async def test_a_step_without_a_funding_is_no_row(followed: Followed, act: Act) -> None:
    followed.chain.mine(fund(1))
    followed.chain.mine(act)
    for log in followed.chain.head.logs:
        step = followed.chain.head.logs.index(log) + 1
        log["data"] = f"0x{step:064x}" + log["data"][66:]
    hide(followed, followed.chain.blocks[4].logs)
    problem = (await followed.mirror.step()).problem
    assert problem is not None and "was not funded before" in problem


async def test_a_part_that_does_not_fit_what_is_held_is_no_row(followed: Followed) -> None:
    followed.chain.mine(fund(1))
    followed.chain.mine(release(1, 5))
    log = followed.chain.head.logs[0]
    log["data"] = log["data"][:-64] + f"{24_999_994:064x}"
    problem = (await followed.mirror.step()).problem
    assert problem is not None and "did not hold" in problem
