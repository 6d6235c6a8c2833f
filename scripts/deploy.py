"""`ape run deploy`: deploys PaymentGateway, reads it back, and writes its record under deployments/<network>/."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import click

from backend.chain.records import PACKAGED
from scripts._deployment import Refused, one_sentence
from scripts._deployment.build import build
from scripts._deployment.chain import Chain, open_chain
from scripts._deployment.gateway import SOURCE, GatewayTerms, gateway_differences, given_address
from scripts._deployment.sending import Deployed, deploy, sender_on
from scripts._deployment.written import record_json, refuse_live, write_json

TEST_DOLLAR = "contracts/mocks/TestDollar.sol"
SOMEBODY = "0x" + "11" * 20
"""Stands for the local deployer, whom only Ape knows, while the other terms are checked."""


@click.command(short_help="Deploy PaymentGateway, read it back, write its record")
@click.option("--network", "choice", required=True, metavar="ECOSYSTEM:NETWORK", help="As Ape names it: base:sepolia.")
@click.option("--admin", help="Who may set fees and pause new money. Local default: the deployer.")
@click.option("--fee-receiver", help="Where fees arrive. Local default: the deployer.")
@click.option("--fee-bps", type=int, default=0, show_default=True, help="Fee in 1/10,000 of a payment.")
@click.option("--fee-cap-bps", type=int, default=100, show_default=True, help="No fee ever goes above it.")
@click.option(
    "--payout-delay", type=int, default=172_800, show_default=True, help="Seconds before a new payout counts."
)
@click.option("--account", help="Alias of an account in Ape. Local default: the first test account.")
@click.option("--records", envvar="COUNTERFOIL_DEPLOYMENTS", default=PACKAGED, type=click.Path(path_type=Path),
              help="Folder of all records.", show_default="deployments/")  # fmt: skip
@click.option("--with-test-dollar", is_flag=True, help="Deploy TestDollar as well and list it (local only).")
@click.option("--replace", is_flag=True, help="Supersede the record of a live deployment.")
def cli(choice: str, account: str | None, records: Path, with_test_dollar: bool, replace: bool, **asked: Any) -> None:
    """Deploy PaymentGateway to a network, read it back, and write its record."""
    with one_sentence("Nothing was deployed"):
        chain = open_chain(records, choice)
        _refuse_beforehand(chain, account, asked, with_test_dollar)
        for contract in ("PaymentGateway", *(["TestDollar"] if with_test_dollar else [])):
            refuse_live(chain, records, contract, replace)
    with ProcessPoolExecutor() as pool:
        # Both compilers work while Ape is imported and connects; the slowest of the three is what one waits for.
        built = [pool.submit(build, source) for source in (SOURCE, *([TEST_DOLLAR] if with_test_dollar else []))]
        with one_sentence("No record was written"), sender_on(chain, account) as sender:
            terms = _terms(asked, default=sender.address)
            gateway_code, *dollar_code = [compiling.result() for compiling in built]
            gateway = deploy(chain, sender, gateway_code, terms.arguments())
            dollars = [deploy(chain, sender, code, ()) for code in dollar_code]
    with one_sentence(f"PaymentGateway was deployed to {gateway.address}, but not recorded"):
        _read_back(chain, gateway, terms)
        for dollar in dollars:
            _write(chain, records, dollar)
            write_json(records / chain.network.name / "tokens.json", [_token(chain, dollar)])
        _write(chain, records, gateway)


def _refuse_beforehand(chain: Chain, account: str | None, asked: dict[str, Any], with_test_dollar: bool) -> None:
    if chain.is_local:
        _terms(asked, default=SOMEBODY)
        return
    if with_test_dollar:
        raise Refused(f"--with-test-dollar is for the local network: {chain.network.name} has real tokens.")
    given = {"--account": account, "--admin": asked["admin"], "--fee-receiver": asked["fee_receiver"]}
    missing = [option for option, value in given.items() if not value]
    if missing:
        raise Refused(f"{', '.join(missing)} must be given on {chain.network.name}: only local has defaults.")
    _terms(asked, default="")


def _terms(asked: dict[str, Any], default: str) -> GatewayTerms:
    terms = GatewayTerms(
        admin=given_address("--admin", asked["admin"] or default),
        fee_receiver=given_address("--fee-receiver", asked["fee_receiver"] or default),
        fee_bps=asked["fee_bps"],
        fee_cap_bps=asked["fee_cap_bps"],
        payout_delay=asked["payout_delay"],
    )
    terms.check()
    return terms


def _read_back(chain: Chain, gateway: Deployed, terms: GatewayTerms) -> None:
    if not chain.node.eth.get_code(gateway.address):  # type: ignore[arg-type]  # checksummed text will do
        raise Refused(f"There is no code at {gateway.address}: no record was written; deploy again.")
    differences = list(gateway_differences(chain.node, gateway.address, gateway.built.abi, terms))
    if differences:
        raise Refused(f"Do not use {gateway.address}: {'; '.join(differences)}; no record was written.")
    click.echo(f"read back version, admin, fees, payout delay and domain of {gateway.address}: as asked")


def _token(chain: Chain, dollar: Deployed) -> dict[str, Any]:
    calls = chain.node.eth.contract(address=dollar.address, abi=dollar.built.abi).functions  # type: ignore[call-overload]
    return {
        "symbol": calls.symbol().call(),
        "name": calls.name().call(),
        "decimals": calls.decimals().call(),
        "address": dollar.address,
        "standards": ["ERC-20", "ERC-2612", "ERC-3009"],
    }


def _write(chain: Chain, records: Path, deployed: Deployed) -> None:
    record = record_json(chain, deployed.built, deployed.arguments, deployed.transaction_hash)
    path = records / chain.network.name / f"{deployed.built.contract}.json"
    write_json(path, record)
    click.echo(f"{record['contract']} at {record['address']} in block {record['block_number']}, recorded in {path}")
