"""What happens when a chain splits: on titanoboa, whose chain id can be changed."""

import boa
from eth_account.messages import encode_typed_data
from eth_utils import keccak

ONE = "0x" + "11" * 20
ZERO = "0x" + "00" * 20
FIELDS = ["merchant", "payer", "token"], ["amount", "max_fee_bps", "valid_until", "refund_until"]
WORDS = ["splits_hash", "reference", "salt"]


def digest(terms, chain_id, gateway):
    kinds = [*((name, "address") for name in FIELDS[0]), *((name, "uint256") for name in FIELDS[1])]
    kinds += [(name, "bytes32") for name in WORDS]
    signable = encode_typed_data(
        {
            "name": "Counterfoil PaymentGateway",
            "version": "1",
            "chainId": chain_id,
            "verifyingContract": gateway.address,
        },
        {"Invoice": [{"name": name, "type": kind} for name, kind in kinds]},
        dict(zip([name for name, _ in kinds], terms, strict=True)),
    )
    return keccak(b"\x19\x01" + signable.header + signable.body)


def test_ids_follow_the_chain_id_after_a_fork(request):
    root = request.config.rootpath
    terms = (ONE, ONE, ONE, 1, 2, 3, 4, b"\1" * 32, b"\2" * 32, b"\3" * 32)
    with boa.env.anchor():
        before = boa.env.evm.patch.chain_id
        gateway = boa.load(str(root / "contracts" / "PaymentGateway.vy"), ONE, ONE, 50, 100, 0, ZERO)
        try:
            for chain_id in (before, 10_042, before):
                boa.env.evm.patch.chain_id = chain_id
                assert gateway.payment_id(terms) == digest(terms, chain_id, gateway)
                assert gateway.eip712Domain()[3] == chain_id
        finally:
            boa.env.evm.patch.chain_id = before
