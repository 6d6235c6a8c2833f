"""What the checkout page is told: everything to pay with, and nothing that is the merchant's alone."""

from eth_abi.abi import decode

from backend.checkout.calldata import INVOICE_TUPLE
from tests.backend.web.premises import DOLLAR, GATEWAY, NOW, PAYER, paid, position, word


async def test_nobody_finds_a_session_that_does_not_exist(customer):
    answer = await customer.get("/checkout/ps_0000000000000000000000/state")

    assert (answer.status_code, answer.json()["code"]) == (404, "session_unknown")


async def test_the_merchants_own_notes_stay_with_the_merchant(premises, customer):
    session = await premises.new_session(metadata={"margin": "very high"})

    text = (await customer.get(f"/checkout/{session['id']}/state")).text

    assert "margin" not in text and "8545" not in text and premises.merchant.account_id not in text


async def test_confirmations_are_counted_up_to_what_is_needed(premises, customer):
    session = await premises.new_session()
    await premises.write(position(11, confirmed=9), paid(premises.merchant.address, session["payment_id"], block=10))

    state = (await customer.get(f"/checkout/{session['id']}/state")).json()

    assert (state["status"], state["certainty"], state["transaction_hash"]) == ("seen", "seen", word(1010))
    assert (state["confirmations"], state["confirmations_needed"]) == (2, 3)


async def test_a_wallet_finds_everything_it_needs(premises, customer):
    session = await premises.new_session(payer=PAYER, description="One coffee", success_url="https://shop.example/")

    state = (await customer.get(f"/checkout/{session['id']}/state")).json()

    assert state["merchant"]["name"] == "Riverside Coffee"
    assert state["merchant"]["address"].lower() == premises.merchant.address
    assert (state["network"], state["chain_id"], state["gateway"].lower()) == ("local", 31337, GATEWAY)
    assert (state["amount"], state["amount_text"]) == ("25000000", "25.00")
    assert (state["token"]["symbol"], state["token"]["decimals"], state["token"]["native"]) == ("TUSD", 6, False)
    assert (state["status"], state["valid_until"], state["now"]) == (
        "open",
        "2027-01-15T08:30:00Z",
        "2027-01-15T08:00:00Z",
    )
    assert (state["description"], state["success_url"]) == ("One coffee", "https://shop.example/")
    assert state["payer"].lower() == PAYER


async def test_the_calls_carry_the_invoice_and_the_allowance_read_the_gateway(premises, customer):
    session = await premises.new_session()
    state = (await customer.get(f"/checkout/{session['id']}/state")).json()
    approve, pay = state["calls"]

    assert decode(["address", "uint256"], bytes.fromhex(approve["data"][10:])) == (GATEWAY, 25_000_000)
    invoice, signature = decode([INVOICE_TUPLE, "bytes"], bytes.fromhex(pay["data"][10:]))
    assert invoice[:4] == (premises.merchant.address, "0x" + "00" * 20, DOLLAR, 25_000_000)
    assert invoice[5] == NOW + 1800 and signature.hex() == session["signature"][2:]
    owner = state["allowance"]["data"].replace("{owner}", "00" * 12 + PAYER[2:])
    assert decode(["address", "address"], bytes.fromhex(owner[10:])) == (PAYER, GATEWAY)
    assert state["allowance"]["to"].lower() == DOLLAR


async def test_the_coin_needs_no_allowance(premises, customer):
    session = await premises.new_session(token="0x" + "ee" * 20)

    state = (await customer.get(f"/checkout/{session['id']}/state")).json()

    assert state["allowance"] is None and [call["purpose"] for call in state["calls"]] == ["pay"]
