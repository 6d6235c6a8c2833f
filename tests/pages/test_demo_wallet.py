"""A newcomer without an extension clicks through, on the real application, node and contracts."""

import re

from playwright.sync_api import expect
from watched_page import until

DESKTOP = {"viewport": {"width": 1180, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


def headline(page, text):
    expect(page.get_by_role("heading", level=2).first).to_have_text(text)


def in_wallet(page, button):
    page.get_by_role("dialog").get_by_role("button", name=button).click()


def connect(page, shop):
    page.get_by_role("button", name="Play-money wallet").click()
    in_wallet(page, "Connect")
    # With too little in it, the wallet fills itself with play money first, which has to be sealed.
    until(page, lambda: page.locator("#account").is_visible() or shop.waiting() > 0)
    shop.mine()
    expect(page.get_by_text("Your account")).to_be_visible()


def test_declined_in_the_wallet__says_so_and_offers_it_again(page, shop):
    session = shop.ask()
    page.goto(session["checkout_url"])
    page.get_by_role("button", name="Play-money wallet").click()
    in_wallet(page, "Reject")
    expect(page.get_by_role("alert")).to_contain_text("You declined in your wallet")
    connect(page, shop)
    page.get_by_role("button", name="Allow 25.00 TUSD").click()
    in_wallet(page, "Reject")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was sent")
    expect(page.get_by_role("button", name="Allow 25.00 TUSD")).to_have_attribute("aria-disabled", "false")
    assert shop.waiting() == 0
    assert shop.state(session)["status"] == "open"


def allow(page, shop, screenshots):
    page.get_by_role("button", name="Allow 25.00 TUSD").click()
    page.screenshot(path=screenshots / "desktop-wallet.png")
    in_wallet(page, "Confirm")
    expect(page.get_by_role("button", name="Allowing…")).to_be_visible()
    until(page, lambda: shop.waiting() == 1)
    shop.mine()
    expect(page.locator("#step-allow")).to_have_class(re.compile("done"))
    expect(page.locator("#step-pay")).to_have_attribute("aria-current", "step")


def pay(page, shop):
    """Returns the transaction's hash as the page shows it."""
    page.get_by_role("button", name="Pay 25.00 TUSD").click()
    in_wallet(page, "Confirm")
    headline(page, "Your payment is on its way")
    until(page, lambda: shop.waiting() == 1)
    expect(page.get_by_role("button", name="Pay 25.00 TUSD")).to_have_count(0)
    return page.locator("#transaction-hash").text_content()


def test_the_terms_are_on_the_page(new_page, shop, screenshots):
    page = new_page(**DESKTOP)
    page.goto(shop.ask()["checkout_url"])
    headline(page, "Waiting for your payment")
    expect(page.get_by_text("25.00").first).to_be_visible()
    expect(page.get_by_role("heading", name="Riverside Coffee")).to_be_visible()
    expect(page.get_by_text("Order 1001: one coffee machine")).to_be_visible()
    expect(page.get_by_text("Play money")).to_be_visible()
    expect(page.locator("#countdown")).to_have_text(re.compile(r"^(29:\d\d|30:00)$"))
    page.screenshot(path=screenshots / "desktop-open.png", full_page=True)


def test_open__allow__pay__seen__confirmed(new_page, shop, screenshots):
    page = new_page(**DESKTOP)
    session = shop.ask(success_url="http://localhost:9/thanks")
    page.goto(session["checkout_url"])
    connect(page, shop)
    allow(page, shop, screenshots)
    hash_shown = pay(page, shop)
    page.screenshot(path=screenshots / "desktop-submitted.png", full_page=True)
    shop.mine()
    headline(page, "Payment received")
    expect(page.get_by_text("1 of 3 confirmations")).to_be_visible()
    page.screenshot(path=screenshots / "desktop-seen.png", full_page=True)
    shop.mine()
    expect(page.get_by_text("2 of 3 confirmations")).to_be_visible()
    shop.mine()
    headline(page, "Paid")
    back = page.get_by_role("link", name="Back to Riverside Coffee")
    expect(back).to_have_attribute("href", "http://localhost:9/thanks")
    assert shop.state(session)["transaction_hash"] == hash_shown
    page.screenshot(path=screenshots / "desktop-paid.png", full_page=True)


def test_the_networks_own_coin_needs_one_step(new_page, shop, screenshots):
    page = new_page(**PHONE)
    session = shop.ask(125 * 10**14, native=True, description="Deposit")
    page.goto(session["checkout_url"])
    expect(page.get_by_role("listitem").filter(has_text="Allow")).to_have_count(0)
    page.get_by_role("button", name="Play-money wallet").click()
    in_wallet(page, "Connect")
    page.screenshot(path=screenshots / "phone-open.png", full_page=True)
    page.get_by_role("button", name="Pay 0.0125 ETH").click()
    in_wallet(page, "Confirm")
    headline(page, "Your payment is on its way")
    until(page, lambda: shop.waiting() == 1)
    shop.mine(3)
    headline(page, "Paid")
    page.screenshot(path=screenshots / "phone-paid.png", full_page=True)
