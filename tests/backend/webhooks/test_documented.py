"""What docs/webhooks.md tells merchants to do works with what we send."""

import json
import re
import time
from pathlib import Path
from typing import Any, get_args

import pytest

from backend.web.shapes.event_types import EventType
from backend.web.shapes.payments import PaymentObject
from backend.webhooks.kinds import WHEN_CONFIRMED, WHEN_SEEN
from backend.webhooks.schedule import WAITS
from backend.webhooks.sign import new_secret, signed_headers

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "webhooks.md").read_text(encoding="utf-8")
SECONDS = {"s": 1, "min": 60, "h": 3600}


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.S)
    assert found
    return found.group(1)


def test_the_receiver_of_the_docs_believes_us_and_nobody_else() -> None:
    remembered: dict[str, Any] = {}
    place: dict[str, Any] = {"remember": remembered.__setitem__}
    exec(block("python"), place)
    secret, body = new_secret(), block("json")
    headers = signed_headers(secret, "evt_1", body, int(time.time()))
    assert place["receive"](new_secret(), body.encode(), headers) == 400
    assert remembered == {}
    assert place["receive"](secret, body.encode(), headers) == 204
    assert list(remembered) == [json.loads(body)["id"]]


def test_the_published_waits_are_the_ones_kept() -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith("| waits"))
    waits = [cell.split() for cell in row.strip("|").split("|")[2:]]
    assert [0, *(int(number) * SECONDS[unit] for number, unit in waits)] == list(WAITS)


@pytest.mark.parametrize("page", ["webhooks.md", "api.md"])
def test_every_kind_of_notice_is_told_of_in_the_docs_and_no_other(page: str) -> None:
    cells = [line.split("|")[1] for line in (DOCS / page).read_text(encoding="utf-8").splitlines() if "|" in line]
    named = {
        name
        for cell in cells
        for name in re.findall(r"`((?:payment|deal|credit|deposit|subscription|multisig)\.[a-z_]+)`", cell)
    }
    assert named == set(get_args(EventType))


def test_the_api_knows_every_kind_that_is_written() -> None:
    written = {*WHEN_SEEN.values(), *WHEN_CONFIRMED.values()}
    reverted = {kind.partition(".")[0] + ".reverted" for kind in written}
    assert written | reverted == set(get_args(EventType))


def test_the_documented_body_has_the_documented_fields() -> None:
    assert set(json.loads(block("json"))["data"]) == set(PaymentObject.model_fields)
