"""Templates and texts put together, under the policy of every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.checkout.acceptance import NATIVE_COIN
from backend.web.context import Context
from backend.web.pages.policy import PAGE_HEADERS
from backend.web.pages.texts import DEFAULT_LANGUAGE, texts
from backend.web.shapes.fields import checksummed

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters["checksummed"] = checksummed


def html(template: str, status: int, **words: Any) -> HTMLResponse:
    """A template as a page, in the default language."""
    page = TEMPLATES.get_template(template).render(t=texts(), language=DEFAULT_LANGUAGE, **words)
    return HTMLResponse(page, status, headers=PAGE_HEADERS)


def notice(status: int, title: str, detail: str, *, again: bool = False) -> HTMLResponse:
    """A page that says one thing only. `again`: it looks again by itself."""
    return html("notice.html", status, title=title, detail=detail, again=again)


def network_name(network: str) -> str:
    """What people call a network."""
    return str(texts()["networks"].get(network, network))


def native_symbol(context: Context) -> str:
    """What fees are paid in."""
    coin = context.acceptance.token(NATIVE_COIN)
    return "coin" if coin is None else coin.symbol
