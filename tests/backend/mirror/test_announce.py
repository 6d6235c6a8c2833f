"""What merchants are told: with the rows, once, in one gap-free sequence, and taken back when it was undone."""

from __future__ import annotations

from typing import Any

from eth_utils import to_checksum_address
from sqlalchemy import insert

from backend.tables.merchants_own import Account, PaymentSession
from backend.tables.outbox import Delivery, Notice
from backend.tables.session import connected
from backend.webhooks.told import digest
from tests.backend.mirror.followed import NOW, Followed, fresh
from tests.backend.scripted_chain import (
    CHAIN_ID,
    PAYER,
    TOKEN,
    cancel,
    credit,
    merchant,
    pay,
    payment_id,
    propose_payout,
    refund,
    register,
    request,
)


async def kinds(followed: Followed) -> list[str]:
    return [kind.removeprefix("payment.") for kind, _ in await followed.told()]


async def test_strangers_are_told_nothing(followed: Followed) -> None:
    followed.chain.mine(pay(1), pay(2))
    followed.chain.mine()
    followed.chain.mine()
    await followed.catch_up()
    assert await followed.told() == []


async def test_seen_first_completed_when_confirmed(followed: Followed) -> None:
    await followed.listen(0)
    followed.chain.mine(pay(1), pay(2, by=5))
    await followed.catch_up()
    assert await kinds(followed) == ["seen"]
    followed.chain.mine()
    await followed.catch_up()
    assert await kinds(followed) == ["seen"]
    followed.chain.mine()
    await followed.catch_up()
    assert await kinds(followed) == ["seen", "completed"]
    await followed.catch_up()
    assert await kinds(followed) == ["seen", "completed"]


async def test_refunds_and_cancels_are_told_when_confirmed(followed: Followed) -> None:
    await followed.listen(0)
    followed.chain.mine(request(1), pay(2))
    followed.chain.mine(cancel(1), refund(2, 5))
    followed.chain.mine(refund(2, 6))
    followed.chain.mine()
    followed.chain.mine()
    await followed.catch_up()
    assert await kinds(followed) == ["seen", "completed", "cancelled", "refunded", "refunded"]
    told = await followed.told()
    # Each notice speaks of the payment as it stood right after its event.
    assert [body["data"]["status"] for _, body in told] == [
        "paid",
        "paid",
        "cancelled",
        "partially_refunded",
        "partially_refunded",
    ]
    assert [body["data"]["refunded"] for _, body in told] == ["0", "0", "0", "5", "11"]
    assert told[3][1]["data"]["refund"]["amount"] == "5"
    assert told[4][1]["data"]["refund"]["transaction"]["block_number"] == 6


def session_of_the_first_payment() -> dict[str, object]:
    return {
        "id": "ps_1",
        "account_id": "acct_0",
        "chain_id": CHAIN_ID,
        "payment_id": payment_id(1),
        "merchant": merchant(0),
        "token": TOKEN,
        "amount": 25_000_000,
        "max_fee_bps": 100,
        "valid_until": NOW,
        "refund_until": NOW,
        "reference": payment_id(1),
        "salt": "0x00",
        "signature": "0x",
        "merchant_metadata": {"order": "№ 7"},
        "created_at": NOW,
    }


FIRST_PAYMENT = {
    "object": "payment",
    "id": payment_id(1),
    "chain_id": CHAIN_ID,
    "status": "paid",
    "certainty": "seen",
    "merchant": to_checksum_address(merchant(0)),
    "payer": to_checksum_address(PAYER),
    "token": to_checksum_address(TOKEN),
    "amount": "25000000",
    "fee": "250000",
    "net": "24750000",
    "refunded": "0",
    "reference": payment_id(1),
    "number": 1,
    "paid_at": "2027-01-15T08:00:48Z",
    "splits": [],
    "deposit": None,
    "session": {"id": "ps_1", "metadata": {"order": "№ 7"}},
}


async def test_the_body_says_everything(followed: Followed) -> None:
    await followed.listen(0)
    async with connected(followed.engine) as connection:
        await connection.execute(insert(PaymentSession).values(session_of_the_first_payment()))
    block = followed.chain.mine(pay(1))
    await followed.catch_up()
    ((kind, body),) = await followed.told()
    id = digest(CHAIN_ID, block.hash, 1, "payment.seen")
    where = {
        "hash": block.logs[0]["transactionHash"],
        "block_number": 4,
        "block_hash": block.hash,
        "log_index": 1,
    }
    assert kind == "payment.seen"
    assert body == {
        "id": id,
        "type": "payment.seen",
        "timestamp": "2027-01-15T08:00:48Z",
        "sequence": 1,
        "data": FIRST_PAYMENT | {"transaction": where},
    }
    assert id.startswith("evt_") and len(id) == 36
    (delivery,) = await followed.rows(Delivery)
    assert (delivery["notice_id"], delivery["state"], delivery["next_attempt_at"]) == (id, "pending", NOW)


