"""A real anvil for each test that wants one, on a free port, ended by its own process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from web3 import HTTPProvider, Web3

ROOT = Path(__file__).resolve().parents[2]
DEPLOYER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"

Ape = Callable[..., subprocess.CompletedProcess[str]]


@contextmanager
def running_anvil(*options: str) -> Iterator[str]:
    """The URL of an anvil that answers, started with `options`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    anvil = shutil.which("anvil")
    assert anvil, "anvil is not on PATH: run `make setup`"
    process = subprocess.Popen([anvil, "--silent", "--port", str(port), *options])
    url = f"http://127.0.0.1:{port}"
    node = Web3(HTTPProvider(url, exception_retry_configuration=None))
    try:
        deadline = time.monotonic() + 20
        while not node.is_connected() and time.monotonic() < deadline:
            time.sleep(0.02)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def anvil() -> Iterator[str]:
    with running_anvil() as url:
        yield url


@pytest.fixture(scope="module")
def ape_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Ape keeps accounts and caches in these tests, instead of the person's own."""
    return tmp_path_factory.mktemp("ape")


@pytest.fixture(scope="module")
def ape(ape_folder: Path) -> Ape:
    """Runs the `ape` of this Python in the project."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")}
        return subprocess.run(
            [Path(sys.executable).with_name("ape"), *arguments],
            cwd=ROOT,
            env=kept | {"APE_DATA_FOLDER": str(ape_folder)} | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
        )

    return run
