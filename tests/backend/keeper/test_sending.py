"""What sending takes of nodes: refusals are each call's own, a transaction goes to every node, nonsense is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from backend.chain.sending import Call, Gate, Outlet
from backend.chain.trouble import NodeNonsense, NodeRefuses, NodeSilent, WrongChain

ME, TOKEN, NATIVE = "0x" + "aa" * 20, "0x" + "70" * 20, "0x" + "ee" * 20
CALL = Call(ME, TOKEN, "0x", 100_000)
HEAD = {"number": "0x10", "hash": "0x" + "AB" * 32, "timestamp": "0x65", "baseFeePerGas": "0x7"}
MISSING = {"error": {"code": -32601, "message": "the method is not available"}}
REVERTED = {"error": {"code": 3, "message": "execution reverted: no", "data": "0x08c379a0"}}
Answering = Callable[[str, list[Any]], dict[str, Any]]


class Nodes(httpx2.AsyncBaseTransport):
    """Nodes by host name, each a function from method and parameters to an answer's result or error; None: silent."""

    def __init__(self, **nodes: Answering | None) -> None:
        self.nodes = nodes
        self.asked: list[tuple[str, str]] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        node = self.nodes[request.url.host]
        if node is None:
            raise httpx2.ConnectError("refused")
        body = json.loads(await request.aread())
        answers = [self._one(request.url.host, node, one) for one in (body if isinstance(body, list) else [body])]
        return httpx2.Response(200, json=answers if isinstance(body, list) else answers[0])

    def _one(self, host: str, node: Answering, asked: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((host, asked["method"]))
        chain = {"result": "0x7a69"} if asked["method"] == "eth_chainId" else None
        return {"jsonrpc": "2.0", "id": asked["id"], **(chain or node(asked["method"], asked["params"]))}


def outlet(nodes: Nodes) -> Outlet:
    async def at_once(seconds: float) -> None:
        return None

    return Outlet([f"http://{name}" for name in nodes.nodes], 31337, at_once, httpx2.AsyncClient(transport=nodes))


def always(**answer: Any) -> Answering:
    return lambda method, params: answer


async def ask(node: Answering, question: Callable[[Gate], Any]) -> Any:
    return await outlet(Nodes(one=node)).ask(question)


async def test_a_call_that_fails_spoils_no_other() -> None:
    def node(method: str, params: list[Any]) -> dict[str, Any]:
        return REVERTED if params[0]["to"] == TOKEN else {"result": "0x2a"}

    found = await ask(node, lambda gate: gate.answers([CALL, Call(ME, ME, "0x", 1), CALL], 16))

    assert [isinstance(one, NodeRefuses) for one in found] == [True, False, True] and found[1] == "0x2a"


async def test_what_tells_no_balance_has_none() -> None:
    def node(method: str, params: list[Any]) -> dict[str, Any]:
        if method == "eth_getBalance":
            return {"result": "0x5"}
        return {TOKEN: {"result": "0x" + "7".rjust(64, "0")}, ME: REVERTED}.get(params[0]["to"], {"result": "0x"})

    asked = [(TOKEN, ME), (NATIVE, ME), (ME, ME), ("0x" + "01" * 20, ME)]

    assert await ask(node, lambda gate: gate.balances(asked, NATIVE, 16)) == [7, 5, None, None]


@pytest.mark.parametrize("words", ["already known", "ALREADY_EXISTS: already known", "transaction already imported"])
async def test_what_the_node_has_already_is_sent(words: str) -> None:
    await ask(always(error={"code": -32000, "message": words}), lambda gate: gate.send("0x02"))


async def test_a_transaction_goes_to_every_node_and_one_of_them_is_enough() -> None:
    nodes = Nodes(
        silent=None, full=always(error={"code": -32000, "message": "txpool is full"}), fine=always(result="0x1")
    )

    await outlet(nodes).send("0x02")

    assert [host for host, method in nodes.asked if method == "eth_sendRawTransaction"] == ["full", "fine"]


async def test_a_transaction_that_no_node_takes_is_told() -> None:
    nodes = Nodes(silent=None, full=always(error={"code": -32000, "message": "txpool is full"}))

    with pytest.raises(NodeSilent):
        await outlet(nodes).send("0x02")


async def test_nothing_is_sent_to_a_node_of_another_chain() -> None:
    nodes = Nodes(one=always(result="0x1"))

    with pytest.raises(WrongChain, match="COUNTERFOIL_NETWORK"):
        await Outlet(["http://one"], 1, client=httpx2.AsyncClient(transport=nodes)).send("0x02")

    assert [method for _, method in nodes.asked] == ["eth_chainId"]


async def test_a_chain_without_a_base_fee_is_refused() -> None:
    with pytest.raises(NodeNonsense, match="base fee"):
        await ask(always(result={**HEAD, "baseFeePerGas": None}), lambda gate: gate.head())


async def test_the_head_is_told_in_lower_case_and_numbers() -> None:
    head = await ask(always(result=HEAD), lambda gate: gate.head())

    assert (head.number, head.hash, head.timestamp, head.base_fee) == (16, "0x" + "ab" * 32, 101, 7)


@pytest.mark.parametrize(
    ("answer", "fee"),
    [
        ({"result": {"reward": [["0x5"], ["0x1"], ["0x9"]]}}, 5),
        ({"result": {"reward": None}}, 0),
        ({"result": {}}, 0),
        (MISSING, 0),
    ],
)
async def test_the_priority_fee_is_the_median_of_recent_blocks(answer: dict[str, Any], fee: int) -> None:
    assert await ask(always(**answer), lambda gate: gate.priority_fee()) == fee


@pytest.mark.parametrize(("answer", "used"), [({"result": {"gasUsed": "0xff"}}, 255), (MISSING, None)])
async def test_what_a_call_uses_is_asked_where_the_node_can_say(answer: dict[str, Any], used: int | None) -> None:
    assert await ask(always(**answer), lambda gate: gate.used(CALL)) == used


@pytest.mark.parametrize("answer", [REVERTED, {"result": {"gasUsed": "0xff", "error": "execution reverted"}}])
async def test_a_call_that_would_fail_uses_nothing(answer: dict[str, Any]) -> None:
    with pytest.raises(NodeRefuses, match="reverted"):
        await ask(always(**answer), lambda gate: gate.used(CALL))
