"""Compiles a contract from its sources, every time anew.

Ape's own build cache compares a contract's file only, not the modules it imports, and would hand out old code after a
module was changed; what is deployed or verified must never come from there (docs/decisions/0402).
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vyper  # type: ignore[import-untyped]
from vyper.compiler.input_bundle import FilesystemInputBundle  # type: ignore[import-untyped]
from vyper.compiler.output import build_abi_output  # type: ignore[import-untyped]
from vyper.compiler.output_bundle import OutputBundle  # type: ignore[import-untyped]
from vyper.compiler.phases import CompilerData  # type: ignore[import-untyped]
from vyper.compiler.settings import OptimizationLevel, Settings  # type: ignore[import-untyped]
from vyper.exceptions import VyperException  # type: ignore[import-untyped]

from backend.chain.records import Compiler
from scripts._deployment import Refused

ROOT = Path(__file__).resolve().parents[2]
SOLC = "scripts/solc/solc-v0.8.37"

# The same as in ape-config.yaml, so that the code under test is the code deployed; a test compares the two.
VYPER_SETTINGS: Mapping[str, Any] = {"evmVersion": "cancun", "optimize": "gas", "experimentalCodegen": False}
BLUEPRINT_SETTINGS: Mapping[str, Any] = {**VYPER_SETTINGS, "blueprint": True}
"""The same code, laid down as an ERC-5202 blueprint: what is on the chain is the init code behind a preamble."""
SOLIDITY_SETTINGS: Mapping[str, Any] = {"evmVersion": "cancun", "optimizer": {"enabled": True, "runs": 200}}


@dataclass(frozen=True, slots=True)
class Built:
    """A compiled contract. `sources`: the contract's file first, then what it imports, relative to the project."""

    contract: str
    init_code: bytes
    abi: tuple[dict[str, Any], ...]
    compiler: Compiler
    sources: tuple[str, ...]
    source_sha256: str


def build(source: str, settings: Mapping[str, Any] | None = None, root: Path = ROOT) -> Built:
    """Compile the contract in `root`/`source`, with the given settings or the project's. Raises Refused."""
    if not (root / source).is_file():
        raise Refused(f"{source} is missing: check out the sources that were deployed.")
    if source.endswith(".vy"):
        return _build_vyper(source, dict(settings or _vyper_settings(root / source)), root)
    return _build_solidity(source, dict(settings or SOLIDITY_SETTINGS), root)


def blueprint_init_code(init_code: bytes) -> bytes:
    """What deploys `init_code` as a blueprint (ERC-5202): `0xFE7100` and the init code become the code on the chain."""
    code = b"\xfe\x71\x00" + init_code
    return b"\x61" + len(code).to_bytes(2, "big") + bytes.fromhex("3d81600a3d39f3") + code


def source_digest(sources: Iterable[str], root: Path = ROOT) -> str:
    """SHA-256 over the sources sorted by path: path, zero byte, length as 8 bytes big-endian, bytes."""
    digest = hashlib.sha256()
    for path in sorted(sources):
        content = (root / path).read_bytes()
        digest.update(path.encode() + b"\0" + len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _vyper_settings(path: Path) -> Mapping[str, Any]:
    # A contract that would not fit otherwise says so itself; the compiler refuses to be told two things.
    own = re.search(r"^# pragma optimize (\w+)$", path.read_text(encoding="utf-8"), re.M)
    return {**VYPER_SETTINGS, "optimize": own[1]} if own else VYPER_SETTINGS


def _build_vyper(source: str, settings: dict[str, Any], root: Path) -> Built:
    # Imports are looked up in the project only: a module elsewhere on sys.path must not get into a contract.
    bundle = FilesystemInputBundle([root])
    wanted = Settings(
        evm_version=settings["evmVersion"],
        optimize=OptimizationLevel.from_string(settings["optimize"]),
        experimental_codegen=settings["experimentalCodegen"],
    )
    try:
        compiled = CompilerData(bundle.load_file(Path(source)), input_bundle=bundle, settings=wanted)
        init_code, abi = compiled.bytecode, build_abi_output(compiled)
        # Without what comes with the compiler (ethereum.ercs): its version stands for that.
        imported = [source.resolved_path for source in OutputBundle(compiled).source_codes.values()]
    except VyperException as problem:
        first_line = str(problem).strip().splitlines()[0]
        raise Refused(f"{source} does not compile ({first_line}): correct it.") from None
    if settings.get("blueprint"):
        init_code = blueprint_init_code(init_code)
    sources = _first(source, (path.relative_to(root.resolve()).as_posix() for path in imported))
    compiler = Compiler("vyper", str(vyper.__version__).partition("+")[0], settings)
    return Built(Path(source).stem, init_code, tuple(abi), compiler, sources, source_digest(sources, root))


def _build_solidity(source: str, settings: dict[str, Any], root: Path) -> Built:
    name = Path(source).stem
    contents = _solidity_sources(source, root)
    request = {
        "language": "Solidity",
        "sources": {unit: {"content": content} for unit, (_, content) in contents.items()},
        "settings": settings | {"outputSelection": {source: {name: ["abi", "evm.bytecode.object", "metadata"]}}},
    }
    answer = json.loads(_solc(root, json.dumps(request)))
    failures = [error for error in answer.get("errors", []) if error["severity"] == "error"]
    if failures:
        raise Refused(f"{source} does not compile ({failures[0]['message']}): correct it.")
    compiled = answer["contracts"][source][name]
    init_code = bytes.fromhex(compiled["evm"]["bytecode"]["object"])
    version = json.loads(compiled["metadata"])["compiler"]["version"]
    sources = _first(source, (path for path, _ in contents.values()))
    digest = source_digest(sources, root)
    return Built(name, init_code, tuple(compiled["abi"]), Compiler("solidity", version, settings), sources, digest)


def _solidity_sources(source: str, root: Path) -> dict[str, tuple[str, str]]:
    # By the name the compiler knows a source by: its path in the project and its text.
    found: dict[str, tuple[str, str]] = {}
    waiting = [source]
    while waiting:
        unit = waiting.pop()
        if unit in found:
            continue
        path = f"node_modules/{unit}" if unit.startswith("@") else unit
        text = (root / path).read_text(encoding="utf-8")
        found[unit] = (path, text)
        for imported in re.findall(r"^\s*import\s[^\"']*[\"']([^\"']+)[\"']", text, re.MULTILINE):
            near = posixpath.normpath(posixpath.join(posixpath.dirname(unit), imported))
            waiting.append(near if imported.startswith(".") else imported)
    return found


def _solc(root: Path, request: str) -> str:
    try:
        ran = subprocess.run(
            [root / SOLC, "--standard-json"], input=request, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        raise Refused("The Solidity compiler does not start: run `make setup`.") from None
    return ran.stdout


def _first(source: str, paths: Iterable[str]) -> tuple[str, ...]:
    return (source, *sorted(set(paths) - {source}))
