"""`make demo`: the README's story, told by the real parts, and its manners."""

import json
import re
import signal
import subprocess
import time
import urllib.request

import psutil
import pytest
from live_demo import staying_up, taken

STEPS = [
    "start a local chain",
    "deploy the contracts with Ape",
    "start mirror, API and deliveries in one process",
    "the merchant registers and opens an account",
    "the shop asks for 25 dollars",
    "the customer allows and pays",
    "the mirror sees the payment",
    "the API shows it paid",
    "the signed webhook arrives at the shop",
    "the shop offers an order held until pick-up",
    "the customer pays into the Escrow",
    "the customer shows the code, the shop enters it",
    "the signed webhook says it was released",
]


def test_once_tells_the_story_and_exits(root, clean_environment):
    (root / "build" / "demo.json").unlink(missing_ok=True)

    told = subprocess.run(
        ["make", "demo", "ONCE=1"], cwd=root, env=clean_environment, capture_output=True, text=True, timeout=180
    )

    assert told.returncode == 0, told.stdout + told.stderr
    written = json.loads((root / "build" / "demo.json").read_text())
    assert [step["name"] for step in written["steps"]] == STEPS
    assert all(isinstance(step["ms"], int) and step["ms"] >= 0 for step in written["steps"])
    assert written["webhook_verified"] is True
    for number, name in enumerate(STEPS, 1):
        assert re.search(rf"^ ?{number}\. {re.escape(name)} +[\d.]+ s", told.stdout, re.M), told.stdout


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)
def test_stays_up_around_taken_ports_and_leaves_nothing_behind(root, clean_environment, end):
    with taken(8000, 8545), staying_up(root, clean_environment) as (demo, told):
        checkout = re.search(r"http://127\.0\.0\.1:(\d+)/checkout/\S+", told)
        reference = re.search(r"http://127\.0\.0\.1:\d+/docs", told)
        assert checkout and reference, told
        assert checkout[1] != "8000"
        for address in (checkout[0], reference[0]):
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200

        family = [psutil.Process(demo.pid), *psutil.Process(demo.pid).children(recursive=True)]
        assert len(family) > 1
        demo.send_signal(end)
        assert demo.wait(20) == 0

    deadline = time.monotonic() + 5
    while (left := [p for p in family if p.is_running()]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left
