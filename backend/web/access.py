"""Who asks: the account behind `Authorization: Bearer cf_…`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.accounts.keys import Caller, find_caller
from backend.web.context import Here
from backend.web.problems import Problem

bearer = HTTPBearer(auto_error=False, scheme_name="ApiKey", description="An API key: `Authorization: Bearer cf_…`.")


async def caller_of(
    context: Here, presented: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    """The account of the presented key. Raises Problem key_missing or key_unknown."""
    if presented is None:
        raise Problem("key_missing")
    async with context.look() as connection:
        caller = await find_caller(connection, presented.credentials)
    if caller is None:
        raise Problem("key_unknown")
    return caller


Asking = Annotated[Caller, Depends(caller_of)]
