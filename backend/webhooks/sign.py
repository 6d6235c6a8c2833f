"""Signatures of deliveries, after Standard Webhooks 1.0.0 (HMAC-SHA256, `v1`)."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime

from standardwebhooks import Webhook

SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 (a prefix, not a secret)


def new_secret() -> str:
    """A fresh endpoint secret: `whsec_` and the base64 of 32 random bytes (the specification asks for 24 to 64)."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(secret: str, notice_id: str, body: str, at: int) -> dict[str, str]:
    """The headers of one attempt.

    `notice_id` stays the same over every attempt, so that a receiver can drop duplicates; `at` is the unix second of
    this attempt, so that a receiver can refuse replays. Raises ValueError if `secret` is not `whsec_` and base64.
    """
    # Webhook.sign() overwrites the time zone instead of converting to it, so only a time in UTC signs truly.
    timestamp = datetime.fromtimestamp(at, tz=UTC)
    return {
        "webhook-id": notice_id,
        "webhook-timestamp": str(at),
        "webhook-signature": _signer(secret).sign(notice_id, timestamp, body),
    }


def _signer(secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except Exception as error:
        raise ValueError(f"webhook secret: expected {SECRET_PREFIX} followed by base64") from error
