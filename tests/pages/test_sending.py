"""Paying by a plain send: where to, exactly how much, and where money goes back, on real contracts."""

import io
import re

import httpx2
import pytest
from eth_utils.address import to_checksum_address
from playwright.sync_api import expect

from backend.checkout.calldata import _call
from backend.checkout.deposit import deposit_address

ZERO = "0x" + "00" * 20
ADDRESS = re.compile("^0x[0-9a-fA-F]{40}$")


def headline(page, text):
    expect(page.locator("#headline")).to_have_text(text)


def tab(page, name):
    return page.get_by_role("tab", name=name)


SEND = "Send from an exchange"
SHOW = "Show where to send"


@pytest.fixture
def opened(page, shop):
    """Opens the page of a session that takes plain sends, with that tab in front."""

    def opened(amount=25_000_000, *, native=False, **deposit):
        session = shop.ask(amount, native=native, deposit=deposit)
        page.goto(session["checkout_url"])
        tab(page, SEND).click()
        return session

    return opened


def shown(page):
    expect(page.locator("#send-address")).to_have_text(ADDRESS)
    return page.locator("#send-address").text_content()


def transfer(to, amount):
    return _call("transfer", ["address", "uint256"], [to, amount])


def collect(shop, session, refund_to):
    """As anyone may who knows where the money goes back."""
    answer = shop.post(f"/checkout/{session['id']}/deposit", {"refund_to": refund_to})
    call = next(call for call in answer["calls"] if call["purpose"] == "collect")
    shop.send(shop.chain.accounts[8], call["to"], call["data"])


def test_a_session_without_it_has_no_such_way(page, shop):
    page.goto(shop.ask()["checkout_url"])
    headline(page, "Waiting for your payment")
    expect(page.get_by_role("tab")).to_have_count(0)


def test_without_an_address_to_go_back_to__warns_first(page, opened, shop):
    session = opened()
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_role("alert")).to_contain_text("money that cannot be used goes to Riverside Coffee")
    expect(page.locator("#send-to")).to_be_hidden()
    page.get_by_role("button", name="Continue without an address").click()
    contract = shop.deposits.address
    assert shown(page).lower() == deposit_address(contract, session["payment_id"], ZERO)
    expect(page.locator("#send-back")).to_contain_text("nobody")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("me", "That is not an address"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "has a typing error"),
        (ZERO, "belongs to nobody"),
    ],
)
def test_an_address_with_an_error_is_not_taken(page, opened, typed, said):
    opened()
    page.get_by_label("Where should money go back").fill(typed)
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_label("Where should money go back")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#send-to")).to_be_hidden()


def test_sent_and_collected__paid(page, opened, shop):
    payer, back = shop.chain.accounts[6], shop.chain.accounts[7]
    shop.fund(payer, 100)
    session = opened()
    page.get_by_label("Where should money go back").fill(back)
    page.get_by_role("button", name=SHOW).click()
    deposit = shown(page)
    expect(page.get_by_role("heading", name="Send exactly 25.00 TUSD")).to_be_focused()
    assert deposit.lower() == deposit_address(shop.deposits.address, session["payment_id"], back.lower())
    expect(page.locator("#send-back")).to_have_text(to_checksum_address(back))

    shop.send(payer, shop.dollar.address, transfer(deposit, 30_000_000))
    collect(shop, session, back)

    headline(page, "Payment received")
    shop.mine(2)
    headline(page, "Paid")
    expect(page.locator("#send")).to_be_hidden()
    assert shop.balance(back) == 5_000_000


def test_the_networks_own_coin_can_be_sent_too(page, opened, shop):
    back = shop.chain.accounts[7]
    session = opened(10**16, native=True, refund_to=back)
    deposit = shown(page)
    expect(page.get_by_role("heading", name="Send exactly 0.01 ETH")).to_be_visible()
    link = page.get_by_role("link", name="Open in a wallet app")
    expect(link).to_have_attribute("href", f"ethereum:{deposit}@31337?value={10**16}")

    shop.send(shop.chain.accounts[6], deposit, value=10**16)
    collect(shop, session, back)

    headline(page, "Payment received")


def test_where_the_merchant_says_money_goes_back_nothing_is_asked(page, opened, shop):
    back = shop.chain.accounts[7]
    opened(refund_to=back)
    expect(page.locator("#send-back")).to_have_text(to_checksum_address(back))
    expect(page.locator("#send-ask")).to_be_hidden()


def test_a_reload_shows_the_same_address_again(page, opened, shop):
    opened()
    page.get_by_label("Where should money go back").fill(shop.chain.accounts[7])
    page.get_by_role("button", name=SHOW).click()
    before = shown(page)
    page.reload()
    assert shown(page) == before
    expect(tab(page, SEND)).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Change where money goes back").click()
    expect(page.get_by_label("Where should money go back")).to_be_focused()


def test_the_code_says_what_the_link_says(page, opened, shop):
    opened(refund_to=shop.chain.accounts[7])
    address = shown(page)
    drawn = page.locator("#send-qr")
    expect(drawn).to_have_attribute("src", re.compile("deposit.svg"))
    assert drawn.evaluate("(image) => image.decode().then(() => image.naturalWidth > 0)")
    answer = httpx2.get(shop.origin + drawn.get_attribute("src"))
    assert answer.headers["content-type"].startswith("image/svg+xml")
    link = page.get_by_role("link", name="Open in a wallet app").get_attribute("href")
    assert (
        link == f"ethereum:{to_checksum_address(shop.dollar.address)}@31337/transfer?address={address}&uint256=25000000"
    )
    assert answer.content == qr_of(link)
    assert httpx2.get(shop.origin + drawn.get_attribute("src")[:-1]).status_code == 422


def qr_of(link):
    import segno

    drawn = io.BytesIO()
    plain = {"xmldecl": False, "svgclass": None, "lineclass": None}
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=3, light="#fff", dark="#14211d", **plain
    )
    return drawn.getvalue()


def test_the_tabs_by_keyboard(page, opened):
    opened()
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#purse")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(tab(page, "Connect a wallet")).to_be_focused()
    expect(page.locator("#purse")).to_be_visible()
    expect(page.locator("#send")).to_be_hidden()
    page.keyboard.press("End")
    expect(tab(page, SEND)).to_be_focused()
    assert tab(page, "Connect a wallet").get_attribute("tabindex") == "-1"
    page.keyboard.press("Tab")
    expect(page.get_by_label("Where should money go back")).to_be_focused()


def test_when_time_is_up_nothing_is_sent_any_more(page, shop):
    session = shop.ask(seconds=4, deposit={"refund_to": shop.chain.accounts[7]})
    page.goto(session["checkout_url"])
    tab(page, SEND).click()
    expect(page.locator("#headline")).to_have_text("Expired", timeout=15_000)
    expect(page.locator("#send")).to_be_hidden()
    expect(page.get_by_role("tab")).to_have_count(0)


def test_a_page_with_both_ways_weighs_less_than_25_kilobytes_as_sent(page, opened, shop):
    opened(refund_to=shop.chain.accounts[7])
    shown(page)
    expect(page.locator("#send-qr")).to_have_attribute("src", re.compile("deposit.svg"))
    weight = page.watch.weight()
    assert {"/static/checkout/send.js", "/static/checkout/send.css"} <= set(weight.read)
    assert weight.sent < 25_000, weight
    assert sum(weight.read.values()) < 62_000, weight
