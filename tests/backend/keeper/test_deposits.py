"""What customers sent to deposit addresses pays its invoice, or goes back when it cannot."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from eth_keys.datatypes import PrivateKey

from backend.checkout.acceptance import NATIVE_COIN
from backend.checkout.deposit import NOBODY, deposit_address
from backend.checkout.invoice import Invoice, draw_salt, payment_id
from backend.checkout.signing import sign_invoice
from backend.keeper.taking import LOOK_SECONDS
from backend.tables.merchants_own import Account, PaymentSession
from backend.tables.session import writing
from tests.backend.keeper.rig import Rig
from tests.backend.keeper.stage import DAY, DOLLARS

SIGNER = PrivateKey(b"\x09" * 32)
REFUND_TO, ANOTHER = "0x" + "5e" * 20, "0x" + "6e" * 20
HOUR = 3_600
PAID = 2
RETURNS_FALSE = 1


class Till:
    """Sessions of one merchant that take deposits."""

    def __init__(self, rig: Rig) -> None:
        self.rig, self.stage = rig, rig.stage

    async def open(self) -> None:
        signer, merchant = SIGNER.public_key.to_checksum_address(), self.stage.merchant
        self.stage.act("PaymentGateway", "register_merchant", merchant, signer, by=merchant)
        async with writing(self.rig.application.engine) as rows:
            rows.add(Account(id="acct_1", name="Shop", merchant=merchant.lower(), created_at=1))

    async def session(self, token: str = "", refund_to: str | None = REFUND_TO, asked: tuple[str, ...] = ()) -> Any:
        """A session over one dollar, valid for an hour."""
        now, merchant = self.stage.now(), self.stage.merchant.lower()
        token = (token or self.stage.contracts["TestDollar"].address).lower()
        times = now + HOUR, now + DAY
        empty = "0x" + "00" * 32
        invoice = Invoice(merchant, NOBODY, token, DOLLARS, 100, *times, empty, empty, draw_salt())
        domain = self.rig.application.acceptance.domain
        session = PaymentSession(
            id=f"ps_{secrets.token_hex(6)}",
            account_id="acct_1",
            chain_id=31337,
            payment_id=payment_id(invoice, domain),
            merchant=merchant,
            token=token,
            amount=DOLLARS,
            max_fee_bps=100,
            valid_until=times[0],
            refund_until=times[1],
            reference=empty,
            salt=invoice.salt,
            signature=sign_invoice(SIGNER, invoice, domain),
            takes_deposits=True,
            refund_to=refund_to,
            refunds_asked=list(asked),
            created_at=1,
        )
        async with writing(self.rig.application.engine) as rows:
            rows.add(session)
        return session

    def send(self, session: Any, amount: int, refund_to: str = REFUND_TO) -> None:
        """A plain send of the session's token."""
        address = deposit_address(self.rig.application.acceptance.deposits or "", session.payment_id, refund_to)
        to = self.stage.node.to_checksum_address(address)
        if session.token == NATIVE_COIN:
            self.stage.node.eth.send_transaction({"from": self.stage.payer, "to": to, "value": amount})
            return
        names = {contract.address.lower(): name for name, contract in self.stage.contracts.items()}
        self.stage.act(names[session.token], "mint", to, amount)

    def status(self, session: Any) -> int:
        return int(self.stage.ask("PaymentGateway", "payment", bytes.fromhex(session.payment_id[2:]))[0])

    def back(self, refund_to: str = REFUND_TO, token: str = "TestDollar") -> int:
        return int(self.stage.ask(token, "balanceOf", self.stage.node.to_checksum_address(refund_to)))


@pytest.fixture
async def till(rig: Rig) -> Till:
    till = Till(rig)
    await till.open()
    return till


async def test_what_is_sent_pays_and_what_is_above_goes_back(rig: Rig, till: Till) -> None:
    paid, waiting = await till.session(), await till.session()
    till.send(paid, DOLLARS + 5)
    till.send(waiting, DOLLARS - 1)

    await rig.work(rig.keeper())

    assert (till.status(paid), till.status(waiting)) == (PAID, 0)
    assert till.back() == 5


async def test_coins_pay_too(rig: Rig, till: Till) -> None:
    session = await till.session(NATIVE_COIN)
    till.send(session, DOLLARS)

    await rig.work(rig.keeper())

    assert till.status(session) == PAID


async def test_too_little_goes_back_when_time_is_up(rig: Rig, till: Till) -> None:
    session, keeper = await till.session(), rig.keeper()
    till.send(session, DOLLARS - 1)
    await rig.work(keeper)
    assert till.back() == 0

    rig.stage.travel(HOUR)
    rig.clock.ahead += LOOK_SECONDS
    await rig.work(keeper)

    assert till.back() == DOLLARS - 1
    assert [row["verb"] for row in await rig.transactions()] == ["return_deposit"]


async def test_of_two_full_addresses_one_pays_and_the_other_goes_back(rig: Rig, till: Till) -> None:
    session, keeper = await till.session(asked=(ANOTHER,)), rig.keeper()
    till.send(session, DOLLARS)
    till.send(session, DOLLARS, ANOTHER)

    for _ in range(3):
        await rig.work(keeper)
        rig.clock.ahead += LOOK_SECONDS

    assert till.status(session) == PAID and till.back(ANOTHER) == DOLLARS
    assert [row["verb"] for row in await rig.transactions()] == ["collect", "return_deposit"]
    assert all(
        receipt["status"] == 1 for row in await rig.transactions() for _, receipt in rig.stage.sent_by(row["sender"])
    )


async def test_what_comes_a_week_late_is_left_to_its_sender(rig: Rig, till: Till) -> None:
    session, account = await till.session(), rig.stage.new_keeper()
    rig.stage.travel(7 * DAY + HOUR)
    till.send(session, DOLLARS)

    await rig.work(rig.keeper(account))

    assert rig.stage.sent_by(account.address) == []


async def test_a_token_that_refuses_holds_up_no_other(rig: Rig, till: Till) -> None:
    stage = rig.stage
    refused = [await till.session(stage.contracts["HostileDollar"].address) for _ in range(20)]
    for session in refused:
        till.send(session, DOLLARS)
    stage.act("HostileDollar", "setManner", RETURNS_FALSE)
    paid = await till.session()
    till.send(paid, DOLLARS)
    keeper = rig.keeper()

    for _ in range(3):
        await rig.work(keeper)
        rig.clock.ahead += LOOK_SECONDS

    assert till.status(paid) == PAID
    assert len(await rig.errands()) == 20 and all(row["refusal"] for row in await rig.errands())
    assert len(await rig.transactions()) == 1


async def test_an_address_that_is_no_token_is_passed_over(rig: Rig, till: Till) -> None:
    await till.session("0x" + "77" * 20)
    await till.session(rig.stage.contracts["Escrow"].address)
    paid = await till.session()
    till.send(paid, DOLLARS)

    await rig.work(rig.keeper())

    assert till.status(paid) == PAID
