"""Every problem the API can answer with: status, title, and what to do about it. docs/problems.md lists the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One problem: its HTTP status, what it is in a few words, and the remedy in a sentence."""

    status: int
    title: str
    remedy: str


CATALOGUE: dict[str, Kind] = {
    "body_malformed": Kind(400, "The body is not JSON", "Send one JSON object encoded in UTF-8."),
    "key_missing": Kind(401, "No API key", "Send the header `Authorization: Bearer cf_…`."),
    "key_unknown": Kind(
        401, "The API key is not valid", "Use a key that was issued here and has not been revoked; issue another one."
    ),
    "route_unknown": Kind(404, "No such address", "Look the path up at /docs."),
    "session_unknown": Kind(404, "No such payment session", "Use the id of a session of this account."),
    "payment_unknown": Kind(
        404,
        "No such payment",
        "Use the payment id of a payment that the chain has shown; before that, read its session.",
    ),
    "event_unknown": Kind(404, "No such event", "Use the id of an event of this account."),
    "endpoint_unknown": Kind(404, "No such webhook endpoint", "Use the id of a webhook endpoint of this account."),
    "method_unknown": Kind(405, "The address has no such method", "Use a method named in the `Allow` header."),
    "merchant_unregistered": Kind(
        409,
        "The merchant is not registered in the gateway",
        "Send `register_merchant(payout, invoice_signer)` from the merchant's address, then try again.",
    ),
    "invoice_signer_differs": Kind(
        409,
        "The gateway knows another invoice signer for this merchant",
        "Send `set_invoice_signer` with the account's signer from the merchant's address, then try again.",
    ),
    "body_too_large": Kind(413, "The body is too large", "Send at most 65536 bytes."),
    "body_not_object": Kind(
        422, "The body is not a JSON object", "Send one JSON object with `Content-Type: application/json`."
    ),
    "field_unknown": Kind(422, "A field is not known", "Leave it out or correct its name: nothing is ignored."),
    "field_missing": Kind(422, "A field is missing", "Send it."),
    "field_malformed": Kind(422, "A field is not of its form", "Send what /docs describes for it."),
    "amount_malformed": Kind(
        422,
        "The amount is not a positive integer in smallest units",
        'Send decimal digits as text, such as "25000000" for 25 dollars of 6 decimals.',
    ),
    "amount_too_large": Kind(422, "The amount does not fit in a uint256", "Send at most 2^256 - 1."),
    "address_malformed": Kind(422, "Not an address", "Send 0x and 40 hexadecimal digits."),
    "address_checksum_wrong": Kind(
        422,
        "The address's EIP-55 checksum is wrong",
        "Copy the address again; a digit or a letter's case was changed on the way.",
    ),
    "address_zero": Kind(422, "The zero address belongs to nobody", "Send a real address, or leave the field out."),
    "token_unknown": Kind(422, "The token is not accepted here", "Use an address listed by GET /v1/tokens."),
    "time_malformed": Kind(
        422, "Not a time", "Send RFC 3339 with an offset, such as 2027-01-31T12:00:00Z, between 1970 and 9999."
    ),
    "valid_until_passed": Kind(422, "The session would be over at once", "Choose a `valid_until` in the future."),
    "valid_until_too_far": Kind(422, "The session would stay open too long", "Choose a `valid_until` within 366 days."),
    "refund_until_passed": Kind(
        422, "Refunds would end before the session does", "Choose a `refund_until` at or after `valid_until`."
    ),
    "refund_until_too_far": Kind(
        422, "Refunds would stay possible too long", "Choose a `refund_until` within 10 years."
    ),
    "reference_malformed": Kind(
        422,
        "Not a reference",
        "Send 1 to 32 printable ASCII characters, or 0x and 64 hexadecimal digits.",
    ),
    "text_malformed": Kind(422, "The text is too long or holds control characters", "Shorten or clean it."),
    "metadata_too_large": Kind(
        422, "The metadata is too large", "Send at most 20 keys of up to 40 characters with texts of up to 500."
    ),
    "success_url_refused": Kind(
        422,
        "Customers cannot be sent to this address",
        "Send an https:// address without user name and password (http:// only for localhost), up to 2000 characters.",
    ),
    "webhook_url_refused": Kind(
        422, "Webhooks cannot be sent to this address", "Send a public https:// address of up to 2000 characters."
    ),
    "cursor_malformed": Kind(422, "Not a cursor", "Send a `next_cursor` as it was answered."),
    "internal_error": Kind(
        500, "Something broke on our side", "Try again; tell the operator the `request_id` if it stays."
    ),
    "database_unavailable": Kind(
        503, "The database does not answer", "Try again in a second; the operator looks at DATABASE_URL."
    ),
    "not_ready": Kind(503, "Not ready", "Read GET /health; the detail says what holds it back."),
}

BY_STATUS: dict[int, str] = {
    400: "body_malformed",
    404: "route_unknown",
    405: "method_unknown",
    413: "body_too_large",
}
