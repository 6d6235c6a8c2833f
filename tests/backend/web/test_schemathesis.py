"""The OpenAPI document against the running application: good and bad requests drawn from it, real HTTP, real database.

Every answer must be documented in status, media type, headers and shape, and none may be a server error."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import GenerationConfig, SchemathesisConfig

from backend.running import bind, serve_until
from backend.tables.session import open_engine, upgrade
from tests.backend.web.chain_rows import accepted, collected, funded, owed, share
from tests.backend.web.premises import NOW, delivery, endpoint, notice, observed, open_premises, paid, position, word
from tests.backend.web.subscription_rows import charge, failure, mandate, plan
from tests.backend.web.test_wallets import WALLET, proposal, wallet


class Served:
    """The application in a thread of its own, with rows to be found."""

    def __init__(self, url: str) -> None:
        self._database = url
        self._socket = bind("127.0.0.1", 0)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.key = ""
        self.ids: dict[str, str] = {}

    def __enter__(self) -> "Served":
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        await upgrade(self._database)
        engine = open_engine(self._database)
        premises = await open_premises(engine)
        await self._fill(premises)
        self._ready.set()
        await serve_until(premises.app, self._socket, self._stop)
        await premises.close()
        await engine.dispose()

    async def _fill(self, premises) -> None:
        shop = premises.merchant
        session = await premises.new_session(metadata={"order": "7"})
        whole = {**(await self._payment(premises, session)), "refund": None, "reverted": None}
        told, listener = notice(shop.account_id, 1, **whole), endpoint(shop.account_id)
        await premises.write(told, listener, delivery(told, listener))
        await premises.write(
            *(funded(shop.address, word(9)), accepted(shop.address, word(8)), owed(shop.address)),
            *(collected(shop.address, session["payment_id"]), share(shop.address, session["payment_id"], 2, 5)),
            *(plan(shop.address, word(20)), mandate(shop.address, word(21), word(20))),
            *(charge(shop.address, word(21), block=11), failure(shop.address, word(21), block=12)),
            *(wallet(), proposal(1, 11)),
        )
        self.key = shop.key
        self.ids = {
            "session_id": session["id"],
            "payment_id": session["payment_id"],
            "deal_id": word(9),
            "plan_id": word(20),
            "mandate_id": word(21),
            "address": WALLET,
            "proposal": word(1),
            "event_id": told.id,
            "endpoint_id": listener.id,
        }

    async def _payment(self, premises, session) -> dict:
        row = paid(premises.merchant.address, session["payment_id"])
        await premises.write(position(12), observed(12, at=NOW), row)
        return (await premises.merchant.client.get(f"/v1/payments/{session['payment_id']}")).json()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(f"sqlite:///{tmp_path_factory.mktemp('fuzzed') / 'counterfoil.db'}") as running:
        yield running


@pytest.fixture(scope="module")
def described(served: Served) -> schemathesis.BaseSchema:
    generation = GenerationConfig(deterministic=True)
    return schemathesis.openapi.from_url(f"{served.url}/openapi.json", config=_config(generation))


def _config(generation: GenerationConfig) -> SchemathesisConfig:
    config = SchemathesisConfig()
    config.projects.default.generation = generation
    return config


api = schemathesis.pytest.from_fixture("described")
# Mixed-case addresses without checksum, unlisted tokens and past times fit the schema and are refused all the same.
load_all_checks()
EXCLUDED = [CHECKS.get_one("positive_data_acceptance")]


@api.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_documented_and_none_is_a_server_error(case: schemathesis.Case, served: Served) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {served.key}"}, excluded_checks=EXCLUDED)


@api.parametrize()
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_answers_about_what_is_there_have_the_documented_shape(case: schemathesis.Case, served: Served) -> None:
    if case.path_parameters:
        case.path_parameters = {name: served.ids[name] for name in case.path_parameters}
    case.call_and_validate(headers={"Authorization": f"Bearer {served.key}"}, excluded_checks=EXCLUDED)


def test_something_was_there(served: Served) -> None:
    assert all(served.ids.values()) and served.ids["payment_id"] != word(0)
