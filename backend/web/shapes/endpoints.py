"""Webhook endpoints: where a merchant wants events sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from backend.web.shapes.fields import URL, Strict, TimeText


class EndpointRequest(Strict):
    """Where events are to be sent."""

    url: Annotated[
        str,
        Field(max_length=URL),
        WithJsonSchema(
            {"type": "string", "format": "uri", "maxLength": URL, "examples": ["https://shop.example/webhooks"]}
        ),
    ]


class EndpointObject(BaseModel):
    """A webhook endpoint. Deliveries end while `status` is `disabled`."""

    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    id: str
    url: str
    status: Literal["enabled", "failing", "disabled"]
    created_at: TimeText


class NewEndpoint(EndpointObject):
    """A new endpoint with the secret that signs its deliveries (Standard Webhooks): shown this once."""

    secret: str


class EndpointList(BaseModel):
    """Every endpoint of the account, oldest first."""

    object: Literal["list"] = "list"
    items: list[EndpointObject]
