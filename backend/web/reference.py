"""`/docs`: the API reference as a plain page, written from the OpenAPI document. No script, nothing from others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.web.catalogue import CATALOGUE
from backend.web.schema_words import described, example, fields_of, resolve

router = APIRouter(include_in_schema=False)
TEMPLATES = Path(__file__).with_name("reference_templates")
# The page carries its own style; the policy names nothing but it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def environment() -> Environment:
    """Jinja with escaping on and unknown names refused."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@router.get("/docs")
async def read_reference(request: Request) -> HTMLResponse:
    """The reference page of this very server."""
    app = request.app
    if not hasattr(app.state, "reference"):
        app.state.reference = render(app.openapi(), app.state.context.origin)
    return HTMLResponse(app.state.reference, headers={"Content-Security-Policy": POLICY})


def render(document: dict[str, Any], origin: str) -> str:
    """The page for an OpenAPI document; `origin` is written into its examples."""
    template = environment().get_template("page.html")
    return template.render(document=document, origin=origin, groups=_groups(document, origin), catalogue=CATALOGUE)


def _groups(document: dict[str, Any], origin: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = _operation(document, origin, path, method, operation)
            groups.setdefault(operation["tags"][0], []).append(told)
    return groups


def _operation(
    document: dict[str, Any], origin: str, path: str, method: str, operation: dict[str, Any]
) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    success = next((code, found) for code, found in operation["responses"].items() if code.startswith("2"))
    answer = success[1].get("content", {}).get("application/json", {}).get("schema")
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "description": operation.get("description", ""),
        "keyed": bool(operation.get("security")),
        "parameters": [
            {
                "name": p["name"],
                "where": p["in"],
                "required": p.get("required", False),
                "form": described(document, p["schema"]),
                "meaning": p.get("description") or resolve(document, p["schema"]).get("description", ""),
            }
            for p in operation.get("parameters", [])
        ],
        "body": fields_of(document, body) if body else [],
        "success": success[0],
        "answer": fields_of(document, answer) if answer else [],
        "curl": _curl(document, origin, path, method, body),
        "problems": {code: found["description"] for code, found in operation["responses"].items() if code[0] in "45"},
    }


def _curl(document: dict[str, Any], origin: str, path: str, method: str, body: dict[str, Any] | None) -> str:
    lines = [f"curl -X {method.upper()} {origin}{path}"]
    if path.startswith("/v1"):
        lines.append('-H "Authorization: Bearer $COUNTERFOIL_KEY"')
    if body:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d '{example(document, body)}'")
    return " \\\n  ".join(lines)
