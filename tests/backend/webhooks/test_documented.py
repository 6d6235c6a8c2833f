"""What docs/webhooks.md tells merchants to do works with what we send."""

import json
import re
import time
from pathlib import Path
from typing import Any

from backend.webhooks.schedule import WAITS
from backend.webhooks.sign import new_secret, signed_headers

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")
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
