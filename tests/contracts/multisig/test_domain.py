"""What happens when a chain splits: on titanoboa, whose chain id can be changed."""

import json

import boa
from wallet_words import FOREVER, digest, struct, words

ONE = "0x" + "11" * 20


def test_hashes_follow_the_chain_id_after_a_fork(built):
    kind = built.MultiSig.contract_type
    abi = json.dumps([entry.model_dump(mode="json", by_alias=True) for entry in kind.abi])
    content, slot = [struct("Payment", ONE, ONE, 7, b"\1" * 32)], struct("Slot", 1, 2, 3, FOREVER)
    with boa.env.anchor():
        before = boa.env.evm.patch.chain_id
        code = bytes.fromhex(str(kind.deployment_bytecode.bytecode).removeprefix("0x"))
        wallet = boa.loads_abi(abi).at(boa.env.deploy_code(bytecode=code)[0])
        domain = {"name": "Counterfoil MultiSig", "version": "1", "verifyingContract": str(wallet.address)}
        try:
            for chain_id in (before, 10_042, before):
                boa.env.evm.patch.chain_id = chain_id
                expected = digest(domain | {"chainId": chain_id}, "Payments", struct("Payments", content, slot, 0))
                assert wallet.payments_hash(words(content), words(slot)) == expected
                assert wallet.eip712Domain()[3] == chain_id
        finally:
            boa.env.evm.patch.chain_id = before
