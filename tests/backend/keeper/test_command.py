"""`counterfoil keeper`: a process that begins, works and ends cleanly, and refuses wrong settings plainly."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backend.settings import Settings, SettingsError, read_settings, variable
from tests.backend.keeper.rig import Rig
from tests.backend.keeper.stage import DAY

ROOT = Path(__file__).parents[3]
KEY = "5e" * 32
WRONG = [
    ("COUNTERFOIL_KEEPER_KEY", "5e" * 31, "64 hexadecimal digits"),
    ("COUNTERFOIL_KEEPER_FOR", "everybody", "the word anyone or accounts"),
    ("COUNTERFOIL_KEEPER_MAX_GWEI", "0", "above 0"),
    ("COUNTERFOIL_KEEPER_MAX_GWEI", "NaN", "above 0"),
    ("COUNTERFOIL_KEEPER_MAX_GWEI", "cheap", "gwei per gas"),
    ("COUNTERFOIL_KEEPER_FLOOR", "-1", "coins, from 0"),
    ("COUNTERFOIL_KEEPER_STUCK_SECONDS", "0", "from 1 to 3600"),
]
UNUSABLE = [
    ({}, "COUNTERFOIL_KEEPER_KEY is missing"),
    ({"COUNTERFOIL_KEEPER_KEY": "00" * 32}, "COUNTERFOIL_KEEPER_KEY is no key"),
    ({"COUNTERFOIL_KEEPER_KEY": KEY, "COUNTERFOIL_KEEPER_KEYSTORE": "k.json"}, "are both set"),
    ({"COUNTERFOIL_KEEPER_KEYSTORE": "k.json"}, "COUNTERFOIL_KEEPER_PASSPHRASE is missing"),
    ({"COUNTERFOIL_KEEPER_KEYSTORE": "k.json", "COUNTERFOIL_KEEPER_PASSPHRASE": "x"}, "cannot be read"),
]


@pytest.mark.parametrize(("name", "value", "remedy"), WRONG)
def test_a_wrong_setting_is_one_sentence_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as refused:
        read_settings()

    said = str(refused.value)
    assert said.startswith(f"{name} must be ") and remedy in said and "\n" not in said
    assert (value in said) == (name != "COUNTERFOIL_KEEPER_KEY")


def environment(rig: Rig, **more: str) -> dict[str, str]:
    settings = rig.application.settings
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")}
    return {
        **plain,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": settings.database_url,
        "COUNTERFOIL_DEPLOYMENTS": settings.deployments,
        "COUNTERFOIL_RPC_URLS": settings.rpc_urls[0],
        "COUNTERFOIL_POLL_SECONDS": "0.05",
        **more,
    }


@pytest.mark.parametrize(("given", "said"), UNUSABLE)
async def test_without_a_usable_key_it_does_not_begin(rig: Rig, given: dict[str, str], said: str) -> None:
    command = [sys.executable, "-m", "backend", "keeper"]
    ended = await asyncio.to_thread(
        subprocess.run, command, env=environment(rig, **given), capture_output=True, text=True, timeout=60
    )

    sentences = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    assert ended.returncode == 1 and len(sentences) == 1, ended.stderr
    assert sentences[0].startswith("counterfoil: COUNTERFOIL_KEEPER_") and said in sentences[0]


async def test_it_works_beside_a_mirror_and_ends_cleanly(rig: Rig) -> None:
    rig.stage.fund(3)
    rig.stage.travel(DAY)
    account = rig.stage.new_keeper()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backend", "keeper"),
        env=environment(rig, COUNTERFOIL_KEEPER_KEY=account.key.hex()),
        stderr=asyncio.subprocess.PIPE,
    )
    for _ in range(300):
        await rig.mirrored()
        if len(rig.stage.logs("Escrow", "DealReturned")) == 3 and not await rig.errands():
            break
        await asyncio.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    _, told = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 0
    lines = [json.loads(line) for line in told.decode().splitlines()]
    events = [line["event"] for line in lines]
    assert events[0] == "running" and events[-1] == "ended" and "keeper_began" in events
    assert events.count("keeper_sent") == 3 == events.count("keeper_over")
    assert account.key.hex() not in told.decode() and "Traceback" not in told.decode()
