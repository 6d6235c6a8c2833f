"""A browser page that keeps an eye on itself: every request, every violation of its policy, every script error."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (e) => console.error("POLICY " + e.violatedDirective + " " + e.blockedURI));
"""


@dataclass(frozen=True)
class Weight:
    """Bytes as they are read, by path, and all of them together as they are sent."""

    read: dict[str, int]
    sent: int


@dataclass
class Watch:
    origin: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", lambda told: self._console(told.type, told.text))
        page.on("response", lambda response: self.responses.append(response))

    def weight(self) -> Weight:
        """Of everything that the page is made of, the demo wallet aside."""
        parts = {urlsplit(response.url).path: response for response in self.responses}
        counted = {
            path: response
            for path, response in parts.items()
            if response.url.startswith("http") and not path.endswith(("/state", "/rpc", "/deposit", "demo_wallet.js"))
        }
        sent = {path: int(response.headers["content-length"]) for path, response in counted.items()}
        return Weight({path: len(response.body()) for path, response in counted.items()}, sum(sent.values()))

    def _console(self, kind: str, text: str) -> None:
        policy = "POLICY" in text or "Content Security Policy" in text
        # Refused requests are what some tests are about; everything else said as an error is one.
        if policy or (kind == "error" and "Failed to load resource" not in text):
            self.complaints.append(text)

    @property
    def strangers(self) -> list[str]:
        """Requests that left the origin."""
        mine = urlsplit(self.origin).netloc
        return [url for url in self.requests if not url.startswith("data:") and urlsplit(url).netloc != mine]


def until(page: Page, reached: Callable[[], bool], seconds: float = 15) -> None:
    """Waits for something outside of the page, while the page goes on: its calls to the tests need this thread."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it did not come to pass"
        page.wait_for_timeout(20)
