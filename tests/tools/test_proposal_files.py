"""Proposals as files: what is in them is what is signed, and nothing else can be in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from backend.chain.records import Token
from scripts._deployment import Refused
from scripts._deployment.amounts import smallest_units
from scripts._multisig.acting import gathered
from scripts._multisig.proposal import Proposal, read_proposal, write_proposal
from scripts._multisig.typed_data import is_of_key, packed, proposal_hash, signable
from scripts._multisig.words import Known, told

WALLET = "0x6B6C1d3b74423135e134da371C975b25506BFe76"
TOKEN = "0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9"
SHOP = "0x90F79bf6EB2c4f870365E785982E1f101E93b906"
OWNERS = [Account.from_key(bytes([number]) * 32) for number in (1, 2, 3)]
KNOWN = Known("local", {TOKEN.lower(): Token("TUSD", "Test Dollar", 6, TOKEN.lower(), ())}, {})
MEMO = "0x" + b"refund 17".ljust(32, b"\0").hex()


def payments(**changes: Any) -> Proposal:
    paid = {"token": TOKEN, "to": SHOP, "amount": "2500000", "memo": MEMO} | changes
    slot = {"lane": 0, "nonce": 3, "not_before": 0, "deadline": 1_800_000_000}
    return Proposal(31337, WALLET, "payments", [paid], slot, 1)


def configuration(**changes: Any) -> Proposal:
    limit = {"spender": SHOP, "token": TOKEN, "amount": "100000000", "window": "86400"}
    lists = {"add": [SHOP], "remove": [WALLET], "limits": [limit]}
    content = lists | {"threshold": "2", "call_threshold": "3", "delay": "86400"} | changes
    return Proposal(1, WALLET, "configuration", content, payments().slot, 0)


def calls(data: str = "0x12345678") -> Proposal:
    return Proposal(1, WALLET, "calls", [{"to": SHOP, "value": "7", "data": data}], payments().slot, 0)


def signed(proposal: Proposal, *signers: Any) -> Proposal:
    for signer in signers:
        proposal = proposal.signed_by(
            signer.address, "0x" + signer.sign_message(signable(proposal)).signature.hex().removeprefix("0x")
        )
    return proposal


def lines(proposal: Proposal) -> str:
    return "\n".join(told(proposal, KNOWN))


@pytest.mark.parametrize("proposal", [payments(), configuration(), calls()])
def test_a_file_gives_back_what_was_written(tmp_path: Path, proposal: Proposal) -> None:
    whole = signed(proposal, *OWNERS[:2])
    write_proposal(tmp_path / "p.json", whole)
    assert read_proposal(tmp_path / "p.json") == whole
    assert set(whole.signatures) == {owner.address for owner in OWNERS[:2]}


CHANGES = [
    ({"kind": "everything"}, "kind is 'everything'"),
    ({"extra": "1"}, "unexpected or missing: extra"),
    ({"epoch": "-1"}, "epoch is '-1', not a whole number"),
    ({"chain_id": "1.0"}, "chain_id is '1.0'"),
    ({"wallet": WALLET.lower()}, "has not a right EIP-55 checksum"),
    ({"payments": [{"token": TOKEN}]}, "payments has unexpected or lacks fields: amount, memo, to"),
    ({"payments": [{"token": TOKEN, "to": SHOP, "amount": "1", "memo": "0x12"}]}, "memo is not 32 bytes"),
    ({"payments": [{}] * 17}, "payments is not a list of at most 16"),
    ({"slot": {"lane": "0"}}, "slot has unexpected or lacks fields"),
    ({"signatures": {SHOP: "0xzz"}}, "is not a right proposal"),
    ({"signatures": []}, "is not a right proposal"),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_a_file_with_anything_else_in_it_is_refused(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = tmp_path / "p.json"
    write_proposal(path, payments())
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(Refused, match=reason):
        read_proposal(path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "counterfoil-proposal/2"}'])
def test_what_is_no_proposal_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(text)
    with pytest.raises(Refused, match=r"p\.json (cannot be read as JSON|is not a proposal)"):
        read_proposal(path)


DIFFERENT = [
    payments(amount="2500001"),
    payments(to=WALLET),
    payments(token=SHOP),
    payments(memo="0x" + "00" * 32),
    calls(),
    calls("0x12345679"),
    configuration(),
    configuration(threshold="1"),
    configuration(limits=[]),
]


def test_every_word_of_a_proposal_is_in_its_hash() -> None:
    hashes = [proposal_hash(proposal) for proposal in [payments(), *DIFFERENT]]
    assert len(set(hashes)) == len(hashes)


def test_only_the_owners_own_signature_of_these_words_is_of_its_key() -> None:
    owner, other = OWNERS[0], OWNERS[1]
    whole = signed(payments(), owner)
    assert is_of_key(whole, owner.address)
    assert not is_of_key(payments().signed_by(other.address, whole.signatures[owner.address]), other.address)
    changed = payments(amount="2500001").signed_by(owner.address, whole.signatures[owner.address])
    assert not is_of_key(changed, owner.address)
    assert not is_of_key(payments().signed_by(owner.address, "0x" + "11" * 64), owner.address)


def test_approvals_ascend_by_owner_whoever_signed_first() -> None:
    whole = signed(payments(), *OWNERS)
    ascending = sorted((owner.address for owner in OWNERS), key=str.lower)
    expected = b"".join(bytes.fromhex(whole.signatures[owner][2:]) for owner in ascending)
    assert packed(whole, ascending, set()) == packed(whole, ascending[::-1], set()) == expected


def test_a_word_on_chain_stands_before_a_signature_and_a_contracts_signature_follows_its_length() -> None:
    owner = OWNERS[0].address
    word = bytes.fromhex(owner[2:]).rjust(32, b"\0")
    whole = signed(payments(), OWNERS[0])
    assert packed(whole, [owner], {owner}) == word + bytes(32) + b"\x01"
    contract = payments().signed_by(owner, "0xabcdef")
    assert packed(contract, [owner], set()) == word + (3).to_bytes(32, "big") + b"\x00" + bytes.fromhex("abcdef")


def test_signatures_of_copies_come_together_and_those_of_another_proposal_do_not() -> None:
    first, second = signed(payments(), OWNERS[0]), signed(payments(), OWNERS[1])
    whole = gathered(first, {Path("b.json"): second})
    assert set(whole.signatures) == {owner.address for owner in OWNERS[:2]}
    with pytest.raises(Refused, match=r"c\.json is another proposal"):
        gathered(first, {Path("c.json"): signed(payments(amount="1"), OWNERS[1])})


def test_payments_are_told_in_the_tokens_own_units() -> None:
    assert f' 1. PAY 2.50 TUSD to {SHOP}, memo "refund 17"' in lines(payments())
    assert "2500000 smallest units of the unlisted token" in lines(payments(token=SHOP))


def test_a_memo_that_is_no_text_is_told_as_bytes() -> None:
    raw = "0x1b5b324a" + "00" * 28
    assert f"memo {raw}" in lines(payments(memo=raw))
    assert "memo" not in lines(payments(memo="0x" + "00" * 32))


def test_an_unknown_function_is_told_as_such() -> None:
    assert f"CALL {SHOP}: UNKNOWN FUNCTION with the data 0x12345678, sending 7 smallest units" in lines(calls())


def test_a_change_of_the_wallet_is_told_with_what_it_takes_away() -> None:
    said = lines(configuration())
    assert f"ADD the owner {SHOP}" in said
    assert f"REMOVE the owner {WALLET}, and with it every approval given so far" in said
    assert "payments then need 2 owners; calls, changes and signatures 3" in said
    assert f"LET {SHOP} alone spend up to 100.00 TUSD in each window of 1 day" in said


def test_nothing_to_do_is_told_as_the_number_being_used_up() -> None:
    empty = Proposal(1, WALLET, "payments", [], payments().slot, 0)
    assert "this number is used up" in lines(empty)


@pytest.mark.parametrize("units", [1, 10**18, 12345678901234567890123456789012345678, 2**256 - 1])
def test_what_is_told_is_what_is_signed_to_the_last_unit(units: int) -> None:
    token = TOKEN.lower()
    said = Known("local", {token: Token("WEI", "Fine", 18, token, ())}, {}).money(TOKEN, units)
    assert smallest_units(said.removesuffix(" WEI"), 18, "--pay", 2**256 - 1) == units


@pytest.mark.parametrize("text", ["", "1e3", "-1", "1.", ".5", "1,5", "NaN", "Infinity", " 1", "\u0661"])
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"--pay has the amount .*: write it as 12\.50"):
        smallest_units(text, 6, "--pay", 10**9)


@pytest.mark.parametrize(
    ("text", "reason"), [("0.0000001", "finer than the token's 6 decimals"), ("1001", "more than fits")]
)
def test_an_amount_is_never_rounded_and_never_cut(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        smallest_units(text, 6, "--pay", 10**9)


def test_zeros_behind_are_no_finer_part() -> None:
    assert smallest_units("2.500000000", 6, "--pay", 10**9) == 2_500_000
