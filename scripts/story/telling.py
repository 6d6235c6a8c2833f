"""Tells the steps of a story as they happen, and remembers how long each took."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Telling:
    """One printed line per step with its time in seconds; `write` leaves them as JSON."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Times the block; what the block appends to the yielded list is printed behind the name."""
        said: list[str] = []
        begun = time.monotonic()
        yield said
        ms = round((time.monotonic() - begun) * 1000)
        self.steps.append({"name": name, "ms": ms})
        print(f"{len(self.steps):>2}. {name:<52} {ms / 1000:>6.2f} s  {' '.join(said)}".rstrip(), flush=True)

    def write(self, path: Path, **facts: Any) -> None:
        """`{"steps": [{"name", "ms"}], **facts}` in one file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"steps": self.steps, **facts}, indent=2) + "\n", encoding="utf-8")
