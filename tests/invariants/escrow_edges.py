"""A life lived on purpose at every boundary: one second and one unit before, at and after. The dice find them too, but
not in every run; the same EscrowDouble checks the same invariants."""

from escrow_double import EscrowDouble
from escrow_edge_doors import FundingEdges
from escrow_edge_life import DAY, SIGNED
from escrow_edge_weather import WeatherEdges
from escrow_stage import EscrowStage
from escrow_words import ALL
from escrow_writing import WRONG_FORMS
from money import PENS
from rehearsal import Tally
from seals import KEY_FORMS, NO_HASH, NO_SEAL, ZERO


class EdgeWalks(FundingEdges, WeatherEdges):
    """From the funded deal on."""

    def statuses(self) -> None:
        """Every verb on a deal of every status; what it left behind takes no other verb than before."""

        def then_more(verb: str, deal) -> None:
            before = self.kept(deal)
            self.every_verb(deal)[verb]()
            for again in ("release", "reclaim", "resolve_by_timeout") if self.kept(deal) != before else ():
                self.every_verb(deal)[again]()

        verbs = list(self.every_verb(self.deal()))
        for state in ("deal", "funded", "delivered", "disputed", "closed"):
            self.on_each(state, [lambda deal, verb=verb: then_more(verb, deal) for verb in verbs])

    def last_seconds(self) -> None:
        """Every verb one second before, at and after the end of each status."""
        for state, wait, enough in (("funded", DAY, 11), ("delivered", 3_600, 9), ("disputed", 7_200, 4)):
            for off in (-1, 0, 1):
                deals = [getattr(self, state)(amount=1_001) for _ in range(enough)]
                fresh = self.kept(deals[0])
                self.at(self.double.now + wait + off)
                for verb in self.every_verb(deals[0]):
                    deals = [deal for deal in deals if self.kept(deal) == fresh]
                    self.every_verb(deals[0])[verb]()
        verbs = list(self.every_verb(self.deal()))
        for state in ("delivered", "disputed"):
            instant = {"inspection_period": 0, "dispute_period": 0}
            self.on_each(state, [lambda deal, verb=verb: self.every_verb(deal)[verb]() for verb in verbs], **instant)
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

    def worn_deals(self) -> None:
        """So many parts that hardly a step is left: what ends the deal finds one all the same."""
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
            fees = [max(0, 10_001 * share // 10_000 + off) for off in (1, 0, -1)]
            rulings = [(max(0, 10_001 - fee + off), fee) for fee in fees for off in (1, 0, -1)]
            actions = [lambda deal, ruling=ruling: self.send("resolve", "arbiter", deal, *ruling) for ruling in rulings]
            self.on_each("disputed", actions, arbiter_fee_bps=share)
        for over in (1, 0):
            # The arbiter's share is of what is left.
            deal = self.funded(arbiter_fee_bps=5_000)
            self.send("release", "depositor", deal, 4_000)
            self.send("return_funds", "beneficiary", deal, 3_000)
            self.send("dispute", "beneficiary", deal)
            self.send("resolve", "arbiter", deal, 1, 3_001 // 2 + over)
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
            self.on_each(state, [lambda deal, to=to: self.settle(deal, to) for to in (10_002, 10_001, 1, 0)])
        both = ("nothing", "nothing"), ("nothing", "65"), ("65", "nothing"), ("65", "65")
        cases = [
            (forms, sender, wait)
            for sender in ("depositor", "beneficiary", "arbiter")
            for wait in (0, 1)
            for forms in both
        ]
        self.on_each("funded", [lambda deal, case=case: self.settle(deal, 5_000, *case) for case in cases])
        forms = [form for wrong in (*WRONG_FORMS, *KEY_FORMS) for form in ((wrong, "65"), ("65", wrong))]
        self.on_each("funded", [lambda deal, form=form: self.settle(deal, 77, form) for form in forms])
        deal = self.funded(depositor="vault", beneficiary="till")
        self.settle(deal, 77, ("65", "stranger"))
        self.settle(deal, 77, ("long", "longest"))

    def words(self) -> None:
        """Every verb by signature, in every form, at its last second, sent twice, taken back, for another rest."""
        for verb in SIGNED:
            state = "disputed" if verb.startswith("resolve") else "funded"
            cases = [(verb, form, 5) for form in (*WRONG_FORMS, *KEY_FORMS)] + [
                (verb, "65", wait) for wait in (0, 1, 5)
            ]
            self.on_each(
                state, [lambda deal, case=case: self.send_signed(*case[:1], deal, *case[1:]) for case in cases]
            )
            deal = getattr(self, state)(depositor="vault", beneficiary="till", arbiter="court")
            signer = self.stage.name_of(self.signed(verb, deal)[0])
            for pen, form in zip(reversed(PENS), ("64", "65", "long", "longest", "64", "longest"), strict=True):
                self.double.feel(signer, "accepts", pen)
                self.send_signed(verb, deal, form)
            self.send_signed(verb, deal, "65")
            self.used_words(verb, state)

    def used_words(self, verb: str, state: str) -> None:
        deal = getattr(self, state)()
        who, name, rest, words = self.signed(verb, deal, 1)
        deadline = self.double.now + 5
        seal = self.put_word(who, name, (deal, *words, deadline))
        for _ in range(2):
            self.send(verb, "relayer", deal, *rest, deadline, seal)
        deal = getattr(self, state)()
        who, name, rest, words = self.signed(verb, deal)
        seal = self.put_word(who, name, (deal, *words, deadline))
        for _ in range(2):
            self.send("revoke_signature", who, seal.digest)
        self.send(verb, "relayer", deal, *rest, deadline, seal)

    def disputers(self) -> None:
        """Who may dispute when, by call and by word."""
        for state in ("funded", "delivered"):
            for by in ("arbiter", "depositor", "beneficiary"):
                deal, later = getattr(self, state)(), self.double.now + 9
                self.send("dispute", by, deal)
                seal = self.put_word(self.people[by], "dispute", (deal, self.people[by], later))
                self.send("dispute_by_signature", "relayer", deal, self.people[by], later, seal)
        self.send("dispute_by_signature", "relayer", deal, self.people["stranger"], later, NO_SEAL)


# The short ones first.
WALKS = (
    *(
        "permits",
        "gifts",
        "claims",
        "pauses",
        "disputers",
        "office",
        "forks",
        "terms",
        "worn_deals",
        "fees",
        "callbacks",
    ),
    *("parts", "answers", "credits", "rulings", "settlements", "starved", "moods", "statuses", "words", "doors"),
    *("last_seconds", "manners"),
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
