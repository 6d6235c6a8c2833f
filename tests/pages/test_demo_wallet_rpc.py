"""The demo wallet's way to the node passes on little, for one account, on one chain."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from backend.web.pages.demo_wallet import ALLOWED, DemoWallet, Refusal


def call(shop, method, *params, **more):
    body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": list(params)}
    return httpx2.post(f"{shop.origin}/demo-wallet/rpc", json=body, **more).json()


def done(work):
    """The outcome of a coroutine, from a thread of its own: the browser's driver keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.mark.parametrize(
    "method", ["evm_mine", "anvil_setBalance", "eth_sign", "personal_sign", "debug_traceCall", "eth_getLogs", "", None]
)
def test_other_methods_are_not_passed_on(shop, method):
    assert call(shop, method)["error"]["code"] == -32601


def test_other_accounts_cannot_be_spent(shop):
    theirs = {"from": shop.chain.accounts[0], "to": shop.chain.accounts[9], "value": "0x1"}
    waiting = shop.waiting()
    assert call(shop, "eth_sendTransaction", theirs)["error"]["code"] == 4100
    assert call(shop, "eth_sendTransaction")["error"]["code"] == 4100
    assert call(shop, "eth_sendTransaction", {**theirs, "from": None})["error"]["code"] == 4100
    assert shop.waiting() == waiting


@pytest.mark.parametrize("body", [b"", b"[]", b"[{}]", b"5", b'{"method":"eth_chainId","params":{}}', b"\xff"])
def test_anything_but_one_call_is_refused(shop, body):
    answer = httpx2.post(f"{shop.origin}/demo-wallet/rpc", content=body, headers={"content-type": "application/json"})
    assert answer.status_code < 500
    assert answer.json()["error"]["code"] == -32600


def test_a_form_of_another_origin_cannot_call(shop):
    body = b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'
    answer = httpx2.post(f"{shop.origin}/demo-wallet/rpc", content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 415


def test_refuses_every_chain_but_the_local_one():
    async def mainnet(request):
        return {"result": "0x1"}

    with pytest.raises(Refusal, match="works on chain 31337 only"):
        done(DemoWallet(mainnet).answer({"method": "eth_accounts", "params": []}))


def test_a_node_that_is_away_is_a_sentence():
    async def away(request):
        raise OSError("connection refused")

    with pytest.raises(Refusal, match="the local node does not answer"):
        done(DemoWallet(away).answer({"method": "eth_chainId", "params": []}))


def test_the_nodes_own_refusals_are_passed_on(shop):
    told = call(shop, "eth_call", {"to": shop.gateway.address, "data": "0x12345678"}, "latest")
    assert told["error"]["code"] == 3
    assert told["id"] == 7


def test_one_account_answers(shop):
    accounts = call(shop, "eth_accounts")["result"]
    assert accounts == [shop.chain.accounts[-1].lower()]
    assert call(shop, "eth_requestAccounts")["result"] == accounts
    assert call(shop, "eth_chainId")["result"] == "0x7a69"
    assert "eth_chainId" in ALLOWED
