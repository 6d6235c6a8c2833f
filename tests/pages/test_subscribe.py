"""Somebody subscribes in the browser and ends it there, on the real application, node and contracts."""

import re

import httpx2
import pytest
from eth_abi.abi import decode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from playwright.sync_api import expect
from subscribing import Plans
from watched_page import until

from backend.checkout.subscribing import MANDATE_TUPLE

PLENTY = 10**12
ALLOW, SUBSCRIBE, CANCEL = "Allow 120.00 TUSD", "Subscribe", "Cancel the subscription"


@pytest.fixture(scope="session")
def plans(shop) -> Plans:
    return Plans(shop)


@pytest.fixture
def offered(page, plans, shop, wallet):
    """Opens the page of a new plan and connects the scripted wallet, which has allowed nothing."""

    def offered(allowed=0, **more):
        shop.allow(wallet.account, allowed, plans.contract)
        _, of = plans.publish(**more)
        page.goto(plans.url(of))
        button(page, "Test wallet").click()
        expect(page.locator("#account")).to_be_visible()
        return of

    return offered


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def headline(page, text):
    expect(page.locator("#headline")).to_have_text(text)


def in_wallet(page, name):
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def test_subscribes_and_cancels_with_the_demo_wallet(page, plans, shop, screenshots):
    _, of = plans.publish()
    page.goto(plans.url(of))
    expect(page.get_by_text("10.00 TUSD every 30 days, and never more than once in that time.")).to_be_visible()
    button(page, "Play-money wallet").click()
    in_wallet(page, "Connect")
    # With too little in it, the wallet fills itself with play money first, which has to be sealed.
    until(page, lambda: page.locator("#account").is_visible() or shop.waiting() > 0)
    shop.mine()
    expect(page.locator("#asked")).to_contain_text("allow 120.00 TUSD: that is for 12 charges")
    page.screenshot(path=screenshots / "subscribe-open.png", full_page=True)
    button(page, ALLOW).click()
    expect(page.get_by_role("dialog")).to_contain_text("Allow 120.00 TUSD?")
    in_wallet(page, "Confirm")
    plans.sealed(page)
    button(page, SUBSCRIBE).click()
    in_wallet(page, "Confirm")
    headline(page, "Your subscription is on its way")
    plans.sealed(page)

    page.wait_for_url(re.compile("/subscription/0x[0-9a-f]{64}$"))
    headline(page, "Subscribed")
    expect(page.locator("#told")).to_contain_text("1, 10.00 TUSD in all")
    page.screenshot(path=screenshots / "subscription-open.png", full_page=True)
    button(page, CANCEL).click()
    in_wallet(page, "Confirm")
    plans.sealed(page)
    headline(page, "Cancelled")
    expect(button(page, CANCEL)).to_be_hidden()
    page.screenshot(path=screenshots / "subscription-cancelled.png", full_page=True)


def test_rejected_in_the_wallet__nothing_is_sent_and_it_is_offered_again(page, shop, wallet, offered):
    offered(PLENTY)
    wallet.answer("eth_sendTransaction", error=[4001, "declined"], once=True)
    button(page, SUBSCRIBE).click()
    expect(page.get_by_role("alert")).to_contain_text("You declined in your wallet")
    expect(button(page, SUBSCRIBE)).to_have_attribute("aria-disabled", "false")
    assert shop.waiting() == 0


def test_no_answer_from_the_wallet__a_reload_asks_and_the_same_mandate_is_sent(page, plans, wallet, offered):
    offered(PLENTY)
    wallet.answer("eth_sendTransaction", hang=True)
    button(page, SUBSCRIBE).click()
    until(page, lambda: len(wallet.sent()) == 1)
    first = wallet.sent()[0]["data"]
    page.reload()
    headline(page, "Did you confirm in your wallet?")
    expect(page.locator("#bound")).to_be_disabled()
    button(page, "I did not confirm it: let me subscribe").click()
    button(page, SUBSCRIBE).click()
    plans.sealed(page)
    page.wait_for_url(re.compile("/subscription/"))
    assert mandate_id_of(plans, first) == page.url.rsplit("/", 1)[1]


