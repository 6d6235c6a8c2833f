"""Every tree has its tests, every test its leaf: `tests/contracts/<contract>/<verb>.tree` beside `test_<verb>.py`."""

import ast
import re
from pathlib import Path

import pytest
from tree import ROOT, text

TREES = sorted((ROOT / "tests" / "contracts").rglob("*.tree"))
TESTS = sorted((ROOT / "tests" / "contracts").rglob("test_*.py"))


def names_beside(path: Path) -> set[str]:
    nodes = ast.parse(text(path)).body
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_there_are_trees():
    assert TREES, "no .tree file under tests/contracts"


def test_every_test_file_of_a_contract_has_a_tree():
    alone = [p.name for p in TESTS if not p.with_name(p.stem.removeprefix("test_") + ".tree").exists()]
    assert not alone, f"write the tree first: {alone}"


@pytest.mark.parametrize("tree", TREES, ids=lambda p: p.stem)
def test_leaves_and_tests_agree(tree: Path):
    beside = tree.with_name(f"test_{tree.stem}.py")
    assert beside.exists(), f"{tree.name} has no {beside.name}"
    leaves = set(re.findall(r"\[(test_\w+)\]", tree.read_text(encoding="utf-8")))
    unnamed = [
        line for line in tree.read_text(encoding="utf-8").splitlines() if "it should" in line and "[test_" not in line
    ]
    assert not unnamed, f"leaves without a test: {unnamed}"
    assert leaves == names_beside(beside), f"only in tree or only in tests: {leaves ^ names_beside(beside)}"
