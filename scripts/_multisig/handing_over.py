"""Hands the admin of the recorded contracts over to a wallet: offered by the admin of now, taken by the owners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_utils.address import to_checksum_address

from backend.chain.records import Record
from scripts._deployment import Refused
from scripts._deployment.chain import Chain
from scripts._multisig.proposal import MOST


def administered(chain: Chain, records: Sequence[Record], wallet: str) -> list[Record]:
    """The recorded contracts that have an admin, and another than the wallet. Raises Refused if there is none."""
    found = []
    for record in records:
        if not any(entry.get("name") == "accept_admin" for entry in record.abi):
            continue
        if _calls(chain, record).admin().call() != wallet:
            found.append(record)
    if not found:
        raise Refused(f"{wallet} is the admin of every recorded contract already: there is nothing to hand over.")
    return found[: MOST["calls"]]


def offer(chain: Chain, record: Record, wallet: str, admin: Any) -> str:
    """Offers one contract's admin to the wallet; tells what was done. Raises Refused unless `admin` is its admin."""
    place = to_checksum_address(record.address)
    calls = _calls(chain, record)
    if calls.pending_admin().call() == wallet:
        return f"{record.contract} was offered already"
    holder = calls.admin().call()
    if holder != str(admin.address):
        raise Refused(f"The admin of {record.contract} is {holder}: sign with that account.")
    contract = chain.node.eth.contract(address=place, abi=list(record.abi))
    data = contract.encode_abi("transfer_admin", [wallet])
    waiting = chain.network.confirmations - 1
    receipt = admin.transfer(place, value=0, data=data, required_confirmations=waiting)
    return f"{record.contract} offered in {receipt.txn_hash}"


def acceptances(chain: Chain, records: Sequence[Record]) -> list[dict[str, str]]:
    """The calls by which the wallet takes what was offered."""
    found = []
    for record in records:
        contract = chain.node.eth.contract(abi=list(record.abi))
        data = str(contract.encode_abi("accept_admin", []))
        found.append({"to": str(to_checksum_address(record.address)), "value": "0", "data": data})
    return found


def _calls(chain: Chain, record: Record) -> Any:
    return chain.node.eth.contract(address=to_checksum_address(record.address), abi=list(record.abi)).functions
