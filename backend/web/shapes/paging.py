"""What every list takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Limit = Annotated[int, Field(ge=1, le=100, description="How many, up to 100.")]
