"""Each module alone, with a harness of contracts/mocks around it."""

import boa
import pytest


@pytest.fixture(scope="module")
def harness_of(project, deployer, is_compiled):
    """Deploys `<Module>Harness` with arguments."""

    def make(module, *arguments):
        name = f"{module}Harness"
        kinds = project.load_contracts(f"contracts/mocks/{name}.vy", use_cache=is_compiled)
        return deployer.deploy(kinds[name], *arguments)

    return make


@pytest.fixture
def boa_harness_of(request):
    """The same on titanoboa, where accounts can be given code, calls little gas, and the chain another id."""

    def make(module, *arguments):
        return boa.load(str(request.config.rootpath / "contracts" / "mocks" / f"{module}Harness.vy"), *arguments)

    with boa.env.anchor():
        chain_id = boa.env.evm.patch.chain_id
        yield make
        boa.env.evm.patch.chain_id = chain_id


@pytest.fixture(scope="module")
def deploy_code(project, deployer):
    """Deploys a contract of exactly these bytes."""

    def make(runtime):
        init_code = b"\x61" + len(runtime).to_bytes(2, "big") + bytes.fromhex("3d81600a3d39f3") + runtime
        transaction = deployer.provider.network.ecosystem.create_transaction(data=init_code)
        return deployer.call(transaction).contract_address

    return make


@pytest.fixture
def told(only_event):
    """What a harness said by its event Told."""

    def read(receipt, harness):
        (fact,) = only_event(receipt, harness.Told).values()
        return fact

    return read
