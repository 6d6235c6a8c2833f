"""The part of the twin that lets money out, and says when."""

from hashlib import sha256

from escrow_books import LIVE, RULED, SETTLED, TIMED_OUT, Kept
from escrow_office import Call, Office, need
from escrow_words import ALL, Deal, deal_id
from seals import NO_HASH, Seal

LAST_STEP_OF_A_PART = 2**18 - 16


class Parting(Office):
    """What the parties, the arbiter and anyone may do with a deal that is funded."""

    def id_of(self, deal: Deal, call: Call) -> bytes:
        return deal_id(deal, self.domain(call))

    def kept(self, deal: Deal, call: Call) -> Kept:
        return self.books.deal(self.id_of(deal, call))

    # What each status allows.

    def check_open(self, kept: Kept) -> None:
        need(kept.status != "disputed", "escrow: deal disputed")
        need(kept.status != "closed", "escrow: deal closed")
        need(kept.status in LIVE, "escrow: deal not funded")

    def check_releasable(self, call: Call, deal: Deal) -> Kept:
        kept = self.kept(deal, call)
        self.check_open(kept)
        need(kept.status == "delivered" or call.now < deal.delivery_until, "escrow: delivery time over")
        return kept

    def part(self, kept: Kept, amount: int) -> int:
        if amount == ALL:
            return kept.held
        need(amount != 0, "escrow: amount is zero")
        need(amount <= kept.held, "escrow: amount above the rest")
        need(amount == kept.held or kept.step < LAST_STEP_OF_A_PART, "escrow: too many parts")
        return amount

    def fee(self, deal: Deal, kept: Kept, part: int) -> int:
        """Rounded down over all that was ever released, so that no number of parts changes the sum."""
        released = deal.amount - kept.held - kept.returned
        return (released + part) * kept.fee_bps // 10_000 - released * kept.fee_bps // 10_000

    def leave(self, deal: Deal, call: Call, out: int, back: int) -> tuple[dict, Kept]:
        """Takes `out` and `back` from what is held; the fields that every event of a deal has, and what is left."""
        name = self.id_of(deal, call)
        old = self.books.deal(name)
        held = old.held - out - back
        new = old._replace(held=held, returned=old.returned + back, step=old.step + 1)
        new = new._replace(status=new.status if held else "closed")
        self.books.deals[name] = new
        return self.who(deal, name, new), new

    def who(self, deal: Deal, name: bytes, kept: Kept) -> dict:
        return {
            "deal_id": name,
            "depositor": deal.depositor,
            "beneficiary": deal.beneficiary,
            "step": kept.step,
        }

    # Money out by the parties' will.

    def pay_beneficiary(self, call: Call, deal: Deal, amount: int) -> None:
        kept = self.check_releasable(call, deal)
        part = self.part(kept, amount)
        fee = self.fee(deal, kept, part)
        who, left = self.leave(deal, call, part, 0)
        self.tell("DealReleased", **who, token=deal.token, amount=part, fee=fee, held=left.held)
        self.keep_fee(deal.token, fee)
        self.send_or_owe(deal.token, deal.beneficiary, part - fee)

    def pay_back(self, call: Call, deal: Deal, amount: int) -> None:
        part = self.part(self.kept(deal, call), amount)
        who, left = self.leave(deal, call, 0, part)
        self.tell("DealReturned", **who, token=deal.token, amount=part, held=left.held)
        self.send_or_owe(deal.token, deal.depositor, part)

    def check_part(self, call: Call, deal: Deal, signer: str, name: str, amount: int, deadline: int, seal: Seal):
        values = self.id_of(deal, call), amount, self.kept(deal, call).held, deadline
        self.check_word(call, signer, name, values, seal)

    def release(self, call: Call, deal: Deal, amount: int) -> None:
        need(call.sender == deal.depositor, "escrow: not the depositor")
        self.pay_beneficiary(call, deal, amount)

    def release_by_signature(self, call: Call, deal: Deal, amount: int, deadline: int, seal: Seal) -> None:
        self.check_part(call, deal, deal.depositor, "release", amount, deadline, seal)
        self.pay_beneficiary(call, deal, amount)

    def return_funds(self, call: Call, deal: Deal, amount: int) -> None:
        need(call.sender == deal.beneficiary, "escrow: not the beneficiary")
        self.check_open(self.kept(deal, call))
        self.pay_back(call, deal, amount)

    def return_funds_by_signature(self, call: Call, deal: Deal, amount: int, deadline: int, seal: Seal) -> None:
        self.check_part(call, deal, deal.beneficiary, "return", amount, deadline, seal)
        self.check_open(self.kept(deal, call))
        self.pay_back(call, deal, amount)

    def reclaim(self, call: Call, deal: Deal) -> None:
        kept = self.kept(deal, call)
        self.check_open(kept)
        need(kept.status != "delivered", "escrow: delivered")
        need(call.now >= deal.delivery_until, "escrow: delivery time not over")
        self.pay_back(call, deal, ALL)

    def claim(self, call: Call, deal: Deal, code: bytes) -> None:
        need(deal.claim_hash != NO_HASH, "escrow: no claim code")
        need(sha256(code).digest() == deal.claim_hash, "escrow: wrong claim code")
        self.pay_beneficiary(call, deal, ALL)

    def mark_delivered(self, call: Call, deal: Deal, proof: bytes) -> None:
        need(call.sender == deal.beneficiary, "escrow: not the beneficiary")
        self.mark(call, deal, proof)

    def mark_delivered_by_signature(self, call: Call, deal: Deal, proof: bytes, deadline: int, seal: Seal) -> None:
        self.check_word(call, deal.beneficiary, "deliver", (self.id_of(deal, call), proof, deadline), seal)
        self.mark(call, deal, proof)

    def mark(self, call: Call, deal: Deal, proof: bytes) -> None:
        kept = self.check_releasable(call, deal)
        need(kept.status != "delivered", "escrow: already delivered")
        who = self.enter(deal, call, "delivered")
        self.tell("DeliveryMarked", **who, proof=proof, inspection_until=call.now + deal.inspection_period)

    def enter(self, deal: Deal, call: Call, status: str) -> dict:
        name = self.id_of(deal, call)
        old = self.books.deal(name)
        self.books.deals[name] = old._replace(status=status, since=call.now, step=old.step + 1)
        return self.who(deal, name, self.books.deals[name])

    def release_after_inspection(self, call: Call, deal: Deal) -> None:
        kept = self.kept(deal, call)
        self.check_open(kept)
        need(kept.status == "delivered", "escrow: not delivered")
        need(call.now >= kept.since + deal.inspection_period, "escrow: inspection not over")
        self.pay_beneficiary(call, deal, ALL)

    # When the parties do not agree, or agree on a split.

    def dispute(self, call: Call, deal: Deal) -> None:
        self.freeze(call, deal, call.sender)

    def dispute_by_signature(self, call: Call, deal: Deal, by: str, deadline: int, seal: Seal) -> None:
        self.check_word(call, by, "dispute", (self.id_of(deal, call), by, deadline), seal)
        self.freeze(call, deal, by)

    def freeze(self, call: Call, deal: Deal, by: str) -> None:
        kept = self.kept(deal, call)
        self.check_open(kept)
        if kept.status == "delivered":
            need(by == deal.depositor, "escrow: not the depositor")
            need(call.now < kept.since + deal.inspection_period, "escrow: inspection over")
        else:
            need(by == deal.beneficiary, "escrow: not the beneficiary")
            need(call.now < deal.delivery_until, "escrow: delivery time over")
        who = self.enter(deal, call, "disputed")
        self.tell("DealDisputed", **who, by=by, dispute_until=call.now + deal.dispute_period)

    def resolve(self, call: Call, deal: Deal, to_beneficiary: int, arbiter_fee: int) -> None:
        need(call.sender == deal.arbiter, "escrow: not the arbiter")
        self.rule(call, deal, to_beneficiary, arbiter_fee)

    def resolve_by_signature(
        self, call: Call, deal: Deal, to_beneficiary: int, arbiter_fee: int, deadline: int, seal: Seal
    ) -> None:
        values = self.id_of(deal, call), to_beneficiary, arbiter_fee, deadline
        self.check_word(call, deal.arbiter, "resolve", values, seal)
        self.rule(call, deal, to_beneficiary, arbiter_fee)

    def rule(self, call: Call, deal: Deal, to_beneficiary: int, arbiter_fee: int) -> None:
        kept = self.kept(deal, call)
        need(kept.status == "disputed", "escrow: deal not disputed")
        need(call.now < kept.since + deal.dispute_period, "escrow: time to rule is over")
        need(arbiter_fee <= kept.held * deal.arbiter_fee_bps // 10_000, "escrow: fee above the signed one")
        need(to_beneficiary <= kept.held - arbiter_fee, "escrow: split above the rest")
        self.split(call, deal, to_beneficiary, arbiter_fee, RULED)

    def resolve_by_timeout(self, call: Call, deal: Deal) -> None:
        kept = self.kept(deal, call)
        need(kept.status == "disputed", "escrow: deal not disputed")
        need(call.now >= kept.since + deal.dispute_period, "escrow: dispute not over")
        self.split(call, deal, kept.held * deal.on_timeout_bps // 10_000, 0, TIMED_OUT)

    def settle(self, call: Call, deal: Deal, to_beneficiary: int, deadline: int, one: Seal, other: Seal) -> None:
        """`one` is the depositor's seal, `other` the beneficiary's; whoever sends it needs none."""
        kept = self.kept(deal, call)
        need(kept.status in LIVE, "escrow: nothing is held")
        need(to_beneficiary <= kept.held, "escrow: split above the rest")
        values = self.id_of(deal, call), to_beneficiary, kept.held, deadline
        for party, seal in ((deal.depositor, one), (deal.beneficiary, other)):
            if call.sender != party:
                self.check_word(call, party, "settle", values, seal)
        self.split(call, deal, to_beneficiary, 0, SETTLED)

    def split(self, call: Call, deal: Deal, to_beneficiary: int, arbiter_fee: int, how: int) -> None:
        kept = self.kept(deal, call)
        to_depositor = kept.held - to_beneficiary - arbiter_fee
        fee = self.fee(deal, kept, to_beneficiary)
        who, _ = self.leave(deal, call, to_beneficiary + arbiter_fee, to_depositor)
        shares = {"to_beneficiary": to_beneficiary, "fee": fee, "to_depositor": to_depositor}
        self.tell("DealResolved", **who, how=how, token=deal.token, **shares, arbiter_fee=arbiter_fee)
        self.keep_fee(deal.token, fee)
        self.send_or_owe(deal.token, deal.beneficiary, to_beneficiary - fee)
        self.send_or_owe(deal.token, deal.depositor, to_depositor)
        self.send_or_owe(deal.token, deal.arbiter, arbiter_fee)
