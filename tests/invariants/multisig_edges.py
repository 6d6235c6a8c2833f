"""A life lived on purpose at every boundary: one second, one unit and one owner before, at and after. The dice find
them too, but not in every run; the same MultisigDouble checks the same invariants."""

from multisig_double import MultisigDouble
from multisig_edge_change import ChangeEdges
from multisig_edge_limits import LimitEdges
from multisig_edge_shapes import ShapeEdges
from multisig_edge_weather import WeatherEdges
from multisig_money import PENS
from multisig_papers import EXECUTE, joined, of_wallet, on_chain, person_mark
from multisig_stage import DAY, MultisigStage
from multisig_words import Call, message
from multisig_writing import FLAWS, LENGTHS
from rehearsal import Tally
from seals import ZERO

MANY = 32


class WalkedEdges(ChangeEdges, LimitEdges, ShapeEdges, WeatherEdges):
    """From the wallet that is founded on."""

    def births(self) -> None:
        """Terms at and past their bounds; the same terms twice; a wallet set up again."""
        people, double = self.people, self.double
        three = [people[role] for role in ("founder", "partner", "treasurer")]
        for owners, *terms in (
            *(([], 0, 0, 0), ([], 1, 1, 0), (three, 0, 1, 0), (three, 2, 1, 0), (three, 1, 4, 0), (three, 3, 3, 0)),
            *((three, 1, 1, 30 * DAY), (three, 1, 1, 30 * DAY + 1), ([three[0], three[0]], 1, 1, 0)),
            *(([ZERO], 1, 1, 0), ([three[0], "0x" + "00" * 19 + "01"], 1, 1, 0), (three, 1, 2**200, 0)),
            (["0x" + (1_000 + n).to_bytes(20).hex() for n in range(MANY)], MANY, MANY, 0),
        ):
            for salt in (bytes(32), bytes(32), b"\1" * 32):
                double.create(owners, *terms, salt)
        for wallet in sorted(double.folds):
            self.send("set_up", wallet, "founder", (people["stranger"],), 1, 1, 0)

    def seconds(self) -> None:
        """One second before, at and after both ends of a slot, for each kind."""
        wallet, now = self.found(), self.double.now
        for off in (-1, 0, 1):
            self.at(now + 100 + off)
            for papers in (
                self.each_kind(wallet, 1, not_before=now + 100),
                self.each_kind(wallet, 1, deadline=now + 100),
            ):
                for paper in papers:
                    self.hand(paper)
        for paper in self.each_kind(wallet, not_before=self.double.now, deadline=self.double.now):
            self.hand(paper)

    def nonces(self) -> None:
        """Each nonce once and in its turn, in any lane; a lane that is stuck stops no other."""
        wallet = self.found()
        for lane in (0, 1, 2**256 - 1):
            for off in (1, 0, 0, 2**255):
                for paper in self.each_kind(wallet, lane, nonce=off):
                    self.hand(paper)
                    self.hand(paper)
        stuck = self.write(wallet, "payments", (self.payment(amount=2**255),), self.slot(wallet, 7))
        self.hand(stuck)
        for lane in (7, 8, 7):
            for paper in self.each_kind(wallet, lane):
                self.hand(paper)
        self.hand(stuck)

    def counts(self) -> None:
        """One approval too few, enough, and one more than enough; of each kind, with every way of approving."""
        wallet = self.found(("founder", "partner", "treasurer", "vault"), 2, 3)
        for count in range(5):
            for paper in self.each_kind(wallet):
                self.hand(paper, self.owners(wallet)[:count])
        for form in ("confirmed", "sender", "unconfirmed"):
            for sender in ("founder", "stranger"):
                for paper in self.each_kind(wallet):
                    self.hand(paper, ("founder", "partner", "vault"), sender, founder=form)
        paper = self.pays(wallet)
        self.hand(paper, (), "founder")
        self.hand(paper, ("founder",), "founder", founder="sender")
        all_of = self.found(["founder", "partner", "treasurer", "trustee", "leaver", "newcomer", "vault", "liar"], 8, 8)
        for count in (7, 8):
            for paper in self.each_kind(all_of):
                self.hand(paper, self.owners(all_of)[:count])

    def forms(self) -> None:
        """Each flaw in the place of an approval, before one and behind one; too many, doubled, turned around."""
        wallet = self.found(("founder", "partner", "vault"), 1, 2)
        for kind in range(3):
            for owner in ("founder", "vault", "stranger"):
                for flaw in FLAWS if kind == 0 else FLAWS[:2]:
                    paper = self.each_kind(wallet)[kind]
                    bad = self.flawed(paper, self.people[owner], flaw)
                    # Of who sends nothing but the flaw is wrong.
                    for sender in ("relayer", owner):
                        self.hand_raw(paper, bad, sender)
                    self.hand_raw(paper, self.approve(paper, self.people["founder"]) + bad)
                    self.hand_raw(paper, bad + self.approve(paper, self.people["partner"]))
        paper = self.each_kind(wallet)[1]
        entries = [self.approve(paper, owner) for owner in self.owners(wallet)]
        for order in ((1, 0), (0, 0), (1, 1), (0, 1, 1), (0, 2, 1), (2, 1), (2, 0)):
            self.hand_raw(paper, b"".join(entries[number] for number in order))
        for tail in (b"\0", bytes(64), bytes(65), entries[2] + b"\1"):
            self.hand_raw(paper, b"".join(entries[:2]) + tail)
        self.hand_raw(paper, bytes(6_144))
        for cut in (1, 32, 64, 65, 66, 129):
            self.hand_raw(paper, b"".join(entries)[:cut])
        self.hand_raw(paper, b"".join(entries))

    def pens(self) -> None:
        """Contract owners who agree, lie, answer otherwise, refuse and burn; signatures of all lengths."""
        wallet = self.found(("founder", "vault", "liar"), 2, 3)
        for pen in PENS:
            self.double.feel("vault", "accepts", pen)
            for paper in self.each_kind(wallet):
                self.hand(paper, self.owners(wallet))
        self.double.feel("vault", "accepts", "agrees")
        vault, founder = self.people["vault"], self.people["founder"]
        for length in (*LENGTHS, 0, 1, 31, 32, 33, 63, 95, 96, 97, 2_047, 2_048, 2_049):
            paper = self.pays(wallet)
            mark = (person_mark(paper.name, max(64, length)))[:length]
            entries = {founder: self.approve(paper, founder), vault: of_wallet(vault, mark)}
            self.hand_raw(paper, joined(entries))
            entries[vault] = of_wallet(vault, mark)[:-1]
            self.hand_raw(paper, joined(entries))
        for liar in (b"", b"\1", bytes(2_048)):
            paper = self.pays(wallet)
            entries = {founder: self.approve(paper, founder), self.people["liar"]: of_wallet(self.people["liar"], liar)}
            self.hand_raw(paper, joined(entries))

    def others(self) -> None:
        """What was signed for one wallet counts in no other, on no other chain, in no other kind, in no other words."""
        one, other = self.found(), self.found()
        for kind in range(3):
            paper = self.each_kind(one)[kind]
            raw = joined({owner: self.approve(paper, owner) for owner in self.owners(one)})
            self.hand_raw(self.each_kind(other)[kind], raw)
            for turned in range(3):
                if turned != kind:
                    self.hand_raw(self.each_kind(one)[turned], raw)
            for field, value in (("lane", 9), ("not_before", 1), ("deadline", 2**255)):
                self.hand_raw(self.write(one, paper.kind, paper.content, paper.slot._replace(**{field: value})), raw)
            self.double.wait_until(self.double.now, 7)
            self.hand_raw(self.each_kind(one)[kind], raw)
            self.double.wait_until(self.double.now, 1)
            self.hand_raw(paper, raw)
        paper = self.pays(one)
        raw = joined({owner: self.approve(paper, owner) for owner in self.owners(one)})
        (payment,) = paper.content
        for field, value in (
            ("token", self.token("dollar")),
            ("to", self.people["till"]),
            ("amount", 99),
            ("memo", b"\2" * 32),
        ):
            self.hand_raw(self.write(one, "payments", (payment._replace(**{field: value}),), paper.slot), raw)
        self.hand_raw(self.write(one, "payments", (payment, payment), paper.slot), raw)
        self.hand_raw(self.write(one, "payments", (), paper.slot), raw)

    def nests(self) -> None:
        """A wallet owns a part of another, signs for it, confirms and sends; and its own owners come and go."""
        inner = self.found(("founder", "treasurer"), 1, 2)
        outer = self.found((inner, "partner"), 1, 2)
        for paper in self.each_kind(outer):
            self.hand(paper, (inner, "partner"))
        one = self.people["founder"]
        digest = self.pays(outer).name
        named = message(digest, 0, self.double.twin.domain(inner))
        for raw in (b"", self.entry(one, named), self.entry(one, digest), on_chain(inner), on_chain(one)):
            self.hand_raw(self.pays(outer), of_wallet(inner, raw))
        for owner in ("founder", "treasurer"):
            self.send("confirm", inner, owner, named)
        self.hand_raw(self.pays(outer), of_wallet(inner, joined({o: on_chain(o) for o in self.owners(inner)})))
        before = self.pays(outer)
        raw = self.approve(before, inner)
        self.accepts(inner, "newcomer")
        self.need(self.changes(inner, remove=("treasurer",), add=("newcomer",)))
        self.hand_raw(before, raw)
        self.hand(before, (inner,))

    def rings(self) -> None:
        """Two wallets own a part of each other: a word goes round as often as there are bytes for it."""
        one = self.found(("founder",), 1, 1)
        other = self.found(("partner", one), 1, 1)
        self.need(self.calls(other, Call(one, 0, self.double.spell("accept_ownership", one))))
        self.need(self.changes(one, add=(other,)))
        for rounds in range(6):
            paper = self.pays(one)
            self.hand_raw(paper, of_wallet(other, self.round(paper.name, (other, one), rounds)))
            self.hand_raw(self.pays(one), of_wallet(other, of_wallet(one, of_wallet(other, b"") * rounds)))
        paper = self.pays(other)
        call = Call(other, 0, self.double.spell(EXECUTE["payments"], other, *paper.raw, on_chain(one)))
        self.hand(self.calls(one, call), ("founder",))

    def round(self, digest: bytes, ring: tuple[str, str], rounds: int) -> bytes:
        """The first wallet's word over a digest, as the other's word, and so on; at last a key's."""
        wallet, other = ring
        named = message(digest, self.double.twin.books[wallet].epoch, self.double.twin.domain(wallet))
        if rounds:
            return of_wallet(other, self.round(named, (other, wallet), rounds - 1))
        key = next(owner for owner in self.owners(wallet) if owner != other)
        return self.entry(key, named)

    def messages(self) -> None:
        """ERC-1271: every count, every pen, whoever asks; the asker counts for nothing, a confirmation does."""
        wallet, digest = self.found(("founder", "partner", "vault"), 1, 2), b"\5" * 32
        named = message(digest, 0, self.double.twin.domain(wallet))
        good = {owner: self.entry(owner, named) for owner in self.owners(wallet)}
        for count in range(4):
            raw = joined(dict(list(good.items())[:count]))
            for asker in ("stranger", "founder", "vault"):
                self.double.question(wallet, digest, raw, self.people[asker])
            self.double.question(wallet, b"\6" * 32, raw, self.people["stranger"])
            self.double.question(wallet, named, raw, self.people["stranger"])
        vault = {self.people["vault"]: good[self.people["vault"]]}
        for who in ("founder", "founder", "partner"):
            raw = joined(vault | {self.people[who]: on_chain(self.people[who])})
            self.double.question(wallet, digest, raw, self.people[who])
            self.send("confirm", wallet, who, named)
            self.double.question(wallet, digest, raw, self.people["stranger"])
        for pen in PENS:
            self.double.feel("vault", "accepts", pen)
            self.double.question(wallet, digest, joined(good), self.people["stranger"])

    def bad_messages(self) -> None:
        """Whatever is no signature is answered so, and never refused."""
        wallet, digest = self.found(("founder", "partner", "vault"), 1, 2), b"\5" * 32
        named = message(digest, 0, self.double.twin.domain(wallet))
        for flaw in FLAWS:
            for owner in ("founder", "vault"):
                bad = self.flawed(self.pays(wallet), self.people[owner], flaw)
                raw = self.entry(self.owners(wallet)[0], named) + bad
                self.double.question(wallet, digest, raw[:2_080], self.people["stranger"])
        for length in (1, 64, 65, 66, 2_080):
            self.double.question(wallet, digest, bytes(length), self.people["stranger"])

    def confirmations(self) -> None:
        """Once, by owners, taken back once; proposed by several; of what nobody wrote."""
        wallet = self.found(("founder", "partner", "vault"), 1, 2)
        for paper, verb in zip(self.each_kind(wallet), ("payments", "calls", "configuration"), strict=True):
            for who in ("founder", "founder", "stranger", "vault"):
                self.send(f"propose_{verb}", wallet, who, *paper.raw)
            for who in ("founder", "partner", "stranger"):
                for _ in range(2):
                    self.send("confirm", wallet, who, paper.name)
            self.send("revoke_confirmation", wallet, "vault", paper.name)
            self.hand_raw(paper, joined({o: on_chain(o) for o in self.owners(wallet)}))
            for who in ("partner", "partner", "stranger"):
                self.send("revoke_confirmation", wallet, who, paper.name)
            self.hand_raw(paper, joined({self.people[o]: on_chain(self.people[o]) for o in ("founder", "partner")}))
            self.send("confirm", wallet, "partner", paper.name)
            self.hand_raw(paper, joined({self.people[o]: on_chain(self.people[o]) for o in ("founder", "partner")}))


# The short ones first.
WALKS = (
    *(
        "births",
        "seconds",
        "nests",
        "rings",
        "confirmations",
        "messages",
        "bad_messages",
        "worn",
        "acceptances",
        "others",
    ),
    *("counts", "encodings", "nonces", "vetoes_by_word", "pens", "limits", "spent_words", "forms", "vetoes"),
    *("own_removal", "vetoes_of_the_removed"),
    *("configurations", "lowerings", "called", "moods", "manners", "callbacks"),
)
# (walk, whether the honest owners' next steps are tried on the way)
LIVES = (*((walk, False) for walk in WALKS), ("delays", True), ("removals", True))


def live(stage: MultisigStage, walk, ahead: bool = False) -> MultisigDouble:
    """A life of its own, taken back after it."""
    snapshot = stage.chain.snapshot()
    stage.forget()
    try:
        life = WalkedEdges(stage, ahead)
        walk(life)
        life.double.finish()
        return life.double
    finally:
        stage.chain.revert(snapshot)
        stage.forget()


def walk_every_multisig_edge(stage: MultisigStage) -> Tally:
    tally = Tally()
    for walk, ahead in LIVES:
        tally.add(live(stage, getattr(WalkedEdges, walk), ahead))
    return tally