async def test_committed_notices_ring(followed: Followed) -> None:
    followed.chain.mine(pay(1))
    await followed.catch_up()
    assert followed.rung == 0  # nobody listens

    await followed.listen(0)
    followed.chain.mine(pay(2))
    await followed.catch_up()
    assert followed.rung == 1

    followed.chain.reorg(1, [], [])
    await followed.catch_up()
    assert [kind for kind, _ in await followed.told()] == ["payment.seen", "payment.reverted", "payment.completed"]
    assert followed.rung == 3  # for the seen one, the reverted one, and the first, by now confirmed


async def test_a_lost_payment_is_taken_back(followed: Followed) -> None:
    await followed.listen(0)
    followed.chain.mine(pay(1))
    await followed.catch_up()
    seen = (await followed.told())[0][1]
    followed.chain.reorg(1, [], [])
    await followed.catch_up()
    assert await kinds(followed) == ["seen", "reverted"]
    body = (await followed.told())[1][1]
    assert body["data"]["reverted"] == {
        "event_id": seen["id"],
        "type": "payment.seen",
        "block_number": 4,
        "block_hash": seen["data"]["transaction"]["block_hash"],
    }
    assert (body["data"]["status"], body["data"]["transaction"], body["data"]["net"]) == ("reverted", None, None)
    assert body["data"]["id"] == payment_id(1) and body["data"]["amount"] == "25000000"


async def test_a_payment_in_another_block_is_told_anew(followed: Followed) -> None:
    await followed.listen(0)
    followed.chain.mine(pay(1))
    followed.chain.mine()
    followed.chain.mine()
    await followed.catch_up()
    assert await kinds(followed) == ["seen", "completed"]
    followed.chain.reorg(3, [], [], [], [pay(1)])
    await followed.catch_up()
    assert await kinds(followed) == ["seen", "completed", "reverted", "seen"]
    assert (await followed.told())[2][1]["data"]["reverted"]["type"] == "payment.completed"


async def test_a_block_that_comes_back_is_told_anew(followed: Followed) -> None:
    await followed.listen(0)
    chain = followed.chain
    chain.mine(pay(1))
    await followed.catch_up()
    for _ in range(2):
        branch = chain.reorg(len(chain.blocks) - 4, *([[]] * 4))
        await followed.catch_up()
        chain.restore(branch)
        while len(chain.blocks) < 9:
            chain.mine()
        await followed.catch_up()
    told = await followed.told()
    assert [kind.removeprefix("payment.") for kind, _ in told] == [
        *["seen", "reverted", "seen", "completed"],
        *["reverted", "seen", "completed"],
    ]
    assert len({body["id"] for _, body in told}) == len(told)
    async with fresh(followed.engine, followed) as again:
        await again.catch_up()
        assert await again.told() == told


async def test_a_refund_undone_leaves_the_payment_paid(followed: Followed) -> None:
    await followed.listen(0)
    followed.chain.mine(pay(1))
    followed.chain.mine(refund(1, 5))
    followed.chain.mine()
    followed.chain.mine()
    await followed.catch_up()
    assert await kinds(followed) == ["seen", "completed", "refunded"]
    followed.chain.reorg(3, [], [], [], [])
    await followed.catch_up()
    last = (await followed.told())[-1]
    assert (last[0], last[1]["data"]["status"], last[1]["data"]["refunded"]) == ("payment.reverted", "paid", "0")
    assert last[1]["data"]["reverted"]["type"] == "payment.refunded"


async def test_following_again_tells_nothing_twice(followed: Followed) -> None:
    await followed.listen(0, 5)
    followed.chain.mine(pay(1), pay(2, by=5), refund(1, 5))
    for _ in range(30):
        followed.chain.mine()
    await followed.catch_up()
    before = await followed.told()
    assert len(before) == 5
    async with fresh(followed.engine, followed) as again:
        await again.catch_up()
        assert await again.told() == before
    accounts: list[Any] = await followed.rows(Account)
    assert {row["id"]: row["sequence"] for row in accounts} == {"acct_0": 3, "acct_5": 2}


async def test_sequences_have_no_gaps(followed: Followed) -> None:
    await followed.listen(0, 1, 2)
    for place in range(40):
        followed.chain.mine(pay(place, by=place % 4))
        if place % 7 == 0:
            followed.chain.reorg(2, [pay(100 + place, by=1)], [])
        await followed.catch_up()
    rows = await followed.rows(Notice)
    for account in await followed.rows(Account):
        mine = sorted(row["sequence"] for row in rows if row["account_id"] == account["id"])
        assert mine == list(range(1, account["sequence"] + 1))
        assert mine


async def test_a_credit_is_taken_back_even_if_its_receiver_is_no_payout_any_more(followed: Followed) -> None:
    await followed.listen(0)
    followed.chain.mine(register(0))
    followed.chain.mine(propose_payout(0, delay=60), credit(int(PAYER, 16) - int(merchant(0), 16), 5))
    followed.chain.mine()
    followed.chain.mine()
    await followed.catch_up()
    assert [kind for kind, _ in await followed.told()] == ["credit.increased"]
    followed.chain.reorg(3, [], [], [], [])
    await followed.catch_up()
    assert [kind for kind, _ in await followed.told()] == ["credit.increased", "credit.reverted"]
