import ape
import boa
import pytest
from eth_abi import encode


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("Refusal")


@pytest.mark.parametrize("reason", ["a", "module: what is wrong", "x" * 31, "y" * 32])
def test_reverts_with_exactly_its_reason(harness, reason):
    with ape.reverts(reason):
        harness.because(reason)


def test_says_it_as_solidity_would(boa_harness_of):
    """`Error(string)`, padded to whole words, so that every wallet and library shows it."""
    harness = boa_harness_of("Refusal")
    for reason in ("", "a", "x" * 31, "y" * 32):
        call = harness.because.prepare_calldata(reason)
        with boa.env.anchor():
            done = boa.env.execute_code(to_address=harness.address, data=call)
        assert done.is_error
        assert done.output == bytes.fromhex("08c379a0") + encode(["string"], [reason])
