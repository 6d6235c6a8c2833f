"""Every command in the docs runs.

A page's `sh` blocks are one script, run from the project's folder beside a live demo. `sh make` blocks hold verbs of
the Makefile, which other tests run; `sh public` blocks need a public network: their options and variables must exist.
Addresses, ids and ports written as examples are replaced by those of the demo.
"""

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest
from live_demo import free_port, staying_up

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "deployments" / "README.md"])
BLOCK = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```", re.M | re.S)
WITH_A_CHAIN = ("deploying.md", "wallets.md", "subscriptions.md")
"""Pages whose commands start a chain of their own."""
MAKE_VERBS_RUN_BY = {
    "contracts": "scripts/test",
    "invariants": "scripts/test",
    "demo": "tests/journeys/test_demo.py",
    "test": ".ci/run",
    "check": ".ci/run",
    "gas": "tests/journeys/test_measures.py",
    "bench-mirror": "tests/journeys/test_measures.py",
    "soak": "tests/journeys/test_measures.py",
    "mutants": "tests/journeys/test_measures.py",
    "year": "tests/journeys/test_measures.py",
}


def blocks(page: Path, kind: str | None) -> list[str]:
    return [
        body for language, word, body in BLOCK.findall(page.read_text()) if (language, word or None) == ("sh", kind)
    ]


@pytest.fixture(scope="module")
def demo(clean_environment):
    """A live demo's address, key, token, session and event."""
    with staying_up(ROOT, clean_environment) as (_, told):
        origin = re.search(r"(http://\S+)/docs", told)[1]
        key = re.search(r"key: (\S+)\)", told)[1]

        def read(path: str) -> dict:
            request = urllib.request.Request(origin + path, headers={"Authorization": f"Bearer {key}"})
            return json.load(urllib.request.urlopen(request, timeout=10))

        tokens = {token["symbol"]: token["address"] for token in read("/v1/tokens")["items"]}
        yield {
            "origin": origin,
            "key": key,
            "token": tokens["TUSD"],
            "session": read("/v1/payment_sessions")["items"][0]["id"],
            "event": read("/v1/events")["items"][0]["id"],
        }


def as_run(script: str, demo: dict[str, str]) -> str:
    """The script with this demo's names in the place of the examples."""
    for example, real in [
        (r"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", demo["token"]),
        (r"\bps_\w{22}", demo["session"]),
        (r"\bevt_[0-9a-f]{32}", demo["event"]),
        (r"https://shop\.example/webhooks", "http://127.0.0.1:9/webhooks"),
        (r"\b8545\b", str(free_port())),
    ]:
        script = re.sub(example, real, script)
    # A refusal of the server must end the script, as a refusal of any other command does; so must what it started.
    ending = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
    return ending + 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\n' + script


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, None)], ids=lambda p: p.name)
def test_commands_of_a_page_run(page, demo, clean_environment, tmp_path):
    environment = clean_environment | {
        "PATH": f"{ROOT / '.venv/bin'}:{ROOT / 'node_modules/.bin'}:{os.environ['PATH']}",
        "API": demo["origin"],
        "KEY": demo["key"],
        "DATABASE_URL": f"sqlite:///{tmp_path / 'documented.db'}",
        "COUNTERFOIL_SIGNER_SECRET": "7a" * 32,
        "COUNTERFOIL_DEPLOYMENTS": str(tmp_path if page.name in WITH_A_CHAIN else ROOT / "build/demo/deployments"),
    }
    script = as_run("\n".join(blocks(page, None)), demo)

    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
    )

    assert ran.returncode == 0, f"{script}\n{ran.stdout}\n{ran.stderr}"


def test_make_verbs_in_the_docs_exist_and_are_run():
    bodies = [body for page in PAGES for word in (None, "make") for body in blocks(page, word)]
    verbs = {verb for body in bodies for verb in re.findall(r"^make ([a-z-]+)", body, re.M)}
    makefile = (ROOT / "Makefile").read_text()
    assert {"demo", "test"} <= verbs
    for verb in verbs:
        assert re.search(rf"^{verb}:", makefile, re.M), f"Makefile has no {verb}"
        assert f"make {verb}" in (ROOT / MAKE_VERBS_RUN_BY[verb]).read_text() or verb in {"demo"}, verb


def test_options_and_variables_of_public_networks_exist(clean_environment):
    bodies = [body for page in PAGES for body in blocks(page, "public")]
    assert bodies
    told = {
        verb: subprocess.run(
            [ROOT / ".venv/bin/ape", "run", verb, "--help"],
            cwd=ROOT, env=clean_environment, capture_output=True, text=True, check=True, timeout=60,
        ).stdout
        for verb in ("deploy", "verify")
    }  # fmt: skip
    variables = {
        network["rpc_env"] for network in json.loads((ROOT / "deployments/networks.json").read_text()).values()
    }
    for body in bodies:
        for command in body.replace("\\\n", " ").splitlines():
            if verb := re.match(r"ape run (\w+)", command):
                assert all(option in told[verb[1]] for option in re.findall(r" (--[a-z-]+)", command)), command
            assert set(re.findall(r"\bCOUNTERFOIL_RPC_\w+", command)) <= variables, command
