"""A browser page that keeps an eye on itself: every request, every violation of its policy, every script error."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (e) => console.error("POLICY " + e.violatedDirective + " " + e.blockedURI));
"""


@dataclass
class Watch:
    origin: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    bytes_sent: dict[str, int] = field(default_factory=dict)

    def over(self, page: Page) -> None:
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", lambda told: self._console(told.type, told.text))
        page.on("response", self._count)

    def _count(self, response) -> None:
        path = urlsplit(response.url).path
        if response.url.startswith("http") and not path.endswith(("/state", "/rpc")):
            self.bytes_sent[path] = int(response.headers.get("content-length", "0"))

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
