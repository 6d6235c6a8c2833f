"""A life lived on purpose at every boundary: one second and one unit before, at and after. The dice find them too, but
not in every run; the same SubscriptionDouble checks the same invariants."""

from rehearsal import Tally
from subscription_double import SubscriptionDouble
from subscription_edge_prices import PriceEdges
from subscription_edge_terms import TermsEdges
from subscription_edge_time import TimeEdges
from subscription_edge_weather import WeatherEdges
from subscription_stage import SubscriptionStage


class EdgeWalks(TermsEdges, TimeEdges, PriceEdges, WeatherEdges):
    """All of them."""


# What finds most in the least time first.
WALKS = (
    *("plans", "failures", "bounds", "ends", "parts", "refunds", "pauses", "prices", "usage", "cancels", "office"),
    *("recoveries", "pauses_over", "merchant_fees", "blocked", "many", "openings", "doors", "credits", "callbacks"),
    *("plans_by_word", "strangers", "words", "price_chains", "statuses", "manners", "answers", "forks", "starved"),
    *("months_paused", "months_used", "periods"),
)
# (policy, walk, whether the seconds around every deadline are asked about)
LIVES = (*((0, walk, False) for walk in WALKS), (1, "sanctions", False), (2, "merchant_fees", True))


def live(stage: SubscriptionStage, walk: str, policy: int = 0, ahead: bool = False) -> SubscriptionDouble:
    """A life of its own, taken back after it."""
    snapshot = stage.chain.snapshot()
    try:
        life = EdgeWalks(stage, policy, ahead)
        getattr(life, walk)()
        life.double.finish()
        return life.double
    finally:
        stage.chain.revert(snapshot)


def walk_every_subscription_edge(stage: SubscriptionStage) -> Tally:
    tally = Tally()
    for policy, walk, ahead in LIVES:
        tally.add(live(stage, walk, policy, ahead))
    return tally
