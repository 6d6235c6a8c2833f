"""Payment sessions: asked for, read, listed, and what they are by what the chain shows."""

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from backend.tables.mirrored import Payment
from tests.backend.web.premises import CHAIN, DOLLAR, GATEWAY, NOW, ORIGIN, PAYER, observed, paid, position, word

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"


async def test_a_merchant_not_registered_in_the_gateway_gets_no_session(premises):
    from backend.accounts.opening import open_account
    from backend.tables.session import connected

    async with connected(premises.engine) as connection:
        _, key = await open_account(connection, name="Early", merchant="0x" + "c4" * 20, test=True, now=NOW)

    async with premises.asking(headers={"Authorization": f"Bearer {key.text}"}) as early:
        answer = await early.post("/v1/payment_sessions", json={"amount": "1", "token": DOLLAR})

    assert (answer.status_code, answer.json()["code"]) == (409, "merchant_unregistered")
    assert await premises.stored() == 0


async def test_a_session_of_another_merchant_does_not_exist(premises, stranger):
    session = await premises.new_session()

    answer = await stranger.get(f"/v1/payment_sessions/{session['id']}")

    assert (answer.status_code, answer.json()["code"]) == (404, "session_unknown")
    assert (await stranger.get("/v1/payment_sessions")).json()["items"] == []


# What the chain shows (status, block of the status, block of payment), how far it was followed, what follows.
# Confirmed up to block 8, final up to block 5.
STANDINGS = [
    (None, "open", None),
    (("requested", 10, None), "open", None),
    (("paid", 9, 9), "seen", "seen"),
    (("paid", 8, 8), "paid", "confirmed"),
    (("paid", 5, 5), "paid", "final"),
    (("cancelled", 9, None), "cancelled", None),
    (("partially_refunded", 9, 5), "partially_refunded", "final"),
    (("refunded", 9, 8), "refunded", "confirmed"),
]


async def test_status_follows_from_what_the_chain_shows(premises, merchant):
    await premises.write(position(10, confirmed=8, final=5), observed(10))
    for log_index, (shown, *expected) in enumerate(STANDINGS):
        session = await premises.new_session()
        if shown is not None:
            status, block, paid_block = shown
            facts = {"status": status, "block_number": block, "paid_block": paid_block, "log_index": log_index}
            await premises.write(paid(premises.merchant.address, session["payment_id"], block=5, **facts))

        answer = (await merchant.get(f"/v1/payment_sessions/{session['id']}")).json()

        assert [answer["status"], answer["certainty"]] == expected, shown


EXPIRIES = [
    # chain time of the position, head seen, when the head was looked at, what the session is
    (NOW + 1799, 10, NOW + 1799, "open"),
    (NOW + 1800, 10, NOW + 1800, "expired"),
    # The node has nothing newer than what was followed: its clock has passed all the same.
    (NOW + 60, 10, NOW + 1800, "expired"),
    # The node is ahead of the mirror: the payment may be in what is not read yet.
    (NOW + 60, 11, NOW + 9999, "open"),
]


@pytest.mark.parametrize(("followed", "head", "looked", "status"), EXPIRIES)
async def test_a_session_expires_when_the_chain_was_followed_past_its_time(
    premises, merchant, followed, head, looked, status
):
    session = await premises.new_session()
    await premises.write(position(10, time=followed), observed(head, at=looked))

    assert (await merchant.get(f"/v1/payment_sessions/{session['id']}")).json()["status"] == status


async def test_a_payment_in_time_that_is_read_late_is_not_expired(premises, merchant):
    session = await premises.new_session()
    await premises.write(position(10, time=NOW + 9999, confirmed=10))
    await premises.write(paid(premises.merchant.address, session["payment_id"], block=5))

    assert (await merchant.get(f"/v1/payment_sessions/{session['id']}")).json()["status"] == "paid"


async def test_an_equal_payment_id_on_another_chain_means_nothing(premises, merchant):
    session = await premises.new_session()
    other = paid(premises.merchant.address, session["payment_id"])
    await premises.write(position(10, confirmed=10), Payment(**{**other.model_dump(), "chain_id": CHAIN + 1}))

    assert (await merchant.get(f"/v1/payment_sessions/{session['id']}")).json()["status"] == "open"


