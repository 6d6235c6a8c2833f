"""A node that serves a scripted chain by JSON-RPC, honestly or not: it can lag, hide logs, refuse, lie and go away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from tests.backend.contract_abis import SELECTORS
from tests.backend.scripted_chain import CHAIN_ID, ScriptedBlock, ScriptedChain

Lie = Callable[[str, list[Any], Any], Any]
Refusal = Callable[[str, list[Any]], dict[str, Any] | None]


class ScriptedNode(httpx2.AsyncBaseTransport):
    """Also a transport of httpx2, for tests that can do without sockets."""

    def __init__(self, chain: ScriptedChain) -> None:
        self.chain = chain
        self.chain_id = CHAIN_ID
        self.code = "0x60"
        self.lag = 0
        self.gone = False
        self.status = 200
        self.tells_times = True
        self.has_receipts = True
        self.lie: Lie = lambda method, params, result: result
        self.refuse: Refusal = lambda method, params: None
        self.asked: list[tuple[str, list[Any]]] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self.gone:
            raise httpx2.ConnectError("connection refused")
        return httpx2.Response(self.status, content=self.answer(await request.aread()))

    def answer(self, body: bytes) -> bytes:
        asked = json.loads(body)
        if isinstance(asked, list):
            return json.dumps([self._one(one) for one in asked]).encode()
        return json.dumps(self._one(asked)).encode()

    def _one(self, asked: dict[str, Any]) -> dict[str, Any]:
        method, params = asked["method"], asked["params"]
        self.asked.append((method, params))
        envelope = {"jsonrpc": "2.0", "id": asked["id"]}
        refusal = self.refuse(method, params)
        if refusal is not None:
            return envelope | {"error": refusal}
        if method == "eth_getBlockReceipts" and not self.has_receipts:
            return envelope | {"error": {"code": -32601, "message": "the method does not exist"}}
        return envelope | {"result": self.lie(method, params, self._result(method, params))}

    def _result(self, method: str, params: list[Any]) -> Any:
        match method:
            case "eth_chainId":
                return hex(self.chain_id)
            case "eth_getCode":
                return self.code
            case "eth_getBlockByNumber":
                return self._header(params[0])
            case "eth_getLogs":
                return self._logs(**params[0])
            case "eth_getBlockReceipts":
                return self._receipts(int(params[0], 16))
            case "eth_call":
                return self._counted(**params[0], block=int(params[1], 16))
        raise AssertionError(method)

    def _visible(self) -> list[ScriptedBlock]:
        return self.chain.blocks[: len(self.chain.blocks) - self.lag]

    def _header(self, tag: str) -> dict[str, Any] | None:
        visible = self._visible()
        if tag == "finalized":
            final = self.chain.final_number
            return None if final is None else self._shown(visible[min(final, len(visible) - 1)])
        number = len(visible) - 1 if tag == "latest" else int(tag, 16)
        return self._shown(visible[number]) if number < len(visible) else None

    def _shown(self, block: ScriptedBlock) -> dict[str, Any]:
        return {
            "number": hex(block.number),
            "hash": block.hash,
            "parentHash": block.parent_hash,
            "timestamp": hex(block.timestamp),
            "logsBloom": block.bloom,
            "transactions": [],
        }

    def _logs(self, address: list[str], topics: list[list[str]], **blocks: str) -> list[dict[str, Any]]:
        first, last = int(blocks["fromBlock"], 16), int(blocks["toBlock"], 16)
        logs = [log for block in self._visible()[first : last + 1] for log in block.logs]
        return [self._log(log) for log in logs if log["address"] in address and log["topics"][0] in topics[0]]

    def _log(self, log: dict[str, Any]) -> dict[str, Any]:
        return log if self.tells_times else {k: v for k, v in log.items() if k != "blockTimestamp"}

    def _receipts(self, number: int) -> list[dict[str, Any]] | None:
        if number >= len(self._visible()):
            return None
        block = self._visible()[number]
        stranger = {"address": "0x" + "77" * 20, "topics": [], "data": "0x", "logIndex": "0x0"}
        logs = [
            log
            if log is not stranger
            else log | {key: block.logs[0][key] for key in ("blockNumber", "blockHash", "transactionHash")}
            for log in [*block.logs, *([stranger] if block.logs else [])]
        ]
        return [{"blockHash": block.hash, "logs": logs}]

    def _counted(self, to: str, data: str, block: int) -> str:
        words = [data[start : start + 64] for start in range(10, len(data), 64)]
        addresses = ":".join(f"0x{word[-40:]}" for word in words)
        counter, before, after = {
            "merchant": (f"merchant:0x{data[-40:]}", 6, 0),
            "deal": (f"deal:0x{data[10:]}", 4, 1),
            "credit_number": (f"credits:{to}", 0, 0),
            "deal_count": (f"deals:{to}", 0, 0),
            "origin": (f"deposits:{to}", 2, 0),
            "merchant_number": (f"subscription:{addresses}", 0, 0),
            "wallet_count": (f"wallets:{to}", 0, 0),
            "next_nonce": (f"lane:{to}:{int(data[10:] or '0', 16)}", 0, 0),
            "next_change": (f"changes:{to}:{int(data[10:] or '0', 16)}", 0, 0),
            "limit": (f"limit:{to}:{addresses}", 4, 0),
        }[SELECTORS[data[:10]]]
        counted = self.chain.blocks[block].ledger.numbers.get(counter, 0)
        return "0x" + "00" * 32 * before + f"{counted:064x}" + "00" * 32 * after


@asynccontextmanager
async def serving(node: ScriptedNode) -> AsyncIterator[str]:
    """The node's address over loopback HTTP."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().lower().split("\r\n")
                length = next(int(x.split(":")[1]) for x in lines if x.startswith("content-length"))
                body = await reader.readexactly(length)
                if node.gone:
                    return
                answer = node.answer(body)
                writer.write(
                    f"HTTP/1.1 {node.status} Told\r\ncontent-type: application/json\r\n"
                    f"content-length: {len(answer)}\r\n\r\n".encode()
                    + answer
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0, limit=2**24)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
