"""The project's own files, as git would commit them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files(*suffixes: str) -> list[Path]:
    """Tracked and not-ignored files with one of the suffixes (all files for none), relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    paths = [Path(line) for line in listed if (ROOT / line).is_file()]
    return sorted(p for p in paths if not suffixes or p.suffix in suffixes)


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
