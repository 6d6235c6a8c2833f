"""The pages' scripts and styles: few, small, read once, and told apart by their hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from backend.web.pages.compressed import packed

FOLDER = Path(__file__).with_name("static")
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent."""

    content: bytes
    media_type: str
    etag: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Every file of the folder by its name."""
    return {path.name: _read(path) for path in sorted(FOLDER.iterdir()) if path.suffix in KINDS}


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    # Weak: packed or not, it is the same file (RFC 9110, section 8.8.1).
    return StaticFile(content, KINDS[path.suffix], f'W/"{hashlib.sha256(content).hexdigest()[:32]}"')


@router.get("/static/checkout/{name}")
async def read_static_file(name: str, request: Request) -> Response:
    """One file; 304 when the browser has this very version."""
    found = static_files().get(name)
    if found is None:
        raise HTTPException(404)
    headers = {"ETag": found.etag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers={**headers, "Vary": "Accept-Encoding"})
    return packed(request, Response(found.content, media_type=found.media_type, headers=headers))
