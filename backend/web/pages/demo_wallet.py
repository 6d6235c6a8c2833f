"""The demo wallet's way to the node of a local test chain. Offered there and nowhere else.

Real wallets bring their own node; a newcomer without one clicks through with the test chain's unlocked account. The
page's policy lets it speak to this server only, so this server passes the calls on, and only those listed here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

LOCAL_CHAIN = 31337
DemoRpc = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
"""Takes a JSON-RPC 2.0 request to the local node and gives its response; raises when the node does not answer."""

ALLOWED = frozenset(
    {
        "eth_accounts",
        "eth_blockNumber",
        "eth_call",
        "eth_chainId",
        "eth_estimateGas",
        "eth_getBalance",
        "eth_getTransactionByHash",
        "eth_getTransactionCount",
        "eth_getTransactionReceipt",
        "eth_requestAccounts",
        "eth_sendTransaction",
    }
)
INVALID_REQUEST, METHOD_NOT_FOUND, INTERNAL = -32600, -32601, -32603
UNAUTHORIZED = 4100  # EIP-1193


class Refusal(Exception):
    """A call that is not passed on: a JSON-RPC error with a code and a sentence."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class DemoWallet:
    """One account of the local chain, the last one that the node has unlocked: the first ones play other parts."""

    def __init__(self, rpc: DemoRpc) -> None:
        self._rpc = rpc
        self._account: str | None = None

    async def answer(self, call: Any) -> dict[str, Any]:
        """The JSON-RPC response to one call. Raises Refusal."""
        if not isinstance(call, dict) or not isinstance(call.get("params", []), list):
            raise Refusal(INVALID_REQUEST, "send one JSON-RPC 2.0 request with a list of params")
        method, params = call.get("method"), call.get("params", [])
        if method not in ALLOWED:
            raise Refusal(METHOD_NOT_FOUND, "the demo wallet does not pass this method on")
        account = await self._own_account()
        if method in ("eth_accounts", "eth_requestAccounts"):
            return {"result": [account]}
        if method == "eth_sendTransaction" and not _sent_from(account, params):
            raise Refusal(UNAUTHORIZED, f"the demo wallet sends from {account} only")
        response = await self._ask(method, params)
        return {key: response[key] for key in ("result", "error") if key in response}

    async def _own_account(self) -> str:
        if self._account is None:
            chain = (await self._ask("eth_chainId", [])).get("result")
            if chain != hex(LOCAL_CHAIN):
                raise Refusal(UNAUTHORIZED, f"the demo wallet works on chain {LOCAL_CHAIN} only, not {chain}")
            accounts = (await self._ask("eth_accounts", [])).get("result") or []
            if not accounts:
                raise Refusal(INTERNAL, "the local node has no unlocked account; start anvil without --unlocked limits")
            self._account = str(accounts[-1]).lower()
        return self._account

    async def _ask(self, method: str, params: list[Any]) -> dict[str, Any]:
        try:
            return await self._rpc({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        except Exception as error:
            raise Refusal(INTERNAL, "the local node does not answer; is it running?") from error


def _sent_from(account: str, params: list[Any]) -> bool:
    return len(params) == 1 and isinstance(params[0], dict) and str(params[0].get("from", "")).lower() == account


def demo_wallet_router(rpc: DemoRpc) -> APIRouter:
    """The route that the demo wallet's script calls."""
    router = APIRouter(include_in_schema=False)
    wallet = DemoWallet(rpc)

    @router.post("/demo-wallet/rpc")
    async def pass_on(request: Request) -> JSONResponse:
        """One JSON-RPC call to the local node."""
        # JSON only: a page of another origin cannot send that here without asking first (CORS), and is not allowed to.
        if request.headers.get("content-type") != "application/json":
            return _response(None, {"error": {"code": INVALID_REQUEST, "message": "send application/json"}}, 415)
        call: Any = None
        try:
            call = await request.json()
            return _response(call, await wallet.answer(call))
        except Refusal as refusal:
            return _response(call, {"error": {"code": refusal.code, "message": str(refusal)}})
        except ValueError:
            return _response(None, {"error": {"code": INVALID_REQUEST, "message": "the body is not JSON"}}, 400)

    return router


def _response(call: Any, outcome: dict[str, Any], status: int = 200) -> JSONResponse:
    call_id = call.get("id") if isinstance(call, dict) else None
    return JSONResponse({"jsonrpc": "2.0", "id": call_id, **outcome}, status)
