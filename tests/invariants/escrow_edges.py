"""A life lived on purpose at every boundary: one second and one unit before, at and after. The dice find them too, but
not in every run; the same EscrowDouble checks the same invariants."""

from escrow_double import EscrowDouble
from escrow_edge_doors import FundingEdges
from escrow_edge_life import DAY
from escrow_edge_weather import WeatherEdges
from escrow_stage import EscrowStage
from escrow_words import ALL
from escrow_writing import WRONG_FORMS
from money import PENS
from rehearsal import Tally
from seals import KEY_FORMS, NO_HASH, NO_SEAL, ZERO

SIGNED = (
    *("release_by_signature", "return_funds_by_signature", "mark_delivered_by_signature"),
    *("dispute_by_signature", "resolve_by_signature"),
)


class EdgeWalks(FundingEdges, WeatherEdges):
    """From the funded deal on."""

    def statuses(self) -> None:
        """Every verb on a deal of every status."""
        verbs = list(self.every_verb(self.deal()))
        for state in ("deal", "funded", "delivered", "disputed", "closed"):
            for verb in verbs:
                deal = getattr(self, state)()
                self.every_verb(deal)[verb]()
                # What it left behind takes no other verb than before.
                for again in ("release", "reclaim", "resolve_by_timeout"):
                    self.every_verb(deal)[again]()

    def last_seconds(self) -> None:
        """Every verb one second before, at and after the end of each status."""
        verbs = list(self.every_verb(self.deal()))
        for state, wait in (("funded", DAY), ("delivered", 3_600), ("disputed", 7_200)):
            for off in (-1, 0, 1):
                deals = {verb: getattr(self, state)(amount=1_001) for verb in verbs}
                self.double.wait_until(self.double.now + wait + off)
                for verb, deal in deals.items():
                    self.every_verb(deal)[verb]()
        for state in ("delivered", "disputed"):
            deals = {verb: getattr(self, state)(inspection_period=0, dispute_period=0) for verb in verbs}
            for verb, deal in deals.items():
                self.every_verb(deal)[verb]()
        late = self.delivered(inspection_period=2 * DAY), self.delivered(inspection_period=2 * DAY)
        self.at(self.double.now + DAY + 1)
        self.send("dispute", "depositor", late[0])
        self.send("release", "depositor", late[1], ALL)

    def parts(self) -> None:
        """Amounts at and past what is held; fees that are rounded once and not with every part."""
        for verb, who in (("release", "depositor"), ("return_funds", "beneficiary")):
            for amount in (0, 1, 10_000, 10_001, 10_002, ALL - 1, ALL):
                self.send(verb, who, self.funded(), amount)
            deal = self.funded(amount=1_000)
            for amount in (199, 1, 199, 1, 599, 2, 1, ALL):
                self.send(verb, who, deal, amount)
        mixed = self.funded(amount=999)
        for verb, who, amount in (
            *(("release", "depositor", 333), ("return_funds", "beneficiary", 111), ("release", "depositor", 67)),
            *(("mark_delivered", "beneficiary", NO_HASH), ("return_funds", "beneficiary", 1)),
            ("release", "depositor", ALL),
        ):
            self.send(verb, who, mixed, amount)
        for step in (2**18 - 18, 2**18 - 17, 2**18 - 16, 2**18 - 15):
            for verb, who in (("release", "depositor"), ("return_funds", "beneficiary")):
                deal = self.funded()
                self.double.wear(deal, step)
                for amount in (1, 1, ALL):
                    self.send(verb, who, deal, amount)
        worn = self.funded()
        self.double.wear(worn, 2**18 - 16)
        for verb, who in (("mark_delivered", "beneficiary"), ("dispute", "depositor"), ("resolve", "arbiter")):
            self.send(verb, who, worn, *{"mark_delivered": (NO_HASH,), "resolve": (1, 1)}.get(verb, ()))

    def rulings(self) -> None:
        """Shares at and past their bounds, the odd unit, an arbiter with and without a fee."""
        for share in (0, 500, 9_999, 10_000):
            for fee_off in (-1, 0, 1):
                for to_off in (-1, 0, 1):
                    deal = self.disputed(arbiter_fee_bps=share)
                    fee = max(0, 10_001 * share // 10_000 + fee_off)
                    self.send("resolve", "arbiter", deal, max(0, 10_001 - fee + to_off), fee)
        for share in (0, 1, 3_333, 5_000, 10_000):
            for part in (0, 3_332):
                deal = self.funded(on_timeout_bps=share)
                self.send("release", "depositor", deal, part)
                self.send("dispute", "beneficiary", deal)
                self.at(self.double.now + 7_200)
                self.send("resolve_by_timeout", "stranger", deal)
        nobody = self.disputed(arbiter=ZERO)
        for who in ("stranger", ZERO):
            self.send("resolve", who, nobody, 1, 0)
        self.send("resolve_by_signature", "relayer", nobody, 1, 0, self.double.now + 9, NO_SEAL)

    def settlements(self) -> None:
        """Both words, either sender, every form, every second; and all that is held or none of it."""
        for state in ("funded", "delivered", "disputed", "closed", "deal"):
            for to in (0, 1, 10_000, 10_001, 10_002):
                self.settle(getattr(self, state)(), to)
        for sender in ("depositor", "beneficiary", "arbiter"):
            for forms in (("65", "65"), ("nothing", "65"), ("65", "nothing"), ("nothing", "nothing")):
                for wait in (1, 0):
                    self.settle(self.funded(), 5_000, forms, sender, wait)
        for form in (*KEY_FORMS, *WRONG_FORMS):
            self.settle(self.funded(), 77, (form, "65"))
            self.settle(self.funded(), 77, ("65", form))
        deal = self.funded(depositor="vault", beneficiary="till")
        self.settle(deal, 77, ("65", "stranger"))
        self.settle(deal, 77, ("long", "longest"))

    def words(self) -> None:
        """Every verb by signature, in every form, at its last second, taken back, sent twice."""
        for verb in SIGNED:
            state = "disputed" if verb.startswith("resolve") else "funded"
            for form in (*KEY_FORMS, *WRONG_FORMS):
                self.by_signature(verb, getattr(self, state)(), form)
            for off in (0, 1):
                self.by_signature(verb, getattr(self, state)(), "65", wait=off)
            people = {"depositor": "vault", "beneficiary": "till", "arbiter": "court"}
            for pen in PENS:
                for who in ("vault", "till", "court"):
                    self.double.feel(who, "accepts", "agrees")
                deal = getattr(self, state)(**people)
                for who in ("vault", "till", "court"):
                    self.double.feel(who, "accepts", pen)
                self.by_signature(verb, deal, ("64", "long", "longest")[PENS.index(pen) % 3])
            for who in ("vault", "till", "court"):
                self.double.feel(who, "accepts", "agrees")
            deal = getattr(self, state)()
            self.by_signature(verb, deal, "65", revoked=True)
            self.by_signature(verb, deal, "65", amount=1)
            self.by_signature(verb, deal, "65", amount=1, stale=True)
        other = self.funded()
        self.send("dispute_by_signature", "relayer", other, self.people["stranger"], self.double.now + 9, NO_SEAL)
        later = self.double.now + 9
        for by in ("depositor", "beneficiary", "arbiter"):
            seal = self.put_word(self.people[by], "dispute", (other, self.people[by], later))
            self.send("dispute_by_signature", "relayer", other, self.people[by], later, seal)

    def by_signature(
        self, verb: str, deal, form: str, wait: int = 5, amount: int = ALL, revoked: bool = False, stale: bool = False
    ) -> None:
        """Sent twice; `stale` names one unit more as held than there is."""
        deadline, held = self.double.now + wait, self.held(deal) + stale
        who, name, rest, signed = {
            "release_by_signature": (deal.depositor, "release", (amount,), (amount, held)),
            "return_funds_by_signature": (deal.beneficiary, "return", (amount,), (amount, held)),
            "mark_delivered_by_signature": (deal.beneficiary, "deliver", (b"\2" * 32,), (b"\2" * 32,)),
            "dispute_by_signature": (deal.beneficiary, "dispute", (deal.beneficiary,), (deal.beneficiary,)),
            "resolve_by_signature": (deal.arbiter, "resolve", (held // 2, 3), (held // 2, 3)),
        }[verb]
        seal = self.put_word(who, name, (deal, *signed, deadline), form)
        if revoked:
            self.send("revoke_signature", who, seal.digest)
            self.send("revoke_signature", who, seal.digest)
        for _ in range(2):
            self.send(verb, "relayer", deal, *rest, deadline, seal)


WALKS = (
    *("doors", "terms", "answers", "permits", "statuses", "last_seconds", "parts", "rulings", "settlements", "words"),
    *("manners", "pauses", "moods", "callbacks", "credits", "fees", "office", "forks", "gifts", "claims"),
)
# (policy, walk, whether E4 to E6 are asked on the way)
LIVES = (*((0, walk, False) for walk in WALKS), (1, "sanctions", False), (1, "office", True), (2, "fees", True))


def live(stage: EscrowStage, walk, policy: int = 0, ahead: bool = False) -> EscrowDouble:
    """A life of its own, taken back after it."""
    snapshot = stage.chain.snapshot()
    try:
        life = EdgeWalks(stage, policy, ahead)
        walk(life)
        life.double.finish()
        return life.double
    finally:
        stage.chain.revert(snapshot)


def walk_every_escrow_edge(stage: EscrowStage) -> Tally:
    tally = Tally()
    for policy, walk, ahead in LIVES:
        tally.add(live(stage, getattr(EdgeWalks, walk), policy, ahead))
    return tally
