"""Notices of MultiSig wallets: to the account whose merchant address is the wallet, and to nobody else."""

from typing import Any

import pytest
from chain_facts import DEPOSITOR, NOW, TOKEN, Telegraph, log, merchant, tellings, word
from eth_utils import to_checksum_address

from backend.events.wallet_proposals import (
    CallMade,
    Configuration,
    ConfigurationChanged,
    ConfigurationProposed,
    ConfigurationScheduled,
    ConfigurationVetoed,
    ConfirmationRevoked,
    Confirmed,
    NonceSkipped,
    Payment,
    PaymentMade,
    PaymentsProposed,
    Slot,
)
from backend.events.wallets import LimitChanged, LimitSpent
from backend.web.shapes.events import EventObject
from backend.webhooks.drafts import Telling

WALLET = merchant(0)
OWNER = "0x" + "0a" * 20
SLOT = Slot(0, 0, 0, NOW + 1_000)


def at(block: int, index: int = 0) -> Any:
    return log(block, index=index, contract=WALLET)


def proposed(block: int = 10) -> PaymentsProposed:
    paying = Payment(TOKEN, DEPOSITOR, 5, word(0))
    return PaymentsProposed(at(block), word(1), OWNER, SLOT, 0, (paying,))


def paid(block: int = 12, index: int = 0, count: int = 1) -> PaymentMade:
    return PaymentMade(at(block, index), word(1), 0, 0, index, count, TOKEN, DEPOSITOR, 5, word(0))


def changing(block: int = 10) -> ConfigurationProposed:
    becomes = Configuration((OWNER,), (), 2, 2, 0, ())
    return ConfigurationProposed(at(block, 5), word(2), OWNER, SLOT, 0, becomes)


@pytest.fixture
async def telegraph(engine) -> Telegraph:
    return Telegraph(engine)


async def kinds(telegraph: Telegraph, *events: Any) -> list[str]:
    return [kind for _, kind in await telegraph.announce(confirmed=tellings(*events))]


async def test_other_wallets_are_not_told(telegraph):
    await telegraph.open_account(1)
    assert await kinds(telegraph, proposed(), paid()) == []


async def test_a_proposal_is_told_from_proposing_to_execution(telegraph):
    await telegraph.open_account(0)
    assert await kinds(telegraph, proposed(), paid()) == ["multisig.proposed", "multisig.executed"]
    data = (await telegraph.last())["data"]
    assert (data["status"], data["wallet"], data["kind"]) == ("executed", to_checksum_address(WALLET), "payments")
    assert data["content"] == [{"token": TOKEN, "to": DEPOSITOR, "amount": "5", "memo": word(0)}]


async def test_several_payments_of_one_proposal_are_one_execution(telegraph):
    await telegraph.open_account(0)
    assert await kinds(telegraph, paid(count=3), paid(index=1, count=3), paid(index=2, count=3)) == [
        "multisig.executed"
    ]


async def test_calls_and_skipped_numbers_are_executions_too(telegraph):
    await telegraph.open_account(0)
    calling = CallMade(at(11), word(3), 0, 0, 0, 1, DEPOSITOR, 0, "0x1234")
    assert await kinds(telegraph, calling) == ["multisig.executed"]
    assert await kinds(telegraph, NonceSkipped(at(12), word(4), 0, 1)) == ["multisig.executed"]


async def test_a_change_that_waits_and_is_stopped_is_told(telegraph):
    await telegraph.open_account(0)
    waiting = ConfigurationScheduled(at(11), word(2), 0, 0, NOW + 500)
    stopped = ConfigurationVetoed(at(12), word(2), OWNER)
    told = await kinds(telegraph, changing(), waiting, stopped)
    assert told == ["multisig.proposed", "multisig.scheduled", "multisig.vetoed"]
    data = (await telegraph.last())["data"]
    assert (data["status"], data["vetoed_by"]) == ("vetoed", to_checksum_address(OWNER))


async def test_a_change_that_was_applied_is_told(telegraph):
    await telegraph.open_account(0)
    applied = ConfigurationChanged(at(12), word(2), 0, 0, 2, 2, 0, 0)
    assert await kinds(telegraph, changing(), applied) == ["multisig.proposed", "multisig.executed"]


async def test_an_owners_word_and_its_taking_back_are_told(telegraph):
    await telegraph.open_account(0)
    given, taken = Confirmed(at(10), word(1), OWNER), ConfirmationRevoked(at(11), word(1), OWNER)
    assert await kinds(telegraph, given, taken) == ["multisig.confirmed", "multisig.confirmation_revoked"]
    data = (await telegraph.last())["data"]
    assert (data["object"], data["revoked"], data["owner"]) == ("confirmation", True, to_checksum_address(OWNER))


async def test_what_a_spender_pays_alone_is_told_with_the_limit(telegraph):
    await telegraph.open_account(0)
    limit = LimitChanged(at(10), OWNER, TOKEN, 100, 86_400)
    spent = LimitSpent(at(11), OWNER, TOKEN, 5, DEPOSITOR, 1, word(9), 5, NOW + 86_400)
    assert await kinds(telegraph, limit, spent) == ["multisig.spent"]
    data = (await telegraph.last())["data"]
    assert {name: data[name] for name in ("object", "amount", "spent", "number")} == {
        "object": "limit",
        "amount": "100",
        "spent": "5",
        "number": 1,
    }
    assert {name: data["payment"][name] for name in ("to", "amount", "memo")} == {
        "to": to_checksum_address(DEPOSITOR),
        "amount": "5",
        "memo": word(9),
    }


async def test_every_body_has_the_documented_shape(telegraph):
    await telegraph.open_account(0)
    waiting = ConfigurationScheduled(at(11), word(2), 0, 0, NOW + 500)
    limit = LimitChanged(at(10, 3), OWNER, TOKEN, 100, 86_400)
    spent = LimitSpent(at(11, 3), OWNER, TOKEN, 5, DEPOSITOR, 1, word(9), 5, NOW + 86_400)
    given = Confirmed(at(10, 7), word(1), OWNER)
    for events in ((proposed(), paid()), (changing(), waiting), (given,), (limit, spent)):
        await telegraph.announce(confirmed=tellings(*events))
    for _, body in await telegraph.told():
        assert EventObject.model_validate(body).model_dump(mode="json", exclude_unset=True) == body


async def test_an_undone_execution_is_taken_back_to_what_is_left(telegraph):
    await telegraph.open_account(0)
    making, paying = tellings(proposed(), paid())
    await telegraph.announce(confirmed=[making, paying])
    undone = [Telling(paying.event, making.row, paying.row)]
    assert await telegraph.announce(undone=undone) == [("acct_0", "multisig.reverted")]
    data = (await telegraph.last())["data"]
    assert (data["status"], data["executed_at"]) == ("proposed", None)


async def test_an_undone_only_word_leaves_nothing(telegraph):
    await telegraph.open_account(0)
    for event in (proposed(), Confirmed(at(11), word(1), OWNER)):
        (telling,) = tellings(event)
        await telegraph.announce(confirmed=[telling])
        assert await telegraph.announce(undone=[Telling(event, None, telling.row)]) == [("acct_0", "multisig.reverted")]
        EventObject.model_validate(await telegraph.last())
    assert (await telegraph.last())["data"]["revoked"] is True
