"""`ape run verify`: proves that the code on chain is this source, for every record of a network."""

from __future__ import annotations

from pathlib import Path

import click

from backend.chain.records import PACKAGED, RecordError, load_record
from scripts._deployment import Refused, one_sentence
from scripts._deployment.chain import Chain, open_chain, open_recorded


@click.command(short_help="Prove that the recorded contracts are these sources")
@click.option("--network", "choice", metavar="ECOSYSTEM:NETWORK", help="As Ape names it. Default: all with records.")
@click.option("--records", envvar="COUNTERFOIL_DEPLOYMENTS", default=PACKAGED, type=click.Path(path_type=Path),
              help="Folder of all records.", show_default="deployments/")  # fmt: skip
def cli(choice: str | None, records: Path) -> None:
    """Recompile the sources of every record and compare them with the chain, byte for byte."""
    with one_sentence("Not everything was compared"):
        names = sorted({path.parent.name for path in _recorded(records, "*")})
        chains = [open_chain(records, choice)] if choice else [open_recorded(records, name) for name in names]
        verdicts = [_verify(chain, records, p.stem) for chain in chains for p in _recorded(records, chain.network.name)]
    if not verdicts:
        raise Refused(f"There is no record in {records}: deploy first, or name the folder with --records.")
    if not all(verdicts):
        raise SystemExit(1)


def _recorded(records: Path, network: str) -> list[Path]:
    return sorted(path for path in records.glob(f"{network}/*.json") if path.name != "tokens.json")


def _verify(chain: Chain, records: Path, contract: str) -> bool:
    # py-evm takes a second to import, and `ape run` imports this file for every other script as well.
    from scripts._deployment.proof import record_differences

    try:
        record = load_record(records, chain.network.name, contract)
        differences = list(record_differences(record, chain.node))
    except (RecordError, Refused) as problem:
        differences = [str(problem)]
    verdict = "differs: " + "; ".join(differences) if differences else f"is {record.sources[0]}, byte for byte"
    click.echo(f"{chain.network.name} {contract} {'' if differences else record.address + ' '}{verdict}")
    return not differences
