"""Notices of deals: to the beneficiary alone, in the contract's order, and taken back when they were undone."""

import pytest
from chain_facts import (
    AMOUNT,
    ARBITER,
    DEPOSITOR,
    ESCROW,
    NOW,
    TOKEN,
    Telegraph,
    funding,
    log,
    merchant,
    step,
    tellings,
    word,
)
from eth_utils import to_checksum_address

from backend.events.escrow import (
    ArbitrationAccepted,
    DealDisputed,
    DealReleased,
    DealResolved,
    DealReturned,
    DeliveryMarked,
)
from backend.projections.deals import open_id
from backend.web.shapes.events import EventObject
from backend.webhooks.deal_object import deal_object
from backend.webhooks.drafts import Telling
from backend.webhooks.notation import Certainty, SessionMention


@pytest.fixture
async def telegraph(engine) -> Telegraph:
    return Telegraph(engine)


async def test_strangers_and_depositors_are_told_nothing(telegraph):
    await telegraph.open_account(1)
    mine = funding(by=0, depositor=merchant(1))

    assert await telegraph.announce(seen=tellings(mine), confirmed=tellings(mine)) == []


async def test_an_arbiters_word_alone_is_not_told(telegraph):
    await telegraph.open_account(0)
    word_given = ArbitrationAccepted(log(9), word(1), merchant(0), ARBITER)

    assert await telegraph.announce(seen=tellings(word_given), confirmed=tellings(word_given)) == []


async def test_a_funding_is_seen_and_then_told_as_funded_each_once(telegraph):
    await telegraph.open_account(0)
    told = tellings(funding())

    assert await telegraph.announce(seen=told) == [("acct_0", "deal.seen")]
    assert await telegraph.announce(confirmed=told) == [("acct_0", "deal.funded")]
    assert await telegraph.announce(seen=told, confirmed=told) == []


STORY = [
    (DeliveryMarked, {"proof": word(99), "inspection_until": NOW + 60}, "delivered", "delivery"),
    (
        DealReleased,
        {"token": TOKEN, "amount": 10_000_000, "fee": 100_000, "held": 30_000_000},
        "released",
        "part",
    ),
    (DealReturned, {"token": TOKEN, "amount": 5_000_000, "held": 25_000_000}, "returned", "part"),
    (DealDisputed, {"by": DEPOSITOR, "dispute_until": NOW + 200}, "disputed", "dispute"),
    (
        DealResolved,
        {
            "how": 2,
            "token": TOKEN,
            "to_beneficiary": 20_000_000,
            "fee": 200_000,
            "to_depositor": 4_500_000,
            "arbiter_fee": 500_000,
        },
        "resolved",
        "resolution",
    ),
]
CHANGES = {
    "delivered": {"proof": word(99), "inspection_until": "2030-03-17T17:47:40Z"},
    "released": {"amount": "10000000", "fee": "100000"},
    "returned": {"amount": "5000000", "fee": "0"},
    "disputed": {"by": to_checksum_address(DEPOSITOR), "dispute_until": "2030-03-17T17:50:00Z"},
    "resolved": {
        "how": "ruled",
        "to_beneficiary": "20000000",
        "fee": "200000",
        "to_depositor": "4500000",
        "arbiter_fee": "500000",
    },
}


async def test_every_step_is_told_when_it_is_confirmed_with_what_it_did(telegraph):
    await telegraph.open_account(0)
    steps = [step(kind, 11 + n, 2 + n, **facts) for n, (kind, facts, _, _) in enumerate(STORY)]
    told = tellings(funding(), *steps)

    assert await telegraph.announce(seen=told) == [("acct_0", "deal.seen")]
    assert await telegraph.announce(confirmed=told) == [("acct_0", f"deal.{name}") for name in ("funded", *CHANGES)]
    bodies = [body["data"] for _, body in await telegraph.told()][2:]
    for data, (_, _, name, field), one in zip(bodies, STORY, steps, strict=True):
        where = {"hash": one.log.transaction_hash, "block_number": one.log.block_number}
        where |= {"block_hash": one.log.block_hash, "log_index": 0}
        assert data[field] == CHANGES[name] | {"transaction": where}
    assert [data["held"] for data in bodies] == ["40000000", "30000000", "25000000", "25000000", "0"]
    assert [data["status"] for data in bodies] == ["delivered"] * 3 + ["disputed", "closed"]
    assert bodies[-1]["outcome"] == "ruled"


