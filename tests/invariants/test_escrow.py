"""The Escrow's machine for as long as a test may take; `soak.py` runs it for as long as one likes."""

import re

import pytest
from chain import ROOT
from escrow_edges import walk_every_escrow_edge
from escrow_rehearsal import rehearse
from escrow_stage import EscrowStage

VERBS = {
    *("fund", "fund_with_permit", "fund_with_authorization", "fund_by_signature"),
    *("release", "release_by_signature", "return_funds", "return_funds_by_signature", "reclaim", "claim"),
    *("mark_delivered", "mark_delivered_by_signature", "release_after_inspection", "settle"),
    *("accept_arbitration", "decline_arbitration", "dispute", "dispute_by_signature"),
    *("resolve", "resolve_by_signature", "resolve_by_timeout"),
    *("withdraw_credit", "withdraw_credit_by_signature", "collect_fees", "revoke_signature"),
    *("set_fee", "set_fee_receiver", "set_paused", "transfer_admin", "accept_admin"),
}
MODULES = (
    "deals",
    "deal_parts",
    "deal_payout",
    "arbitration",
    "credits",
    "fees",
    "relayed",
    "policy",
    "admin",
    "intake",
)
# Said by constructors only: `check_births` asks for them.
AT_BIRTH = {"policy: fee cap above 1 %", "policy: sanctions list has no code", "admin: admin is zero"}
REASON = re.compile(r'(?:_because\(|, )"([a-z]+: [^"]+)"')


def reasons() -> set[str]:
    folder = ROOT / "contracts"
    paths = [folder / "Escrow.vy", *(folder / "modules" / f"{module}.vy" for module in MODULES)]
    return {reason for path in paths for reason in REASON.findall(path.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def stage():
    return EscrowStage()


@pytest.fixture(scope="module")
def edges(stage):
    return walk_every_escrow_edge(stage)


@pytest.fixture(scope="module")
def tally(stage):
    return rehearse(stage, examples=10, steps=60)


def test_no_escrow_is_deployed_with_wrong_terms(stage):
    stage.check_births()


def test_every_law_holds_at_every_boundary(edges):
    assert set(edges.laws) == {f"E{number}" for number in range(1, 12)}


def test_every_verb_is_accepted_along_the_edges(stage, edges):
    assert stage.verbs() == VERBS, "a verb that the walks do not know"
    assert not {verb for verb in VERBS if edges.accepted[verb] == 0}


def test_every_reason_is_given_along_the_edges(edges):
    never = reasons() - AT_BIRTH - set(edges.refused)
    assert not never, f"never refused for: {never}"


def test_every_law_holds_through_random_lives(tally):
    assert set(tally.laws) == {f"E{number}" for number in range(1, 12)}


def test_the_lives_are_eventful(tally):
    """A machine whose calls are all refused would prove nothing."""
    funded = sum(count for verb, count in tally.accepted.items() if verb.startswith("fund"))
    idle = {verb for verb in VERBS if tally.accepted[verb] == 0}
    assert funded >= 80 and tally.laws["E4"] >= 1_000 and len(idle) <= 6, f"{funded} funded, idle: {idle}"
    print(f"accepted: {dict(tally.accepted)}; laws: {dict(tally.laws)}; never accepted in a random life: {idle}")
