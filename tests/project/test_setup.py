"""`make setup` names what is missing in one line."""

import os
import subprocess
from pathlib import Path

import pytest
from tree import ROOT


def setup(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the script with nothing on PATH but what lies under `path`."""
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "setup")],
        env={"PATH": str(path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def tools(tmp_path):
    """A folder with the commands that the script itself uses, to which a test adds programs."""
    for name in ("dirname", "cat", "cksum"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    return tmp_path


def program(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def assert_one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_without_python(tools):
    assert_one_line(setup(tools), "Python 3.11")


def test_with_an_old_python(tools):
    program(tools, "python3", 'case "$1" in --version) echo "Python 3.9.18";; *) exit 1;; esac')
    assert_one_line(setup(tools), "Python 3.9.18", "3.11")


def test_without_venv(tools):
    program(tools, "python3", 'case "$2" in *venv*) exit 1;; esac')
    assert_one_line(setup(tools), "venv")


def test_without_node(tools):
    program(tools, "python3", "exit 0")
    assert_one_line(setup(tools), "Node.js 20")


def test_with_an_old_node(tools):
    program(tools, "python3", "exit 0")
    program(tools, "node", 'case "$1" in --version) echo v18.1.0;; *) exit 1;; esac')
    assert_one_line(setup(tools), "v18.1.0", "20")


def test_without_npm(tools):
    program(tools, "python3", "exit 0")
    program(tools, "node", "exit 0")
    assert_one_line(setup(tools), "npm")


def test_a_second_run_does_nothing():
    done = subprocess.run(
        [ROOT / "scripts" / "setup"], env=dict(os.environ), capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "")
