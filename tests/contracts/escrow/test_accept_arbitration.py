import ape
import pytest
from deal_terms import ACCEPTED, DECLINED, FUNDED, NONE, ZERO, digest, other_value

NOT_ACCEPTED = "escrow: arbiter has not accepted"


@pytest.fixture
def arbitrated(deal, arbiter):
    return lambda **changes: deal(**{"arbiter": arbiter} | changes)


@pytest.fixture
def accept(sign, id_of, arbiter):
    """The arbiter's signature over a deal's id; with `anybody`, over that of the terms for whoever funds them."""

    def make(terms, signer=arbiter, anybody=False, **domain):
        named = terms | {"depositor": ZERO} if anybody else terms
        return sign(signer, "AcceptArbitration", {"deal_id": id_of(named)}, **domain)

    return make


@pytest.mark.parametrize("verb", ["accept_arbitration", "decline_arbitration"])
@pytest.mark.parametrize("sender", ["depositor", "beneficiary", "admin", "stranger"])
def test_reverts_for_others_than_the_arbiter(escrow, arbitrated, deal, request, verb, sender):
    for terms in (arbitrated(), arbitrated(depositor=ZERO), deal()):
        with ape.reverts("escrow: not the arbiter"):
            getattr(escrow, verb)(terms, sender=request.getfixturevalue(sender))


def test_reverts_the_second_time(escrow, arbitrated, arbiter):
    terms = arbitrated()
    escrow.accept_arbitration(terms, sender=arbiter)
    with ape.reverts("escrow: too late to accept"):
        escrow.accept_arbitration(terms, sender=arbiter)


def test_reverts_once_declined(escrow, arbitrated, arbiter):
    terms = arbitrated()
    escrow.decline_arbitration(terms, sender=arbiter)
    with ape.reverts("escrow: too late to accept"):
        escrow.accept_arbitration(terms, sender=arbiter)
    with ape.reverts("escrow: too late to decline"):
        escrow.decline_arbitration(terms, sender=arbiter)


@pytest.mark.parametrize("state", ["held", "delivered", "disputed", "closed"])
def test_reverts_once_funded(escrow, request, arbiter, depositor, state):
    terms = request.getfixturevalue("held" if state == "closed" else state)(arbiter=arbiter)
    if state == "closed":
        escrow.release(terms, terms["amount"], sender=depositor)
    told = escrow.deal(escrow.deal_id(terms))
    with ape.reverts("escrow: too late to accept"):
        escrow.accept_arbitration(terms, sender=arbiter)
    with ape.reverts("escrow: too late to decline"):
        escrow.decline_arbitration(terms, sender=arbiter)
    assert list(escrow.deal(escrow.deal_id(terms))) == list(told)


@pytest.mark.parametrize("verb, event", [("accept", "ArbitrationAccepted"), ("decline", "ArbitrationDeclined")])
def test_tells_what_the_arbiter_decided(escrow, arbitrated, arbiter, beneficiary, id_of, only_event, verb, event):
    terms = arbitrated()
    receipt = getattr(escrow, f"{verb}_arbitration")(terms, sender=arbiter)
    assert only_event(receipt, getattr(escrow, event)) == {
        "deal_id": id_of(terms),
        "arbiter": arbiter,
        "beneficiary": beneficiary,
    }
    assert escrow.deal(id_of(terms)).status == {"accept": ACCEPTED, "decline": DECLINED}[verb]


def test_takes_an_acceptance_back(escrow, arbitrated, arbiter, depositor, state):
    terms = arbitrated()
    escrow.accept_arbitration(terms, sender=arbiter)
    escrow.decline_arbitration(terms, sender=arbiter)
    assert state(terms).status == DECLINED
    with ape.reverts("escrow: arbiter declined"):
        escrow.fund(terms, b"", sender=depositor)


def test_works_while_new_money_is_stopped(escrow, arbitrated, arbiter, admin, state):
    escrow.set_paused(True, sender=admin)
    terms = arbitrated()
    escrow.accept_arbitration(terms, sender=arbiter)
    assert state(terms).status == ACCEPTED


def test_funding_reverts_without_acceptance(escrow, arbitrated, depositor):
    with ape.reverts(NOT_ACCEPTED):
        escrow.fund(arbitrated(), b"", sender=depositor)


@pytest.mark.parametrize("anybody", [False, True])
@pytest.mark.parametrize("field", ["beneficiary", "max_fee_bps", "arbiter_fee_bps", "on_timeout_bps", "salt"])
def test_funding_reverts_when_other_terms_were_accepted(escrow, arbitrated, arbiter, depositor, accept, field, anybody):
    terms = arbitrated()
    other = terms | {field: other_value(terms[field])}
    escrow.accept_arbitration(other | ({"depositor": ZERO} if anybody else {}), sender=arbiter)
    with ape.reverts(NOT_ACCEPTED):
        escrow.fund(terms, accept(other, anybody=anybody), sender=depositor)


def test_funding_reverts_when_the_acceptance_names_another_depositor(
    escrow, arbitrated, arbiter, depositor, outsider, accept
):
    terms = arbitrated()
    other = terms | {"depositor": outsider.address}
    escrow.accept_arbitration(other, sender=arbiter)
    with ape.reverts(NOT_ACCEPTED):
        escrow.fund(terms, accept(other), sender=depositor)


