"""One mutant before the judge: compiled, walked along every edge, then left to the dice; the first finding kills it."""

import contextlib
import os
import re
import tempfile
import time
from functools import cache
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import NamedTuple

import boa
import boa.interpret
import chain
from chain import compiled
from edges import DEPOSIT_WALKS, INVOICE_WALKS, SHARE_WALKS, WALKS, WORD_WALKS, walk_one
from escrow_edges import walk_every_escrow_edge
from escrow_rehearsal import EscrowStage
from escrow_rehearsal import rehearse as rehearse_escrow
from multisig_edges import LIVES as LIVES_OF_WALLETS
from multisig_edges import WalkedEdges, live
from multisig_rehearsal import MultisigStage
from multisig_rehearsal import rehearse as rehearse_multisig
from mutations import Mutant, mutants_of
from rehearsal import rehearse
from stage import ACTORS, NAMES, Stage
from vyper.compiler.settings import OptimizationLevel

LIVES, STEPS = 15, 50
KILLED, SURVIVED, UNCOMPILABLE = "killed", "SURVIVED", "uncompilable"
ESCROW = "Escrow"
MULTISIG = ("MultiSig", "MultiSigFactory")
ALL = (*NAMES, ESCROW, *MULTISIG)
IMPORT = re.compile(r"^from \S+ import (\w+)", re.MULTILINE)
# Where a file's mutants are likely to be noticed first.
FIRST = {
    "DepositAddress.vy": DEPOSIT_WALKS,
    "DepositAddresses.vy": DEPOSIT_WALKS,
    "deposit_proxies.vy": DEPOSIT_WALKS,
    "authorized.vy": SHARE_WALKS,
    "splits.vy": SHARE_WALKS,
    "PaymentGateway.vy": SHARE_WALKS,
    "payout.vy": SHARE_WALKS,
    "merchants_by_signature.vy": WORD_WALKS,
    "relayed.vy": WORD_WALKS,
    "refunds.vy": WORD_WALKS,
    "signatures.vy": WORD_WALKS,
    "confirmations.vy": (WalkedEdges.forms, WalkedEdges.confirmations, WalkedEdges.pens),
    "configurations.vy": (WalkedEdges.configurations, WalkedEdges.delays, WalkedEdges.vetoes),
    "ownership.vy": (WalkedEdges.configurations, WalkedEdges.acceptances),
    "lanes.vy": (WalkedEdges.nonces,),
    "limits.vy": (WalkedEdges.limits, WalkedEdges.configurations, WalkedEdges.lowerings),
    "payment_proposals.vy": (WalkedEdges.encodings, WalkedEdges.moods),
    "call_proposals.vy": (WalkedEdges.called,),
    "wallet_payout.vy": (WalkedEdges.moods,),
}


# The mutant, or none, and then which contracts are judged as they are; the sources it was made from.
Task = tuple[Mutant | None, Path, tuple[str, ...]]


class Verdict(NamedTuple):
    """by: the walk or machine that noticed; seconds: of one processor."""

    mutant: str
    result: str
    by: str
    seconds: float


def copy_of(source: Path, to: Path) -> Path:
    copytree(source / "contracts", to / "contracts", ignore=ignore_patterns("mocks", ".cache"))
    return to


def all_mutants(root: Path) -> list[Mutant]:
    folder = root / "contracts"
    paths = [*(folder / f"{name}.vy" for name in ALL), *sorted((folder / "modules").glob("*.vy"))]
    return [m for path in paths for m in mutants_of(path.relative_to(root), path.read_text(encoding="utf-8"))]


@cache
def made_of(path: Path) -> frozenset[str]:
    """The names of all modules that a contract is made of, and its own."""
    folder = path.parent if path.parent.name == "modules" else path.parent / "modules"
    imported = IMPORT.findall(path.read_text(encoding="utf-8"))
    modules = [folder / f"{name}.vy" for name in imported if (folder / f"{name}.vy").exists()]
    return frozenset({path.name}.union(*(made_of(module) for module in modules)))


def touched_by(mutant: Mutant, source: Path) -> list[str]:
    folder = source / "contracts"
    return [name for name in ALL if mutant.path.name in made_of(folder / f"{name}.vy")]


def prepare(source: Path) -> None:
    """Once, so that every process finds it done: all that no mutant touches. Unoptimized code is compiled in half the
    time, and would be too large for a chain; a mutant's own code must never come from a cache."""
    boa.interpret.disable_cache()
    boa.env.evm.patch.code_size_limit = 10**6
    chain.COMPILER["optimize"] = OptimizationLevel.NONE
    for name in ALL:
        compiled(source / "contracts" / f"{name}.vy", source)
    for actor in sorted(path for cast in ("Stage*.vy", "Escrow*.vy", "Wallet*.vy") for path in ACTORS.glob(cast)):
        compiled(actor)


def plays(source: Path, root: Path, touched: list[str], first: tuple):
    """(name, what raises if anything is wrong), from what finds most in the least time to what takes longest."""
    mine = [name for name in NAMES if name in touched]
    stage = Stage(source, dict.fromkeys(mine, root)) if mine else None
    if stage:
        yield "births", stage.check_births
        for walk in (*first, *(each for each in WALKS if each not in first)):
            yield walk.__name__, lambda walk=walk: walk_one(stage, walk)
    if ESCROW in touched:
        escrow = EscrowStage(root)
        yield "escrow births", escrow.check_births
        yield "escrow edges", lambda: walk_every_escrow_edge(escrow)
        yield "escrow lives", lambda: rehearse_escrow(escrow, LIVES, STEPS, luck=1, shrink=False)
    if {*MULTISIG} & {*touched}:
        yield from multisig_plays(root, first)
    if stage:
        yield "lives", lambda: rehearse(stage, LIVES, STEPS, luck=1, shrink=False)


def multisig_plays(root: Path, first: tuple):
    wallets = MultisigStage(root)
    yield "multisig births", wallets.check_births
    lives = [(getattr(WalkedEdges, walk), ahead) for walk, ahead in LIVES_OF_WALLETS]
    for walk, ahead in sorted(lives, key=lambda life: life[0] not in first):
        yield f"multisig {walk.__name__}", lambda walk=walk, ahead=ahead: live(wallets, walk, ahead)
    yield "multisig lives", lambda: rehearse_multisig(wallets, LIVES, STEPS, luck=1, shrink=False)


def first_finding(source: Path, root: Path, touched: list[str], first: tuple) -> str | None:
    name = "deployment"
    try:
        for name, play in plays(source, root, touched, first):  # noqa: B007
            play()
    except Exception:
        return name
    return None


def judge(task: Task) -> Verdict:
    """In a process of its own, since the EVM is one per process; without a mutant, those contracts as they are."""
    mutant, source, unchanged = task
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        root = copy_of(source, Path(folder))
        if mutant:
            changed = root / mutant.path
            changed.write_text(mutant.of(changed.read_text(encoding="utf-8")), encoding="utf-8")
        touched = touched_by(mutant, source) if mutant else list(unchanged)
        first = FIRST.get(mutant.path.name, INVOICE_WALKS) if mutant else INVOICE_WALKS
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            try:
                for name in touched:
                    compiled(root / "contracts" / f"{name}.vy", root)
            except Exception:
                return Verdict(str(mutant), UNCOMPILABLE, "compiler", time.process_time() - began)
            by = first_finding(source, root, touched, first)
    result = KILLED if by else SURVIVED
    return Verdict(str(mutant), result, by or "", time.process_time() - began)
