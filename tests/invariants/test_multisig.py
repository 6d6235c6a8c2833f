"""The MultiSig's machine for as long as a test may take; `soak.py` runs it for as long as one likes."""

import re

import pytest
from chain import ROOT
from multisig_edges import walk_every_multisig_edge
from multisig_rehearsal import rehearse
from multisig_stage import MultisigStage

VERBS = {
    *("execute_payments", "execute_calls", "execute_configuration"),
    *("propose_payments", "propose_calls", "propose_configuration", "confirm", "revoke_confirmation"),
    *("veto", "veto_by_signature", "accept_ownership", "accept_ownership_by_signature"),
    *("spend", "spend_by_signature", "revoke_signature"),
}
# Accepted by nobody but the factory, in the transaction that makes the wallet.
AT_BIRTH = {"set_up"}
FILES = (
    *("MultiSig", "MultiSigFactory", "modules/call_proposals", "modules/configurations", "modules/confirmations"),
    *("modules/lanes", "modules/limits", "modules/ownership", "modules/payment_proposals", "modules/wallet_payout"),
    "modules/wallet_words",
)
REASON = re.compile(r'(?:_because\(|, |raise )"([a-z]+: [^"]+)"')
# Said by the factory's constructor: `check_births` asks for it.
NEVER = {"factory: implementation has no code"}


def reasons() -> set[str]:
    texts = ((ROOT / "contracts" / f"{name}.vy").read_text(encoding="utf-8") for name in FILES)
    return {reason for text in texts for reason in REASON.findall(text)}


@pytest.fixture(scope="module")
def stage():
    return MultisigStage()


@pytest.fixture(scope="module")
def edges(stage):
    return walk_every_multisig_edge(stage)


@pytest.fixture(scope="module")
def tally(stage):
    return rehearse(stage, examples=6, steps=60)


def test_no_wallet_is_born_wrong(stage):
    stage.check_births()


def test_every_law_holds_at_every_boundary(edges):
    assert set(edges.laws) == {f"M{number}" for number in range(1, 12)}


def test_every_verb_is_accepted_along_the_edges(stage, edges):
    assert stage.verbs() - {"__default__"} == VERBS | AT_BIRTH, "a verb that the walks do not know"
    assert not {verb for verb in (*VERBS, "create_wallet") if edges.accepted[verb] == 0}


def test_every_reason_is_given_along_the_edges(edges):
    never = reasons() - NEVER - set(edges.refused)
    assert not never, f"never refused for: {never}"


def test_every_law_holds_through_random_lives(tally):
    assert set(tally.laws) == {f"M{number}" for number in range(1, 12)}


def test_the_lives_are_eventful(tally):
    """A machine whose calls are all refused would prove nothing."""
    executed = sum(count for verb, count in tally.accepted.items() if verb.startswith("execute"))
    idle = {verb for verb in VERBS if tally.accepted[verb] == 0}
    assert executed >= 60 and tally.laws["M9"] >= 200 and len(idle) <= 3, f"{executed} executed, idle: {idle}"
    print(f"accepted: {dict(tally.accepted)}; laws: {dict(tally.laws)}; never accepted in a random life: {idle}")
