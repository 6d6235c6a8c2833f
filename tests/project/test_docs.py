"""Docs say what the code does: errors, settings, verbs, links."""

import re
from pathlib import Path

import pytest
from tree import ROOT, files, text

DOCS = [p for p in files(".md")]
REASON = re.compile(r'"([a-z0-9_]+: [^"]+)"')


def reasons_in_sources() -> set[str]:
    sources = [p for p in files(".vy") if p.parts[0] == "contracts" and "mocks" not in p.parts]
    return {reason for p in sources for reason in REASON.findall(text(p))}


def test_contract_errors_and_their_list_agree():
    listed = set(re.findall(r"^\| `([a-z0-9_]+: [^`]+)` \|", text(Path("docs/errors.md")), re.M))
    assert reasons_in_sources() == listed, f"only in one: {reasons_in_sources() ^ listed}"


def test_every_listed_error_has_cause_and_remedy():
    rows = re.findall(r"^\| `[a-z0-9_]+: .*$", text(Path("docs/errors.md")), re.M)
    bare = [row for row in rows if len([cell for cell in row.strip("|").split("|") if cell.strip()]) < 3]
    assert rows and not bare, f"cause or remedy is missing: {bare}"


def test_every_setting_is_documented():
    from backend.settings import Settings

    names = {
        str(getattr(field, "validation_alias", None) or f"COUNTERFOIL_{name.upper()}")
        for name, field in Settings.model_fields.items()
    }
    missing = {name for name in names if f"`{name}`" not in text(Path("docs/running.md"))}
    assert not missing, f"not in docs/running.md: {missing}"


def verbs() -> set[str]:
    """Writing externals of the deployables and of the modules they export."""
    sources = [p for p in files(".vy") if p.parts[0] == "contracts" and "mocks" not in p.parts]
    externals = {match for p in sources for match in re.findall(r"(@external\n(?:@\w+\n)*def \w+)", text(p))}
    writing = {e for e in externals if "@view" not in e and "@pure" not in e}
    return {e.rsplit(" ", 1)[1] for e in writing} - {"__default__"}


def test_every_verb_has_a_page():
    pages = " ".join(text(p) for p in DOCS if p.parts[:2] == ("docs", "operations"))
    missing = {verb for verb in verbs() if f"`{verb}(" not in pages}
    assert len(verbs()) > 10 and not missing, f"no page under docs/operations tells of: {missing}"


def test_every_event_is_told():
    interface = " ".join(text(p) for p in files(".vy", ".vyi") if p.parts[0] == "contracts" and "mocks" not in p.parts)
    events = set(re.findall(r"^event (\w+):", interface, re.M))
    missing = {event for event in events if f"`{event}`" not in text(Path("docs/events.md"))}
    assert len(events) > 10 and not missing, f"docs/events.md is silent about: {missing}"


@pytest.mark.parametrize("page", DOCS, ids=str)
def test_links_lead_somewhere(page: Path):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text(page))
    broken = [t for t in targets if not (ROOT / page.parent / t).exists()]
    assert not broken, f"{page}: {broken}"


def test_every_doc_is_reachable_from_the_readme():
    seen: set[Path] = set()
    queue = [Path("README.md")]
    while queue:
        page = queue.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text(page)):
            path = (ROOT / page.parent / target).resolve().relative_to(ROOT)
            queue += [p for p in DOCS if path in p.parents] if (ROOT / path).is_dir() else [path]
    lost = [str(p) for p in DOCS if p not in seen and p.parts[0] in {"docs", "deployments"}]
    assert not lost, f"no way leads from README.md to: {lost}"


def test_nothing_is_announced_that_is_not_there():
    words = re.compile(r"coming soon|\bTODO\b|\bFIXME\b|lorem ipsum", re.IGNORECASE)
    found = [str(p) for p in files(".md", ".py", ".vy", ".sol", ".js", ".html") if words.search(text(p))]
    assert [p for p in found if p != "tests/project/test_docs.py"] == []
