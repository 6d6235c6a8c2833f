"""`/v1/webhook_endpoints`: where events are sent."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from sqlalchemy import delete, select
from sqlmodel import col

from backend.tables.merchants_own import WebhookEndpoint
from backend.tables.outbox import Delivery
from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, WITH_BODY, problems
from backend.web.endpoint_enrolment import enrol_endpoint
from backend.web.problems import Problem
from backend.web.shapes.endpoints import EndpointList, EndpointObject, EndpointRequest, NewEndpoint
from backend.web.shapes.fields import rfc3339
from backend.webhooks.egress import EndpointRefusedError

router = APIRouter(prefix="/v1/webhook_endpoints", tags=["webhook endpoints"])
ENDPOINT_ID = re.compile(r"we_[0-9A-Za-z]{22}")


@router.post("", status_code=201, responses=problems(*KEYED, *READING, *WITH_BODY, "webhook_url_refused"))
async def create_webhook_endpoint(asked: EndpointRequest, caller: Asking, context: Here) -> NewEndpoint:
    """Sends the account's events to a URL from now on, signed with the secret in this answer."""
    try:
        async with context.write() as connection:
            endpoint = await enrol_endpoint(
                connection,
                caller.account_id,
                asked.url,
                private_allowed=context.private_webhooks,
                now=context.now(),
            )
    except EndpointRefusedError as error:
        raise Problem("webhook_url_refused", param="url", detail=f"{error}.") from None
    return NewEndpoint(**_public(endpoint), secret=endpoint.secret)


@router.get("", responses=problems(*KEYED, *READING))
async def list_webhook_endpoints(caller: Asking, context: Here) -> EndpointList:
    """Every endpoint of the account, oldest first."""
    query = (
        select(*WebhookEndpoint.__table__.columns)  # type: ignore[attr-defined]
        .where(col(WebhookEndpoint.account_id) == caller.account_id)
        .order_by(col(WebhookEndpoint.created_at), col(WebhookEndpoint.id))
    )
    async with context.look() as connection:
        rows = await connection.execute(query)
        return EndpointList(items=[EndpointObject(**_public(row)) for row in rows])


@router.delete(
    "/{endpoint_id}",
    status_code=204,
    response_class=Response,
    responses=problems(*KEYED, *READING, "endpoint_unknown"),
)
async def delete_webhook_endpoint(
    endpoint_id: Annotated[str, Path(description="Such as `we_…`.")], caller: Asking, context: Here
) -> Response:
    """Ends an endpoint; what was still on its way to it is not sent."""
    own = (col(WebhookEndpoint.id) == endpoint_id, col(WebhookEndpoint.account_id) == caller.account_id)
    if not ENDPOINT_ID.fullmatch(endpoint_id):
        raise Problem("endpoint_unknown")
    async with context.write() as connection:
        found = (await connection.execute(select(col(WebhookEndpoint.id)).where(*own))).one_or_none()
        if found is None:
            raise Problem("endpoint_unknown")
        await connection.execute(delete(Delivery).where(col(Delivery.endpoint_id) == endpoint_id))
        await connection.execute(delete(WebhookEndpoint).where(*own))
    return Response(status_code=204)


def _public(row: Any) -> dict[str, Any]:
    status = "disabled" if row.disabled_at else "failing" if row.failing_since else "enabled"
    return {"id": row.id, "url": row.url, "status": status, "created_at": rfc3339(row.created_at)}
