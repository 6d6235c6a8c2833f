"""Problems as RFC 9457 documents (`application/problem+json`): one way out for everything that goes wrong."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from structlog import get_logger

from backend.tables.session import DatabaseTrouble
from backend.web.catalogue import BY_STATUS, CATALOGUE

MEDIA_TYPE = "application/problem+json"
log = get_logger("web")

# What pydantic calls it, and what we call it.
RENAMED = {
    "extra_forbidden": "field_unknown",
    "missing": "field_missing",
    "json_invalid": "body_malformed",
}
NOT_OBJECT = {"model_attributes_type", "model_type", "dict_type", "missing"}


class Problem(Exception):
    """A request that cannot be met. `code` is a key of the catalogue; `param` the field at fault, dotted;
    `detail` what is wrong this time, to which the catalogue's remedy is added."""

    def __init__(self, code: str, *, param: str | None = None, detail: str | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code, self.param, self.detail, self.extra = code, param, detail, extra


class Fault(BaseModel):
    """One thing wrong with a request."""

    code: str
    param: str | None
    detail: str


class ProblemDocument(BaseModel):
    """What every refused or failed request is answered with (RFC 9457)."""

    type: str = Field(description="Where the problem is explained.")
    title: str
    status: int
    detail: str = Field(description="What is wrong this time, and the remedy.")
    instance: str = Field(description="The path of the request.")
    code: str = Field(description="A stable name for programs.")
    param: str | None = Field(description="The field at fault, if one is.")
    request_id: str
    errors: list[Fault] | None = Field(default=None, description="Everything that is wrong, when it is several fields.")


def answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """The problem as a response."""
    kind = CATALOGUE[problem.code]
    document = {
        "type": f"{request.app.state.context.origin}/docs#{problem.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": f"{problem.detail or kind.title + '.'} {kind.remedy}",
        "instance": request.url.path,
        "code": problem.code,
        "param": problem.param,
        "request_id": request.scope.get("state", {}).get("request_id", ""),
        **problem.extra,
    }
    return JSONResponse(document, kind.status, headers=headers, media_type=MEDIA_TYPE)


def from_validation(error: RequestValidationError) -> Problem:
    """The first fault as the problem; all of them in `errors` when there are several."""
    faults = [_fault(dict(found)) for found in error.errors()[:20]]
    first, several = faults[0], len(faults) > 1
    extra = {"errors": [fault.model_dump() for fault in faults]} if several else {}
    return Problem(first.code, param=first.param, detail=first.detail, **extra)


def install(app: FastAPI) -> None:
    """Makes the application answer everything that goes wrong with a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(DatabaseTrouble, _on_database)
    app.add_exception_handler(PoolTimeoutError, _on_database)


def on_anything(request: Request, error: Exception) -> JSONResponse:
    """The answer to an error nobody foresaw: logged with its trace, which never reaches the caller."""
    log.exception("request_failed", path=request.url.path, exc_info=error)
    return answer(request, Problem("internal_error"))


async def _on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    # RFC 9110, section 11.6.1: a 401 names the scheme that would do.
    headers = {"WWW-Authenticate": "Bearer"} if CATALOGUE[error.code].status == 401 else None
    return answer(request, error, headers)


async def _on_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return answer(request, from_validation(error))


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = BY_STATUS.get(error.status_code, "internal_error")
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods_of(request))
    return answer(request, Problem(code), headers)


async def _on_database(request: Request, error: Exception) -> JSONResponse:
    # The sentence names files and hosts, which are the operator's business: it goes to the log.
    log.error("database_unavailable", path=request.url.path, problem=str(error))
    return answer(request, Problem("database_unavailable"), {"Retry-After": "1"})


def _methods_of(request: Request) -> list[str]:
    """Every method of the asked path: RFC 9110, section 15.5.6, wants all; the framework names one route's."""
    methods: set[str] = set()
    for context in iter_route_contexts(request.app.routes):
        regex = getattr(context, "path_regex", None)
        if regex is not None and regex.match(request.url.path):
            methods |= set(context.methods or ())
    return sorted(methods - {"HEAD"})


def _fault(found: dict[str, Any]) -> Fault:
    kind, place = str(found["type"]), list(found["loc"])
    where, steps = place[0], place[1:]
    if kind == "json_invalid":
        return Fault(code="body_malformed", param=None, detail="The body is not JSON.")
    if where == "body" and not steps and kind in NOT_OBJECT:
        return Fault(code="body_not_object", param=None, detail="The body is not a JSON object.")
    code = RENAMED.get(kind, kind if kind in CATALOGUE else "field_malformed")
    param = ".".join(str(step) for step in steps) or None
    return Fault(code=code, param=param, detail=f"{param or where}: {str(found['msg']).rstrip('.')}.")
