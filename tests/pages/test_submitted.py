"""Unknown is not failed: while a payment may be on its way, nobody is asked to pay again."""

import pytest
from playwright.sync_api import expect
from watched_page import until

PAY = "Pay 25.00 TUSD"
ON_ITS_WAY = "Your payment is on its way"


def headline(page, text):
    expect(page.get_by_role("heading", level=2).first).to_have_text(text)


def pay_button(page):
    return page.get_by_role("button", name=PAY)


@pytest.fixture
def session(page, shop, wallet):
    """A session one click away from being paid."""
    shop.allow(wallet.account, 25_000_000)
    session = shop.ask(success_url="http://localhost:9/thanks")
    page.goto(session["checkout_url"])
    page.get_by_role("button", name="Test wallet").click()
    expect(pay_button(page)).to_be_visible()
    yield session
    shop.mine()
    shop.allow(wallet.account, 0)


def test_declined__the_button_comes_back(page, session, wallet, shop):
    wallet.answer("eth_sendTransaction", error=[4001, "declined"], once=True)
    pay_button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("You declined")
    expect(pay_button(page)).to_have_attribute("aria-disabled", "false")
    assert shop.waiting() == 0


def test_an_answer_that_proves_nothing__asks_before_offering_again(page, session, wallet):
    wallet.answer("eth_sendTransaction", error=[-32603, "request timed out"], once=True)
    pay_button(page).click()
    headline(page, "Did you confirm in your wallet?")
    expect(page.get_by_role("alert")).to_contain_text("request timed out")
    expect(pay_button(page)).to_have_count(0)
    page.get_by_role("button", name="I did not confirm it").click()
    expect(pay_button(page)).to_be_visible()


def test_a_reload_while_the_wallet_asks__does_not_ask_a_second_time(page, session, wallet):
    wallet.answer("eth_sendTransaction", hang=True)
    pay_button(page).click()
    expect(page.get_by_role("button", name="Confirm in your wallet…")).to_be_visible()
    page.reload()
    headline(page, "Did you confirm in your wallet?")
    expect(page.get_by_text("Your account")).to_be_visible()
    expect(pay_button(page)).to_have_count(0)


def test_submitted__a_reload_remembers_and_keeps_the_button_away(page, session, wallet, shop):
    pay_button(page).click()
    headline(page, ON_ITS_WAY)
    until(page, lambda: shop.waiting() == 1)
    shown = page.locator("#transaction-hash").text_content()
    page.reload()
    headline(page, ON_ITS_WAY)
    expect(page.locator("#transaction-hash")).to_have_text(shown)
    # The wallet has connected by itself again, and still nothing is offered.
    until(page, lambda: wallet.asked("eth_getTransactionReceipt") > 0)
    expect(pay_button(page)).to_have_count(0)
    assert wallet.sent() == []
    shop.mine()
    headline(page, "Payment received")
    assert shop.state(session)["transaction_hash"] == shown


def test_a_double_click_pays_once(page, session, wallet, shop):
    pay_button(page).dblclick()
    headline(page, ON_ITS_WAY)
    assert len(wallet.sent()) == 1


def test_refused_by_the_network__the_button_comes_back(page, session, wallet, shop):
    wallet.answer("eth_getTransactionReceipt", result={"status": "0x0"})
    pay_button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("The network refused the transaction, so nothing was paid")
    expect(pay_button(page)).to_be_visible()


def test_replaced_in_the_wallet__the_button_comes_back_after_a_while(page, session, wallet, shop):
    wallet.answer("eth_getTransactionReceipt", result=None)
    wallet.answer("eth_getTransactionCount", result="0xffff")
    pay_button(page).click()
    headline(page, ON_ITS_WAY)
    until(page, lambda: wallet.asked("eth_getTransactionCount") > 2)
    expect(pay_button(page)).to_have_count(0)
    # The page's patience, gone through in its own time.
    page.evaluate("Date.now = ((now) => () => now() + 11_000)(Date.now)")
    expect(page.get_by_role("alert")).to_contain_text("Your wallet replaced that transaction")
    expect(pay_button(page)).to_be_visible()


def test_on_another_network_meanwhile__nothing_is_concluded_from_it(page, session, wallet):
    pay_button(page).click()
    headline(page, ON_ITS_WAY)
    until(page, lambda: wallet.asked("eth_getTransactionReceipt") > 0)
    wallet.answer("eth_getTransactionReceipt", result=None)
    wallet.answer("eth_getTransactionCount", result="0xffff")
    wallet.answer("eth_chainId", result="0x1")
    page.evaluate("window.ahead = 0; Date.now = ((now) => () => now() + ahead)(Date.now)")
    seen = wallet.asked("eth_chainId")
    until(page, lambda: wallet.asked("eth_chainId") > seen + 1)
    page.evaluate("window.ahead = 11_000")
    until(page, lambda: wallet.asked("eth_chainId") > seen + 3)
    headline(page, ON_ITS_WAY)
    expect(pay_button(page)).to_have_count(0)


def test_paid_meanwhile_elsewhere__the_page_follows_the_chain(page, session, wallet, shop):
    shop.pay(session, shop.chain.accounts[5])
    headline(page, "Payment received")
    expect(pay_button(page)).to_have_count(0)
    shop.mine(2)
    headline(page, "Paid")


def test_taken_back_by_a_reorg__the_page_knows_its_transaction(page, session, wallet, shop):
    saved = shop.node("evm_snapshot")
    pay_button(page).click()
    until(page, lambda: shop.waiting() == 1)
    shop.mine()
    headline(page, "Payment received")
    shop.node("evm_revert", saved)
    shop.mine(3)
    headline(page, ON_ITS_WAY)
    expect(pay_button(page)).to_have_count(0)


def test_the_server_away__says_that_the_payment_is_safe_and_goes_on(page, session, wallet, shop):
    pay_button(page).click()
    headline(page, ON_ITS_WAY)
    until(page, lambda: shop.waiting() == 1)
    page.route("**/state", lambda route: route.abort())
    expect(page.get_by_text("Trying again; your payment is safe")).to_be_visible()
    page.unroute("**/state")
    shop.mine()
    headline(page, "Payment received")
    expect(page.get_by_text("Trying again; your payment is safe")).to_be_hidden()
