"""Measures what each verb of the contracts costs, as whole transactions, and compares with the committed table.

Run as `python scripts/gas.py`. Starts its own anvil on a free port, deploys what Ape compiles, reads gas from receipts
(the 21,000 of every transaction and its calldata included) and writes `build/gas.json`. Every balance is non-zero,
the merchant was paid before, allowances are unlimited. Exits 1, one line per key, when a key costs more than in
`tests/gas/table.json` or more than its ceiling. `--accept` writes the measured figures into the table and into
`docs/gas.md`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys

from scripts.gas_rows import escrow, gateway, multisig, subscription
from scripts.gas_rows.stage import ROOT, anvil, set_stage

TABLE = ROOT / "tests" / "gas" / "table.json"
PAGE = ROOT / "docs" / "gas.md"
REPORT = ROOT / "build" / "gas.json"
CEILINGS = {
    "gateway.pay": 91_000,
    "gateway.pay_with_authorization": 135_000,
    "gateway.refund": 56_000,
    "escrow.fund": 82_000,
    "escrow.release": 60_000,
    "escrow.return": 50_000,
    "escrow.reclaim": 50_000,
    "subscription.charge": 78_000,
    "subscription.charge_many_each": 54_000,
    "multisig.pay_1_1": 61_500,
    "multisig.pay_2_3": 68_000,
    "multisig.pay_3_5": 74_500,
    "multisig.create_2_3": 170_000,
}
PEERS = {
    "gateway.pay": 164_400,
    "gateway.pay_with_authorization": 147_160,
    "gateway.refund": 72_836,
    "escrow.fund": 103_362,
    "escrow.release": 62_238,
    "escrow.return": 50_075,
    "escrow.reclaim": 54_897,
    "subscription.charge": 130_247,
    "subscription.charge_many_each": 130_247,
}
# Peers measured in the same run: the row that does the same work.
MEASURED_PEERS = {
    "multisig.pay_1_1": "peer.safe_pay_1_1",
    "multisig.pay_2_3": "peer.safe_pay_2_3",
    "multisig.pay_3_5": "peer.safe_pay_3_5",
    "multisig.create_2_3": "peer.safe_create_2_3",
}
ROWS = (
    gateway.floors,
    gateway.payments,
    gateway.other_doors,
    escrow.deals,
    subscription.mandates,
    multisig.wallets,
    multisig.peers,
)
# Ceilings out of reach without dropping a check, and where the reason is written. Named, but no failure.
OUT_OF_REACH = {
    "gateway.refund": "docs/decisions/0104-gas-of-a-refund.md",
}


def _complaints(measured: dict[str, int], committed: dict[str, int]) -> list[str]:
    found = []
    for key, gas in measured.items():
        ceiling = CEILINGS.get(key)
        if ceiling is not None and gas > ceiling and key not in OUT_OF_REACH:
            found.append(f"{key}: {gas:,} gas is above the ceiling of {ceiling:,}")
        if key not in committed:
            found.append(f"{key}: {gas:,} gas is not in {TABLE.relative_to(ROOT)}; add it with --accept")
        elif gas > committed[key]:
            found.append(f"{key}: {gas:,} gas is worse than the committed {committed[key]:,}")
    found += [f"{key}: in the table but no longer measured" for key in committed if key not in measured]
    return found


def page_table(measured: dict[str, int]) -> str:
    """The table of `docs/gas.md`."""
    lines = ["| key | gas | at most | nearest peer |", "|---|---|---|---|"]
    peers = PEERS | {key: measured[peer] for key, peer in MEASURED_PEERS.items() if peer in measured}
    for key, gas in measured.items():
        ceiling, peer = (f"{row[key]:,}" if key in row else "" for row in (CEILINGS, peers))
        lines.append(f"| `{key}` | {gas:,} | {ceiling} | {peer} |")
    return "\n".join(lines) + "\n"


def _accept(measured: dict[str, int], text: str) -> None:
    TABLE.write_text(text)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(re.sub(r"\| key \|.*?\n(?!\|)", lambda _: page_table(measured), page, flags=re.S), encoding="utf-8")


def main() -> int:
    """Measure, write the report, compare; 1 if anything got worse."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--accept", action="store_true", help="write the measured figures into the table")
    accept = parser.parse_args().accept
    with anvil() as chain:
        stage = set_stage(chain)
        measured = {key: gas for row in ROWS for key, gas in row(stage).items()}
    text = json.dumps(measured, indent=2) + "\n"
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text)
    if accept:
        _accept(measured, text)
    for key, gas in measured.items():
        reason = OUT_OF_REACH.get(key, "")
        print(f"{key:40}{gas:>9,}" + (f"   above {CEILINGS[key]:,}: see {reason}" if reason else ""))
    complaints = _complaints(measured, json.loads(TABLE.read_text()) if TABLE.exists() else {})
    for line in complaints:
        print(f"gas: {line}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
