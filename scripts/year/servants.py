"""The backend's processes of the year: a mirror, and keepers that are killed at random."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random


@dataclass
class Servants:
    """Started in `folder`, each with a log there. `environment`: settings of all of them."""

    folder: Path
    environment: dict[str, str]
    keys: tuple[str, ...]
    dice: Random
    kills: int = 0
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def run(self, *command: str) -> str:
        """A command of the backend to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "backend", *command],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        """Mirror and keepers."""
        self._begin("mirror", "mirror")
        for number in range(len(self.keys)):
            self._begin_keeper(number)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keepers stand still meanwhile, so that what people do on a day comes before what is due on it."""
        keepers = [process for name, process in self._running.items() if name.startswith("keeper")]
        for process in keepers:
            process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in keepers:
                process.send_signal(signal.SIGCONT)

    def forget_waits(self, database: Path) -> None:
        """A day has passed on the chain, but not here: what keepers left alone for hours, they look at again."""
        with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
            connection.execute("update keeper_errands set next_attempt_at = 0")

    def kill_a_keeper(self) -> None:
        """One of them, as a power cut would, and starts it again."""
        number = self.dice.randrange(len(self.keys))
        process = self._running[f"keeper-{number}"]
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        self.kills += 1
        self._begin_keeper(number)

    def check(self) -> None:
        """Raises AssertionError if one of them ended by itself."""
        for name, process in self._running.items():
            assert process.poll() is None, f"{name} ended: read {self.folder / name}.log"

    def stop(self) -> None:
        """Ends them all."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _begin_keeper(self, number: int) -> None:
        self._begin(f"keeper-{number}", "keeper", COUNTERFOIL_KEEPER_KEY=self.keys[number])

    def _begin(self, name: str, command: str, **more: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "backend", command],
                env=self._environment() | more,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")}
        return kept | self.environment
