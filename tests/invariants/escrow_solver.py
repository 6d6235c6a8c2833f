"""E4: from every state that a life reaches, money leaves within the signed time with any one party silent.

The twin, which knows nothing of gas or packing, looks for the ways out; each is then walked on the contract and taken
back. Ways are sequences of at most two calls at two times."""

from typing import NamedTuple

from escrow_books import LIVE, Kept
from escrow_money import DEBITS_RIGHT, TRUTHFUL
from escrow_office import Call
from escrow_words import ALL, Deal
from money import NATIVE
from seals import NO_HASH, ZERO

ROLES = ("depositor", "beneficiary", "arbiter")


class Leg(NamedTuple):
    """One call of a way; who: the role that must speak, or "anyone"."""

    at: int
    who: str
    verb: str
    arguments: tuple = ()


class Seen(NamedTuple):
    """What the contract says of a deal, all balances, and the credits and kept fees in its token."""

    kept: Kept
    balances: dict
    owed: int
    fees: int


class Solver:
    """Walks the ways out of each live deal once per abstract state of a life."""

    def __init__(self, double):
        self.double = double
        self.laws = double.laws
        self.walked: set[tuple] = set()

    def solve(self) -> None:
        for name, kept in list(self.double.said.items()):
            deal = self.double.terms_here(name)
            if deal is None or kept.status not in LIVE:
                continue
            state = self.abstract(deal, kept)
            if state not in self.walked:
                self.walked.add(state)
                self.leave(deal, kept)

    def abstract(self, deal: Deal, kept: Kept) -> tuple:
        """All that decides which ways are open and what happens to the money on them; times as before or after."""
        money, now = self.double.twin.money, self.double.now
        sides = tuple(now >= end for end in (deal.delivery_until, self.double.end_of(deal, kept)))
        periods = deal.inspection_period == 0, deal.dispute_period == 0
        parties = [getattr(deal, role) for role in ROLES]
        manners = tuple(money.manner(deal.token, party) for party in parties)
        moods = tuple(deal.token == NATIVE and money.refuses_coins(party) for party in parties)
        token = deal.token, deal.token in money.paused, deal.token in self.laws.crooked
        timeout = min(deal.on_timeout_bps, 1), deal.on_timeout_bps // 10_000
        terms = deal.arbiter != ZERO, deal.claim_hash != NO_HASH, timeout, kept.fee_bps != 0
        amounts = kept.held == deal.amount, kept.held == 1, kept.returned != 0
        return kept.status, sides, periods, manners, moods, token, terms, amounts, self.double.twin.books.paused

    def ways(self, deal: Deal, kept: Kept) -> list[list[Leg]]:
        """What might be tried; the twin says which of it works."""
        now, end = self.double.now, self.double.end_of(deal, kept)
        last = {"funded": "reclaim", "delivered": "release_after_inspection", "disputed": "resolve_by_timeout"}
        disputer = {"funded": "beneficiary", "delivered": "depositor"}.get(kept.status, "nobody")
        return [
            [Leg(max(now, end), "anyone", last[kept.status])],
            [Leg(now, "depositor", "release", (ALL,))],
            [Leg(now, "beneficiary", "return_funds", (ALL,))],
            [Leg(now, "arbiter", "resolve", (kept.held // 2, 0))],
            [
                Leg(now, "beneficiary", "mark_delivered", (NO_HASH,)),
                Leg(now + deal.inspection_period, "anyone", "release_after_inspection"),
            ],
            [Leg(now, disputer, "dispute"), Leg(now + deal.dispute_period, "anyone", "resolve_by_timeout")],
        ]

    def leave(self, deal: Deal, kept: Kept) -> None:
        open_ways = [way for way in self.ways(deal, kept) if self.twin_leaves(way, deal)]
        for way in open_ways:
            self.walk(way, deal, kept)
        latest = max(self.double.now, deal.delivery_until) + deal.inspection_period + deal.dispute_period
        silent_ones = [role for role in ROLES if getattr(deal, role) != ZERO]
        for silent in silent_ones:
            ends = [way[-1].at for way in open_ways if all(leg.who != silent for leg in way)]
            found = bool(ends) and min(ends) <= latest
            self.laws.hold(4, found, f"{kept.status}: stuck with the {silent} silent; {deal}, {kept}")
        by_anyone = [way[-1].at for way in open_ways if all(leg.who == "anyone" for leg in way)]
        prompt = max(self.double.now, self.double.end_of(deal, kept))
        self.laws.hold(4, by_anyone == [prompt], f"{kept.status}: nobody's help is needed from {prompt}: {by_anyone}")

    def call(self, leg: Leg, deal: Deal) -> tuple | None:
        people = self.double.stage.people
        who = people["stranger"] if leg.who == "anyone" else getattr(deal, leg.who, ZERO)
        return None if who == ZERO else (leg.verb, who, deal, *leg.arguments)

    def twin_leaves(self, way: list[Leg], deal: Deal) -> bool:
        twin = self.double.twin
        books, money, events = twin.books, twin.money, twin.events
        twin.books, twin.money = books.copy(), money.copy()
        try:
            for leg in way:
                made = self.call(leg, deal)
                if made is None:
                    return False
                verb, who, *arguments = made
                if twin.attempt(verb, Call(who, 0, leg.at, self.double.chain_id), *arguments) is not None:
                    return False
            return twin.kept(deal, self.double.call(ZERO)).held == 0
        finally:
            twin.books, twin.money, twin.events = books, money, events

    def walk(self, way: list[Leg], deal: Deal, kept: Kept) -> None:
        before = self.double.see(deal)
        calls = [(leg.at, *self.call(leg, deal)) for leg in way]
        reason, after = self.double.dry(calls, lambda: self.double.see(deal))
        self.laws.hold(4, reason is None, f"{kept.status}: {way} is refused: {reason!r}")
        left = after.kept
        self.laws.hold(4, left.held == 0 and left.status == "closed", f"{kept.status}: {way} leaves {left}")
        self.judge_arrival(deal, kept, before, after)

    def judge_arrival(self, deal: Deal, kept: Kept, before: Seen, after: Seen) -> None:
        """What was held reached the parties, their credits, or the kept fees."""
        parties = {getattr(deal, role) for role in ROLES} - {ZERO}
        manners = {self.double.twin.money.manner(deal.token, party) for party in parties}
        if deal.token in self.laws.crooked or not manners <= DEBITS_RIGHT:
            return
        escrow = deal.token, self.double.address
        gone = before.balances[escrow] - after.balances[escrow]
        stayed = after.owed - before.owed + after.fees - before.fees
        self.laws.hold(4, gone + stayed == kept.held, f"{kept.held} were held; {gone} left, {stayed} stayed")
        if manners <= TRUTHFUL:
            got = sum(after.balances[deal.token, party] - before.balances[deal.token, party] for party in parties)
            self.laws.hold(4, got == gone, f"{gone} left, the parties got {got}")
