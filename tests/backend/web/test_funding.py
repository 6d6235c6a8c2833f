"""Who may fund a session in escrow, with which deal, and how an arbiter takes its part."""

import dataclasses

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from backend.checkout.deal import Deal, deal_id, escrow_domain, open_id
from tests.backend.web.premises import CHAIN, DOLLAR, ESCROW, NOW, PAYER, position, word
from tests.backend.web.session_deals import MERCHANT, SESSIONS, funded, read

ARBITER = Account.from_key(b"\x0a" * 32)
ZERO = "0x" + "00" * 20
NATIVE = "0x" + "ee" * 20
CODE = "0x" + "c0" * 32
DOMAIN = escrow_domain(CHAIN, ESCROW)


def of(answer) -> Deal:
    """The deal in an answer of the funding route."""
    terms = answer["deal"]
    numbers = {f.name for f in dataclasses.fields(Deal) if f.type == "int"}
    return Deal(**{name: int(value) if name in numbers else value.lower() for name, value in terms.items()})


async def test_the_funding_is_the_sessions_deal_for_this_depositor(premises, customer):
    session = await premises.new_session(escrow={"on_timeout_bps": 5000})

    answer = (await customer.post(f"/checkout/{session['id']}/funding", json={"depositor": PAYER})).json()

    deal = of(answer)
    assert (deal.depositor, deal.beneficiary, deal.arbiter, deal.amount) == (PAYER, MERCHANT, ZERO, 25_000_000)
    assert (deal.on_timeout_bps, deal.claim_hash, deal.max_fee_bps) == (5000, word(0), 90)
    assert open_id(deal, DOMAIN) == session["escrow"]["open_id"]
    assert answer["deal_id"] == deal_id(deal, DOMAIN)
    assert [(c["purpose"], c["to"].lower(), c["value"]) for c in answer["calls"]] == [
        ("approve", DOLLAR, "0"),
        ("fund", ESCROW, "0"),
    ]
    assert answer["typed_data"]["primaryType"] == "Deal"
    assert await premises.stored() == 1


async def test_the_coin_is_sent_along_with_the_funding(premises, customer):
    session = await premises.new_session(token=NATIVE, escrow={})

    answer = (await customer.post(f"/checkout/{session['id']}/funding", json={"depositor": PAYER})).json()

    assert [(c["purpose"], c["value"]) for c in answer["calls"]] == [("fund", "25000000")]


async def test_a_claim_code_is_in_the_deal_and_not_in_the_open_id(premises, customer):
    session = await premises.new_session(escrow={"claim_code": True})

    asked = {"depositor": PAYER, "claim_hash": CODE}
    deal = of((await customer.post(f"/checkout/{session['id']}/funding", json=asked)).json())

    assert deal.claim_hash == CODE
    assert open_id(deal, DOMAIN) == session["escrow"]["open_id"]


UNFUNDABLE = [
    ({"escrow": {}}, {"depositor": MERCHANT}, 422, "depositor_refused"),
    ({"escrow": {}}, {"depositor": ESCROW}, 422, "depositor_refused"),
    ({"escrow": {}, "payer": PAYER}, {"depositor": "0x" + "7f" * 20}, 422, "depositor_refused"),
    ({"escrow": {}}, {"depositor": ZERO}, 422, "address_zero"),
    ({"escrow": {}}, {"depositor": PAYER, "claim_hash": CODE}, 422, "claim_hash_wrong"),
    ({"escrow": {"claim_code": True}}, {"depositor": PAYER}, 422, "claim_hash_wrong"),
    ({"escrow": {"claim_code": True}}, {"depositor": PAYER, "claim_hash": word(0)}, 422, "claim_hash_wrong"),
    ({"escrow": {"claim_code": True}}, {"depositor": PAYER, "claim_hash": "0x11"}, 422, "field_malformed"),
    ({"escrow": {"arbiter": ARBITER.address}}, {"depositor": PAYER}, 409, "arbiter_has_not_accepted"),
    ({}, {"depositor": PAYER}, 409, "escrow_not_offered"),
]