async def test_the_list_is_newest_first_and_has_every_session_once(premises, merchant):
    made = []
    for second in range(7):
        # Three sessions share a second: the cursor must not lose any of them.
        premises.clock.now = NOW + second // 3
        made.append((second // 3, (await premises.new_session())["id"]))

    listed, path = [], "/v1/payment_sessions?limit=2"
    while path:
        page = (await merchant.get(path)).json()
        listed += [item["id"] for item in page["items"]]
        path = page["next_cursor"] and f"/v1/payment_sessions?limit=2&cursor={page['next_cursor']}"

    assert listed == [id for _, id in sorted(made, reverse=True)]


async def test_defaults_are_half_an_hour_and_180_days_and_the_gateways_cap(premises):
    session = await premises.new_session()

    assert session["valid_until"] == "2027-01-15T08:30:00Z"
    assert session["refund_until"] == "2027-07-14T08:30:00Z"
    assert session["max_fee_bps"] == 100
    assert (session["payer"], session["reference"]) == (None, word(0))


async def test_terms_are_kept_as_they_were_asked_for(premises, merchant):
    asked = {
        "payer": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "reference": "order-1001",
        "valid_until": "2027-01-15T12:00:00.9+02:00",
        "refund_until": "2027-02-15T12:00:00Z",
        "description": "Ein Kaffee\nund ein Stück Kuchen ☕",
        "success_url": "https://shop.example/thanks?order=1001#top",
        "metadata": {"order": "1001", "Größe": ""},
    }

    made = await premises.new_session(**asked)
    read = (await merchant.get(f"/v1/payment_sessions/{made['id']}")).json()

    assert read == made
    kept = {name: made[name] for name in asked}
    assert kept == {
        **asked,
        "reference": "0x" + b"order-1001".ljust(32, b"\0").hex(),
        "valid_until": "2027-01-15T10:00:00Z",
    }
    assert (made["amount"], made["amount_text"], made["status"]) == ("25000000", "25.00", "open")
    assert made["checkout_url"] == made["qr"] == f"{ORIGIN}/checkout/{made['id']}"


async def test_the_largest_amount_is_kept_exactly(premises, merchant):
    made = await premises.new_session(amount=str(2**256 - 1))

    assert (await merchant.get(f"/v1/payment_sessions/{made['id']}")).json()["amount"] == str(2**256 - 1)


async def test_equal_terms_are_two_sessions_with_two_payment_ids(premises):
    first, second = await premises.new_session(), await premises.new_session()

    assert first["payment_id"] != second["payment_id"]


async def test_the_signature_is_the_invoice_signers_under_the_typed_data(premises):
    session = await premises.new_session()

    signable = encode_typed_data(full_message=session["typed_data"])
    signer = premises.context.signers.of(premises.merchant.account_id).public_key.to_checksum_address()
    assert Account.recover_message(signable, signature=session["signature"]) == signer
    assert session["typed_data"]["domain"]["verifyingContract"].lower() == GATEWAY


async def test_a_token_is_approved_and_then_paid_and_the_coin_is_paid_at_once(premises):
    dollars, coins = await premises.new_session(), await premises.new_session(token=NATIVE)

    assert [(c["purpose"], c["to"].lower(), c["value"]) for c in dollars["calls"]] == [
        ("approve", DOLLAR, "0"),
        ("pay", GATEWAY, "0"),
    ]
    assert [(c["purpose"], c["to"].lower(), c["value"]) for c in coins["calls"]] == [("pay", GATEWAY, "25000000")]
    assert coins["links"]["approve"] is None


async def test_a_paid_session_says_in_which_transaction(premises, merchant):
    session = await premises.new_session(payer=PAYER)
    await premises.write(position(12), paid(premises.merchant.address, session["payment_id"], block=10, log_index=4))

    read = (await merchant.get(f"/v1/payment_sessions/{session['id']}")).json()

    assert read["status"] == "paid"
    assert read["transaction"] == {
        "hash": word(1010),
        "block_number": 10,
        "block_hash": word(10),
        "log_index": 4,
    }
