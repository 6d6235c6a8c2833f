"""The keeper's parts that need neither a chain nor a database."""

from pathlib import Path

import pytest
from eth_account import Account

from backend.chain.trouble import NodeRefuses
from backend.keeper.backoff import LONGEST_SECONDS, pause_after
from backend.keeper.key import KeyTrouble, keeper_account
from backend.keeper.rehearsal import reason
from backend.keeper.saying import Sayings

KEY = "0x" + "5e" * 32


@pytest.mark.parametrize(("failures", "seconds"), [(1, 30), (2, 60), (3, 120), (5, 480), (6, 900), (11, 900)])
def test_the_pause_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int):
    assert pause_after(failures) == seconds


def test_no_number_of_failures_is_too_large_for_a_pause():
    assert pause_after(10**6) == LONGEST_SECONDS


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "http://n refuses eth_estimateGas: execution reverted: escrow: not delivered 0x08c379a0",
            "escrow: not delivered",
        ),
        (
            "http://n refuses eth_estimateGas: gas required exceeds allowance (500000)",
            "gas required exceeds allowance (500000)",
        ),
        ("http://n refuses eth_call: execution reverted 0x", "reverted without a reason"),
        ("out of words", "out of words"),
    ],
)
def test_a_refusal_is_told_in_the_contracts_own_words(said: str, kept: str):
    assert reason(NodeRefuses(said, 3)) == kept


def test_a_standing_trouble_is_said_once_and_its_end_once(monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    monkeypatch.setattr("backend.keeper.saying.log.warning", lambda event, **_: told.append(event), raising=False)
    monkeypatch.setattr("backend.keeper.saying.log.info", lambda event, **_: told.append(event), raising=False)
    sayings = Sayings()

    for _ in range(3):
        sayings.trouble("price", "Gas is dear.")
    assert sayings.problems == ("Gas is dear.",)
    for _ in range(3):
        sayings.over("price")

    assert (told, sayings.problems) == (["keeper_waits", "keeper_goes_on"], ())


@pytest.mark.parametrize("digits", [KEY, KEY[2:], KEY.upper()[2:]])
def test_a_key_may_be_written_as_64_digits(digits: str):
    assert keeper_account(digits, None, None).address == Account.from_key(KEY).address


def test_a_keystore_of_ape_is_opened_by_its_passphrase(tmp_path: Path):
    keystore = written(tmp_path)

    assert keeper_account(None, str(keystore), "a fine day").address == Account.from_key(KEY).address


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((None, None, None), "COUNTERFOIL_KEEPER_KEY is missing"),
        ((KEY, "k.json", None), "COUNTERFOIL_KEEPER_KEY and COUNTERFOIL_KEEPER_KEYSTORE are both set"),
        (("00" * 32, None, None), "COUNTERFOIL_KEEPER_KEY is no key"),
        (("ff" * 32, None, None), "COUNTERFOIL_KEEPER_KEY is no key"),
        ((None, "k.json", None), "COUNTERFOIL_KEEPER_PASSPHRASE is missing"),
        ((None, "nowhere.json", "x"), "COUNTERFOIL_KEEPER_KEYSTORE names nowhere.json, which cannot be read"),
    ],
)
def test_a_key_that_cannot_be_had_is_one_sentence(given: tuple[str | None, str | None, str | None], named: str):
    refused(given, named)


def test_a_wrong_passphrase_is_told_and_not_repeated(tmp_path: Path):
    said = refused((None, str(written(tmp_path)), "hunter2"), "COUNTERFOIL_KEEPER_PASSPHRASE does not open")

    assert "hunter2" not in said


@pytest.mark.parametrize("content", ["{}", "[]", '{"version": 3}', '{"version": 3, "crypto": {"kdf": "x"}}'])
def test_a_file_of_another_kind_is_no_keystore(tmp_path: Path, content: str):
    (tmp_path / "key.json").write_text(content)

    refused((None, str(tmp_path / "key.json"), "x"), "COUNTERFOIL_KEEPER_KEYSTORE names")


def written(folder: Path) -> Path:
    import json

    path = folder / "keeper.json"
    path.write_text(json.dumps(Account.encrypt(KEY, "a fine day", iterations=4)))
    return path


def refused(given: tuple[str | None, str | None, str | None], named: str) -> str:
    with pytest.raises(KeyTrouble) as trouble:
        keeper_account(*given)
    said = str(trouble.value)
    assert said.startswith(named) and "\n" not in said and said.endswith(".")
    return said
