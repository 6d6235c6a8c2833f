"""The command line: known failures are one sentence on standard error and exit code 1; nobody sees a stack trace."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.settings import Settings, variable
from tests.backend.running.surroundings import SECRET, node_on_loopback, write_record

MERCHANT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


@pytest.fixture
def node():
    with node_on_loopback() as (url, scripted):
        scripted.url = url
        yield scripted


@pytest.fixture
def environment(tmp_path, monkeypatch, node) -> dict[str, str]:
    """Everything right: a record, a node with the contract, a database that is not migrated yet."""
    write_record(tmp_path / "deployments")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chosen = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'counterfoil.db'}",
        "COUNTERFOIL_DEPLOYMENTS": str(tmp_path / "deployments"),
        "COUNTERFOIL_RPC_URLS": node.url,
        "COUNTERFOIL_PORT": str(port),
        "COUNTERFOIL_SIGNER_SECRET": SECRET,
    }
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    return chosen


@pytest.fixture
def told(monkeypatch, capsys):
    """Runs the command line in this process: exit code, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["counterfoil", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


@pytest.fixture
def migrated(environment, told) -> None:
    assert told("migrate")[0] == 0


def assert_one_sentence(outcome: tuple[int, str, str], *words: str) -> None:
    code, out, err = outcome
    lines = [line for line in err.splitlines() if not line.startswith("{")]
    assert (code, out, len(lines)) == (1, "", 1), outcome
    assert lines[0].startswith("counterfoil: ") and "Traceback" not in err
    for word in words:
        assert word in lines[0], lines[0]


RUNNING = ["run", "serve", "mirror", "deliver"]


@pytest.mark.parametrize("command", RUNNING)
def test_without_a_record_nothing_runs(told, migrated, monkeypatch, tmp_path, command):
    monkeypatch.setenv("COUNTERFOIL_DEPLOYMENTS", str(tmp_path / "elsewhere"))

    assert_one_sentence(told(command), "PaymentGateway.json is missing", "ape run deploy", "COUNTERFOIL_DEPLOYMENTS")


@pytest.mark.parametrize("command", RUNNING)
def test_on_an_unmigrated_database_nothing_runs(told, environment, command):
    assert_one_sentence(told(command), "run `counterfoil migrate`")


@pytest.mark.parametrize("command", RUNNING)
def test_without_a_reachable_database_nothing_runs(told, environment, monkeypatch, command):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")

    assert_one_sentence(told(command), "database", "DATABASE_URL")


@pytest.mark.parametrize("command", ["run", "mirror"])
def test_a_node_that_does_not_answer_ends_it(told, migrated, monkeypatch, command):
    monkeypatch.setenv("COUNTERFOIL_RPC_URLS", "http://127.0.0.1:1")

    assert_one_sentence(told(command), "http://127.0.0.1:1 does not answer", "COUNTERFOIL_RPC_URLS")


@pytest.mark.parametrize("command", ["run", "mirror"])
def test_a_node_of_another_chain_ends_it(told, migrated, node, command):
    node.chain_id = 1

    assert_one_sentence(told(command), "follows chain 1", "COUNTERFOIL_NETWORK")


@pytest.mark.parametrize("command", ["run", "mirror"])
def test_a_record_without_code_on_chain_ends_it(told, migrated, node, command):
    node.code = "0x"

    assert_one_sentence(told(command), "has no code at", "ape run deploy")


@pytest.mark.parametrize("command", ["run", "mirror"])
def test_a_record_that_comes_late_ends_it_until_all_is_forgotten(told, migrated, environment, command):
    with sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        position = (31337, 9, "0x09", 9, 9, 9, "0x" + "c0" * 20)
        database.execute("insert into positions values (?, ?, ?, ?, ?, ?, ?)", position)
    write_record(Path(environment["COUNTERFOIL_DEPLOYMENTS"]), "Escrow")

    assert_one_sentence(told(command), "without the events of Escrow 0xe0e0", "run `counterfoil forget`")
    code, out, err = told("forget")
    assert (code, err) == (0, "") and out.startswith("Forgotten.")
    with sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        assert database.execute("select count(*) from positions").fetchone() == (0,)


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_taken_port_ends_it(told, migrated, environment, command):
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", int(environment["COUNTERFOIL_PORT"])))
        taker.listen()
        outcome = told(command)

    assert_one_sentence(outcome, f"Cannot listen on 127.0.0.1:{environment['COUNTERFOIL_PORT']}", "COUNTERFOIL_PORT")


@pytest.mark.parametrize("command", ["run", "serve", "openapi"])
def test_without_a_signer_secret_nothing_is_served(told, migrated, monkeypatch, command):
    monkeypatch.delenv("COUNTERFOIL_SIGNER_SECRET")

    assert_one_sentence(told(command), "COUNTERFOIL_SIGNER_SECRET is missing", "64 hexadecimal digits")


def test_a_locked_database_is_named(told, migrated, environment, monkeypatch):
    monkeypatch.setattr("backend.tables.session.BUSY_MILLISECONDS", 50)
    holder = sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")

    outcome = told("account", "create", "--name", "Shop", "--merchant", MERCHANT)

    holder.close()
    assert_one_sentence(outcome, "locked")


def test_the_demo_wallet_stays_on_the_local_chain(told, migrated, monkeypatch, tmp_path):
    monkeypatch.setenv("COUNTERFOIL_DEMO_WALLET", "true")
    monkeypatch.setenv("COUNTERFOIL_NETWORK", "ethereum-sepolia")
    write_record(tmp_path / "deployments", network="ethereum-sepolia", chain_id=11155111)
    (tmp_path / "deployments" / "local").rename(tmp_path / "deployments" / "ethereum-sepolia")

    assert_one_sentence(told("run"), "COUNTERFOIL_DEMO_WALLET is for the local chain")


MISTAKEN = [
    (["account", "create", "--name", "Shop", "--merchant", "0x12"], "40 hexadecimal digits"),
    (["account", "create", "--name", "Shop", "--merchant", MERCHANT.replace("dc79C8", "DC79C8")], "EIP-55"),
    (["account", "key", "acct_nobody"], "There is no account acct_nobody"),
    (["account", "revoke", "key_nobody"], "There is no working key key_nobody"),
    (["webhook", "add", "acct_nobody", "https://shop.example/"], "There is no account acct_nobody"),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKEN)
def test_a_mistaken_argument_is_one_sentence(told, migrated, arguments, words):
    assert_one_sentence(told(*arguments), words)


def test_a_private_webhook_is_refused_unless_allowed(told, migrated, monkeypatch):
    account = re.search(r"acct_\w+", told("account", "create", "--name", "Shop", "--merchant", MERCHANT)[1])[0]

    assert_one_sentence(told("webhook", "add", account, "https://10.0.0.1/hook"), "COUNTERFOIL_PRIVATE_WEBHOOKS")
    monkeypatch.setenv("COUNTERFOIL_PRIVATE_WEBHOOKS", "true")
    assert re.search(r"secret +whsec_\S{44}\n", told("webhook", "add", account, "http://10.0.0.1/hook")[1])


def test_an_account_is_told_its_signer_and_its_key_once(told, migrated):
    code, out, err = told("account", "create", "--name", "Shop", "--merchant", MERCHANT.lower())

    facts = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert (code, err, facts["merchant"]) == (0, "", MERCHANT)
    assert re.fullmatch(r"0x[0-9a-fA-F]{40}", facts["invoice_signer"])
    assert re.fullmatch(r"cf_test_[0-9A-Za-z]{43}", facts["api_key"])
    assert_one_sentence(told("account", "create", "--name", "Again", "--merchant", MERCHANT), facts["account"])
    assert re.search(r"api_key +cf_test_\w{43}\n", told("account", "key", facts["account"])[1])


def test_a_key_ends_once(told, migrated):
    key = re.search(r"key_\w+", told("account", "create", "--name", "Shop", "--merchant", MERCHANT)[1])[0]

    assert told("account", "revoke", key) == (0, f"revoked  {key}\n", "")
    assert_one_sentence(told("account", "revoke", key), f"There is no working key {key}")


def test_nothing_is_due_on_an_empty_database(told, migrated):
    assert told("due") == (0, "0 in all, due by 1970-01-01T00:00:00Z\n", "")
    assert told("due", "--days", "2")[1] == "0 in all, due by 1970-01-03T00:00:00Z\n"


def test_the_openapi_document_is_printed(told, migrated):
    assert "/v1/payment_sessions" in json.loads(told("openapi")[1])["paths"]


ENDS = [
    ("run", signal.SIGINT),
    ("run", signal.SIGTERM),
    ("serve", signal.SIGTERM),
    ("mirror", signal.SIGTERM),
    ("deliver", signal.SIGINT),
]


@pytest.mark.parametrize(("command", "end"), ENDS)
def test_a_signal_ends_a_running_process_cleanly(migrated, environment, command, end):
    process = subprocess.Popen(
        [sys.executable, "-m", "backend", command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    # Whatever happens, the test ends: reading a line from a process that says nothing would wait for ever.
    guard = threading.Timer(60, process.kill)
    guard.start()
    try:
        assert '"event": "running"' in process.stderr.readline()
        process.send_signal(end)
        said = process.communicate()[1]
    finally:
        process.kill()
        guard.cancel()

    assert process.returncode == 0 and '"event": "ended"' in said and "Traceback" not in said, said
