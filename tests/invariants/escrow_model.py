"""The Escrow's twin: dictionaries and plain sentences, no packing, no gas, no order but that of the checks."""

from escrow_books import Kept
from escrow_office import Call, need
from escrow_parting import Parting
from escrow_words import Deal, word
from money import NATIVE
from papers import Authorization, Permit
from seals import ZERO, Seal

DAY = 86_400


class EscrowTwin(Parting):
    """How money comes in, and the arbiter's word before it does."""

    def fund(self, call: Call, deal: Deal, acceptance: Seal) -> None:
        need(call.sender == deal.depositor, "escrow: not the depositor")
        self.record(call, deal, acceptance)
        if deal.token == NATIVE:
            need(call.value == deal.amount, "escrow: wrong native value")
            return
        need(call.value == 0, "escrow: wrong native value")
        self.money.take(deal.token, deal.depositor, deal.amount)

    def fund_with_permit(self, call: Call, deal: Deal, acceptance: Seal, permit: Permit) -> None:
        need(call.sender == deal.depositor, "escrow: not the depositor")
        self.money.permit(deal.token, call.sender, permit, call.now, call.chain_id)
        self.record(call, deal, acceptance)
        self.money.take(deal.token, call.sender, deal.amount)

    def fund_with_authorization(self, call: Call, deal: Deal, acceptance: Seal, given: Authorization) -> None:
        name = self.record(call, deal, acceptance)
        self.money.take_authorized(deal.token, deal.depositor, deal.amount, name, given, call.now, call.chain_id)

    def fund_by_signature(self, call: Call, deal: Deal, acceptance: Seal, seal: Seal) -> None:
        name = self.record(call, deal, acceptance)
        self.check_digest(deal.depositor, name, seal)
        self.money.take(deal.token, deal.depositor, deal.amount)

    def record(self, call: Call, deal: Deal, acceptance: Seal) -> bytes:
        need(not self.books.paused, "policy: paused")
        if self.money.has_list:
            need(not self.money.list_silent, "list: no answer")
            need(deal.depositor not in self.money.listed, "policy: payer is sanctioned")
        self.check_terms(call, deal)
        need(self.books.fee_bps <= deal.max_fee_bps, "escrow: fee above signed cap")
        name = self.id_of(deal, call)
        status = self.books.deal(name).status
        need(status != "declined", "escrow: arbiter declined")
        need(status in {"none", "accepted"}, "escrow: already funded")
        if deal.arbiter != ZERO and status != "accepted":
            self.check_accepted(call, deal, name, acceptance)
        self.books.deal_number += 1
        self.books.deals[name] = Kept("funded", deal.amount, 0, 0, 1, self.books.fee_bps)
        told = {"number": self.books.deal_number, "fee_bps": self.books.fee_bps}
        self.tell("DealFunded", deal_id=name, **told, **deal._asdict())
        return name

    def check_terms(self, call: Call, deal: Deal) -> None:
        need(deal.depositor not in {ZERO, self.address}, "escrow: bad depositor")
        need(deal.beneficiary not in {ZERO, self.address}, "escrow: bad beneficiary")
        need(deal.beneficiary != deal.depositor, "escrow: parties are the same")
        need(deal.arbiter not in {deal.depositor, deal.beneficiary, self.address}, "escrow: bad arbiter")
        has_code = deal.token in (*self.money.tokens, *self.money.persons)
        need(deal.token == NATIVE or has_code, "escrow: token has no code")
        need(0 < deal.amount < 2**96, "escrow: amount out of range")
        need(call.now < deal.delivery_until, "escrow: delivery time over")
        need(deal.delivery_until - call.now <= 1_827 * DAY, "escrow: delivery too far away")
        need(max(deal.inspection_period, deal.dispute_period) <= 366 * DAY, "escrow: period too long")
        need(max(deal.arbiter_fee_bps, deal.on_timeout_bps) <= 10_000, "escrow: share above the whole")

    def check_accepted(self, call: Call, deal: Deal, name: bytes, acceptance: Seal) -> None:
        """On-chain for whoever funds these terms, or by a signature for this depositor, or for whoever funds, whom a
        declined offer refuses."""
        open_name = self.id_of(deal._replace(depositor=ZERO), call)
        status = self.books.deal(open_name).status
        if status == "accepted" or self.agreed(call, deal, name, acceptance):
            return
        need(status != "declined", "escrow: arbiter declined")
        need(self.agreed(call, deal, open_name, acceptance), "escrow: arbiter has not accepted")

    def agreed(self, call: Call, deal: Deal, name: bytes, acceptance: Seal) -> bool:
        digest = word("accept", (name,), self.domain(call))
        fresh = (deal.arbiter, digest) not in self.books.spent
        return fresh and self.signed(deal.arbiter, digest, acceptance)

    def accept_arbitration(self, call: Call, deal: Deal) -> None:
        self.answer(call, deal, "accepted", {"none"}, "escrow: too late to accept")

    def decline_arbitration(self, call: Call, deal: Deal) -> None:
        self.answer(call, deal, "declined", {"none", "accepted"}, "escrow: too late to decline")

    def answer(self, call: Call, deal: Deal, status: str, from_: set, too_late: str) -> None:
        need(call.sender == deal.arbiter, "escrow: not the arbiter")
        name = self.id_of(deal, call)
        need(self.books.deal(name).status in from_, too_late)
        self.books.deals[name] = Kept(status)
        event = {"accepted": "ArbitrationAccepted", "declined": "ArbitrationDeclined"}[status]
        self.tell(event, deal_id=name, arbiter=call.sender, beneficiary=deal.beneficiary)
