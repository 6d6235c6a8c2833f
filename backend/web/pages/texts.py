"""Every word on the pages, by language. Templates and scripts hold none of their own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("texts")
DEFAULT_LANGUAGE = "en"
# Needed by the scripts; the rest is written into the page by the template.
SCRIPTED = (
    "act_allow",
    "act_allow_pending",
    "act_checking",
    "act_confirm_in_wallet",
    "act_connecting",
    "act_pay",
    "act_retry_asked",
    "act_switch",
    "copied",
    "copy",
    "reason",
    "status",
    "step_confirm_count",
    "step_confirm_hint",
    "time_left",
    "trouble",
)


@cache
def texts(language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """The texts of one language. Raises FileNotFoundError for a language that has none."""
    found: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


@cache
def scripted_texts(language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """The part that scripts need."""
    every = texts(language)
    return {name: every[name] for name in SCRIPTED}
