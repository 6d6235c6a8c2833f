"""`ape run deploy`: deploys the contracts, reads each back, and writes its record under deployments/<network>/."""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

import click
from eth_utils.address import to_checksum_address

from backend.chain.records import PACKAGED, RecordMissing, load_record
from scripts._deployment import Refused, one_sentence
from scripts._deployment.build import BLUEPRINT_SETTINGS, Built, build
from scripts._deployment.chain import Chain, open_chain
from scripts._deployment.reading_back import differences
from scripts._deployment.sending import Deployed, deploy, sender_on
from scripts._deployment.terms import SOURCES, ZERO_ADDRESS, Terms, given_address
from scripts._deployment.wallets import WalletTerms, asked_admin, recorded_factory, wallet_on
from scripts._deployment.written import record_json, refuse_live, write_json

TEST_DOLLAR = "contracts/mocks/TestDollar.sol"
NEEDED = {"DepositAddresses": ("PaymentGateway", "DepositAddress"), "MultiSigFactory": ("MultiSig",)}
OF_WALLETS = ("MultiSig", "MultiSigFactory")
SOMEBODY = "0x" + "11" * 20
"""Stands for the local deployer, whom only Ape knows, while the other terms are checked."""


@click.command(short_help="Deploy the contracts, read them back, write their records")
@click.option("--network", "choice", required=True, metavar="ECOSYSTEM:NETWORK", help="As Ape names it: base:sepolia.")
@click.option("--only", multiple=True, type=click.Choice(list(SOURCES)), help="Of the contracts only this; repeatable.")
@click.option("--admin", help="Who may set fees and pause new money. Local default: the deployer.")
@click.option("--admin-owner", multiple=True, help="Owner of a MultiSig that becomes the admin; repeatable.")
@click.option("--admin-threshold", type=int, help="How many owners must agree. Default: more than half.")
@click.option(
    "--admin-delay", type=int, default=0, show_default=True, help="Seconds that changes of the MultiSig wait."
)
@click.option("--fee-receiver", help="Where fees arrive. Local default: the deployer.")
@click.option("--fee-bps", type=int, default=0, show_default=True, help="Fee in 1/10,000 of a payment.")
@click.option("--fee-cap-bps", type=int, default=100, show_default=True, help="No fee ever goes above it.")
@click.option(
    "--payout-delay", type=int, default=172_800, show_default=True, help="Seconds before a new payout counts."
)
@click.option("--sanctions-list", help="An oracle asked isSanctioned(address) about every payer. Default: none.")
@click.option("--account", help="Alias of an account in Ape. Local default: the first test account.")
@click.option("--records", envvar="COUNTERFOIL_DEPLOYMENTS", default=PACKAGED, type=click.Path(path_type=Path),
              help="Folder of all records.", show_default="deployments/")  # fmt: skip
@click.option("--with-test-dollar", is_flag=True, help="Deploy TestDollar as well and list it (local only).")
@click.option("--replace", is_flag=True, help="Supersede the records of live deployments.")
def cli(
    choice: str, only: tuple[str, ...], account: str | None, records: Path, with_test_dollar: bool, replace: bool,
    **asked: Any,
) -> None:  # fmt: skip
    """Deploy the contracts to a network, read them back, and write their records."""
    wanted = [contract for contract in SOURCES if not only or contract in only]
    with one_sentence("Nothing was deployed"):
        chain = open_chain(records, choice)
        wallet = asked_admin(asked)
        _refuse_beforehand(chain, account, asked, with_test_dollar)
        for contract in (*wanted, *(["TestDollar"] if with_test_dollar else [])):
            refuse_live(chain, records, contract, replace)
        addresses = _recorded(chain, records, wanted, ("MultiSigFactory",) if wallet else ())
    with ProcessPoolExecutor() as pool:
        # The compilers work while Ape is imported and connects; the slowest of them is what one waits for.
        built = {contract: _building(pool, contract) for contract in wanted}
        dollar = pool.submit(build, TEST_DOLLAR) if with_test_dollar else None
        with one_sentence("What is not listed above has no record"), sender_on(chain, account) as sender:
            terms = _terms(asked, default=sender.address)
            for contract, compiling in built.items():
                if wallet and contract not in OF_WALLETS:
                    terms, wallet = _with_wallet(chain, sender, records, terms, wallet), None
                made = deploy(chain, sender, compiling.result(), terms.arguments(contract, addresses))
                addresses[contract] = made.address
                _read_back(chain, made, terms, addresses)
                _write(chain, records, made)
            if dollar:
                made = deploy(chain, sender, dollar.result(), ())
                _write(chain, records, made)
                write_json(records / chain.network.name / "tokens.json", [_token(chain, made)])


