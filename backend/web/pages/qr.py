"""QR codes as SVG: what they say depends on the session's address only, so each is drawn once."""

from __future__ import annotations

import io
from functools import lru_cache

import segno


@lru_cache(maxsize=2_048)
def qr_svg(text: str) -> bytes:
    """`text` as a QR code with error correction M, dark on a white ground so that it scans in dark mode too."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=3, light="#fff", dark="#14211d", xmldecl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue()
