"""The page on gas says what the committed table says."""

from __future__ import annotations

import json

from scripts.gas import PAGE, TABLE, page_table


def test_page_shows_the_committed_table() -> None:
    assert page_table(json.loads(TABLE.read_text())) in PAGE.read_text(encoding="utf-8")
