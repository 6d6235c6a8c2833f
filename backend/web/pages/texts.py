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


ESCROW_SCRIPTED = (
    "act_code_saved",
    "act_deal_pending",
    "act_fund",
    "acts_connect",
    "acts_other",
    "arbiter",
    "code_keep",
    "code_save",
    "funding",
    "insecure",
    "no_arbiter",
)
SEND_SCRIPTED = (
    "connection_lost",
    "send_back_nobody",
    "send_show",
    "send_trouble",
    "send_warning",
    "send_without",
)
SUBSCRIBER_SCRIPTED = (
    "act_allow",
    "act_allow_pending",
    "act_checking",
    "act_confirm_in_wallet",
    "act_connecting",
    "act_switch",
    "trouble",
)


@cache
def texts(language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """The texts of one language. Raises FileNotFoundError for a language that has none."""
    found: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


@cache
def scripted_texts(language: str = DEFAULT_LANGUAGE, *, escrow: bool = False, sending: bool = False) -> dict[str, Any]:
    """The part that scripts need; of a session in escrow and of one that takes plain sends, a little more."""
    every = texts(language)
    found = {name: every[name] for name in SCRIPTED}
    if escrow:
        found |= {name: every[name] for name in ESCROW_SCRIPTED}
        found["status"] = status_texts(language, escrow=True)
        found["reason"], found["step_confirm_hint"] = every["escrow_reason"], every["step_held_hint"]
    if sending:
        found |= {name: every[name] for name in SEND_SCRIPTED}
    return found


@cache
def status_texts(language: str = DEFAULT_LANGUAGE, *, escrow: bool = False) -> dict[str, Any]:
    """Title and detail of everything a session can be."""
    every = texts(language)
    return {**every["status"], **every["escrow_status"]} if escrow else every["status"]


@cache
def subscriber_texts(language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """What the scripts of the subscriber's pages need."""
    every = texts(language)
    found = {**{name: every[name] for name in SUBSCRIBER_SCRIPTED}, **every["subscriber"]}
    return {**found, "trouble": {**every["trouble"], **every["subscriber"]["trouble"]}}
