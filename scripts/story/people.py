"""Who acts on the chain: a merchant who registers, a customer who pays. Their keys are anvil's unlocked ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from web3 import AsyncHTTPProvider, AsyncWeb3
from web3.types import TxParams


class Person:
    """An unlocked account of the local chain. Every method returns the hash of a mined transaction."""

    def __init__(self, url: str, address: str) -> None:
        self.web3 = AsyncWeb3(AsyncHTTPProvider(url))
        self.address = self.web3.to_checksum_address(address)

    async def send(self, to: str, data: str, value: int = 0) -> str:
        """Sends calldata, waits for the receipt. Raises AssertionError when it reverted."""
        transaction: TxParams = {
            "from": self.address,
            "to": self.web3.to_checksum_address(to),
            "data": self.web3.to_hex(hexstr=data),  # type: ignore[arg-type]
            "value": self.web3.to_wei(value, "wei"),
        }
        digest = await self.web3.eth.send_transaction(transaction)
        receipt = await self.web3.eth.wait_for_transaction_receipt(digest, timeout=60, poll_latency=0.1)
        assert receipt["status"] == 1, f"transaction {digest.to_0x_hex()} reverted"
        return digest.to_0x_hex()

    async def call(self, address: str, abi: Sequence[dict[str, Any]], function: str, *arguments: Any) -> str:
        """Calls a writing function of a contract by its ABI."""
        contract = self.web3.eth.contract(address=self.web3.to_checksum_address(address), abi=abi)
        return await self.send(address, contract.encode_abi(function, args=list(arguments)))

    async def close(self) -> None:
        await self.web3.provider.disconnect()
