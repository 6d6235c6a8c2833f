"""What is done with deals: new ones of all kinds, and every verb on those that are there."""

from hashlib import sha256

from chain import Outcome
from escrow_books import LIVE
from escrow_double import EscrowDouble
from escrow_words import ALL, Deal, deal_id
from escrow_writing import GOOD_FORMS, WRONG_FORMS, EscrowWriting
from money import NATIVE
from seals import NO_HASH, NO_SEAL, ZERO

DEPOSITORS = ("depositor", "depositor", "saver", "vault", "vault")
BENEFICIARIES = ("beneficiary", "beneficiary", "till", "till")
ARBITERS = ("arbiter", "arbiter", "court", "nobody", "nobody")
TOKENS = ("dollar", "odd", "odd", "coin", "coin")
AMOUNTS = (10_000, 10_000, 10_001, 10_001, 999, 1, 2, 199, 25_000_000, 2**96 - 1)
DELIVERIES = (*(86_400,) * 5, *(3_600,) * 3, 60, 2, 1, 1_827 * 86_400)
PERIODS = (3_600, 3_600, 60, 1, 0, 366 * 86_400)
SHARES = (0, 500, 3_333, 5_000, 10_000)
FLAWS = (*(None,) * 15, "amount", "late", "far", "period", "share", "cap", "same", "arbiter", "no code", "self")
FORMS = (*GOOD_FORMS * 7, "long", "longest", *WRONG_FORMS)
DOORS = ("fund", "fund", "fund", "fund_with_permit", "fund_with_authorization", "fund_by_signature")
WAITS = (*(600,) * 6, 1, 0)