def test_a_bound_asks_for_no_more_than_it_takes(page, offered):
    def allowed(count):
        expect(page.locator("#asked")).to_contain_text(f"that is for {count} charges")
        shown = page.get_by_role("button", name=re.compile("^Allow ")).text_content()
        return int(re.fullmatch(r"Allow (\d+)\.00 TUSD", shown)[1])

    offered()
    without = allowed(12)
    page.get_by_label("How long?").select_option("3")
    assert without - allowed(3) == 9 * 10


def test_the_plan_is_closed_meanwhile__nothing_is_sent(page, plans, wallet, offered):
    of = offered(PLENTY)
    expect(button(page, SUBSCRIBE)).to_be_visible()
    plans.close(of)
    button(page, SUBSCRIBE).click()
    expect(page.get_by_role("alert")).to_contain_text("the plan was closed meanwhile")
    assert wallet.sent() == []
    assert page.goto(plans.url(of)).status == 410
    expect(page.get_by_role("heading", name="This plan is closed")).to_be_visible()


def test_too_little_for_the_first_charge_is_said_before_anything_is_asked(page, offered):
    offered(amount=9_000_000_000_000, first_amount=9_000_000_000_000)
    expect(page.get_by_role("alert")).to_contain_text("more is needed")
    expect(page.get_by_role("button", name=re.compile("^(Allow|Subscribe)"))).to_have_count(0)


@pytest.fixture
def subscribed(page, plans, wallet, offered):
    """On the page of a subscription of the scripted wallet's account, which is connected."""
    offered(PLENTY)
    button(page, SUBSCRIBE).click()
    plans.sealed(page)
    page.wait_for_url(re.compile("/subscription/"))
    expect(button(page, CANCEL)).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def test_paused_and_resumed(page, plans, subscribed):
    button(page, "Pause").click()
    plans.sealed(page)
    headline(page, "Paused")
    button(page, "Resume").click()
    plans.sealed(page)
    headline(page, "Subscribed")


def test_a_proposed_price_waits_for_the_subscribers_word(page, plans, shop, wallet, subscribed):
    mandate = mandate_of(shop, subscribed)
    shop.by_merchant("propose_price", mandate, 8_000_000, to=plans.contract)
    expect(page.locator("#told")).to_contain_text("Proposed price")
    button(page, "Accept the new price").click()
    plans.sealed(page)
    expect(page.locator("#told")).not_to_contain_text("Proposed price")
    headline(page, "Subscribed")
    expect(page.locator("#detail")).to_contain_text("8.00 TUSD")


def test_another_account_is_offered_nothing(page, shop, wallet, subscribed):
    wallet.emit("accountsChanged", [shop.chain.accounts[6]])
    expect(page.locator("#acts-need")).to_contain_text("Only the account that subscribed")
    expect(button(page, CANCEL)).to_be_hidden()


def test_a_cancellation_declined_in_the_wallet_changes_nothing(page, shop, wallet, subscribed):
    wallet.answer("eth_sendTransaction", error=[4001, "declined"], once=True)
    button(page, CANCEL).click()
    expect(page.get_by_role("alert")).to_contain_text("You declined in your wallet")
    headline(page, "Subscribed")
    assert shop.waiting() == 0


def mandate_id_of(plans, data):
    """The id of the mandate in a call, by the contract."""
    selector = keccak(text=f"mandate_id({MANDATE_TUPLE})")[:4].hex()
    call = {"to": plans.contract.address, "data": f"0x{selector}{data[10:]}"}
    return plans.shop.node("eth_call", call, "latest")


def mandate_of(shop, mandate_id):
    """The mandate as the contract takes it, read out of the call that would cancel it."""
    state = httpx2.get(f"{shop.origin}/subscription/{mandate_id}/state", timeout=10).json()
    (call,) = [call for call in state["calls"] if call["purpose"] == "cancel"]
    ((subscriber, plan, *bounds),) = decode([MANDATE_TUPLE], bytes.fromhex(call["data"][10:]))
    parties = (to_checksum_address(party) for party in plan[:3])
    return (to_checksum_address(subscriber), (*parties, *plan[3:]), *bounds)
