import re

import pytest

PAIRS = [
    ("PaymentGateway", "IPaymentGateway"),
    ("Escrow", "IEscrow"),
    ("DepositAddresses", "IDepositAddresses"),
    ("Subscription", "ISubscription"),
]


def named(field, own):
    """A field's name and kind, structs within; a name that Solidity cannot give ends with `_`."""
    inside = tuple(named(part, own) for part in field.components or ())
    return (field.name or "").removesuffix("_" if own else ""), str(field.type), inside


def functions(abi, own=False):
    """What each signature takes, gives and may do."""
    return {
        entry.selector: (
            entry.stateMutability,
            [named(field, own)[1:] for field in entry.inputs],
            [named(field, own)[1:] for field in entry.outputs],
        )
        for entry in abi
        if entry.type == "function"
    }


def structs(abi, own=False):
    """Names and kinds of all fields of each struct that a function takes or gives."""
    fields = [f for entry in abi if entry.type == "function" for f in (*entry.inputs, *entry.outputs)]
    return {named(field, own)[2] for field in fields if field.components}


def events(abi, own=False):
    """Names, kinds and places of what each event tells."""
    return {
        entry.selector: [(named(field, own), bool(field.indexed)) for field in entry.inputs]
        for entry in abi
        if entry.type == "event"
    }


@pytest.fixture(params=PAIRS, ids=[contract for contract, _ in PAIRS])
def both(request, built, solidity):
    """The contract's ABI and its interface's."""
    contract, interface = request.param
    return built.get_contract(contract).contract_type.abi, solidity[interface].contract_type.abi


def test_functions_are_those_of_the_contract(both):
    contract, interface = both
    ours, theirs = functions(contract), functions(interface, own=True)
    assert len(ours) > 5
    assert sorted(ours) == sorted(theirs), "missing in, or too much of, one"
    assert ours == theirs


def test_structs_are_those_of_the_contract(both):
    contract, interface = both
    assert structs(contract)
    assert structs(contract) == structs(interface, own=True)


def test_events_are_those_of_the_contract(both):
    contract, interface = both
    ours, theirs = events(contract), events(interface, own=True)
    assert len(ours) > 2
    assert sorted(ours) == sorted(theirs), "missing in, or too much of, one"
    assert ours == theirs


def test_interfaces_say_licence_and_any_compiler_since_0_8_20(request):
    paths = sorted((request.config.rootpath / "contracts" / "interfaces").glob("*.sol"))
    assert {path.stem for path in paths} >= {interface for _, interface in PAIRS}
    for path in paths:
        text = path.read_text()
        assert text.startswith("// SPDX-License-Identifier: MIT\npragma solidity >=0.8.20 <0.9.0;\n"), path
        assert re.search(r"^/// @notice ", text, re.M), path