def _building(pool: ProcessPoolExecutor, contract: str) -> Future[Built]:
    return pool.submit(build, SOURCES[contract], BLUEPRINT_SETTINGS if contract == "DepositAddress" else None)


def _recorded(chain: Chain, records: Path, wanted: list[str], more: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    named = {*more, *(name for contract in wanted for name in NEEDED.get(contract, ()))}
    needed = named.difference(wanted)
    for name in sorted(needed):
        try:
            found[name] = to_checksum_address(load_record(records, chain.network.name, name).address)
        except RecordMissing:
            raise Refused(f"{' and '.join(wanted)} needs {name}, which has no record: deploy it as well.") from None
    return found


def _with_wallet(chain: Chain, sender: Any, records: Path, terms: Terms, wallet: WalletTerms) -> Terms:
    address, is_new = wallet_on(chain, sender, *recorded_factory(chain, records), wallet)
    click.echo(f"MultiSig wallet at {address}, {'made' if is_new else 'found'}: it is the admin")
    return replaced(terms, admin=address)


def _refuse_beforehand(chain: Chain, account: str | None, asked: dict[str, Any], with_test_dollar: bool) -> None:
    if chain.is_local:
        _terms(asked, default=SOMEBODY)
        return
    if with_test_dollar:
        raise Refused(f"--with-test-dollar is for the local network: {chain.network.name} has real tokens.")
    admin = asked["admin"] or asked["admin_owner"]
    given = {"--account": account, "--admin": admin, "--fee-receiver": asked["fee_receiver"]}
    missing = [option for option, value in given.items() if not value]
    if missing:
        raise Refused(f"{', '.join(missing)} must be given on {chain.network.name}: only local has defaults.")
    _terms(asked, default="")


def _terms(asked: dict[str, Any], default: str) -> Terms:
    listed = asked["sanctions_list"]
    # A wallet takes the admin's place as soon as its address is known.
    admin = asked["admin"] or default or (SOMEBODY if asked["admin_owner"] else "")
    terms = Terms(
        admin=given_address("--admin", admin),
        fee_receiver=given_address("--fee-receiver", asked["fee_receiver"] or default),
        fee_bps=asked["fee_bps"],
        fee_cap_bps=asked["fee_cap_bps"],
        payout_delay=asked["payout_delay"],
        sanctions_list=given_address("--sanctions-list", listed) if listed else ZERO_ADDRESS,
    )
    terms.check()
    return terms


def _read_back(chain: Chain, made: Deployed, terms: Terms, addresses: dict[str, str]) -> None:
    if not chain.node.eth.get_code(made.address):  # type: ignore[arg-type]  # checksummed text will do
        raise Refused(f"There is no code at {made.address}: no record was written; deploy again.")
    told = list(differences(made.built.contract, chain.node, made.address, made.built.abi, terms, addresses))
    if told:
        raise Refused(f"Do not use {made.address}: {'; '.join(told)}; no record was written.")


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
    place = f"{record['contract']} at {record['address']} in block {record['block_number']}"
    click.echo(f"{place}, read back, recorded in {path}")
