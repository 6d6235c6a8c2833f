import ape
import pytest
from deal_terms import FUNDED, NONE, TYPES, ZERO, other_value

FIELDS = [field.split()[1] for field in TYPES["Deal"].split(",")]
# What is another deal to fund, and not a deal that cannot be.
SQUATTED = [field for field in FIELDS if field not in ("depositor", "arbiter", "token", "amount")]


@pytest.mark.parametrize("field", FIELDS)
def test_differs_when_one_field_differs(escrow, deal, field):
    terms = deal()
    assert escrow.deal_id(terms) != escrow.deal_id(terms | {field: other_value(terms[field])})


def test_differs_on_another_escrow(escrow, built, deployer, admin, fee_receiver, deal):
    other = deployer.deploy(built.Escrow, admin, fee_receiver, 0, 0, ZERO)
    terms = deal()
    assert escrow.deal_id(terms) != other.deal_id(terms)


def test_is_the_eip712_digest_of_the_terms(escrow, deal, id_of, arbiter):
    for terms in (deal(), deal(arbiter=arbiter, claim_hash=b"\0" * 32), deal(depositor=ZERO)):
        assert escrow.deal_id(terms) == id_of(terms)


def test_an_unknown_deal_is_all_zero(escrow):
    assert list(escrow.deal(b"\1" * 32)) == [NONE, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("field", SQUATTED)
def test_cannot_be_squatted_by_a_deal_with_one_other_field(escrow, deal, depositor, field):
    terms = deal()
    other = terms | {field: other_value(terms[field])}
    if field == "max_fee_bps":
        other[field] = 50
    escrow.fund(other, b"", sender=depositor)
    assert escrow.deal(escrow.deal_id(terms)).status == NONE
    escrow.fund(terms, b"", sender=depositor)
    assert escrow.deal(escrow.deal_id(terms)).status == FUNDED


def test_cannot_be_squatted_by_another_depositor(escrow, deal, depositor, outsider, dollar, deployer):
    terms = deal()
    dollar.mint(outsider, terms["amount"], sender=deployer)
    dollar.approve(escrow, terms["amount"], sender=outsider)
    with ape.reverts("escrow: not the depositor"):
        escrow.fund(terms, b"", sender=outsider)
    escrow.fund(terms | {"depositor": outsider.address}, b"", sender=outsider)
    escrow.fund(terms, b"", sender=depositor)
    assert escrow.deal(escrow.deal_id(terms)).status == FUNDED


@pytest.mark.parametrize("field", FIELDS)
def test_terms_with_one_other_field_open_nothing(escrow, held, depositor, outsider, field):
    terms = held()
    other = terms | {field: other_value(terms[field])}
    sender = depositor
    if field == "depositor":
        other, sender = terms | {field: outsider.address}, outsider
    with ape.reverts("escrow: deal not funded"):
        escrow.release(other, 1, sender=sender)
    assert escrow.deal(escrow.deal_id(terms)).held == terms["amount"]
