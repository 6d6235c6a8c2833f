"""Everything that goes wrong goes out one way, and the list of problems is the list in the source."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from backend.tables.session import DatabaseLocked
from backend.web.catalogue import CATALOGUE
from backend.web.envelope import SECURITY_HEADERS

ROOT = Path(__file__).resolve().parents[3]
SESSIONS = "/v1/payment_sessions"


@pytest.fixture
def database_url(tmp_path) -> str:
    # What is tested here does not depend on the database.
    return f"sqlite:///{tmp_path / 'counterfoil.db'}"


def test_the_list_of_problems_is_that_of_the_source():
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.+?) \| (.+) \|$", (ROOT / "docs/problems.md").read_text(), re.M)

    listed = {code: (int(status), remedy) for code, status, _, remedy in rows}
    assert listed == {code: (kind.status, kind.remedy) for code, kind in CATALOGUE.items()}
    assert all(cause.strip() for _, _, cause, _ in rows)


def test_every_problem_of_the_catalogue_is_raised_somewhere():
    named = set()
    for path in (ROOT / "backend").rglob("*.py"):
        if path.name != "catalogue.py":
            tree = ast.parse(path.read_text())
            named |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    by_status = {"route_unknown"}

    assert set(CATALOGUE) - named - by_status == set()


PATHS = [
    ("GET", "/nowhere", 404, "route_unknown"),
    ("GET", "/v1/tokens/", 404, "route_unknown"),
    ("PUT", SESSIONS, 405, "method_unknown"),
    ("TRACE", "/health", 405, "method_unknown"),
    ("POST", "/v1/events", 405, "method_unknown"),
]


@pytest.mark.parametrize(("method", "path", "status", "code"), PATHS)
async def test_a_path_or_method_that_is_not_there_is_a_problem(customer, method, path, status, code):
    answer = await customer.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_allow_names_every_method_of_the_path(customer):
    assert (await customer.put(SESSIONS)).headers["allow"] == "GET, POST"


async def test_a_problem_says_everything_rfc_9457_and_we_promise(customer):
    answer = await customer.get("/v1/payments?x=1", headers={"x-request-id": "order-7.try_1"})

    assert answer.json() == {
        "type": "https://pay.example/docs#key_missing",
        "title": "No API key",
        "status": 401,
        "detail": "No API key. Send the header `Authorization: Bearer cf_…`.",
        "instance": "/v1/payments",
        "code": "key_missing",
        "param": None,
        "request_id": "order-7.try_1",
    }
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("asked", ["", "a" * 65, "a b", "a\tb", '"><script>'])
async def test_a_request_id_of_another_form_is_replaced(customer, asked):
    answer = await customer.get("/health", headers={"x-request-id": asked})

    assert re.fullmatch(r"req_[0-9A-Za-z]{22}", answer.headers["x-request-id"])


TROUBLES = [
    (DatabaseLocked("The database /srv/secret.db is locked."), 503, "database_unavailable"),
    (PoolTimeoutError("QueuePool limit"), 503, "database_unavailable"),
    (RuntimeError("a secret"), 500, "internal_error"),
    (KeyError("a secret"), 500, "internal_error"),
]


@pytest.mark.parametrize(("error", "status", "code"), TROUBLES, ids=[type(t[0]).__name__ for t in TROUBLES])
async def test_trouble_inside_is_answered_without_its_details(premises, customer, monkeypatch, error, status, code):
    session = await premises.new_session()

    def fail(*_, **__):
        raise error

    monkeypatch.setattr("backend.web.routes.checkout.session_for_customer", fail)
    answer = await customer.get(f"/checkout/{session['id']}/state")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "secret" not in answer.text and "Traceback" not in answer.text and "QueuePool" not in answer.text
    assert set(SECURITY_HEADERS) <= {name.title() for name in answer.headers} | set(answer.headers)
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert answer.headers.get("retry-after") == ("1" if status == 503 else None)


@pytest.mark.parametrize("path", ["/health", "/docs", "/nowhere", SESSIONS, "/openapi.json", "/metrics"])
async def test_every_answer_carries_security_headers(customer, path):
    headers = (await customer.get(path)).headers

    missing = [name for name in SECURITY_HEADERS if name not in headers]
    assert missing == [] and headers["strict-transport-security"] == "max-age=31536000"
    assert "default-src 'none'" in headers["content-security-policy"]


async def test_measurements_name_routes_and_never_ids(premises, customer):
    session = await premises.new_session()
    await customer.get(f"/checkout/{session['id']}/state")

    text = (await customer.get("/metrics")).text

    assert 'route="/checkout/{session_id}/state",status="200"' in text
    assert session["id"] not in text
