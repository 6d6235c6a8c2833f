"""The page for auditors names tests and commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

from tree import files, text

PAGE = text(Path("docs/audit.md"))


def test_every_named_test_is_there() -> None:
    written = "\n".join(text(p) for p in files(".py") if p.parts[:2] == ("tests", "contracts"))
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    missing = {name for name in named if f"def {name}(" not in written}
    assert len(named) > 40 and not missing, f"docs/audit.md names tests that are not there: {missing}"


def test_every_bug_of_peers_that_has_a_test_is_told() -> None:
    sources = [p for p in files(".py") if p.name.startswith("test_found_in_peers")]
    written = {name for p in sources for name in re.findall(r"^def (test_\w+)\(", text(p), re.M)}
    silent = {name for name in written if f"`{name}`" not in PAGE}
    assert written and not silent, f"docs/audit.md is silent about: {silent}"
