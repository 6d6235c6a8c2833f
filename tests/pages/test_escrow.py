"""Money that is held: a customer pays into escrow, and does what can be done about it, on real contracts."""

import hashlib
import re

import pytest
from eth_abi.abi import decode
from eth_utils.address import to_checksum_address
from playwright.sync_api import expect
from watched_page import until

from backend.checkout.deal import DEAL_TUPLE

ALLOW, FUND, RELEASE = "Allow 25.00 TUSD", "Pay 25.00 TUSD into escrow", "Release the money"
RELEASE_CALL = "0xa75436a8"
HOUR = 3_600


def headline(page, text):
    expect(page.locator("#headline")).to_have_text(text)


def act(page, name):
    return page.get_by_role("button", name=name)


def look_again(page):
    """A page whose money is held looks less often, but at once when it is looked at again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.fixture
def opened(page, shop, wallet):
    """Opens the page of a new session in escrow with the wallet connected; allowed what it needs."""

    def opened(connect=True, **escrow):
        shop.allow(wallet.account, 25_000_000, shop.escrow)
        session = shop.ask(escrow=escrow, success_url="http://localhost:9/thanks")
        page.goto(session["checkout_url"])
        if connect:
            act(page, "Test wallet").click()
        return session

    yield opened
    shop.mine()
    shop.allow(wallet.account, 0, shop.escrow)


@pytest.fixture
def held(opened, shop, wallet, page):
    """The same, paid in and confirmed."""

    def held(**escrow):
        session = opened(connect=False, **escrow)
        deal = shop.fund_deal(session, wallet.account)
        shop.mine(3)
        look_again(page)
        headline(page, "Held in escrow")
        act(page, "Test wallet").click()
        expect(act(page, RELEASE)).to_be_visible()
        return session, deal

    return held


def sealed(page, shop, name):
    """Presses a button, and seals what the wallet sends."""
    act(page, name).click()
    until(page, lambda: shop.waiting() == 1)
    shop.mine(3)


def test_what_is_held_and_how_it_ends_is_said_before_paying(page, opened):
    opened(connect=False, inspection_period=2 * 86_400, dispute_period=36 * HOUR, on_timeout_bps=2_500)
    said = page.locator(".held")
    expect(said).to_contain_text("keeps your 25.00 TUSD until you release it")
    expect(said).to_contain_text(re.compile(r"not delivered by \d{4}-\d\d-\d\d \d\d:\d\d UTC, all of it comes back"))
    expect(said).to_contain_text("you have 2 days to object")
    expect(said).to_contain_text("within 36 hours, 25 % goes to Riverside Coffee and the rest comes back to you")
    expect(said).not_to_contain_text("arbiter")


def test_allowed__paid_in__held__released(page, shop, wallet):
    before = shop.balance(shop.merchant.address)
    session = shop.ask(escrow={}, success_url="http://localhost:9/thanks")
    page.goto(session["checkout_url"])
    act(page, "Test wallet").click()
    act(page, ALLOW).click()
    until(page, lambda: shop.waiting() == 1)
    shop.mine()
    act(page, FUND).click()
    headline(page, "Your payment is on its way")
    until(page, lambda: shop.waiting() == 1)
    shop.mine()
    headline(page, "Paid in")
    assert shop.state(session)["status"] == "seen"
    shop.mine(2)
    headline(page, "Held in escrow")
    expect(page.get_by_role("link", name="Back to Riverside Coffee")).to_be_visible()
    sealed(page, shop, RELEASE)
    headline(page, "Released")
    assert shop.state(session)["status"] == "paid"
    assert shop.balance(shop.merchant.address) - before == 25_000_000 - 125_000


def test_the_networks_own_coin_is_held_too(page, shop, wallet):
    session = shop.ask(10**16, native=True, escrow={})
    page.goto(session["checkout_url"])
    act(page, "Test wallet").click()
    sealed(page, shop, "Pay 0.01 ETH into escrow")
    headline(page, "Held in escrow")
    expect(page.locator("#detail")).to_contain_text("0.01 ETH is kept by the contract")


def test_a_reload_while_the_wallet_asks__does_not_ask_a_second_time(page, opened, wallet):
    opened()
    expect(act(page, FUND)).to_be_visible()
    wallet.answer("eth_sendTransaction", hang=True)
    act(page, FUND).click()
    expect(act(page, "Confirm in your wallet…")).to_be_visible()
    page.reload()
    headline(page, "Did you confirm in your wallet?")
    expect(act(page, FUND)).to_have_count(0)


def test_an_account_with_another_part_in_the_deal_is_told_so(page, opened, wallet, shop):
    opened()
    wallet.emit("accountsChanged", [shop.merchant.address])
    expect(page.get_by_role("alert")).to_contain_text("it has another part in the deal")
    expect(act(page, FUND)).to_have_count(0)
    wallet.emit("accountsChanged", [wallet.account])
    expect(act(page, FUND)).to_be_visible()


def test_an_arbiter_is_waited_for_and_named(page, opened, shop, wallet):
    arbiter = shop.chain.accounts[7]
    session = opened(connect=False, arbiter=arbiter, arbiter_fee_bps=150)
    headline(page, "Waiting for the arbiter")
    expect(page.locator(".held")).to_contain_text("decides within 14 days, and may keep 1.5 % for it")
    expect(page.locator(".held")).to_contain_text(to_checksum_address(arbiter))
    expect(act(page, "Test wallet")).to_be_hidden()
    document = session["acceptance_typed_data"]
    signature = shop.node("eth_signTypedData_v4", arbiter, document)
    shop.post(f"/v1/payment_sessions/{session['id']}/arbiter_acceptance", {"signature": signature}, "PUT")
    headline(page, "Waiting for your payment")
    act(page, "Test wallet").click()
    sealed(page, shop, FUND)
    headline(page, "Held in escrow")


def test_delivered__the_customer_can_object_until_the_inspection_is_over(page, held, shop):
    _, deal = held(inspection_period=HOUR)
    expect(act(page, "Object")).to_have_count(0)
    shop.by_merchant("mark_delivered", deal, b"\1" * 32, to=shop.escrow)
    look_again(page)
    headline(page, "Is everything there?")
    sealed(page, shop, "Object")
    headline(page, "In dispute")
    expect(page.locator("#detail")).to_contain_text(
        "25.00 TUSD is frozen. You and the shop settle it between you, until"
    )
    expect(act(page, RELEASE)).to_have_count(0)


def test_a_dispute_that_nobody_decides_is_shared_as_agreed(page, held, shop):
    session, deal = held(inspection_period=HOUR, dispute_period=0, on_timeout_bps=5_000)
    shop.by_merchant("mark_delivered", deal, b"\1" * 32, to=shop.escrow)
    look_again(page)
    sealed(page, shop, "Object")
    headline(page, "Nobody decided in time")
    sealed(page, shop, "Share it as agreed")
    headline(page, "Shared")
    expect(page.locator("#detail")).to_contain_text("12.50 TUSD came back")
    assert shop.state(session)["status"] == "partially_refunded"


def test_declined_in_the_wallet__nothing_is_released(page, held, wallet, shop):
    held()
    wallet.answer("eth_sendTransaction", error=[4001, "declined"], once=True)
    act(page, RELEASE).click()
    expect(page.get_by_role("alert")).to_contain_text("You declined")
    expect(act(page, RELEASE)).to_have_attribute("aria-disabled", "false")
    assert shop.waiting() == 0


def test_what_the_contract_would_refuse_is_not_sent(page, held, wallet, shop):
    held()
    wallet.answer("eth_call", error=[3, "execution reverted: escrow: deal closed"], data=RELEASE_CALL)
    act(page, RELEASE).click()
    expect(page.get_by_role("alert")).to_contain_text("the deal is closed already")
    assert wallet.sent() == []


def test_another_account_is_offered_nothing_that_is_the_depositors(page, held, wallet, shop):
    held()
    wallet.emit("accountsChanged", [shop.chain.accounts[6]])
    expect(page.get_by_text("Only the account that paid")).to_be_visible()
    expect(act(page, RELEASE)).to_have_count(0)


def test_on_another_network__switches_first(page, held, wallet):
    held()
    wallet.answer("eth_chainId", result="0x1")
    wallet.emit("chainChanged", "0x1")
    expect(act(page, RELEASE)).to_have_count(0)
    act(page, "Switch to Local test chain").click()
    expect(act(page, RELEASE)).to_be_visible()


def funded_by(wallet):
    """The deal in the transaction that the wallet sent, as the contract takes it."""
    (sent,) = wallet.sent()
    deal, _ = decode([DEAL_TUPLE, "bytes"], bytes.fromhex(sent["data"][10:]))
    return tuple(to_checksum_address(term) if isinstance(term, str) else term for term in deal)


def code_on(page):
    expect(page.locator("#code-text")).to_have_text(re.compile("^([0-9A-F]{4} ){7}[0-9A-F]{4}$"))
    return page.locator("#code-text").text_content().replace(" ", "")


def test_a_claim_code_is_shown_before_paying_and_claims(page, opened, shop, wallet):
    session = opened(claim_code=True)
    code = bytes.fromhex(code_on(page))
    expect(act(page, FUND)).to_have_count(0)
    act(page, "I have saved my code").click()
    sealed(page, shop, FUND)
    headline(page, "Held in escrow")
    deal = shop.state(session)["escrow"]["deal"]
    assert deal["claim_hash"] == "0x" + hashlib.sha256(code).hexdigest()
    shop.by_merchant("claim", funded_by(wallet), code, to=shop.escrow)
    shop.mine(3)
    look_again(page)
    headline(page, "Released")
    expect(page.locator("#code")).to_be_hidden()


def test_a_reload_keeps_the_code_and_another_browser_does_not_have_it(page, opened, shop, wallet, new_page):
    session = opened(claim_code=True)
    code = code_on(page)
    page.reload()
    expect(act(page, "I have saved my code")).to_be_visible()
    assert code_on(page) == code
    act(page, "I have saved my code").click()
    sealed(page, shop, FUND)
    headline(page, "Held in escrow")
    page.reload()
    page.get_by_text("Your claim code").click()
    expect(page.get_by_text("Show it only when you have what you paid for.", exact=True)).to_be_visible()
    assert code_on(page) == code
    other = new_page()
    other.goto(session["checkout_url"])
    expect(other.get_by_text("was drawn in another browser")).to_be_visible()
    assert code not in other.content().upper()


def test_by_keyboard_alone(page, held, shop):
    held()
    act(page, RELEASE).focus()
    page.keyboard.press("Enter")
    until(page, lambda: shop.waiting() == 1)
    shop.mine(3)
    headline(page, "Released")


def test_without_scripts__what_is_held_is_told(new_page, shop):
    page = new_page(java_script_enabled=False)
    page.goto(shop.ask(escrow={})["checkout_url"])
    expect(page.locator(".held")).to_contain_text("Held, not paid.")
    expect(page.locator("noscript p")).to_contain_text("JavaScript is off")


def test_a_page_in_escrow_weighs_less_than_25_kilobytes_as_sent(page, shop, wallet):
    page.goto(shop.ask(escrow={"claim_code": True})["checkout_url"])
    expect(act(page, "Test wallet")).to_be_visible()
    weight = page.watch.weight()
    assert "/static/checkout/custody.js" in weight.read
    assert weight.sent < 25_000, weight
    assert sum(weight.read.values()) < 60_000, weight
