"""What the walks along the edges are made of: terms, deals of each status, and every verb by whom it belongs to."""

from hashlib import sha256

from escrow_books import Kept
from escrow_double import EscrowDouble
from escrow_stage import EscrowStage
from escrow_words import ALL, Deal, deal_id
from escrow_writing import EscrowWriting
from money import NATIVE
from seals import NO_HASH

DAY = 86_400
CODE = b"four seven two"
SIGNED = (
    *("release_by_signature", "return_funds_by_signature", "mark_delivered_by_signature"),
    *("dispute_by_signature", "resolve_by_signature"),
)


class EscrowEdgeLife(EscrowWriting):
    """One deal after another between few people, in the dollar unless it matters."""

    def __init__(self, stage: EscrowStage, policy: int = 0, ahead: bool = False):
        self.stage = stage
        self.double = EscrowDouble(stage, policy, ahead)
        self.double.codes[sha256(CODE).digest()] = CODE
        self.people = stage.people
        self.dollar, self.odd = (stage.tokens[name].address for name in ("dollar", "odd"))
        self.salt = 0

    def send(self, verb: str, who: str, *arguments, value: int = 0) -> str | None:
        return self.double.do(verb, self.people.get(who, who), *arguments, value=value).reason

    def deal(self, **changes) -> Deal:
        """New terms; persons may be given by their role."""
        self.salt += 1
        good = Deal(
            *("depositor", "beneficiary", "arbiter", self.dollar, 10_001, 100, self.double.now + DAY, 3_600),
            *(sha256(CODE).digest(), 500, 7_200, 3_333, self.salt.to_bytes(32)),
        )._replace(**changes)
        who = {role: self.people.get(getattr(good, role), getattr(good, role)) for role in Deal._fields[:3]}
        return good._replace(**who)

    def fund(self, deal: Deal) -> str | None:
        value = deal.amount if deal.token == NATIVE else 0
        return self.send("fund", deal.depositor, deal, self.put_acceptance(deal), value=value)

    def funded(self, **changes) -> Deal:
        deal = self.deal(**changes)
        assert self.fund(deal) is None, "this deal must be funded for the walk to go on"
        return deal

    def delivered(self, **changes) -> Deal:
        deal = self.funded(**changes)
        assert self.send("mark_delivered", deal.beneficiary, deal, b"\1" * 32) is None
        return deal

    def disputed(self, **changes) -> Deal:
        deal = self.funded(**changes)
        assert self.send("dispute", deal.beneficiary, deal) is None
        return deal

    def closed(self, **changes) -> Deal:
        deal = self.funded(**changes)
        assert self.send("return_funds", deal.beneficiary, deal, ALL) is None
        return deal

    def on_each(self, state: str, actions: list, **changes) -> None:
        """Every action on a deal of that status; a new one whenever the last has changed."""
        deal, fresh = None, None
        for action in actions:
            if deal is None or self.kept(deal) != fresh:
                deal = getattr(self, state)(**changes)
                fresh = self.kept(deal)
            action(deal)

    def kept(self, deal: Deal) -> Kept:
        return self.double.twin.books.deal(deal_id(deal, self.double.here()))

    def held(self, deal: Deal) -> int:
        return self.kept(deal).held

    def at(self, moment: int) -> None:
        self.double.wait_until(moment)

    def signed(self, verb: str, deal: Deal, amount: int = ALL) -> tuple[str, str, tuple, tuple]:
        """Of a verb by signature: who signs, the word's name, what the call says before the deadline, what the word."""
        half = self.held(deal) // 2
        return {
            "release_by_signature": (deal.depositor, "release", (amount,), (amount, self.held(deal))),
            "return_funds_by_signature": (deal.beneficiary, "return", (amount,), (amount, self.held(deal))),
            "mark_delivered_by_signature": (deal.beneficiary, "deliver", (NO_HASH,), (NO_HASH,)),
            "dispute_by_signature": (deal.beneficiary, "dispute", (deal.beneficiary,), (deal.beneficiary,)),
            "resolve_by_signature": (deal.arbiter, "resolve", (half, 1), (half, 1)),
        }[verb]

    def send_signed(self, verb: str, deal: Deal, form: str = "65", wait: int = 100, amount: int = ALL) -> str | None:
        who, name, rest, words = self.signed(verb, deal, amount)
        deadline = self.double.now + wait
        seal = self.put_word(who, name, (deal, *words, deadline), form)
        return self.send(verb, "relayer", deal, *rest, deadline, seal)

    def every_verb(self, deal: Deal, amount: int = ALL) -> dict:
        """Each as whom it belongs to; a name, and what to do."""
        held = self.held(deal)
        by_word = {verb: lambda verb=verb: self.send_signed(verb, deal, amount=amount) for verb in SIGNED}
        return by_word | {
            "fund": lambda: self.fund(deal),
            "release": lambda: self.send("release", deal.depositor, deal, amount),
            "return_funds": lambda: self.send("return_funds", deal.beneficiary, deal, amount),
            "mark_delivered": lambda: self.send("mark_delivered", deal.beneficiary, deal, NO_HASH),
            "claim": lambda: self.send("claim", "stranger", deal, CODE),
            "release_after_inspection": lambda: self.send("release_after_inspection", "stranger", deal),
            "reclaim": lambda: self.send("reclaim", "stranger", deal),
            "accept_arbitration": lambda: self.send("accept_arbitration", deal.arbiter, deal),
            "decline_arbitration": lambda: self.send("decline_arbitration", deal.arbiter, deal),
            "beneficiary disputes": lambda: self.send("dispute", deal.beneficiary, deal),
            "depositor disputes": lambda: self.send("dispute", deal.depositor, deal),
            "resolve": lambda: self.send("resolve", deal.arbiter, deal, held // 2, 1),
            "resolve_by_timeout": lambda: self.send("resolve_by_timeout", "stranger", deal),
            "settle": lambda: self.settle(deal, held // 3),
        }

    def settle(self, deal: Deal, to: int, forms: tuple = ("65", "65"), sender: str = "relayer", wait: int = 100):
        deadline = self.double.now + wait
        values = deal, to, self.held(deal), deadline
        parties = zip((deal.depositor, deal.beneficiary), forms, strict=True)
        seals = [self.put_word(who, "settle", values, form) for who, form in parties]
        return self.send("settle", sender, deal, to, deadline, *seals)
