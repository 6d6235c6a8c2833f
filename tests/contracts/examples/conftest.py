"""The Solidity side: interfaces and examples."""

import pytest

INTERFACES = (
    "IPaymentGateway",
    "IEscrow",
    "IDepositAddresses",
    "ISubscription",
    "IMultiSig",
    "IMultiSigFactory",
)


@pytest.fixture(scope="session")
def solidity(project, is_compiled):
    """Contract kinds by name."""
    paths = [f"contracts/interfaces/{name}.sol" for name in INTERFACES]
    paths += [f"contracts/examples/{name}.sol" for name in ("MembershipPass", "PanelArbiter")]
    return project.load_contracts(*paths, use_cache=is_compiled)


@pytest.fixture(scope="session", autouse=True)
def compiled(staged, solidity):
    """Before the first test, as all that belongs to the session."""
    return solidity
