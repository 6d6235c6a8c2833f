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
    "deal_unknown": Kind(
        404,
        "No such deal",
        "Use the id of a deal that the chain has shown and in which the merchant is beneficiary or depositor.",
    ),
    "plan_unknown": Kind(
        404, "No such plan", "Use the id of a plan that the merchant has published and the chain has shown."
    ),
    "mandate_unknown": Kind(
        404,
        "No such mandate",
        "Use the id of a mandate by which the merchant is paid or pays, once the chain has shown it.",
    ),
    "wallet_unknown": Kind(404, "No such wallet", "Use the address of a MultiSig that the factory here has made."),
    "proposal_unknown": Kind(
        404,
        "No such proposal",
        "Use the hash of a proposal that the wallet's chain has shown: one that was only signed is not.",
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
    "escrow_not_offered": Kind(
        409, "The session has no escrow", "Pay it by the calls of its state; or make a session with `escrow`."
    ),
    "escrow_unavailable": Kind(
        409, "There is no Escrow here", "Leave `escrow` out; or have the operator deploy the Escrow to this network."
    ),
    "deposit_not_offered": Kind(
        409, "The session takes no plain sends", "Pay it by the calls of its state; or make a session with `deposit`."
    ),
    "deposit_unavailable": Kind(
        409,
        "There are no deposit addresses here",
        "Leave `deposit` out; or have the operator deploy DepositAddresses to this network.",
    ),
    "deposit_addresses_too_many": Kind(
        409, "The session has too many deposit addresses", "Use one of the 16 that were shown, or make a new session."
    ),
    "session_over": Kind(
        409, "The session can no longer be funded", "Read its state; ask the merchant for a new session."
    ),
    "arbiter_has_not_accepted": Kind(
        409,
        "The arbiter has not accepted",
        "Have the arbiter sign `acceptance_typed_data` and PUT that, or send `accept_arbitration`; then try again.",
    ),
    "arbiter_missing": Kind(
        422, "There is no arbiter", "Name an `arbiter`, or leave out what only an arbiter could do or be paid for."
    ),
    "plan_closed": Kind(410, "The plan is closed", "Ask the merchant for another plan; live mandates of it go on."),
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
    "escrow_and_deposit": Kind(
        422, "A plain send cannot be held in escrow", "Choose one of `escrow` and `deposit`, and leave the other out."
    ),
    "term_not_of_escrow": Kind(
        422, "A deal has no such term", "Leave it out with `escrow`; keep your own word for the order in `metadata`."
    ),
    "escrow_amount_too_large": Kind(422, "The amount does not fit in a deal", "Send at most 2^96 - 1."),
    "arbiter_refused": Kind(
        422, "The arbiter is a party to the deal", "Name somebody who is neither merchant, payer nor the Escrow."
    ),
    "acceptance_refused": Kind(
        422,
        "Not the arbiter's signature of these terms",
        "Have the arbiter's account sign `acceptance_typed_data`; a contract sends `accept_arbitration` instead.",
    ),
    "claim_code_with_arbiter": Kind(
        422,
        "An arbiter cannot accept a code that is not drawn yet",
        "Choose one of `arbiter` and `claim_code`, and leave the other out.",
    ),
    "delivery_given_twice": Kind(
        422, "Two ends of the delivery", "Send one of `delivery_period` and `delivery_until`."
    ),
    "delivery_until_passed": Kind(
        422, "Nothing could be delivered after paying", "Choose an end of the delivery after `valid_until`."
    ),
    "delivery_until_too_far": Kind(
        422, "The money could be held too long", "Choose an end of the delivery within 1827 days."
    ),
    "depositor_refused": Kind(
        422,
        "This account cannot fund the deal",
        "Use the session's payer if it names one, and nobody who is merchant, arbiter or the Escrow.",
    ),
    "claim_hash_wrong": Kind(
        422,
        "The claim hash is missing, zero, or not asked for",
        "Send the SHA-256 of the code if the session's `claim_code` is true, and nothing otherwise.",
    ),
    "subscriber_refused": Kind(
        422,
        "This account cannot subscribe",
        "Use one that is neither the merchant, its payout nor the contract.",
    ),
    "refund_to_refused": Kind(
        422,
        "Money cannot go back there",
        "Send an address of the customer's own; the session's payer if it names one; or leave it out.",
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