class DealTurns(EscrowWriting):
    """The turns only choose; the double judges."""

    double: EscrowDouble
    people: dict[str, str]
    written: list[Deal]
    moments: set[int]

    def send(self, verb: str, sender: str, *arguments, value: int = 0) -> Outcome:
        raise NotImplementedError

    def token(self, name: str) -> str:
        """An address by name: the native coin or a token."""
        return NATIVE if name == "coin" else self.stage.tokens[name].address

    def draw_up(self, dice, flaws: tuple = FLAWS) -> Deal:
        """New terms, most of them good."""
        depositor, beneficiary, arbiter = (dice.choice(these) for these in (DEPOSITORS, BENEFICIARIES, ARBITERS))
        until = self.double.now + dice.choice(DELIVERIES)
        code = b"code %d" % len(self.written)
        claim_hash = sha256(code).digest() if dice.random() < 0.6 else NO_HASH
        if claim_hash != NO_HASH:
            self.double.codes[claim_hash] = code
        good = Deal(
            *(self.people[who] for who in (depositor, beneficiary, arbiter)),
            *(self.token(dice.choice(TOKENS)), dice.choice(AMOUNTS), dice.choice((100, 100, 100, 99)), until),
            *(dice.choice(PERIODS), claim_hash, dice.choice(SHARES), dice.choice(PERIODS), dice.choice(SHARES)),
            len(self.written).to_bytes(32),
        )
        self.moments |= {until, until + good.inspection_period}
        self.written.append(self.flawed(good, dice.choice(flaws)))
        return self.written[-1]

    def flawed(self, good: Deal, flaw: str | None) -> Deal:
        now = self.double.now
        changes = {
            "amount": {"amount": (0, 2**96)[good.amount % 2]},
            "late": {"delivery_until": now},
            "far": {"delivery_until": now + 1_827 * 86_400 + 1},
            "period": {("inspection_period", "dispute_period")[good.amount % 2]: 366 * 86_400 + 1},
            "share": {("arbiter_fee_bps", "on_timeout_bps")[good.amount % 2]: 10_001},
            "cap": {"max_fee_bps": max(0, self.double.twin.books.fee_bps - 1)},
            "same": {"beneficiary": good.depositor},
            "arbiter": {"arbiter": good.beneficiary},
            "no code": {"token": self.people["stranger"]},
            "self": {"beneficiary": self.double.address},
        }
        return good._replace(**changes.get(flaw, {}))

    def strike(self, dice) -> None:
        """A new deal and the money for it, so that all other verbs find something to work on."""
        deal = self.draw_up(dice, (None,))
        doors = ("fund",) if deal.token == NATIVE else DOORS
        if deal.depositor == self.people["saver"] and deal.token != NATIVE:
            doors = "fund_with_permit", "fund_with_authorization"
        self.pay_in(dice, deal, dice.choice(doors), dice.choice(GOOD_FORMS) if dice.random() < 0.1 else "65")

    def fund(self, dice) -> None:
        """Any terms ever written, by any door, with any slip."""
        self.pay_in(dice, dice.choice(self.written), dice.choice(DOORS), dice.choice(FORMS), dice.random() < 0.3)

    def pay_in(self, dice, deal: Deal, door: str, form: str, slip: bool = False) -> Outcome:
        accepted = self.put_acceptance(deal, dice.choice((form, "65")), dice.random() < 0.4)
        payer = "stranger" if slip and dice.random() < 0.5 else self.role_of(deal.depositor)
        value = deal.amount if deal.token == NATIVE else 0
        if door == "fund":
            off = dice.choice((-1, 1)) if slip else 0
            return self.send("fund", payer, deal, accepted, value=max(0, value + off))
        if door == "fund_with_permit":
            off, wait = (dice.choice((-1, 0, 1)), dice.choice(WAITS)) if slip else (0, 600)
            permit = self.put_permit(deal, off, wait, form)
            if dice.random() < 0.3 and deal.token in self.double.twin.money.tokens:
                self.double.submit_permit(deal.token, deal.depositor, permit)
            return self.send("fund_with_permit", payer, deal, accepted, permit)
        if door == "fund_with_authorization":
            wallet = deal.depositor in self.double.twin.money.persons
            times = (dice.choice((0, 1, 2)), dice.choice(WAITS)) if slip else (0, 600)
            given = self.put_authorization(deal, times, "long" if wallet and not slip else form)
            return self.send("fund_with_authorization", "relayer", deal, accepted, given)
        return self.send("fund_by_signature", "relayer", deal, accepted, self.put_deal(deal, form))

    def role_of(self, address: str) -> str:
        return next((role for role, known in self.people.items() if known == address), "stranger")

    def some_deal(self, dice) -> Deal:
        """Mostly one that holds money."""
        books = self.double.twin.books
        live = [deal for deal in self.written if books.deal(deal_id(deal, self.double.here())).status in LIVE]
        return dice.choice(live if live and dice.random() < 0.85 else self.written)

    def by(self, dice, address: str) -> str:
        other = dice.random() >= 0.85 or address == ZERO  # which nobody can send as: the arbiter of deals without one
        return dice.choice(("stranger", "depositor", "beneficiary")) if other else self.role_of(address)

    def some_part(self, dice, held: int) -> int:
        return dice.choice((ALL, held, max(1, held // 2), max(1, held // 3), max(1, held // 3), 1, held + 1, 0))

    def hand_in(self, dice, verb: str, who: str, name: str, deal: Deal, rest: tuple, words: tuple) -> Outcome:
        """A verb by signature, by whoever wants to send it."""
        deadline = self.double.now + dice.choice(WAITS)
        self.moments.add(deadline)
        seal = self.put_word(who, name, (deal, *words, deadline), dice.choice(FORMS))
        if dice.random() < 0.05:
            self.send("revoke_signature", self.role_of(who), seal.digest)
        return self.send(verb, "relayer", deal, *rest, deadline, seal)

    def held_of(self, deal: Deal) -> int:
        return self.double.twin.books.deal(deal_id(deal, self.double.here())).held

    def release(self, dice) -> None:
        deal = self.some_deal(dice)
        held = self.held_of(deal)
        amount = self.some_part(dice, held)
        if dice.random() < 0.5:
            self.send("release", self.by(dice, deal.depositor), deal, amount)
        else:
            words = amount, held + dice.choice((0,) * 9 + (1,))
            self.hand_in(dice, "release_by_signature", deal.depositor, "release", deal, (amount,), words)

    def send_back(self, dice) -> None:
        deal = self.some_deal(dice)
        held = self.held_of(deal)
        amount = self.some_part(dice, held)
        if dice.random() < 0.5:
            self.send("return_funds", self.by(dice, deal.beneficiary), deal, amount)
        else:
            words = amount, held + dice.choice((0,) * 9 + (1,))
            self.hand_in(dice, "return_funds_by_signature", deal.beneficiary, "return", deal, (amount,), words)

    def deliver(self, dice) -> None:
        deal, proof = self.some_deal(dice), dice.randbytes(32)
        self.moments.add(self.double.now + deal.inspection_period)
        if dice.random() < 0.5:
            self.send("mark_delivered", self.by(dice, deal.beneficiary), deal, proof)
        else:
            words = (proof,)
            self.hand_in(dice, "mark_delivered_by_signature", deal.beneficiary, "deliver", deal, words, words)

    def claim(self, dice) -> None:
        deal = self.some_deal(dice)
        code = self.double.codes.get(deal.claim_hash, b"no code")
        self.send("claim", "stranger", deal, code if dice.random() < 0.8 else b"another")

    def let_time_decide(self, dice) -> None:
        """What anyone may do once a time is over; also while it is not."""
        status = self.double.twin.books.deal(deal_id(deal := self.some_deal(dice), self.double.here())).status
        meant = {"funded": "reclaim", "delivered": "release_after_inspection", "disputed": "resolve_by_timeout"}
        verb = meant.get(status, "reclaim") if dice.random() < 0.8 else dice.choice(list(meant.values()))
        self.send(verb, "stranger", deal)

    def dispute(self, dice) -> None:
        deal = self.some_deal(dice)
        status = self.double.twin.books.deal(deal_id(deal, self.double.here())).status
        by = deal.depositor if (status == "delivered") == (dice.random() < 0.85) else deal.beneficiary
        self.moments.add(self.double.now + deal.dispute_period)
        if dice.random() < 0.5:
            self.send("dispute", self.role_of(by), deal)
        else:
            self.hand_in(dice, "dispute_by_signature", by, "dispute", deal, (by,), (by,))

    def rule(self, dice) -> None:
        deal = self.some_deal(dice)
        held = self.held_of(deal)
        fee = max(0, held * deal.arbiter_fee_bps // 10_000 + dice.choice((0, 0, 0, 1, -1)))
        share = dice.choice((0, held // 3, max(0, held - fee), max(0, held - fee), held - fee + 1 if held > fee else 0))
        if dice.random() < 0.5:
            self.send("resolve", self.by(dice, deal.arbiter), deal, share, fee)
        else:
            self.hand_in(dice, "resolve_by_signature", deal.arbiter, "resolve", deal, (share, fee), (share, fee))

    def settle(self, dice) -> None:
        deal = self.some_deal(dice)
        held, deadline = self.held_of(deal), self.double.now + dice.choice(WAITS)
        share = dice.choice((0, held // 2, held // 3, held, held + 1))
        values = deal, share, held, deadline
        forms = dice.choice(FORMS), "65"
        seals = [
            self.put_word(who, "settle", values, form)
            for who, form in zip((deal.depositor, deal.beneficiary), forms, strict=True)
        ]
        sender = dice.choice(("relayer", "relayer", self.role_of(deal.depositor), self.role_of(deal.beneficiary)))
        if sender != "relayer" and dice.random() < 0.7:
            seals[0 if self.people[sender] == deal.depositor else 1] = NO_SEAL
        self.send("settle", sender, deal, share, deadline, *seals)

    def answer(self, dice) -> None:
        """An arbiter accepts or declines, for one depositor or for all; also after accepting, also too late."""
        deal = self.draw_up(dice) if dice.random() < 0.6 else dice.choice(self.written)
        meant = deal._replace(depositor=ZERO) if dice.random() < 0.3 else deal
        first = "accept_arbitration" if dice.random() < 0.7 else "decline_arbitration"
        self.send(first, self.by(dice, deal.arbiter), meant)
        if dice.random() < 0.2:
            self.send("decline_arbitration", self.by(dice, deal.arbiter), meant)
        if dice.random() < 0.6:
            self.pay_in(dice, deal, "fund", "nothing")
