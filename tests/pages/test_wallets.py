"""What may stand between a customer's wallet and a payment, and what the page says about it."""

import re

import pytest
from playwright.sync_api import expect
from watched_page import until

ALLOW, PAY = "Allow 25.00 TUSD", "Pay 25.00 TUSD"
APPROVE_CALL = "0x095ea7b3"
BALANCE_OF = "0x70a08231"


def word(number: int) -> str:
    return f"0x{number:064x}"


@pytest.fixture
def opened(page, shop, wallet):
    """Opens a new session's page; `**terms` as in `shop.ask`."""

    def opened(**terms):
        session = shop.ask(**terms)
        page.goto(session["checkout_url"])
        expect(page.get_by_role("button", name="Test wallet")).to_be_visible()
        return session

    return opened


def connect(page):
    page.get_by_role("button", name="Test wallet").click()


def alert(page):
    return page.get_by_role("alert")


def act(page, name):
    return page.get_by_role("button", name=name)


def test_a_browser_without_wallets_is_told_so(new_page, shop):
    page = new_page()
    page.route("**/demo_wallet.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(shop.ask()["checkout_url"])
    expect(page.get_by_text("No wallet was found in this browser")).to_be_visible()
    expect(page.get_by_alt_text("QR code with the address of this page")).to_be_visible()


def test_a_wallet_older_than_eip_6963_is_offered(new_page, shop):
    page = new_page()
    page.route("**/demo_wallet.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.add_init_script("window.ethereum = { request: async () => [] }")
    page.goto(shop.ask()["checkout_url"])
    act(page, "Browser wallet").click()
    expect(alert(page)).to_contain_text("gave no account")


def test_an_icon_that_is_no_data_uri_is_not_fetched(page, shop, wallet):
    page.add_init_script(
        """addEventListener("eip6963:requestProvider", () => dispatchEvent(new CustomEvent("eip6963:announceProvider",
        { detail: { info: { uuid: "1", name: "Tracking wallet", icon: "https://tracker.example/i.png", rdns: "x" },
          provider: { request() {} } } })))"""
    )
    page.goto(shop.ask()["checkout_url"])
    expect(act(page, "Tracking wallet")).to_be_visible()
    expect(act(page, "Tracking wallet").locator("img")).to_have_count(0)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ([4001, "User rejected the request."], "You declined in your wallet. Nothing was sent"),
        ([-32002, "Already processing"], "already asking you something"),
        ([-32603, "Locked"], "The wallet answered: Locked"),
    ],
)
def test_refused_to_connect__says_why_and_can_be_tried_again(page, opened, wallet, error, said):
    opened()
    wallet.answer("eth_requestAccounts", error=error, once=True)
    connect(page)
    expect(alert(page)).to_contain_text(said)
    connect(page)
    expect(act(page, ALLOW)).to_be_visible()
    expect(alert(page)).to_be_hidden()


def test_on_another_network__switches_first(page, opened, wallet):
    opened()
    wallet.answer("eth_chainId", result="0x1")
    connect(page)
    expect(act(page, ALLOW)).to_have_count(0)
    act(page, "Switch to Local test chain").click()
    expect(act(page, ALLOW)).to_be_visible()


def test_a_network_the_wallet_does_not_know(page, opened, wallet):
    opened()
    wallet.answer("eth_chainId", result="0x1")
    wallet.answer("wallet_switchEthereumChain", error=[4902, "Unrecognized chain ID"])
    connect(page)
    act(page, "Switch to Local test chain").click()
    expect(alert(page)).to_contain_text("does not know Local test chain. Add this network")
    assert wallet.sent() == []


def test_a_network_left_on_the_way_takes_the_button_away(page, opened, wallet):
    opened()
    connect(page)
    expect(act(page, ALLOW)).to_be_visible()
    wallet.answer("eth_chainId", result="0x1")
    wallet.emit("chainChanged", "0x1")
    expect(act(page, ALLOW)).to_have_count(0)
    expect(act(page, "Switch to Local test chain")).to_be_visible()


@pytest.mark.parametrize("allowed", [0, 25_000_000])
def test_a_network_left_in_silence_is_noticed_before_anything_is_sent(page, opened, wallet, shop, allowed):
    shop.allow(wallet.account, allowed)
    opened()
    connect(page)
    expect(act(page, PAY if allowed else ALLOW)).to_be_visible()
    wallet.answer("eth_chainId", result="0x1")
    act(page, PAY if allowed else ALLOW).click()
    expect(act(page, "Switch to Local test chain")).to_be_visible()
    assert wallet.sent() == []
    shop.allow(wallet.account, 0)


