"""Everything installed is pinned by hash, and no file names a registry's host or a path of one machine."""

import json
import re
from pathlib import Path

from tree import files, text

HOSTS = re.compile("|".join(["pypi" + r"\.", "python" + "hosted", "npm" + "js", r"deb\." + "debian"]))
PATHS = re.compile("/(" + "|".join(["wor" + "k", "far" + "m", "home", "Users"]) + ")/[a-z]")
SKIPPED = {".svg", ".png", ".ico", ".woff2"}


def test_python_packages_carry_hashes():
    for name in ("dev", "run", "uv"):
        lock = text(Path(f"locks/{name}.txt"))
        pins = re.findall(r"^[a-z0-9][\w.-]*==[^\s;]+.*\\$", lock, re.M)
        assert pins, f"locks/{name}.txt pins nothing"
        entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.M)
        assert all("--hash=sha256:" in entry for entry in entries if "==" in entry), name


def test_run_lock_agrees_with_dev_lock():
    pins = {n: dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", text(Path(f"locks/{n}.txt")), re.M)) for n in ("run", "dev")}
    differing = {k: (v, pins["dev"].get(k)) for k, v in pins["run"].items() if pins["dev"].get(k) != v}
    assert not differing


def test_node_packages_carry_hashes_and_no_addresses():
    packages = json.loads(text(Path("package-lock.json")))["packages"]
    for name, package in packages.items():
        if name:
            assert "integrity" in package and "resolved" not in package, name


def test_no_registry_host_and_no_machine_path():
    found = [
        f"{p}: {match[0]}"
        for p in files()
        if p.suffix not in SKIPPED and (match := HOSTS.search(text(p)) or PATHS.search(text(p)))
    ]
    assert not found
