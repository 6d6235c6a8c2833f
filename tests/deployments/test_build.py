"""The code that is deployed is compiled anew from the sources, and is the code that is tested."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from scripts._deployment import Refused
from scripts._deployment.build import ROOT, build, source_digest

GATEWAY = "contracts/PaymentGateway.vy"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the contracts that a test may change."""
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts", ignore=shutil.ignore_patterns(".cache"))
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_refuses_a_source_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"PaymentGateway\.vy is missing: check out the sources"):
        build(GATEWAY, root=tmp_path)


def test_refuses_a_source_that_does_not_compile(sources: Path) -> None:
    change(sources / GATEWAY, "def pay_split(", "def pay_split((")
    with pytest.raises(Refused, match=r"PaymentGateway\.vy does not compile"):
        build(GATEWAY, root=sources)


def test_finds_no_import_outside_the_project(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (sources / "contracts/modules/packing.vy").unlink()
    monkeypatch.syspath_prepend(str(ROOT))
    with pytest.raises(Refused, match="does not compile"):
        build(GATEWAY, root=sources)


def test_digest_tells_paths_and_lengths_apart(tmp_path: Path) -> None:
    for name, content in (("a", "bc"), ("ab", "c"), ("c", "ab")):
        (tmp_path / name).write_text(content)
    digests = [source_digest([name], tmp_path) for name in ("a", "ab", "c")]
    assert len(set(digests)) == 3
    assert source_digest(["c", "a"], tmp_path) == source_digest(["a", "c"], tmp_path)


def test_given_a_changed_module__code_and_digest_change(sources: Path) -> None:
    before = build(GATEWAY, root=sources)
    change(sources / "contracts/modules/eip712_domain.vy", "constant(bytes1) = 0x0f", "constant(bytes1) = 0x0e")
    after = build(GATEWAY, root=sources)
    assert "contracts/modules/eip712_domain.vy" in before.sources
    assert after.init_code != before.init_code
    assert after.source_sha256 != before.source_sha256


def test_ape_compiles_the_same_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    from ape import Project

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # where Ape looks for vyper
    project = Project(ROOT)
    (contract,) = project.compiler_manager.compile([ROOT / GATEWAY], project=project)
    built = build(GATEWAY)
    assert contract.deployment_bytecode.bytecode.removeprefix("0x") == built.init_code.hex()
    assert built.sources[0] == GATEWAY
    assert all((ROOT / source).is_file() for source in built.sources)