def test_funding_reverts_once_declined(escrow, arbitrated, arbiter, depositor, accept):
    terms = arbitrated()
    signed = accept(terms)
    escrow.decline_arbitration(terms, sender=arbiter)
    for acceptance in (b"", signed, accept(terms, anybody=True)):
        with ape.reverts("escrow: arbiter declined"):
            escrow.fund(terms, acceptance, sender=depositor)


def test_funding_reverts_once_the_open_terms_were_declined(escrow, arbitrated, arbiter, depositor, accept):
    terms = arbitrated()
    escrow.decline_arbitration(terms | {"depositor": ZERO}, sender=arbiter)
    for acceptance in (b"", accept(terms, anybody=True)):
        with ape.reverts("escrow: arbiter declined"):
            escrow.fund(terms, acceptance, sender=depositor)


@pytest.mark.parametrize("signed", [False, True])
def test_an_exact_acceptance_outlives_declined_open_terms(
    escrow, arbitrated, arbiter, depositor, accept, state, signed
):
    terms = arbitrated()
    if not signed:
        escrow.accept_arbitration(terms, sender=arbiter)
    escrow.decline_arbitration(terms | {"depositor": ZERO}, sender=arbiter)
    escrow.fund(terms, accept(terms) if signed else b"", sender=depositor)
    assert state(terms).status == FUNDED


def test_declining_one_depositor_leaves_the_open_terms_to_others(
    escrow, arbitrated, arbiter, depositor, outsider, dollar, deployer, state
):
    terms = arbitrated()
    escrow.accept_arbitration(terms | {"depositor": ZERO}, sender=arbiter)
    escrow.decline_arbitration(terms | {"depositor": outsider.address}, sender=arbiter)
    dollar.mint(outsider, terms["amount"], sender=deployer)
    dollar.approve(escrow, terms["amount"], sender=outsider)
    with ape.reverts("escrow: arbiter declined"):
        escrow.fund(terms | {"depositor": outsider.address}, b"", sender=outsider)
    escrow.fund(terms, b"", sender=depositor)
    assert state(terms).status == FUNDED


@pytest.mark.parametrize("anybody", [False, True])
def test_funding_reverts_for_a_revoked_signature(
    escrow, arbitrated, arbiter, depositor, domain, id_of, accept, anybody
):
    terms = arbitrated()
    signed = accept(terms, anybody=anybody)
    named = terms | {"depositor": ZERO} if anybody else terms
    escrow.revoke_signature(digest(domain, "AcceptArbitration", {"deal_id": id_of(named)}), sender=arbiter)
    with ape.reverts(NOT_ACCEPTED):
        escrow.fund(terms, signed, sender=depositor)


@pytest.mark.parametrize("anybody", [False, True])
def test_funds_after_an_acceptance_on_chain(escrow, arbitrated, arbiter, depositor, state, anybody):
    terms = arbitrated()
    escrow.accept_arbitration(terms | ({"depositor": ZERO} if anybody else {}), sender=arbiter)
    escrow.fund(terms, b"", sender=depositor)
    assert state(terms).status == FUNDED


@pytest.mark.parametrize("anybody", [False, True])
def test_funds_with_a_signed_acceptance_by_every_door(
    escrow, arbitrated, depositor, relayer, sign, accept, state, anybody
):
    plain, permitted, signed = arbitrated(), arbitrated(), arbitrated()
    escrow.fund(plain, accept(plain, anybody=anybody), sender=depositor)
    escrow.fund_with_permit(permitted, accept(permitted, anybody=anybody), (0, 0, 0, b"", b""), sender=depositor)
    escrow.fund_by_signature(signed, accept(signed, anybody=anybody), sign(depositor, "Deal", signed), sender=relayer)
    assert [state(terms).status for terms in (plain, permitted, signed)] == [FUNDED] * 3


def test_open_terms_are_for_everybody_who_funds_them(
    escrow, arbitrated, accept, depositor, outsider, dollar, deployer, state
):
    terms = arbitrated()
    signed = accept(terms, anybody=True)
    dollar.mint(outsider, terms["amount"], sender=deployer)
    dollar.approve(escrow, terms["amount"], sender=outsider)
    for person in (depositor, outsider):
        escrow.fund(terms | {"depositor": person.address}, signed, sender=person)
        assert state(terms | {"depositor": person.address}).status == FUNDED
    assert state(terms | {"depositor": ZERO}).status == NONE


def test_a_wallet_accepts_by_its_own_call_and_by_its_signature(
    escrow, arbitrated, wallet, do, depositor, deployer, state
):
    called, signed = arbitrated(arbiter=wallet), arbitrated(arbiter=wallet)
    do(wallet, escrow.accept_arbitration, called)
    escrow.fund(called, b"", sender=depositor)
    with ape.reverts(NOT_ACCEPTED):
        escrow.fund(signed, b"\6" * 300, sender=depositor)
    wallet.setAnswer(1, sender=deployer)
    escrow.fund(signed, b"\6" * 300, sender=depositor)
    assert [state(terms).status for terms in (called, signed)] == [FUNDED] * 2


def test_an_address_without_code_and_key_never_accepts(escrow, arbitrated, accept, depositor):
    terms = arbitrated(arbiter="0x" + "a7" * 20)
    for acceptance in (b"", bytes(65), bytes(64), accept(terms)):
        with ape.reverts(NOT_ACCEPTED):
            escrow.fund(terms, acceptance, sender=depositor)
