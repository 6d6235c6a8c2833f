"""The measuring verbs run: `make gas` whole; `bench-mirror`, `soak`, `mutants` and `year` in small."""

import json
import subprocess


def run(root, environment, *command):
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_gas_is_within_its_table(root, clean_environment):
    run(root, clean_environment, "make", "gas")  # make gas

    measured = json.loads((root / "build" / "gas.json").read_text())
    assert measured["gateway.pay"] <= 91_000
    assert {"floor.transfer", "floor.two_transfer_from", "gateway.refund"} <= measured.keys()


def test_bench_mirror_in_small(root, clean_environment, tmp_path):
    report = tmp_path / "bench.json"

    # make bench-mirror measures 2,000 blocks of 50 events.
    command = [".venv/bin/python", "scripts/bench_mirror.py", "--blocks", "20", "--runs", "1", "--report", str(report)]
    run(root, clean_environment, *command)

    rows = json.loads(report.read_text())
    assert {row["database"] for row in rows} == {"sqlite", "postgresql"}
    for row in rows:
        assert row["events"] == 1_000 and row["events_per_second"] > 0 and row["peak_rss_mb"] > 0


def test_soak_in_small(root, clean_environment, tmp_path):
    report = tmp_path / "soak.json"

    # make soak runs for minutes.
    soak = [".venv/bin/python", "tests/invariants/soak.py", "--seconds", "1", "--jobs", "4", "--report", str(report)]
    run(root, clean_environment, *soak)

    told = json.loads(report.read_text())
    assert (
        told["failures"] == 0
        and told["calls"] > 1_000
        and told["machines"].keys() == {"gateway", "escrow", "subscription", "multisig"}
    )
    assert {"G1", "D1", "E1", "S1", "M1"} <= told["invariants"].keys()


def test_mutants_in_small(root, clean_environment, tmp_path):
    report = tmp_path / "mutants.json"

    # make mutants judges all of them, for half an hour.
    mutants = [
        ".venv/bin/python",
        "tests/invariants/mutants.py",
        "--only",
        "DepositAddress.vy",
        "--report",
        str(report),
    ]
    run(root, clean_environment, *mutants)

    told = json.loads(report.read_text())
    assert told["total"] == told["killed"] + told["uncompilable"] == 2 and told["survivors"] == []


def test_a_few_weeks_of_the_year(root, clean_environment, tmp_path):
    report = tmp_path / "year.json"

    # make year is a whole one, with 300 subscribers.
    weeks = [".venv/bin/python", "scripts/simulated_year.py", "--subscribers", "14", "--days", "24", "--kills", "0.5"]
    run(root, clean_environment, *weeks, "--report", str(report))

    told = json.loads(report.read_text())
    assert told["differences"] == [] and told["charges"] > 10 and told["keepers_killed"] > 3
