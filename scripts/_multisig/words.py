"""A proposal told to the person who is about to sign it: every part of it, in words, nothing left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector

from backend.chain.records import Record, Token
from backend.checkout.acceptance import exact_text
from scripts._multisig.proposal import LARGEST, Proposal
from scripts._multisig.typed_data import proposal_hash

LATEST_DATE = 253_402_300_799
"""The last second of the year 9999, after which Python has no dates."""


@dataclass(frozen=True, slots=True)
class Known:
    """What gives names to addresses: the network's name, its tokens, the recorded contracts."""

    network: str
    tokens: Mapping[str, Token]
    records: Mapping[str, Record]

    @classmethod
    def of(cls, network: str, tokens: tuple[Token, ...], records: tuple[Record, ...]) -> Known:
        """By lower-case address."""
        return cls(network, {one.address: one for one in tokens}, {one.address: one for one in records})

    def place(self, address: str) -> str:
        """An address, with the name of the recorded contract there."""
        record = self.records.get(address.lower())
        return f"{address} ({record.contract})" if record else address

    def money(self, token: str, amount: int) -> str:
        """An amount in the token's own units where the token is listed, else in smallest units, with a warning."""
        listed = self.tokens.get(token.lower())
        if listed is None:
            return f"{amount} smallest units of the unlisted token {token}"
        return f"{exact_text(amount, listed.decimals)} {listed.symbol}"


def told(proposal: Proposal, known: Known) -> Iterator[str]:
    """The proposal's lines."""
    slot = proposal.slot
    yield f"wallet      {proposal.wallet} on {known.network} (chain {proposal.chain_id})"
    yield f"proposal    {proposal_hash(proposal)}"
    yield f"number      {slot['nonce']} in lane {slot['lane']}, epoch {proposal.epoch}"
    begins = f"from {_time(slot['not_before'])} " if slot["not_before"] else ""
    yield f"counts      {begins}until {_time(slot['deadline'])}"
    for number, line in enumerate(_content(proposal, known), 1):
        yield f"{number:>2}. {line}"


def _content(proposal: Proposal, known: Known) -> Iterator[str]:
    if proposal.kind == "payments":
        yield from (_payment(one, known) for one in proposal.content)
    elif proposal.kind == "calls":
        yield from (_call(one, known) for one in proposal.content)
    else:
        yield from _configuration(proposal.content, known)
        return
    if not proposal.content:
        yield "nothing: this number is used up, and no other proposal of it can be executed"


def _payment(payment: Mapping[str, str], known: Known) -> str:
    return (
        f"PAY {known.money(payment['token'], int(payment['amount']))} to {known.place(payment['to'])}"
        f"{_memo(payment['memo'])}"
    )


def _call(call: Mapping[str, str], known: Known) -> str:
    value = int(call["value"])
    coins = f", sending {value} smallest units of the native coin" if value else ""
    return f"CALL {known.place(call['to'])}: {_function(call, known)}{coins}"


def _function(call: Mapping[str, str], known: Known) -> str:
    data = bytes.fromhex(call["data"].removeprefix("0x"))
    if not data:
        return "no function"
    record = known.records.get(call["to"].lower())
    for entry in record.abi if record else ():
        if entry["type"] == "function" and function_abi_to_4byte_selector(entry) == data[:4]:  # type: ignore[arg-type]
            try:
                values = decode([collapse_if_tuple(one) for one in entry["inputs"]], data[4:])
            except DecodingError:
                break
            named = zip((one["name"] for one in entry["inputs"]), values, strict=True)
            return f"{entry['name']}({', '.join(f'{name}={_shown(value)}' for name, value in named)})"
    return f"UNKNOWN FUNCTION with the data 0x{data.hex()}"


def _configuration(content: Mapping[str, Any], known: Known) -> Iterator[str]:
    yield from (f"ADD the owner {owner}" for owner in content["add"])
    yield from (f"REMOVE the owner {owner}, and with it every approval given so far" for owner in content["remove"])
    needed = _counted(int(content["threshold"]), "owners")
    yield f"payments then need {needed}; calls, changes and signatures {content['call_threshold']}"
    yield f"changes of the wallet then wait {_duration(int(content['delay']))}"
    for limit in content["limits"]:
        window = _duration(int(limit["window"]))
        money = known.money(limit["token"], int(limit["amount"]))
        yield f"LET {limit['spender']} alone spend up to {money} in each window of {window}"


def _memo(memo: str) -> str:
    raw = bytes.fromhex(memo.removeprefix("0x")).rstrip(b"\0")
    if not raw:
        return ""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = ""
    return f', memo "{text}"' if text.isprintable() and text else f", memo {memo}"


def _shown(value: Any) -> str:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(_shown(one) for one in value) + ")"
    return str(value)


def _time(seconds: int) -> str:
    if seconds == LARGEST:
        return "for ever"
    if seconds > LATEST_DATE:
        return f"second {seconds}"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _duration(seconds: int) -> str:
    for name, length in (("days", 86_400), ("hours", 3_600)):
        if seconds and seconds % length == 0:
            return _counted(seconds // length, name)
    return _counted(seconds, "seconds")


def _counted(number: int, several: str) -> str:
    return f"{number} {several[:-1] if number == 1 else several}"
