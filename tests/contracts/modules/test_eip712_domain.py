import boa
import pytest
from eth_account.messages import encode_typed_data
from eth_utils import keccak

ZERO_WORD = b"\0" * 32
ORDER = {"Order": [{"name": "number", "type": "uint256"}]}
ORDER_TYPE_HASH = keccak(text="Order(uint256 number)")
LONGEST_NAME, LONGEST_VERSION = "n" * 50, "v" * 20


def struct_hash(number):
    return keccak(ORDER_TYPE_HASH + number.to_bytes(32, "big"))


def digest_by_eth_account(number, **domain):
    signable = encode_typed_data(domain, ORDER, {"number": number})
    return keccak(b"\x19\x01" + signable.header + signable.body)


def domain_of(harness, chain_id, name="Counterfoil Test", version="1"):
    return {"name": name, "version": version, "chainId": chain_id, "verifyingContract": str(harness.address)}


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("EIP712Domain", "Counterfoil Test", "1")


@pytest.mark.parametrize("number", [0, 1, 2**256 - 1])
def test_digests_are_those_of_eth_account(harness, chain, number):
    expected = digest_by_eth_account(number, **domain_of(harness, chain.chain_id))
    assert harness.digest(struct_hash(number)) == expected


@pytest.mark.parametrize("name, version", [("", ""), ("A", "10"), (LONGEST_NAME, LONGEST_VERSION)])
def test_any_name_and_version_are_part_of_it(harness_of, chain, name, version):
    harness = harness_of("EIP712Domain", name, version)
    expected = digest_by_eth_account(7, **domain_of(harness, chain.chain_id, name, version))
    assert harness.digest(struct_hash(7)) == expected
    assert list(harness.eip712Domain())[1:3] == [name, version]


def test_another_contract_has_other_digests(harness, harness_of):
    twin = harness_of("EIP712Domain", "Counterfoil Test", "1")
    assert twin.digest(struct_hash(1)) != harness.digest(struct_hash(1))


def test_answers_erc_5267(harness, chain):
    told = harness.eip712Domain()
    assert list(told) == [b"\x0f", "Counterfoil Test", "1", chain.chain_id, harness.address, ZERO_WORD, []]


def test_follows_the_chain_id_of_now(boa_harness_of):
    harness = boa_harness_of("EIP712Domain", "Counterfoil Test", "1")
    before = boa.env.evm.patch.chain_id
    digests = set()
    for chain_id in (before, 10_042, 10_043, before):
        boa.env.evm.patch.chain_id = chain_id
        digest = harness.digest(struct_hash(5))
        assert digest == digest_by_eth_account(5, **domain_of(harness, chain_id))
        assert harness.eip712Domain()[3] == chain_id
        digests.add(digest)
    assert len(digests) == 3
