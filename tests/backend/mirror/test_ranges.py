"""Nodes that limit ranges: whatever they say, every log arrives."""

from __future__ import annotations

from typing import Any

import pytest

from backend.tables.mirrored import ChainEvent
from tests.backend.mirror.followed import Followed
from tests.backend.scripted_chain import pay


def spanning(limit: int, text: str) -> Any:
    def refuse(method: str, params: list[Any]) -> dict[str, Any] | None:
        if method != "eth_getLogs":
            return None
        asked = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
        return {"code": -32000, "message": text} if asked > limit else None

    return refuse


def dense(followed: Followed, limit: int) -> Any:
    def refuse(method: str, params: list[Any]) -> dict[str, Any] | None:
        if method != "eth_getLogs":
            return None
        first, last = int(params[0]["fromBlock"], 16), int(params[0]["toBlock"], 16)
        count = sum(len(block.logs) for block in followed.chain.blocks[first : last + 1])
        return {"code": -32005, "message": "query returned more than 10 results"} if count > limit else None

    return refuse


@pytest.fixture
def busy(followed: Followed) -> Followed:
    for place in range(90):
        followed.chain.mine(pay(2 * place), *([pay(2 * place + 1)] if place % 9 == 0 else []))
    return followed


@pytest.mark.parametrize(
    ("limit", "text"),
    [(10, "limited to a 10 blocks range"), (7, "block range is too wide"), (1, "maximum block range: 1")],
)
async def test_span_limits(busy: Followed, limit: int, text: str) -> None:
    busy.nodes[0].refuse = spanning(limit, text)
    await busy.catch_up(at_most=500)
    assert len(await busy.rows(ChainEvent)) == 2 + 100


async def test_density_limits(busy: Followed) -> None:
    busy.nodes[0].refuse = dense(busy, 10)
    await busy.catch_up(at_most=500)
    assert len(await busy.rows(ChainEvent)) == 2 + 100


async def test_other_refusals_are_waited_out(busy: Followed) -> None:
    busy.nodes[0].refuse = lambda method, params: {"code": -32000, "message": "over capacity"}
    progress = await busy.mirror.step()
    assert progress.problem is not None and "over capacity" in progress.problem
    busy.nodes[0].refuse = lambda method, params: None
    await busy.catch_up()
    assert len(await busy.rows(ChainEvent)) == 2 + 100


async def test_http_errors_are_tried_again_and_then_said(busy: Followed) -> None:
    busy.nodes[0].status = 503
    busy.nodes[0].lie = lambda method, params, result: None
    progress = await busy.mirror.step()
    assert progress.problem is not None
    assert len(busy.nodes[0].asked) == 3
    busy.nodes[0].status = 200
    busy.nodes[0].lie = lambda method, params, result: result
    await busy.catch_up()
    assert len(await busy.rows(ChainEvent)) == 2 + 100
