"""Makes proposals from what a person types. Nothing is guessed: an unlisted token's decimals are asked of the token."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eth_utils.address import is_address, to_checksum_address
from web3.exceptions import BadFunctionCallOutput, ContractLogicError

from scripts._deployment import Refused
from scripts._deployment.amounts import smallest_units
from scripts._deployment.chain import Chain
from scripts._deployment.terms import given_address
from scripts._multisig.proposal import LARGEST, Kind, Proposal
from scripts._multisig.wallet import Wallet
from scripts._multisig.words import Known

DECIMALS: Any = [
    {
        "type": "function",
        "name": "decimals",
        "stateMutability": "view",
        "inputs": [],
        "outputs": [{"name": "", "type": "uint8"}],
    }
]
DAY = 86_400


def proposed(wallet: Wallet, kind: Kind, content: Any, lane: int, nonce: int | None, days: int) -> Proposal:
    """A proposal of the lane's next number, or of a later one, that can be executed for so many days."""
    due = wallet.next_nonce(kind, lane)
    if nonce is not None and nonce < due:
        raise Refused(f"--number {nonce} of lane {lane} is used up: the next is {due}.")
    slot = {
        "lane": lane,
        "nonce": due if nonce is None else nonce,
        "not_before": 0,
        "deadline": int(wallet.chain.node.eth.get_block("latest")["timestamp"]) + days * DAY,
    }
    return Proposal(wallet.chain.network.chain_id, wallet.address, kind, content, slot, wallet.epoch)


def payments(chain: Chain, known: Known, asked: Sequence[tuple[str, str, str]], memo: str) -> list[dict[str, str]]:
    """Payments as `TOKEN TO AMOUNT`, the token by its symbol or address, the amount in the token's own units."""
    return [_payment(chain, known, *one, memo=memo) for one in asked]


def call(known: Known, to: str, value: int, data: str, function: str, given: Sequence[str]) -> dict[str, str]:
    """A call, by its data or by the name and arguments of a function of a recorded contract."""
    place = _contract_or_address(known, to)
    if function:
        record = known.records.get(place.lower())
        if record is None:
            raise Refused(f"--to {to} is no recorded contract, so --function has no meaning: give --data.")
        data = _encoded(record.abi, function, given)
    return {"to": place, "value": str(value), "data": data or "0x"}


def configuration(wallet: Wallet, asked: dict[str, Any], limits: list[dict[str, str]]) -> dict[str, Any]:
    """What the wallet becomes; whatever is not asked for stays."""
    kept = {"threshold": wallet.threshold, "call_threshold": wallet.call_threshold, "delay": wallet.delay}
    wanted = {name: str(kept[name] if asked[name] is None else asked[name]) for name in kept}
    return {
        "add": [given_address("--add", one) for one in asked["add"]],
        "remove": [given_address("--remove", one) for one in asked["remove"]],
        **wanted,
        "limits": limits,
    }


def limits(chain: Chain, known: Known, asked: Sequence[tuple[str, str, str, int]]) -> list[dict[str, str]]:
    """Limits as `SPENDER TOKEN AMOUNT SECONDS`."""
    found = []
    for spender, token, amount, window in asked:
        place, decimals = _token(chain, known, token)
        found.append(
            {
                "spender": given_address("--limit", spender),
                "token": place,
                "amount": str(smallest_units(amount, decimals, "--limit", LARGEST)),
                "window": str(window),
            }
        )
    return found


def text_word(option: str, text: str) -> bytes:
    """A short text as 32 bytes. Raises Refused."""
    raw = text.encode()
    if len(raw) > 32:
        raise Refused(f"{option} has {len(raw)} bytes: at most 32 fit.")
    return raw.ljust(32, b"\0")


def _payment(chain: Chain, known: Known, token: str, to: str, amount: str, memo: str) -> dict[str, str]:
    place, decimals = _token(chain, known, token)
    units = smallest_units(amount, decimals, "--pay", LARGEST)
    if units == 0:
        raise Refused("--pay with the amount 0 pays nobody: give an amount above zero.")
    return {
        "token": place,
        "to": given_address("--pay", to),
        "amount": str(units),
        "memo": "0x" + text_word("--memo", memo).hex(),
    }


def _token(chain: Chain, known: Known, named: str) -> tuple[str, int]:
    for listed in known.tokens.values():
        if named.lower() in (listed.symbol.lower(), listed.address):
            return to_checksum_address(listed.address), listed.decimals
    if not is_address(named):
        symbols = ", ".join(token.symbol for token in known.tokens.values())
        raise Refused(f"{named} is no token here: name one of {symbols}, or an address.")
    place = given_address("--pay", named)
    try:
        token = chain.node.eth.contract(address=to_checksum_address(place), abi=DECIMALS)
        return place, int(token.functions.decimals().call())
    except (BadFunctionCallOutput, ContractLogicError):
        raise Refused(f"{named} does not say its decimals: it is no ERC-20 token.") from None


def _contract_or_address(known: Known, named: str) -> str:
    for record in known.records.values():
        if record.contract == named:
            return str(to_checksum_address(record.address))
    return given_address("--to", named)


def _encoded(abi: Sequence[dict[str, Any]], function: str, given: Sequence[str]) -> str:
    from web3 import Web3

    found = [one for one in abi if one["type"] == "function" and one["name"] == function]
    if not found:
        raise Refused(f"--function {function} is no function of that contract: look at its interface.")
    kinds = [one["type"] for one in found[0]["inputs"]]
    if len(kinds) != len(given):
        raise Refused(
            f"--function {function} takes {len(kinds)} arguments ({', '.join(kinds)}): give each with --with."
        )
    contract = Web3().eth.contract(abi=found)
    return str(contract.encode_abi(function, [_argument(kind, one) for kind, one in zip(kinds, given, strict=True)]))


def _argument(kind: str, text: str) -> Any:
    if kind == "address":
        return given_address("--with", text)
    if kind == "bool" and text in ("true", "false"):
        return text == "true"
    if kind.startswith("uint") and text.isdigit():
        return int(text)
    if kind.startswith("bytes") and text.startswith("0x"):
        return bytes.fromhex(text[2:])
    if kind == "string":
        return text
    raise Refused(f"--with {text} is not a right {kind}; structs and lists go in as --data.")


def file_beside(path: Path | None, name: str) -> Path:
    """Where a new proposal is written. Raises Refused if something is there already."""
    place = path or Path(f"{name}.json")
    if place.exists():
        raise Refused(f"{place} is there already: name another file with --file.")
    return place
