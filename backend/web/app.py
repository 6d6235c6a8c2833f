"""The application: routes, problems, and what is around every answer."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from backend.web import reference
from backend.web.context import Context
from backend.web.envelope import Envelope
from backend.web.pages import DemoRpc, create_pages
from backend.web.problems import ProblemDocument, install
from backend.web.routes import (
    checkout,
    credits,
    deals,
    deposits,
    events,
    health,
    mandates,
    merchant,
    payments,
    plans,
    sessions,
    subscribing,
    subscriptions,
    tokens,
    wallets,
    webhook_endpoints,
)

VERSION = "1.0.0"
SUMMARY = "Ask for stablecoin payments and see what the chain says of them."
ROUTERS = (
    sessions.router,
    payments.router,
    deals.router,
    deposits.router,
    credits.router,
    merchant.router,
    plans.router,
    mandates.router,
    subscriptions.router,
    wallets.router,
    events.router,
    webhook_endpoints.router,
    tokens.router,
    checkout.router,
    subscribing.router,
    health.router,
)


def create_app(context: Context, demo_rpc: DemoRpc | None = None) -> FastAPI:
    """The HTTP API and the pages over one context. Opens nothing and starts nothing.

    `demo_rpc`: the way to the local chain's node when the demo wallet is to be offered."""
    app = FastAPI(
        title="Counterfoil",
        version=VERSION,
        summary=SUMMARY,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    app.state.context = context
    registry = CollectorRegistry()
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(reference.router)
    app.include_router(create_pages(demo_rpc))
    _offer_metrics(app, registry)
    install(app)
    app.add_middleware(Envelope, registry=registry, https=context.origin.startswith("https:"))
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _offer_metrics(app: FastAPI, registry: CollectorRegistry) -> None:
    @app.get("/metrics", include_in_schema=False)
    async def read_metrics() -> Response:
        """Measurements in the text format of Prometheus."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update({**schema.pop("$defs", {}), "ProblemDocument": schema})
        app.openapi_schema = document
    return app.openapi_schema
