import base64
import json
import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from backend.webhooks.sign import SECRET_BYTES, new_secret, signed_headers

# The vector that the Standard Webhooks libraries of all languages share.
VECTOR_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
VECTOR_AT = 1614265330
VECTOR_BODY = '{"test": 2432232314}'
VECTOR_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64!", "whsec_A"])
def test_refuses_a_secret_that_cannot_sign(secret: str) -> None:
    with pytest.raises(ValueError, match="expected whsec_ followed by base64"):
        signed_headers(secret, VECTOR_ID, VECTOR_BODY, VECTOR_AT)


@pytest.mark.parametrize("changed", ["body", "id", "timestamp", "secret"])
def test_signature_covers_everything_the_receiver_relies_on(changed: str) -> None:
    secret, body = new_secret(), '{"amount":"25000000"}'
    headers = signed_headers(secret, "evt_1", body, int(time.time()))
    if changed == "id":
        headers["webhook-id"] = "evt_2"
    if changed == "timestamp":
        headers["webhook-timestamp"] = str(int(time.time()) - 1)
    body = '{"amount":"1"}' if changed == "body" else body
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret() if changed == "secret" else secret).verify(body, headers)


def test_an_old_attempt_is_refused_by_the_stock_library() -> None:
    secret = new_secret()
    headers = signed_headers(secret, "evt_1", "{}", int(time.time()) - 600)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify("{}", headers)


def test_a_new_secret_has_the_bytes_that_the_specification_asks_for() -> None:
    secret = new_secret()
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == SECRET_BYTES
    assert new_secret() != secret


def test_given_a_machine_outside_utc__signs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert signed_headers(VECTOR_SECRET, VECTOR_ID, VECTOR_BODY, VECTOR_AT)["webhook-signature"] == VECTOR_SIGNATURE
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_shared_vector() -> None:
    assert signed_headers(VECTOR_SECRET, VECTOR_ID, VECTOR_BODY, VECTOR_AT) == {
        "webhook-id": VECTOR_ID,
        "webhook-timestamp": str(VECTOR_AT),
        "webhook-signature": VECTOR_SIGNATURE,
    }


def test_the_stock_library_accepts_what_we_sign() -> None:
    secret, body = new_secret(), json.dumps({"type": "payment.completed", "data": {"note": "café ✓"}})
    headers = signed_headers(secret, "evt_1", body, int(time.time()))
    assert Webhook(secret).verify(body, headers) == json.loads(body)
