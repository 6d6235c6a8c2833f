"""What the page shows of a session that is over, unknown, hostile, or read without scripts."""

import re

import httpx2
import pytest
from live_shop import invoice_of
from playwright.sync_api import expect


def headline(page, text):
    expect(page.get_by_role("heading", level=2).first).to_have_text(text)


@pytest.mark.parametrize("wrong", ["ps_0000000000000000000000", "x", "%3Cscript%3E", "..%2f..%2fetc"])
def test_an_address_that_names_nothing(page, shop, wrong):
    answer = page.goto(f"{shop.origin}/checkout/{wrong}")
    assert answer.status == 404
    if wrong.startswith(("ps_", "x")):
        expect(page.get_by_role("heading", name="No such payment")).to_be_visible()


def test_texts_of_merchants_are_text(page, shop):
    hostile = "<script>document.title='broken'</script> ' \" & {{ 7 * 7 }} <img src=x onerror=alert(1)>"
    page.goto(shop.ask(description=hostile)["checkout_url"])
    expect(page.locator(".purpose")).to_have_text(hostile)
    expect(page).to_have_title("Pay Riverside Coffee · 25.00 TUSD")
    assert page.locator("main script, main img[src=x]").count() == 0


def test_time_is_up_before_the_server_says_so(page, shop, wallet):
    session = shop.ask(seconds=4)
    page.goto(session["checkout_url"])
    page.get_by_role("button", name="Test wallet").click()
    page.route("**/state", lambda route: route.abort())
    headline(page, "Time is up")
    expect(page.get_by_role("button", name=re.compile("Allow|Pay"))).to_have_count(0)


def test_expired(page, shop, wallet, screenshots):
    session = shop.ask(seconds=4)
    page.goto(session["checkout_url"])
    page.get_by_role("button", name="Test wallet").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Expired", timeout=15_000)
    expect(page.get_by_role("button", name=re.compile("Allow|Pay"))).to_have_count(0)
    expect(page.get_by_text("nothing was taken from you by it")).to_be_visible()
    expect(page.get_by_alt_text("QR code with the address of this page")).to_be_hidden()
    page.screenshot(path=screenshots / "desktop-expired.png", full_page=True)


def test_cancelled_by_the_merchant(page, shop):
    session = shop.ask()
    page.goto(session["checkout_url"])
    headline(page, "Waiting for your payment")
    shop.by_merchant("cancel_payment", invoice_of(session))
    headline(page, "Cancelled")
    expect(page.locator("#purse")).to_be_hidden()


def test_refunded_in_part_and_whole(page, shop):
    session = shop.ask()
    shop.fund(shop.chain.accounts[5], 100)
    shop.pay(session, shop.chain.accounts[5])
    page.goto(session["checkout_url"])
    shop.mine(2)
    headline(page, "Paid")
    shop.fund(shop.merchant.address, 100)
    shop.allow(shop.merchant.address, 25_000_000)
    for amount, said in ((5_000_000, "Partly refunded"), (20_000_000, "Refunded")):
        shop.by_merchant("refund_payment", invoice_of(session), amount)
        # A settled page looks less often, but at once when it is looked at again.
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        headline(page, said)


def test_without_scripts__terms_code_and_links(new_page, shop, screenshots):
    page = new_page(java_script_enabled=False)
    session = shop.ask()
    page.goto(session["checkout_url"])
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("JavaScript is off")
    expect(page.get_by_text("25.00").first).to_be_visible()
    expect(page.get_by_text("Local test chain")).to_be_visible()
    expect(page.get_by_text("Open until").first).to_be_visible()
    drawn = page.get_by_alt_text("QR code with the address of this page")
    assert drawn.evaluate("(image) => image.complete && image.naturalWidth > 0")
    expect(page.get_by_role("link", name="Pay 25.00 TUSD")).to_have_attribute("href", session["links"]["pay"])
    expect(page.get_by_role("link", name="Allow 25.00 TUSD")).to_have_attribute("href", session["links"]["approve"])
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1
    page.screenshot(path=screenshots / "desktop-without-scripts.png", full_page=True)


@pytest.mark.parametrize("path", ["/checkout/{id}", "/checkout/{id}/qr.svg"])
def test_the_policy_allows_this_server_and_nothing_else(shop, path):
    answer = httpx2.get(shop.origin + path.format(id=shop.ask()["id"]))
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy.pop("img-src") == "'self' data:"
    assert {
        directive: policy.pop(directive) for directive in ("script-src", "style-src", "connect-src")
    } == dict.fromkeys(("script-src", "style-src", "connect-src"), "'self'")
    assert policy.pop("default-src") == "'none'"
    assert set(policy.values()) == {"'none'"}
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_nothing_is_written_into_the_page_that_runs(shop):
    page = httpx2.get(f"{shop.origin}/checkout/{shop.ask()['id']}").text
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", page) == []


def test_the_qr_code_is_drawn_once_and_says_the_address(shop):
    session = shop.ask()
    first, second = (httpx2.get(f"{session['checkout_url']}/qr.svg") for _ in range(2))
    assert first.headers["content-type"].startswith("image/svg+xml")
    assert first.content == second.content
    other = httpx2.get(f"{shop.ask()['checkout_url']}/qr.svg")
    assert other.content != first.content


def test_static_files_are_asked_for_again_only_when_changed(shop):
    url = f"{shop.origin}/static/checkout/checkout.js"
    first = httpx2.get(url)
    again = httpx2.get(url, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert httpx2.get(f"{shop.origin}/static/checkout/..%2froutes.py").status_code == 404
    assert httpx2.get(f"{shop.origin}/static/checkout/routes.py").status_code == 404


def test_the_whole_page_weighs_less_than_50_kilobytes(page, shop):
    page.goto(shop.ask()["checkout_url"])
    expect(page.get_by_role("button", name="Play-money wallet")).to_be_visible()
    weight = page.watch.weight()
    assert len(weight.read) > 8
    assert sum(weight.read.values()) < 50_000, weight
    assert weight.sent < 20_000, weight


def test_a_browser_that_takes_no_gzip_reads_the_same(shop):
    session = shop.ask()
    for path in (f"/checkout/{session['id']}/qr.svg", "/static/checkout/checkout.js"):
        plain, refused, packed = (
            httpx2.get(shop.origin + path, headers={"accept-encoding": accepted})
            for accepted in ("identity", "gzip;q=0", "br, gzip")
        )
        assert plain.content == refused.content == packed.content
        encodings = [answer.headers.get("content-encoding") for answer in (plain, refused, packed)]
        assert encodings == [None, None, "gzip"]
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
        assert {answer.headers["vary"] for answer in (plain, refused, packed)} == {"Accept-Encoding"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(new_page, shop, scheme, screenshots):
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    page = new_page(color_scheme=scheme, viewport={"width": 1180, "height": 860})
    page.goto(shop.ask(description="Order 1002")["checkout_url"])
    page.screenshot(path=screenshots / f"desktop-{scheme}.png", full_page=True)
    names = ("ground", "paper", "ink", "faint", "accent", "on-accent", "tint", "warn", "warn-tint")
    read = "(names) => names.map((n) => getComputedStyle(document.documentElement).getPropertyValue('--' + n).trim())"
    colour = dict(zip(names, page.evaluate(read, list(names)), strict=True))
    pairs = [("ink", "paper"), ("faint", "paper"), ("accent", "paper"), ("warn", "paper"), ("warn", "warn-tint")]
    pairs += [("on-accent", "accent"), ("faint", "tint"), ("ink", "ground"), ("ink", "tint")]
    poor = {pair: round(contrast(colour[pair[0]], colour[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
