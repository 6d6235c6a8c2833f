"""Walks along the edges of funding: its doors, the bounds of the terms, the arbiter's word."""

from escrow_edge_life import DAY, EscrowEdgeLife
from escrow_words import ALL, NO_PERMIT
from money import NATIVE
from seals import NO_SEAL, ZERO


class FundingEdges(EscrowEdgeLife):
    """Each method walks along one kind of boundary."""

    def doors(self) -> None:
        """Each way in, by whom it is for and by another, with right and wrong coins, twice."""
        for token, right in (
            (self.dollar, 0),
            (NATIVE, 10_001),
            (self.people["till"], 0),
            (self.people["stranger"], 0),
        ):
            for value in (right + 1, max(0, right - 1), right, right):
                deal = self.deal(token=token)
                self.send("fund", "depositor", deal, self.put_acceptance(deal), value=value)
            deal = self.deal(token=token, depositor="vault", arbiter="court")
            for who in ("stranger", "vault", "vault"):
                self.send("fund", who, deal, self.put_acceptance(deal, "long"), value=right)
            for depositor in ("depositor", "saver", "vault")[: 3 if token in {self.dollar, NATIVE} else 1]:
                self.other_doors(token, depositor)
        self.send("fund_by_signature", "relayer", deal, NO_SEAL, self.put_deal(deal), value=1)
        self.send("release", "depositor", deal, 1, value=1)

    def other_doors(self, token: str, depositor: str) -> None:
        deal = self.deal(token=token, depositor=depositor, arbiter=ZERO)
        for form in ("stranger", "65", "64", "long", "65"):
            self.send("fund_with_authorization", "relayer", deal, NO_SEAL, self.put_authorization(deal, form=form))
        for times in ((1, 600), (2, 600), (0, 0), (0, 1)):
            deal = self.deal(token=token, depositor=depositor, arbiter=ZERO)
            self.send("fund_with_authorization", "relayer", deal, NO_SEAL, self.put_authorization(deal, times))
        for form in ("stranger", "65", "64", "long", "65"):
            deal = self.deal(token=token, depositor=depositor, arbiter=ZERO) if form == "64" else deal
            self.send("fund_by_signature", "relayer", deal, NO_SEAL, self.put_deal(deal, form))
        for off, wait, form in ((-1, 9, "65"), (0, -1, "65"), (0, 0, "stranger"), (0, 0, "65"), (1, 9, "65")):
            deal = self.deal(token=token, depositor=depositor, arbiter=ZERO)
            for who in ("stranger", depositor):
                self.send("fund_with_permit", who, deal, NO_SEAL, self.put_permit(deal, off, wait, form))
        self.send("fund_with_permit", depositor, deal, NO_SEAL, NO_PERMIT)

    def terms(self) -> None:
        """Each bound of the terms, at and past it."""
        now, people, escrow = self.double.now, self.people, self.double.address
        for changes in (
            *({"amount": amount} for amount in (0, 1, 2**96 - 1, 2**96)),
            *({"delivery_until": now + wait} for wait in (-1, 0, 1, 1_827 * DAY, 1_827 * DAY + 1)),
            *({name: 366 * DAY + off} for name in ("inspection_period", "dispute_period") for off in (0, 1)),
            *({name: 10_000 + off} for name in ("arbiter_fee_bps", "on_timeout_bps") for off in (0, 1)),
            *({"max_fee_bps": cap} for cap in (49, 50, ALL)),
            *({"beneficiary": who} for who in (ZERO, escrow, people["depositor"], self.dollar)),
            *({"arbiter": who} for who in (escrow, people["depositor"], people["beneficiary"], ZERO)),
            *({"depositor": who} for who in (escrow, ZERO)),
            {"arbiter": self.people["till"], "beneficiary": "till"},
        ):
            self.fund(self.deal(**changes))
        for depositor in (escrow, ZERO):
            deal = self.deal(depositor=depositor, arbiter=ZERO)
            self.send("fund_by_signature", "relayer", deal, NO_SEAL, NO_SEAL)

    def answers(self) -> None:
        """The arbiter's word: on-chain or signed, for one depositor or for whoever funds, taken back or not."""
        for to_anyone in (False, True):
            for form in ("65", "64", "nothing", "stranger", "other chain", "other contract", "other terms", "high s"):
                deal = self.deal()
                self.send("fund", "depositor", deal, self.put_acceptance(deal, form, to_anyone))
            for verbs in (("accept",), ("decline",), ("accept", "decline"), ("accept", "accept"), ("decline",) * 2):
                deal = self.deal()
                meant = deal._replace(depositor=ZERO) if to_anyone else deal
                self.send("accept_arbitration", "stranger", meant)
                self.send("decline_arbitration", "stranger", meant)
                for verb in verbs:
                    self.send(f"{verb}_arbitration", "arbiter", meant)
                self.send("fund", "depositor", deal, NO_SEAL)
                self.send("fund", "depositor", deal, self.put_acceptance(deal))
            deal = self.deal()
            seal = self.put_acceptance(deal, "65", to_anyone)
            self.send("revoke_signature", "arbiter", seal.digest)
            self.send("fund", "depositor", deal, seal)
        deal = self.deal()
        self.send("accept_arbitration", "arbiter", deal)
        self.send("decline_arbitration", "arbiter", deal._replace(depositor=ZERO))
        self.send("fund", "depositor", deal, NO_SEAL)
        deal = self.deal(arbiter=ZERO)
        self.send("accept_arbitration", "stranger", deal)
        self.fund(deal)
