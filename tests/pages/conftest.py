import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from live_shop import ROOT, LiveShop
from scripted_wallet import ScriptedWallet
from watched_page import Watch

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 10_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing: install Debian's chromium"
        if os.environ.get("COUNTERFOIL_NO_SKIP") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveShop]:
    shop = LiveShop(tmp_path_factory.mktemp("shop"))
    shop.start()
    yield shop
    shop.end()


@pytest.fixture
def new_page(browser: Browser, shop: LiveShop) -> Iterator[Callable[..., Page]]:
    """Opens watched pages; whatever a test does on them, no request leaves the origin and the policy holds."""
    watches, contexts = [], []

    def new_page(**options: object) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        watch = Watch(shop.origin)
        watches.append(watch)
        watch.over(page)
        page.watch = watch
        return page

    yield new_page
    for context in contexts:
        context.close()
    for watch in watches:
        assert watch.strangers == []
        assert watch.complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def wallet(page: Page, shop: LiveShop) -> ScriptedWallet:
    """A page with the scripted wallet in it, whose account holds 1,000 test dollars."""
    wallet = ScriptedWallet(page, shop)
    if shop.balance(wallet.account) < 500_000_000:
        shop.fund(wallet.account, 1_000)
    return wallet


@pytest.fixture(scope="session")
def screenshots() -> Path:
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