@pytest.mark.parametrize(("terms", "asked", "status", "code"), UNFUNDABLE)
async def test_nobody_is_told_to_fund_what_the_escrow_would_refuse(premises, customer, terms, asked, status, code):
    session = await premises.new_session(**terms)

    answer = await customer.post(f"/checkout/{session['id']}/funding", json=asked)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_nobody_is_told_to_fund_what_is_over_or_funded(premises, customer):
    late, taken = await premises.new_session(escrow={}), await premises.new_session(escrow={})
    await premises.write(position(12), funded(taken))
    asked = {"depositor": PAYER}

    premises.clock.now = NOW + 1799
    first = await customer.post(f"/checkout/{taken['id']}/funding", json=asked)
    in_time = await customer.post(f"/checkout/{late['id']}/funding", json=asked)
    premises.clock.now = NOW + 1800
    second = await customer.post(f"/checkout/{late['id']}/funding", json=asked)

    assert (first.json()["code"], in_time.status_code, second.json()["code"]) == ("session_over", 200, "session_over")


async def accept(merchant, session, signer=ARBITER, document=None):
    signable = encode_typed_data(full_message=document or session["acceptance_typed_data"])
    signature = "0x" + bytes(signer.sign_message(signable).signature).hex()
    answer = await merchant.put(f"{SESSIONS}/{session['id']}/arbiter_acceptance", json={"signature": signature})
    return signature, answer


async def test_an_arbiters_signature_goes_along_with_the_funding(premises, merchant, customer):
    session = await premises.new_session(escrow={"arbiter": ARBITER.address, "arbiter_fee_bps": 100})
    assert session["escrow"]["arbiter_acceptance"] == "awaited"

    signature, answer = await accept(merchant, session)
    funding = (await customer.post(f"/checkout/{session['id']}/funding", json={"depositor": PAYER})).json()

    assert answer.json()["escrow"]["arbiter_acceptance"] == "signed"
    assert signature[2:] in funding["calls"][-1]["data"]
    assert of(funding).arbiter == ARBITER.address.lower()


async def test_a_word_that_is_not_the_arbiters_is_refused(premises, merchant, stranger):
    session, other = [await premises.new_session(escrow={"arbiter": ARBITER.address}) for _ in range(2)]
    plain, bare = await premises.new_session(escrow={}), await premises.new_session()

    _, forged = await accept(merchant, session, Account.from_key(b"\x0b" * 32))
    _, elsewhere = await accept(merchant, session, document=other["acceptance_typed_data"])
    _, foreign = await accept(stranger, session)
    _, alone = await accept(merchant, plain, document=session["acceptance_typed_data"])
    _, direct = await accept(merchant, bare, document=session["acceptance_typed_data"])

    codes = [answer.json()["code"] for answer in (forged, elsewhere, foreign, alone, direct)]
    assert codes == [*["acceptance_refused"] * 2, "session_unknown", "arbiter_missing", "escrow_not_offered"]
    assert (await read(merchant, session))["escrow"]["arbiter_acceptance"] == "awaited"


@pytest.mark.parametrize(("said", "status"), [("accepted", 200), ("declined", 409)])
async def test_an_arbiters_word_on_chain_counts(premises, merchant, customer, said, status):
    session = await premises.new_session(escrow={"arbiter": ARBITER.address})
    nobody = {"status": said, "depositor": None, "open_id": None, "number": None, "held": 0, "funded_block": None}
    await premises.write(position(12), funded(session, deal_id=word(1), **nobody))
    before = (await read(merchant, session))["escrow"]["arbiter_acceptance"]

    await premises.write(funded(session, deal_id=session["escrow"]["open_id"], **nobody))
    answer = await customer.post(f"/checkout/{session['id']}/funding", json={"depositor": PAYER})

    after = await read(merchant, session)
    assert (before, after["escrow"]["arbiter_acceptance"], after["status"]) == ("awaited", said, "open")
    assert answer.status_code == status
