"""`/v1/tokens`: what may be asked for."""

from __future__ import annotations

from fastapi import APIRouter

from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, problems
from backend.web.presenting import token_object
from backend.web.shapes.sessions import TokenList

router = APIRouter(prefix="/v1/tokens", tags=["tokens"])


@router.get("", responses=problems(*KEYED, *READING))
async def list_tokens(caller: Asking, context: Here) -> TokenList:
    """Every token accepted here, the chain's own coin among them."""
    return TokenList(items=[token_object(token) for token in context.acceptance.tokens])
