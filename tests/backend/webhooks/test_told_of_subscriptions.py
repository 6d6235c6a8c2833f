"""Notices of subscriptions: to the merchant alone, with what happened, and taken back when it was undone."""

from typing import Any

import pytest
from chain_facts import DEPOSITOR, NOW, TOKEN, Telegraph, log, merchant, tellings, word
from eth_utils import to_checksum_address

from backend.events import subscription
from backend.web.shapes.events import EventObject
from backend.webhooks.drafts import Telling
from backend.webhooks.mandate_object import mandate_object
from backend.webhooks.notation import Certainty

CONTRACT = "0x" + "5b" * 20
DAY, MONTH = 86_400, 30 * 86_400
KEEPER = "0x" + "ce" * 20


def happened(kind: type[Any], block: int, shop: int = 0, **facts: Any) -> Any:
    """An event of the first mandate of a merchant, whose number is the block's."""
    return kind(log(block, contract=CONTRACT), merchant(shop), block, word(1), DEPOSITOR, **facts)


def started(block: int = 10, by: int = 0) -> subscription.Subscribed:
    terms = {"plan_id": word(5), "start": NOW, "end": 0, "max_charges": 0, "lifetime_cap": 0, "salt": word(7)}
    return happened(subscription.Subscribed, block, by, **terms, fee_bps=30, paid_until=NOW)


def charged(block: int = 11, **more: Any) -> subscription.Charged:
    facts: dict[str, Any] = {"token": TOKEN, "amount": 1_000, "fee": 3, "tip": 5, "sender": KEEPER, "period": 0}
    facts |= {"period_total": 1_000, "total": 1_000, "paid_until": NOW + MONTH, "finished": False}
    return happened(subscription.Charged, block, **(facts | more))


def failed(block: int = 12, reason: int = 2) -> subscription.ChargeFailed:
    times = {"retry_at": NOW + MONTH + DAY, "grace_until": NOW + MONTH + 7 * DAY}
    facts = {"token": TOKEN, "amount": 1_000, "period": 1, "attempt": 1, "reason": reason}
    return happened(subscription.ChargeFailed, block, **facts, **times)


STORY = [
    (started(), "started", "change", {}),
    (
        charged(),
        "charged",
        "charge",
        {
            "amount": "1000",
            "fee": "3",
            "tip": "5",
            "period_total": "1000",
            "period": 0,
            "sender": to_checksum_address(KEEPER),
            "finished": False,
        },
    ),
    (
        failed(),
        "charge_failed",
        "failure",
        {
            "amount": "1000",
            "period": 1,
            "attempt": 1,
            "reason": "insufficient_allowance",
            "retry_at": "2030-04-17T17:46:40Z",
            "grace_until": "2030-04-23T17:46:40Z",
        },
    ),
    (charged(13, period=1, total=2_000, paid_until=NOW + 2 * MONTH), "charged", "charge", None),
    (happened(subscription.Paused, 14, paused_until=NOW + MONTH), "paused", "change", {}),
    (happened(subscription.Resumed, 15, shift=DAY, paid_until=NOW + 2 * MONTH + DAY), "resumed", "change", {}),
    (
        happened(subscription.PriceProposed, 16, amount=1_200, effective_at=NOW + MONTH),
        "price_proposed",
        "price_change",
        {"amount": "1200", "effective_at": "2030-04-16T17:46:40Z"},
    ),
    (
        happened(subscription.PriceAccepted, 17, amount=1_200, effective_at=NOW + MONTH),
        "price_accepted",
        "price_change",
        {"amount": "1200", "effective_at": "2030-04-16T17:46:40Z"},
    ),
    (
        happened(subscription.PeriodRefunded, 18, token=TOKEN, amount=400, period=1),
        "period_refunded",
        "refund",
        {"amount": "400"},
    ),
    (happened(subscription.Cancelled, 19, by=DEPOSITOR, paid_until=NOW + 2 * MONTH + DAY), "cancelled", "change", {}),
]


@pytest.fixture
async def telegraph(engine) -> Telegraph:
    return Telegraph(engine)


async def test_strangers_and_subscribers_are_told_nothing(telegraph):
    await telegraph.open_account(1)
    mine = started()
    assert await telegraph.announce(seen=tellings(mine), confirmed=tellings(mine)) == []


async def test_what_is_only_seen_is_not_told(telegraph):
    await telegraph.open_account(0)
    assert await telegraph.announce(seen=tellings(started(), charged())) == []


async def test_every_step_is_told_when_it_is_confirmed_with_what_it_did(telegraph):
    await telegraph.open_account(0)
    told = tellings(*(event for event, *_ in STORY))

    kinds = [("acct_0", f"subscription.{name}") for _, name, *_ in STORY]
    assert await telegraph.announce(confirmed=told) == kinds
    assert await telegraph.announce(confirmed=told) == []
    for (_, body), (event, _, note, said), telling in zip(await telegraph.told(), STORY, told, strict=True):
        where = {"hash": event.log.transaction_hash, "block_number": event.log.block_number}
        where |= {"block_hash": event.log.block_hash, "log_index": 0}
        data = body["data"]
        if said is not None:
            assert data.pop(note) == said | {"transaction": where}
            assert data == mandate_object(telling.row, Certainty(12, 0))


async def test_every_body_has_the_documented_shape(telegraph):
    await telegraph.open_account(0)
    await telegraph.announce(confirmed=tellings(*(event for event, *_ in STORY)))
    for _, body in await telegraph.told():
        said = EventObject.model_validate(body).model_dump(mode="json", exclude_unset=True)
        assert said == body


@pytest.mark.parametrize(
    ("reason", "word_of_it"),
    [(1, "insufficient_balance"), (2, "insufficient_allowance"), (3, "token_refused"), (4, "sanctioned")],
)
async def test_each_reason_of_a_failed_charge_has_its_word(telegraph, reason, word_of_it):
    await telegraph.open_account(0)
    await telegraph.announce(confirmed=tellings(started(), charged(), failed(reason=reason)))
    assert (await telegraph.last())["data"]["failure"]["reason"] == word_of_it


async def test_a_lapse_is_told(telegraph):
    await telegraph.open_account(0)
    told = tellings(started(), charged(), failed(), happened(subscription.Lapsed, 13))
    assert (await telegraph.announce(confirmed=told))[-1] == ("acct_0", "subscription.lapsed")
    assert (await telegraph.last())["data"]["status"] == "lapsed"


async def test_a_charge_that_was_undone_is_taken_back_once(telegraph):
    await telegraph.open_account(0)
    opening, paying = tellings(started(), charged())
    await telegraph.announce(confirmed=[opening, paying])
    told = await telegraph.last()
    undone = [Telling(paying.event, opening.row, paying.row)]

    assert await telegraph.announce(undone=undone) == [("acct_0", "subscription.reverted")]
    assert await telegraph.announce(undone=undone) == []
    data = (await telegraph.last())["data"]
    assert data["reverted"]["event_id"] == told["id"]
    assert (data["status"], data["total"], data["charges"]) == ("open", "0", 0)


async def test_a_subscription_of_which_nothing_is_left_says_so(telegraph):
    await telegraph.open_account(0)
    (opening,) = tellings(started())
    await telegraph.announce(confirmed=[opening])
    await telegraph.announce(undone=[Telling(opening.event, None, opening.row)])
    body = await telegraph.last()
    assert (body["type"], body["data"]["status"], body["data"]["opened_at"]) == (
        "subscription.reverted",
        "reverted",
        None,
    )
    EventObject.model_validate(body)
