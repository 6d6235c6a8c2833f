"""What a process finds around it: a record, a node on loopback, an environment of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address

from tests.backend.contract_abis import ABIS
from tests.backend.scripted_chain import CHAIN_ID, CONTRACTS, ScriptedChain
from tests.backend.scripted_node import ScriptedNode

SECRET = "5e" * 32


def write_record(folder: Path, contract: str = "PaymentGateway", **other: Any) -> None:
    """The record of a contract on `local`, with other facts where given."""
    somebody = to_checksum_address("0x" + "0d" * 20)
    record = {
        "schema": 1,
        "contract": contract,
        "network": "local",
        "chain_id": CHAIN_ID,
        "address": to_checksum_address(CONTRACTS[contract]),
        "block_number": 1,
        "block_hash": "0x" + "1b" * 32,
        "transaction_hash": "0x" + "2c" * 32,
        "deployer": somebody,
        "arguments": [{"name": "fee_cap_bps", "type": "uint256", "value": "100"}],
        "compiler": {"name": "vyper", "version": "0.4.3", "settings": {}},
        "source_sha256": "ad" * 32,
        "sources": [f"contracts/{contract}.vy"],
        "abi": ABIS[contract],
        **other,
    }
    path = folder / "local" / f"{contract}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record))


@contextmanager
def node_on_loopback() -> Iterator[tuple[str, ScriptedNode]]:
    """A scripted node behind a real socket, in a thread; its address and itself."""
    node = ScriptedNode(ScriptedChain())

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = node.answer(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", node
    finally:
        server.shutdown()
        server.server_close()
