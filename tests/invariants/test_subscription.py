"""The Subscription's machine for as long as a test may take; `soak.py` runs it for as long as one likes."""

import re

import pytest
from chain import ROOT
from subscription_edges import walk_every_subscription_edge
from subscription_rehearsal import rehearse
from subscription_stage import SubscriptionStage

VERBS = {
    *("publish_plan", "publish_plan_by_signature", "close_plan", "close_plan_by_signature"),
    *("subscribe", "subscribe_with_permit", "subscribe_by_signature", "charge", "charge_many"),
    *("charge_usage", "charge_usage_by_signature", "cancel", "cancel_by_signature", "pause", "pause_by_signature"),
    *("resume", "resume_by_signature", "propose_price", "propose_price_by_signature"),
    *("accept_price", "accept_price_by_signature", "refund_period", "refund_period_by_signature"),
    *("withdraw_credit", "withdraw_credit_by_signature", "revoke_signature", "set_merchant_fee"),
    *("set_fee", "set_fee_receiver", "set_paused", "transfer_admin", "accept_admin"),
}
# A door that the contract keeps for itself.
OWN = {"pull"}
LAWS = {f"S{number}" for number in range(1, 12)}
# Said by constructors only: `check_births` asks for them.
AT_BIRTH = {"policy: fee cap above 1 %", "policy: sanctions list has no code", "admin: admin is zero"}
# Of modules that are compiled in part: nothing is ever taken in by an authorization here.
NOT_HERE = {"intake: token moved other amount"}
IMPORT = re.compile(r"^from (?:contracts\.modules|\.) import (\w+)", re.MULTILINE)
REASON = re.compile(r'(?:_because\(|, |raise )"([a-z]+: [^"]+)"')


def sources(path, seen: dict) -> dict:
    """The text of a contract and of all modules that it is made of."""
    if path not in seen and path.exists():
        seen[path] = path.read_text(encoding="utf-8")
        for name in IMPORT.findall(seen[path]):
            sources(ROOT / "contracts" / "modules" / f"{name}.vy", seen)
    return seen


def reasons() -> set[str]:
    texts = sources(ROOT / "contracts" / "Subscription.vy", {}).values()
    return {reason for text in texts for reason in REASON.findall(text)}


@pytest.fixture(scope="module")
def stage():
    return SubscriptionStage()


@pytest.fixture(scope="module")
def edges(stage):
    return walk_every_subscription_edge(stage)


@pytest.fixture(scope="module")
def tally(stage):
    return rehearse(stage, examples=6, steps=60)


def test_no_subscription_is_deployed_with_wrong_terms(stage):
    stage.check_births()


def test_every_law_holds_at_every_boundary(edges):
    assert set(edges.laws) == LAWS


def test_every_verb_is_accepted_along_the_edges(stage, edges):
    assert stage.verbs() == VERBS | OWN, "a verb that the walks do not know"
    assert not {verb for verb in VERBS if edges.accepted[verb] == 0}


def test_every_reason_is_given_along_the_edges(edges):
    never = reasons() - AT_BIRTH - NOT_HERE - set(edges.refused)
    assert not never, f"never refused for: {never}"


def test_every_law_holds_through_random_lives(tally):
    assert set(tally.laws) == LAWS


def test_the_lives_are_eventful(tally):
    """A machine whose calls are all refused would prove nothing."""
    charged = sum(count for verb, count in tally.accepted.items() if verb.startswith("charge"))
    idle = {verb for verb in VERBS if tally.accepted[verb] == 0}
    assert charged >= 30 and tally.laws["S4"] >= 150 and len(idle) <= 12, f"{charged} charges, idle: {idle}"
    print(f"accepted: {dict(tally.accepted)}; laws: {dict(tally.laws)}; never accepted in a random life: {idle}")
