"""The account's merchant as the gateway knows it, at the time up to which the chain was followed."""

import pytest
from eth_utils import to_checksum_address
from sqlalchemy import delete, update

from backend.tables.mirrored import ApprovedSplits, Contract, Merchant
from backend.tables.session import connected
from tests.backend.web.premises import CHAIN, GATEWAY, NOW, chain_event, position, word

PAYOUT, SIGNER = "0x" + "01" * 20, "0x" + "02" * 20


async def registered(premises, **changed) -> None:
    async with connected(premises.engine) as connection:
        row = update(Merchant).where(Merchant.merchant == premises.merchant.address)
        await connection.execute(row.values(**changed))


async def read(client) -> dict:
    answer = await client.get("/v1/merchant")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_unknown_merchant_is_told_as_such_with_the_key_to_register(premises, merchant):
    async with connected(premises.engine) as connection:
        await connection.execute(delete(Merchant))

    told = await read(merchant)

    signer = premises.context.signers.of(premises.merchant.account_id).public_key.to_checksum_address()
    assert told == {
        "object": "merchant",
        "address": to_checksum_address(premises.merchant.address),
        "chain_id": CHAIN,
        "gateway": to_checksum_address(GATEWAY),
        "registered": False,
        "payout": None,
        "proposed_payout": None,
        "payout_effective_at": None,
        "invoice_signer": None,
        "account_invoice_signer": signer,
        "fee_bps": None,
        "own_fee_bps": None,
        "number": 0,
        "approved_splits": [],
    }


@pytest.mark.parametrize(("followed", "due"), [(49, False), (50, True)])
async def test_a_proposed_payout_is_the_payout_from_its_time_on(premises, merchant, followed, due):
    await premises.write(position(12, time=NOW + followed))
    await registered(premises, proposed_payout=PAYOUT, payout_effective_at=NOW + 50)

    told = await read(merchant)

    own = to_checksum_address(premises.merchant.address)
    found = told["payout"], told["proposed_payout"], told["payout_effective_at"]
    proposed = to_checksum_address(PAYOUT)
    assert found == ((proposed, None, None) if due else (own, proposed, "2027-01-15T08:00:50Z"))


@pytest.mark.parametrize(("own", "expected"), [(None, 100), (30, 30), (0, 0), (200, 100)])
async def test_a_payment_costs_the_lower_of_ones_own_fee_and_everybodys(premises, merchant, own, expected):
    await premises.write(Contract(chain_id=CHAIN, contract=GATEWAY, fee_bps=100))
    await registered(premises, fee_bps=own)

    told = await read(merchant)

    assert (told["fee_bps"], told["own_fee_bps"]) == (expected, own)


async def test_number_signer_and_approved_shares_are_ones_own(premises, merchant):
    shop, other = premises.merchant.address, premises.stranger.address
    numbered = [(10, 1, shop), (11, 2, shop), (12, 9, other)]
    events = [
        chain_event(block).model_copy(update={"counter": f"merchant:{whose}", "number": number})
        for block, number, whose in numbered
    ]
    approvals = [(shop, 2, True), (shop, 1, True), (shop, 3, False), (other, 4, True)]
    rows = [
        ApprovedSplits(chain_id=CHAIN, merchant=whose, splits_hash=word(n), approved=yes, block_number=10)
        for whose, n, yes in approvals
    ]
    await registered(premises, invoice_signer=SIGNER)
    await premises.write(*events, *rows)

    told = await read(merchant)

    assert (told["number"], told["approved_splits"]) == (2, [word(1), word(2)])
    assert told["invoice_signer"] == to_checksum_address(SIGNER) != told["account_invoice_signer"]
