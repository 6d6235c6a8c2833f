"""Wallets: what everybody can see on the chain, to whoever has a key."""

import json
from typing import Any

import pytest
from eth_utils import to_checksum_address

from backend.tables.wallets import Confirmation, Proposal, Wallet, WalletLimit, WalletOwner, WalletPayment
from tests.backend.web.premises import CHAIN, DOLLAR, NOW, position, word

WALLET, OTHER, FACTORY = ("0x" + byte * 20 for byte in ("a1", "a2", "fa"))
ANNA, BEN, CARLA, DESK = ("0x" + byte * 20 for byte in ("01", "02", "03", "04"))
PLACE = {"chain_id": CHAIN, "wallet": WALLET, "block_number": 10}
FIRST = {"first_block": 10, "first_log_index": 0}


def wallet(address: str = WALLET) -> Wallet:
    terms = {"threshold": 2, "call_threshold": 3, "delay": 3600, "epoch": 1, "created_at": NOW, "number": 1}
    return Wallet(**{**PLACE, **FIRST, **terms, "wallet": address, "contract": FACTORY, "creator": ANNA})


def proposal(number: int, block: int, **more: Any) -> Proposal:
    facts = {"proposal": word(number), "kind": "payments", "status": "proposed", "lane": 0, "nonce": number, "epoch": 1}
    return Proposal(**{**PLACE, **facts, "first_block": block, "first_log_index": 0, **more})


@pytest.fixture
async def seen(premises):
    """A wallet of three, one of them removed; a limit in force and one taken away; two proposals, one confirmed."""
    people = {ANNA: "owner", BEN: "owner", CARLA: "removed", DESK: "accepted"}
    rows: list[Any] = [wallet(), wallet(OTHER)]
    rows += [WalletOwner(**PLACE, **FIRST, owner=owner, status=status) for owner, status in people.items()]
    limit = {"token": DOLLAR, "window": 86_400, "spent": 5, "window_end": NOW + 9, "number": 2}
    rows += [
        WalletLimit(**PLACE, **limit, spender=DESK, amount=100),
        WalletLimit(**PLACE, **limit, spender=BEN, amount=0),
    ]
    content = json.dumps([{"token": DOLLAR, "to": BEN, "amount": "7", "memo": word(0)}])
    rows += [proposal(1, 11, content=content, proposer=ANNA, deadline=2**255), proposal(2, 12, status="executed")]
    rows += [Confirmation(**PLACE, **FIRST, proposal=word(1), owner=ANNA, revoked=False)]
    rows += [Confirmation(**PLACE, **FIRST, proposal=word(1), owner=BEN, revoked=True)]
    paid = {
        "chain_id": CHAIN,
        "wallet": WALLET,
        "token": DOLLAR,
        "to": BEN,
        "amount": 7,
        "memo": word(0),
        "paid_at": NOW,
    }
    for block in (13, 14, 15):
        rows.append(WalletPayment(**paid, block_number=block, log_index=0, spender=DESK, transaction_hash=word(block)))
    await premises.write(position(20, time=NOW), *rows)


@pytest.mark.parametrize("address", ["0x" + "99" * 20, "0x12", "wallet", "0x" + "00" * 20])
@pytest.mark.parametrize("part", ["", "/proposals", "/payments", f"/proposals/{word(1)}"])
async def test_what_the_factory_did_not_make_is_no_wallet(seen, merchant, address, part):
    answer = await merchant.get(f"/v1/wallets/{address}{part}")
    assert (answer.status_code, answer.json()["code"]) == (404, "wallet_unknown")


async def test_a_wallet_is_told_with_its_owners_and_the_limits_in_force(seen, merchant):
    read = (await merchant.get(f"/v1/wallets/{to_checksum_address(WALLET)}")).json()
    assert (read["threshold"], read["call_threshold"], read["delay"], read["epoch"]) == (2, 3, 3600, 1)
    assert (read["owners"], read["accepted"]) == (
        [to_checksum_address(ANNA), to_checksum_address(BEN)],
        [to_checksum_address(DESK)],
    )
    (limit,) = read["limits"]
    assert (limit["spender"], limit["amount"], limit["spent"]) == (to_checksum_address(DESK), "100", "5")


async def test_proposals_are_newest_first_with_who_confirmed_them(seen, merchant):
    first = (await merchant.get(f"/v1/wallets/{WALLET}/proposals?limit=1")).json()
    rest = (await merchant.get(f"/v1/wallets/{WALLET}/proposals?limit=1&cursor={first['next_cursor']}")).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [word(2), word(1)]
    assert rest["next_cursor"] is None
    told = rest["items"][0]
    assert (told["confirmed_by"], told["content"][0]["amount"]) == ([to_checksum_address(ANNA)], "7")
    assert told["deadline"] is None, "no calendar reaches it"
    of_status = (await merchant.get(f"/v1/wallets/{WALLET}/proposals?status=executed")).json()
    assert [one["id"] for one in of_status["items"]] == [word(2)]
    assert (await merchant.get(f"/v1/wallets/{WALLET}/proposals/{word(1)}")).json() == told
    assert (await merchant.get(f"/v1/wallets/{OTHER}/proposals")).json()["items"] == []


@pytest.mark.parametrize("id", [word(9), "0x12"])
async def test_a_proposal_that_the_chain_has_not_shown_is_unknown(seen, merchant, id):
    answer = await merchant.get(f"/v1/wallets/{WALLET}/proposals/{id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "proposal_unknown")


async def test_payments_are_newest_first(seen, merchant):
    first = (await merchant.get(f"/v1/wallets/{WALLET}/payments?limit=2")).json()
    rest = (await merchant.get(f"/v1/wallets/{WALLET}/payments?cursor={first['next_cursor']}")).json()
    assert [one["block_number"] for one in first["items"] + rest["items"]] == [15, 14, 13]
    assert (first["items"][0]["spender"], first["items"][0]["proposal"]) == (to_checksum_address(DESK), None)