async def test_every_body_has_the_documented_shape(telegraph):
    await telegraph.open_account(0)
    told = tellings(funding(), *(step(kind, 11, 2 + n, **facts) for n, (kind, facts, _, _) in enumerate(STORY)))
    await telegraph.announce(seen=told[:1], confirmed=told)
    await telegraph.announce(undone=[Telling(told[0].event, None, told[0].row)])

    bodies = [body for _, body in await telegraph.told()]

    assert len(bodies) == 8
    for body in bodies:
        assert EventObject.model_validate(body).model_dump(mode="json", exclude_unset=True) == body


async def test_the_body_says_everything(telegraph):
    await telegraph.open_account(0)
    funded = funding()
    await telegraph.offer(0, open_id=open_id(funded))
    (telling,) = tellings(funded)

    await telegraph.announce(confirmed=[telling])

    data = (await telegraph.last())["data"]
    assert data == deal_object(telling.row, Certainty(12, 0), SessionMention("ps_1", {"order": "7"}))
    assert (data["escrow"], data["status"], data["held"]) == (to_checksum_address(ESCROW), "funded", str(AMOUNT))


async def test_other_terms_than_the_sessions_have_no_session(telegraph):
    await telegraph.open_account(0)
    await telegraph.offer(0, open_id=open_id(funding()))

    await telegraph.announce(confirmed=tellings(funding(amount=AMOUNT - 1)))

    assert (await telegraph.last())["data"]["session"] is None


async def test_anothers_session_is_not_told(telegraph):
    await telegraph.open_account(0)
    await telegraph.open_account(1)
    await telegraph.offer(1, open_id=open_id(funding()))

    await telegraph.announce(confirmed=tellings(funding()))

    assert (await telegraph.last())["data"]["session"] is None


async def test_a_lost_funding_is_taken_back(telegraph):
    await telegraph.open_account(0)
    await telegraph.offer(0, open_id=open_id(funding()))
    (telling,) = tellings(funding())
    await telegraph.announce(seen=[telling])
    seen = await telegraph.last()

    assert await telegraph.announce(undone=[Telling(telling.event, None, telling.row)]) == [("acct_0", "deal.reverted")]
    data = (await telegraph.last())["data"]
    undone = {"event_id": seen["id"], "type": "deal.seen", "block_number": 10, "block_hash": word(10)}
    assert data["reverted"] == undone
    assert (data["status"], data["held"], data["transaction"], data["step"]) == ("reverted", "0", None, 0)
    assert (data["amount"], data["session"]["id"]) == (str(AMOUNT), "ps_1")


async def test_a_funding_undone_down_to_the_arbiters_word_still_names_the_session(telegraph):
    await telegraph.open_account(0)
    await telegraph.offer(0, open_id=open_id(funding()))
    accepted = ArbitrationAccepted(log(9), word(1), merchant(0), ARBITER)
    left, telling = tellings(accepted, funding())
    await telegraph.announce(seen=[telling])

    await telegraph.announce(undone=[Telling(telling.event, left.row, telling.row)])

    data = (await telegraph.last())["data"]
    assert (data["status"], data["amount"], data["session"]["id"]) == ("accepted", None, "ps_1")


async def test_a_step_undone_leaves_the_deal_as_it_was(telegraph):
    await telegraph.open_account(0)
    funded, released = tellings(funding(), step(DealReleased, 11, 2, **STORY[1][1]))
    await telegraph.announce(confirmed=[funded, released])

    assert await telegraph.announce(undone=[Telling(released.event, funded.row, released.row)]) == [
        ("acct_0", "deal.reverted")
    ]
    data = (await telegraph.last())["data"]
    assert (data["status"], data["held"], data["reverted"]["type"]) == ("funded", str(AMOUNT), "deal.released")


async def test_what_was_never_told_is_not_taken_back(telegraph):
    await telegraph.open_account(0)
    (telling,) = tellings(funding())

    assert await telegraph.announce(undone=[Telling(telling.event, None, telling.row)]) == []


async def test_a_block_that_comes_back_is_told_anew_under_other_ids(telegraph):
    await telegraph.open_account(0)
    (telling,) = tellings(funding())
    for _ in range(3):
        assert await telegraph.announce(seen=[telling]) == [("acct_0", "deal.seen")]
        await telegraph.announce(undone=[Telling(telling.event, None, telling.row)])

    bodies = [body for _, body in await telegraph.told()]

    assert len({body["id"] for body in bodies}) == 6
    assert [body["sequence"] for body in bodies] == [1, 2, 3, 4, 5, 6]
