"""Signs the keeper's transactions (EIP-1559, type 2). They never carry value."""

from __future__ import annotations

from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address

from backend.keeper.ledger import Signed
from backend.keeper.price import Price


class Signer:
    """One key on one chain."""

    def __init__(self, account: LocalAccount, chain_id: int) -> None:
        self._account = account
        self._chain_id = chain_id
        self.address = str(account.address).lower()

    def sign(self, nonce: int, to: str, data: str, gas: int, price: Price, now: int) -> Signed:
        """A call of a contract at a nonce and a price."""
        return self._sign(nonce, to, data, gas, price, now, empty=False)

    def sign_empty(self, nonce: int, gas: int, price: Price, now: int) -> Signed:
        """A transaction to itself that does nothing but take the nonce."""
        return self._sign(nonce, self.address, "0x", gas, price, now, empty=True)

    def _sign(self, nonce: int, to: str, data: str, gas: int, price: Price, now: int, *, empty: bool) -> Signed:
        signed = self._account.sign_transaction(
            {
                "type": 2,
                "chainId": self._chain_id,
                "nonce": nonce,
                "to": to_checksum_address(to),
                "value": 0,
                "data": bytes.fromhex(data[2:]),
                "gas": gas,
                "maxFeePerGas": price.max_fee,
                "maxPriorityFeePerGas": price.priority,
            }
        )
        return Signed("0x" + signed.hash.hex(), "0x" + signed.raw_transaction.hex(), price, empty, now)
