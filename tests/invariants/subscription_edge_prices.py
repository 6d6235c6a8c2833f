"""Walks along the edges of prices that change, and of what is given back."""

from subscription_edge_life import DAY, SubscriptionEdgeLife
from subscription_words import Mandate


class PriceEdges(SubscriptionEdgeLife):
    """Each method walks along one kind of boundary."""

    def prices(self) -> None:
        """A rise after its notice, a lowering at once, each only as it was accepted, for periods that begin then."""
        for metered in (False, True):
            for amount in (0, 10_000, 10_001, 10_002, 2**96):
                terms = self.opened({"metered": metered})
                self.send("propose_price", "merchant", terms, amount)
                offer = self.life(terms).proposed or (amount, self.double.now)
                for off in ((1, 0), (0, 1), (0, -1), (0, 0), (0, 0)):
                    self.send("accept_price", "subscriber", terms, offer[0] + off[0], offer[1] + off[1])
                self.spend_all(terms)
        for accepted_at in (-1, 0, 1):
            for notice in (0, DAY):
                terms = self.opened({"price_notice": notice})
                self.send("propose_price", "merchant", terms, 12_000)
                offer = self.life(terms).proposed
                self.at(max(self.double.now, offer.effective_at + accepted_at))
                self.send("accept_price", "subscriber", terms, *offer)
                self.spend_all(terms)

    def spend_all(self, terms: Mandate) -> None:
        """Two more periods, at their first second."""
        for _ in range(2):
            self.send("charge_usage", "merchant", terms, 10_002)
            self.send("charge_usage", "merchant", terms, 10_001)
            self.at(max(self.double.now + 1, terms.start + DAY * ((self.double.now - terms.start) // DAY + 1)))
            self.send("charge", "keeper", terms)
        self.send("refund_period", "merchant", terms)

    def price_chains(self) -> None:
        """One price after another, before and after the last one counts, with a period that is still to be paid."""
        for metered in (False, True):
            for first, second in ((20_000, 30_000), (5_000, 20_000), (20_000, 15_000)):
                for wait in (0, 7_200, DAY + 1):
                    terms = self.opened({"metered": metered, "first_amount": 10_001})
                    self.send("charge_usage", "merchant", terms, 8_000)
                    for amount in (first, second):
                        self.at(self.double.now + wait)
                        self.send("propose_price", "merchant", terms, amount)
                        self.send("accept_price", "subscriber", terms, *self.life(terms).proposed)
                        self.send("charge_usage", "merchant", terms, 3_000)
                    self.send("charge", "keeper", terms)
                    self.spend_all(terms)

    def refunds(self) -> None:
        """By the second, once a period; what comes after is charged as always."""
        for metered in (False, True):
            for off in (0, 1, DAY - 18, DAY - 9, DAY):
                terms = self.opened({"metered": metered})
                self.send("charge_usage", "merchant", terms, 5_003)
                self.at(terms.start + off)
                for who in ("stranger", "merchant", "merchant"):
                    self.send("refund_period", who, terms)
                self.send("charge", "keeper", terms)
                self.send("charge_usage", "merchant", terms, 4_000)
                self.send("refund_period", "merchant", terms)
                self.at(terms.start + DAY)
                self.send("charge", "keeper", terms)
                self.send("charge_usage", "merchant", terms, 8_000)
                self.send("refund_period", "merchant", terms)
        for state in ("mandate", "failing", "paused", "cancelled", "lapsed", "finished"):
            for plan in ({}, {"first_amount": 0}):
                terms = getattr(self, state)(plan)
                self.at(self.double.now + 100)
                self.send("refund_period", "merchant", terms)
        self.given_back()

    def given_back(self) -> None:
        """Also after an end, of another price, of a part of a period, and only if the merchant has it."""
        for changes in ({"end": self.double.now + DAY // 2}, {"max_charges": 1}, {"lifetime_cap": 5_003}):
            for metered in (False, True):
                terms = self.opened({"metered": metered}, **changes)
                self.send("charge_usage", "merchant", terms, 5_003)
                self.at(self.double.now + DAY // 4)
                self.send("refund_period", "merchant", terms)
                self.send("cancel", "merchant", terms)
                self.send("refund_period", "merchant", terms)
        terms = self.opened({"merchant": "rival"})
        self.send("refund_period", "rival", terms)
        for allowed in (5_002, 5_003):
            self.double.own(self.dollar, self.people["rival"], 5_003)
            self.double.allow(self.dollar, self.people["rival"], allowed)
            self.send("refund_period", "rival", terms)
