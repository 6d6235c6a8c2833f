"""A node for benches: a chain of PaymentCompleted logs, really encoded and linked, served by JSON-RPC on loopback.

Filling a real node with as many payments signed by as many merchants would take longer than any bench."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

CHAIN_ID = 31337
GATEWAY = "0x" + "c0" * 20
FIRST_BLOCK = 1
MERCHANTS = 2_000
FINAL_BELOW_HEAD = 64
TOPIC = keccak(text="PaymentCompleted(bytes32,address,address,uint256,address,uint256,uint256,address,bytes32)")
TOKEN = "0x" + "70" * 20


def address(place: int) -> str:
    return f"0x{keccak(place.to_bytes(8, 'big'))[-20:].hex()}"


class Chain:
    """`blocks` blocks of `each` payments, ready to be sent."""

    def __init__(self, blocks: int, each: int) -> None:
        self.numbers = [0] * MERCHANTS
        self.addresses = [address(place) for place in range(MERCHANTS)]
        self.places = {one: place for place, one in enumerate(self.addresses)}
        self.hashes = ["0x" + keccak(b"genesis").hex()]
        self.logs: list[list[bytes]] = [[]]
        self.topics: list[list[bytes]] = [[]]
        for number in range(FIRST_BLOCK, blocks + FIRST_BLOCK):
            self._mine(number, each)

    @property
    def head(self) -> int:
        return len(self.hashes) - 1

    def _mine(self, number: int, each: int) -> None:
        payments = [number * each + place for place in range(each)]
        block_hash = keccak(bytes.fromhex(self.hashes[-1][2:]) + number.to_bytes(8, "big"))
        self.hashes.append("0x" + block_hash.hex())
        made = [self._log(number, place, payment) for place, payment in enumerate(payments)]
        self.topics.append([topic for topics, _ in made for topic in topics])
        self.logs.append([log for _, log in made])

    def _log(self, number: int, place: int, payment: int) -> tuple[list[bytes], bytes]:
        merchant = payment % MERCHANTS
        self.numbers[merchant] += 1
        amount, reference = 25_000_000 + payment, keccak(payment.to_bytes(8, "big"))
        topics = [
            TOPIC,
            keccak(b"payment" + reference),
            encode(["address"], [self.addresses[merchant]]),
            encode(["address"], [address(10**6 + payment)]),
        ]
        data = encode(
            ["uint256", "address", "uint256", "uint256", "address", "bytes32"],
            [self.numbers[merchant], TOKEN, amount, amount // 100, self.addresses[merchant], reference],
        )
        log = {
            "address": GATEWAY,
            "topics": ["0x" + topic.hex() for topic in topics],
            "data": "0x" + data.hex(),
            "blockHash": self.hashes[number],
            "blockNumber": hex(number),
            "blockTimestamp": hex(timestamp(number)),
            "transactionHash": "0x" + keccak(b"transaction" + reference).hex(),
            "transactionIndex": hex(place),
            "logIndex": hex(place),
            "removed": False,
        }
        return topics, json.dumps(log).encode()

    def header(self, number: int) -> dict[str, str]:
        """The header of a block, its bloom made on the way."""
        bloom = 0
        for value in {bytes.fromhex(GATEWAY[2:]), *self.topics[number]} if self.topics[number] else set():
            digest = keccak(value)
            for i in (0, 2, 4):
                bloom |= 1 << (int.from_bytes(digest[i : i + 2], "big") & 2047)
        return {
            "number": hex(number),
            "hash": self.hashes[number],
            "parentHash": self.hashes[number - 1] if number else "0x" + "00" * 32,
            "timestamp": hex(timestamp(number)),
            "logsBloom": f"0x{bloom:0512x}",
        }

    def answer(self, method: str, params: list[Any]) -> bytes:
        """The JSON of a method's result."""
        match method:
            case "eth_getLogs":
                first, last = int(params[0]["fromBlock"], 16), int(params[0]["toBlock"], 16)
                return b"[" + b",".join(log for logs in self.logs[first : last + 1] for log in logs) + b"]"
            case "eth_getBlockByNumber":
                return json.dumps(self.header(self._number(params[0]))).encode()
            case "eth_getBlockReceipts":
                number = int(params[0], 16)
                logs = b",".join(self.logs[number])
                return b'[{"blockHash":"' + self.hashes[number].encode() + b'","logs":[' + logs + b"]}]"
            case "eth_call":
                return self._counted(params[0]["data"], int(params[1], 16))
        return json.dumps({"eth_chainId": hex(CHAIN_ID), "eth_getCode": "0x60"}[method]).encode()

    def _number(self, tag: str) -> int:
        named = {"latest": self.head, "finalized": max(self.head - FINAL_BELOW_HEAD, 0)}
        return named[tag] if tag in named else int(tag, 16)

    def _counted(self, data: str, number: int) -> bytes:
        if len(data) == len("0x") + 8:
            return f'"0x{0:064x}"'.encode()  # there are no credits
        each = len(self.logs[1])
        place, payments = self.places["0x" + data[-40:]], range(each * FIRST_BLOCK, each * (number + 1))
        counted = len(range((place - payments.start) % MERCHANTS, len(payments), MERCHANTS))
        return f'"0x{"00" * 32 * 6}{counted:064x}"'.encode()


def timestamp(number: int) -> int:
    return 1_790_000_000 + 12 * number


class Server:
    """Speaks HTTP/1.1 with kept connections; answers batches."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
                asked = json.loads(await reader.readexactly(length))
                several = isinstance(asked, list)
                answers = [self._envelope(one) for one in (asked if several else [asked])]
                body = b"[" + b",".join(answers) + b"]" if several else answers[0]
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
                )
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _envelope(self, asked: dict[str, Any]) -> bytes:
        result = self.chain.answer(asked["method"], asked["params"])
        return b'{"jsonrpc":"2.0","id":%d,"result":%b}' % (asked["id"], result)


async def serve(blocks: int, each: int) -> None:
    server = await asyncio.start_server(Server(Chain(blocks, each)).converse, "127.0.0.1", 0, limit=2**20)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
