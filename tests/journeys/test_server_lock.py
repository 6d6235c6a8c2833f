"""A server needs nothing but the packages of `locks/run.txt`."""

import json
import subprocess

import pytest

from tests.backend.running.surroundings import SECRET, write_record


@pytest.fixture(scope="module")
def python(root, tmp_path_factory):
    """An interpreter with those packages and no others."""
    folder = tmp_path_factory.mktemp("server")
    uv = root / ".venv" / "bin" / "uv"
    for command in (
        [uv, "venv", "--quiet", "--python", root / ".venv" / "bin" / "python", folder],
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", folder, root / "locks" / "run.txt"],
    ):
        subprocess.run(command, check=True, timeout=180)
    return folder / "bin" / "python"


@pytest.mark.parametrize("command", ["migrate", "openapi"])
def test_a_server_runs_on_its_own_lock(python, root, clean_environment, tmp_path, command):
    write_record(tmp_path / "deployments")
    environment = clean_environment | {
        "PYTHONPATH": str(root),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'server.db'}",
        "COUNTERFOIL_DEPLOYMENTS": str(tmp_path / "deployments"),
        "COUNTERFOIL_SIGNER_SECRET": SECRET,
    }

    done = subprocess.run(
        [python, "-m", "backend", command], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    if command == "openapi":
        assert "/v1/payment_sessions" in json.loads(done.stdout)["paths"]
