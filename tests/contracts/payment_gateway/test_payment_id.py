import pytest
from eth_abi import encode
from eth_account.messages import encode_typed_data
from eth_utils import keccak

ZERO = "0x" + "00" * 20
FIELDS = {
    "merchant": "0x" + "11" * 20,
    "payer": "0x" + "12" * 20,
    "token": "0x" + "13" * 20,
    "amount": 1,
    "max_fee_bps": 1,
    "valid_until": 1,
    "refund_until": 1,
    "splits_hash": b"\1" * 32,
    "reference": b"\2" * 32,
    "salt": b"\3" * 32,
}


def test_equals_the_digest_of_eth_account(gateway, invoice, domain):
    terms = invoice()
    kinds = ["address"] * 3 + ["uint256"] * 4 + ["bytes32"] * 3
    fields = ",".join(f"{kind} {name}" for kind, name in zip(kinds, terms, strict=True))
    signable = encode_typed_data(
        domain,
        {"Invoice": [{"name": name, "type": kind} for kind, name in zip(kinds, terms, strict=True)]},
        terms,
    )
    assert gateway.payment_id(terms) == keccak(b"\x19\x01" + signable.header + signable.body)
    assert signable.body == keccak(keccak(text=f"Invoice({fields})") + encode(kinds, [terms[name] for name in terms]))


@pytest.mark.parametrize("field", FIELDS)
def test_depends_on_every_field(gateway, invoice, field):
    terms = invoice()
    assert gateway.payment_id(terms) != gateway.payment_id(terms | {field: FIELDS[field]})


def test_differs_between_gateways(built, gateway, deployer, admin, fee_receiver, invoice):
    other = deployer.deploy(built.PaymentGateway, admin, fee_receiver, 50, 100, 0, ZERO)
    terms = invoice()
    assert gateway.payment_id(terms) != other.payment_id(terms)


def test_tells_its_domain(gateway, chain):
    assert tuple(gateway.eip712Domain()) == (
        b"\x0f",
        "Counterfoil PaymentGateway",
        "1",
        chain.chain_id,
        gateway,
        b"\0" * 32,
        [],
    )


def test_unknown_ids_have_no_status(gateway):
    assert tuple(gateway.payment(b"\7" * 32)) == (0, ZERO, 0, 0)
    assert not gateway.is_paid(b"\7" * 32)
