"""E5 and E6: what is open to whom at every second that matters, asked of the contract by calls that are taken back."""

from escrow_books import LIVE, Kept
from escrow_words import ALL, Deal
from seals import ZERO


class Probes:
    """Asked again whenever a deal's word or the time has changed, and for each new word also around its deadlines; of a
    deal that is closed, once."""

    def __init__(self, double):
        self.double = double
        self.laws = double.laws
        self.asked: set[tuple] = set()

    def ask(self) -> None:
        """About every deal, at the present second."""
        for name, kept in list(self.double.said.items()):
            deal = self.double.terms_here(name)
            if deal is None or kept.status not in (*LIVE, "closed"):
                continue
            state = name, self.double.words[name]
            if kept.status in LIVE or state not in self.asked:
                self.ask_at(name, deal, kept, self.double.now)
            for moment in self.moments(deal, kept) if state not in self.asked else ():
                self.ask_at(name, deal, kept, moment)
            self.asked.add(state)

    def moments(self, deal: Deal, kept: Kept) -> list[int]:
        end = self.double.end_of(deal, kept)
        return [moment for moment in (end - 1, end, end + 1) if moment > self.double.now] if end else []

    def ask_at(self, name: bytes, deal: Deal, kept: Kept, moment: int) -> None:
        key = name, self.double.words[name], moment
        if key in self.asked:
            return
        self.asked.add(key)
        self.ask_parties(deal, kept, moment)
        if kept.status == "disputed":
            self.ask_arbiter(deal, kept, moment)

    def opens(self, moment: int, verb: str, who: str, *arguments) -> bool:
        return self.double.dry([(moment, verb, who, *arguments)], lambda: None)[0] is None

    def ask_parties(self, deal: Deal, kept: Kept, moment: int) -> None:
        anyone = self.double.stage.people["stranger"]
        release = self.opens(moment, "release", deal.depositor, deal, ALL)
        reclaim = self.opens(moment, "reclaim", anyone, deal)
        self.laws.hold(5, not (release and reclaim), f"release and reclaim are both open, {deal.delivery_until=}")
        delivered = kept.status == "delivered"
        meant = {
            "funded": (moment < deal.delivery_until, moment >= deal.delivery_until),
            "delivered": (True, False),
        }
        right = (release, reclaim) == meant.get(kept.status, (False, False))
        self.laws.hold(5, right, f"{kept.status} at {moment}: {release=}, {reclaim=}, {deal.delivery_until=}")
        if deal.claim_hash in self.double.codes:
            claim = self.opens(moment, "claim", anyone, deal, self.double.codes[deal.claim_hash])
            self.laws.hold(5, claim == release, f"a claim code and its depositor differ: {claim=}, {release=}")
        after = self.opens(moment, "release_after_inspection", anyone, deal)
        over = moment >= kept.since + deal.inspection_period
        self.laws.hold(5, after == (delivered and over), f"{kept.status}: released without the depositor: {after}")

    def ask_arbiter(self, deal: Deal, kept: Kept, moment: int) -> None:
        """Before the end the arbiter rules; from it on anyone ends the dispute."""
        anyone, end = self.double.stage.people["stranger"], kept.since + deal.dispute_period
        call = moment, "resolve_by_timeout", anyone, deal
        refused, left = self.double.dry([call], lambda: self.double.see(deal).kept)
        ended = left is not None and left.status == "closed" and left.held == 0
        self.laws.hold(6, ended == (moment >= end), f"at {moment}, {end=}: the end by time answers {refused!r}")
        rules = deal.arbiter != ZERO and self.opens(moment, "resolve", deal.arbiter, deal, kept.held // 3, 0)
        meant = deal.arbiter != ZERO and moment < end
        self.laws.hold(6, rules == meant, f"at {moment}, {end=}: the arbiter may rule: {rules}")
