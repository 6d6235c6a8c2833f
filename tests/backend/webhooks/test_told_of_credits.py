"""Notices of credits and deposits: to whoever is owed something, and to the merchant of an invoice."""

from dataclasses import replace

import pytest
from chain_facts import (
    CHAIN,
    DEPOSITOR,
    GATEWAY,
    PAYOUT,
    TOKEN,
    Telegraph,
    log,
    merchant,
    owed,
    sent_back,
    tellings,
    word,
)
from eth_utils import to_checksum_address
from sqlalchemy import func, select

from backend.events.any_contract import CreditWithdrawn
from backend.events.deposit_addresses import DepositCollected
from backend.tables.outbox import Delivery
from backend.tables.session import connected
from backend.web.shapes.events import EventObject
from backend.webhooks.credit_object import credit_object
from backend.webhooks.deposit_object import deposit_object
from backend.webhooks.drafts import Telling
from backend.webhooks.notation import Certainty, SessionMention
from backend.webhooks.told import digest


@pytest.fixture
async def telegraph(engine) -> Telegraph:
    return Telegraph(engine)


async def test_what_is_owed_to_others_is_told_to_nobody(telegraph):
    await telegraph.open_account(0, payout=PAYOUT)

    assert await telegraph.announce(confirmed=tellings(owed(merchant(1)))) == []


async def test_a_receiver_is_told_when_it_is_confirmed_and_not_before(telegraph):
    await telegraph.open_account(0)
    told = tellings(owed(merchant(0)))

    assert await telegraph.announce(seen=told) == []
    assert await telegraph.announce(confirmed=told) == [("acct_0", "credit.increased")]
    assert await telegraph.announce(confirmed=told) == []


async def test_everybody_who_is_paid_out_there_is_told_once_under_an_id_of_its_own(telegraph):
    await telegraph.open_account(0, payout=PAYOUT, proposed=PAYOUT)
    await telegraph.open_account(1, payout=merchant(1), proposed=PAYOUT)
    await telegraph.open_account(2, payout=merchant(2))
    event = owed(PAYOUT)

    told = await telegraph.announce(confirmed=tellings(event))

    assert told == [("acct_0", "credit.increased"), ("acct_1", "credit.increased")]
    ids = [body["id"] for _, body in await telegraph.told()]
    assert ids == [
        digest(CHAIN, event.log.block_hash, 0, "credit.increased", account, 0) for account in ("acct_0", "acct_1")
    ]
    async with connected(telegraph.engine) as connection:
        assert (await connection.execute(select(func.count()).select_from(Delivery))).scalar_one() == 2


async def test_the_body_says_how_much_and_what_is_owed_now(telegraph):
    await telegraph.open_account(0)
    withdrawn = CreditWithdrawn(log(11, contract=GATEWAY), merchant(0), TOKEN, 2, to=DEPOSITOR, amount=3, balance=2)
    told = tellings(owed(merchant(0)), withdrawn)

    await telegraph.announce(confirmed=told)

    increased, fetched = [body["data"] for _, body in await telegraph.told()]
    assert (increased["balance"], increased["change"]["amount"], increased["change"]["to"]) == ("5", "5", None)
    change = fetched.pop("change")
    assert fetched == credit_object(told[1].row, Certainty(12, 0))
    assert (fetched["balance"], change["amount"], change["to"]) == ("2", "3", to_checksum_address(DEPOSITOR))


async def test_a_lost_credit_is_taken_back_from_everybody_who_was_told(telegraph):
    for place in (0, 1):
        await telegraph.open_account(place, payout=PAYOUT)
    (telling,) = tellings(owed(PAYOUT))
    await telegraph.announce(confirmed=[telling])
    await telegraph.open_account(2, payout=PAYOUT)

    told = await telegraph.announce(undone=[Telling(telling.event, None, telling.row)])

    assert sorted({account for account, body in await telegraph.told() if body["type"] == "credit.reverted"}) == [
        "acct_0",
        "acct_1",
    ]
    assert len(told) == 2
    assert (await telegraph.last())["data"]["balance"] == "0"


async def test_money_that_went_back_is_told_to_the_invoices_merchant(telegraph):
    await telegraph.open_account(0)
    await telegraph.offer(0, payment_id=word(1))
    (telling,) = tellings(sent_back())

    assert await telegraph.announce(seen=[telling]) == []
    assert await telegraph.announce(confirmed=[telling]) == [("acct_0", "deposit.returned")]
    data = (await telegraph.last())["data"]
    change = data.pop("change")
    assert data == deposit_object(telling.row, Certainty(12, 0), SessionMention("ps_1", {"order": "7"}))
    assert (change["amount"], change["to"]) == ("9", to_checksum_address(DEPOSITOR))


async def test_an_invented_invoice_has_no_session(telegraph):
    await telegraph.open_account(0)
    await telegraph.offer(0, payment_id=word(1))

    await telegraph.announce(confirmed=tellings(sent_back(payment=2)))

    assert (await telegraph.last())["data"]["session"] is None


async def test_a_collection_is_told_as_a_payment_and_not_twice(telegraph):
    await telegraph.open_account(0)
    back = sent_back()
    facts = {name: getattr(back, name) for name in ("log", "payment_id", "merchant", "number", "deposit", "token")}
    collected = DepositCollected(**facts, refund_to=DEPOSITOR, amount=5, excess=0)

    assert await telegraph.announce(seen=tellings(collected), confirmed=tellings(collected)) == []


async def test_a_lost_return_is_taken_back(telegraph):
    await telegraph.open_account(0)
    (telling,) = tellings(sent_back())
    await telegraph.announce(confirmed=[telling])

    assert await telegraph.announce(undone=[Telling(telling.event, None, telling.row)]) == [
        ("acct_0", "deposit.reverted")
    ]
    assert (await telegraph.last())["data"]["returned"] == "0"


async def test_every_body_has_the_documented_shape(telegraph):
    await telegraph.open_account(0)
    both = [*tellings(owed(merchant(0))), *tellings(replace(sent_back(), log=log(11, index=3)))]
    await telegraph.announce(confirmed=both)
    await telegraph.announce(undone=[Telling(one.event, None, one.row) for one in both])

    bodies = [body for _, body in await telegraph.told()]

    assert len(bodies) == 4
    for body in bodies:
        assert EventObject.model_validate(body).model_dump(mode="json", exclude_unset=True) == body