def test_money_spent_in_silence_is_noticed_before_anything_is_sent(page, opened, wallet):
    opened()
    connect(page)
    expect(act(page, ALLOW)).to_be_visible()
    wallet.answer("eth_call", result=word(1), data=BALANCE_OF)
    act(page, ALLOW).click()
    expect(alert(page)).to_contain_text("24.999999 TUSD more is needed")
    assert wallet.sent() == []


def test_a_request_for_one_payer_is_refused_to_another_account(page, opened, wallet, shop):
    opened(payer=shop.chain.accounts[6])
    connect(page)
    expect(alert(page)).to_contain_text("only. Choose that account in your wallet")
    expect(act(page, ALLOW)).to_have_count(0)
    wallet.emit("accountsChanged", [shop.chain.accounts[6]])
    shop.fund(shop.chain.accounts[6], 100)
    expect(act(page, ALLOW)).to_be_visible()


def test_too_little_money__says_how_much_is_missing_and_notices_when_it_comes(page, opened, wallet):
    opened()
    wallet.answer("eth_call", result=word(3_500_000), data=BALANCE_OF)
    connect(page)
    expect(alert(page)).to_contain_text("This account has 3.50 TUSD. 21.50 TUSD more is needed.")
    expect(act(page, ALLOW)).to_have_count(0)
    wallet.answer("eth_call", result=word(25_000_000), data=BALANCE_OF)
    expect(act(page, ALLOW)).to_be_visible()


def test_no_coin_for_the_networks_fee(page, opened, wallet):
    opened()
    wallet.answer("eth_getBalance", result="0x0")
    connect(page)
    expect(alert(page)).to_contain_text("This account has no ETH for the network's fee")
    expect(act(page, ALLOW)).to_have_count(0)


def test_declined_allowance__nothing_is_sent(page, opened, wallet, shop):
    opened()
    connect(page)
    wallet.answer("eth_sendTransaction", error=[4001, "declined"], once=True)
    act(page, ALLOW).click()
    expect(alert(page)).to_contain_text("You declined")
    expect(act(page, ALLOW)).to_have_attribute("aria-disabled", "false")
    assert shop.waiting() == 0


def test_a_token_that_refuses_to_change_an_allowance_is_reset_first(page, opened, wallet, shop):
    shop.allow(wallet.account, 1)
    session = opened()
    # As USDT does: approve fails while there is an allowance.
    wallet.answer("eth_call", error=[3, "execution reverted"], data=APPROVE_CALL, once=True)
    connect(page)
    act(page, ALLOW).click()
    for wanted in (0, int(session["amount"])):
        until(page, lambda: shop.waiting() == 1)
        shop.mine()
        until(page, lambda wanted=wanted: shop.allowance(wallet.account) == wanted)
    expect(act(page, PAY)).to_be_visible()
    assert [int(sent["data"][74:], 16) for sent in wallet.sent()] == [0, int(session["amount"])]
    shop.allow(wallet.account, 0)


def test_the_allowance_is_exactly_the_amount(page, opened, wallet, shop):
    session = opened()
    connect(page)
    act(page, ALLOW).click()
    until(page, lambda: shop.waiting() == 1)
    shop.mine()
    expect(page.locator("#step-allow")).to_have_class(re.compile("done"))
    assert shop.allowance(wallet.account) == int(session["amount"])
    (sent,) = wallet.sent()
    assert sent["chainId"] == hex(session["chain_id"])
    shop.allow(wallet.account, 0)


def test_enough_allowance_already__goes_straight_to_paying(page, opened, wallet, shop):
    shop.allow(wallet.account, 25_000_000)
    opened()
    connect(page)
    expect(act(page, PAY)).to_be_visible()
    expect(page.locator("#step-allow")).to_have_class(re.compile("done"))
    shop.allow(wallet.account, 0)


def test_a_payment_that_the_network_would_refuse_is_not_sent(page, opened, wallet, shop):
    shop.allow(wallet.account, 25_000_000)
    session = opened()
    pay_call = next(call["data"] for call in session["calls"] if call["purpose"] == "pay")
    wallet.answer("eth_call", error=[3, "execution reverted: policy: paused"], data=pay_call[:10])
    connect(page)
    act(page, PAY).click()
    expect(alert(page)).to_contain_text("would refuse this payment: the payment contract is paused. Nothing was sent.")
    assert wallet.sent() == []
    shop.allow(wallet.account, 0)


def test_another_wallet_can_be_chosen(page, opened, wallet):
    opened()
    connect(page)
    act(page, "Use another wallet").click()
    expect(act(page, "Test wallet")).to_be_visible()
    expect(act(page, ALLOW)).to_have_count(0)


def test_by_keyboard_alone(page, opened, wallet):
    opened()
    act(page, "Test wallet").focus()
    page.keyboard.press("Enter")
    expect(act(page, ALLOW)).to_be_focused()
