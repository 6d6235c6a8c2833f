"""Walks of a wallet that becomes another: who accepts, leaves, returns and objects."""

from money import NATIVE
from multisig_edge_life import MultisigEdgeLife
from multisig_papers import joined, on_chain
from multisig_stage import DAY, KEY_OF
from multisig_words import acceptance, objection

YEAR = 366 * DAY
# What the founder objects to.
OBJECTED = (
    *({"threshold": 2}, {"remove": ("founder", "vault")}, {"remove": ("vault",)}, {"add": ("newcomer",)}),
    {"limits": (("desk", NATIVE, 1, 9),)},
)
# By whom, how long it counts, and what is wrong with it.
WORDS_OF_VETO = (
    *(("founder", 0, ""), ("founder", 1, ""), ("vault", 1, ""), ("stranger", 9, ""), ("founder", 9, "other")),
    *(("founder", 9, "late"), ("founder", 9, "taken back"), ("founder", 9, "bytes"), ("partner", 9, "")),
)


class ChangeEdges(MultisigEdgeLife):
    """Configurations."""

    def acceptances(self) -> None:
        """By the owner to be, once; by call and by word; not by an owner, nor by a word that is late, bad or spent."""
        wallet = self.found(("founder", "partner", "treasurer"), 1, 2)
        for who in ("founder", "newcomer", "newcomer", "vault"):
            self.send("accept_ownership", wallet, who)
        for who in ("founder", "leaver", "till", "newcomer"):
            for wait in (0, 1, 1, 9, 8):
                self.say_accept(wallet, who, wait)
        for who in ("leaver", "newcomer"):
            self.need(self.changes(wallet, add=(who,)))
            self.say_accept(wallet, who, 9)
            self.need(self.changes(wallet, remove=(who,)))
            self.hand(self.changes(wallet, add=(who,)))
            for wait in (9, 7):
                self.say_accept(wallet, who, wait)
        trustee = self.people["trustee"]
        domain, deadline = self.double.twin.domain(wallet), self.double.now + 9
        good = acceptance(trustee, deadline, domain)
        for signer, digest in (
            ("stranger", good),
            ("trustee", acceptance(self.people["shop"], deadline, domain)),
            ("trustee", acceptance(trustee, deadline + 1, domain)),
            ("trustee", acceptance(trustee, deadline, domain._replace(contract=self.people["shop"]))),
        ):
            raw = self.mark(self.people[signer], digest)
            self.send("accept_ownership_by_signature", wallet, "relayer", trustee, deadline, raw)
        for length in (64, 65):
            raw = self.mark(trustee, good, length)
            self.send("accept_ownership_by_signature", wallet, "relayer", trustee, deadline, raw + b"\0")
        self.send("accept_ownership_by_signature", wallet, "relayer", trustee, deadline, raw)

    def say_accept(self, wallet: str, who: str, wait: int) -> None:
        owner, deadline = self.people[who], self.double.now + wait
        raw = self.mark(owner, acceptance(owner, deadline, self.double.twin.domain(wallet)), 64 + wait % 2)
        self.send("accept_ownership_by_signature", wallet, "relayer", owner, deadline, raw)

    def removals(self) -> None:
        """Removed means removed, also if added again: signatures, confirmations, papers of before and of later."""
        wallet = self.found(("founder", "partner", "leaver"), 2, 2)
        old = [*self.each_kind(wallet, 5), self.pays(wallet)]
        for paper in old:
            self.approve(paper, self.people["leaver"])
            self.approve(paper, self.people["founder"], "confirmed")
            self.send("confirm", wallet, "leaver", paper.name)
        later = [self.write(wallet, "payments", (), self.slot(wallet, 6), epoch=epoch) for epoch in (1, 2)]
        for paper in later:
            self.send("confirm", wallet, "leaver", paper.name)
        self.need(self.changes(wallet, remove=("leaver",)), ("founder", "partner"))
        self.all_again(wallet, [*old, *later])
        self.accepts(wallet, "leaver")
        self.need(self.changes(wallet, add=("leaver",)), ("founder", "partner"))
        self.all_again(wallet, [*old, *later])
        for paper in old:
            fresh = self.write(wallet, paper.kind, paper.content, paper.slot)
            self.hand_raw(
                fresh,
                joined(self.bag[paper.name] | {self.people["founder"]: self.approve(fresh, self.people["founder"])}),
            )
            self.send("confirm", wallet, "leaver", paper.name)
            self.hand_raw(paper, joined({self.people[o]: on_chain(self.people[o]) for o in ("leaver", "founder")}))
        self.need(
            self.changes(wallet, remove=("leaver", "founder"), threshold=1, call_threshold=1), ("founder", "leaver")
        )
        self.all_again(wallet, [*old, *later])
        self.hand(self.pays(wallet), ("leaver",))
        self.hand(self.pays(wallet), ("partner",))

    def all_again(self, wallet: str, papers: list) -> None:
        for paper in papers:
            kept = self.bag.get(paper.name, {})
            both = {self.people[owner]: on_chain(self.people[owner]) for owner in ("founder", "leaver")}
            for entries in (kept, both, both | {owner: raw for owner, raw in kept.items() if owner in KEY_OF}):
                self.hand_raw(paper, joined(entries))
                self.hand_raw(
                    paper, joined(entries | {self.people["partner"]: self.approve(paper, self.people["partner"])})
                )

    def configurations(self) -> None:
        """Every list and number at and past its bounds."""
        wallet = self.found(("founder", "partner", "treasurer"), 2, 2)
        for who in ("newcomer", "trustee", "vault"):
            self.accepts(wallet, who)
        shop = self.people["shop"]
        for change in (
            *({"threshold": 0}, {"threshold": 3}, {"threshold": 1}, {"call_threshold": 4}, {"call_threshold": 1}),
            *({"delay": 30 * DAY + 1}, {"remove": ("newcomer",)}, {"remove": ("founder", "founder")}),
            *({"add": ("founder",)}, {"add": ("leaver",)}, {"add": ("newcomer", "newcomer")}),
            *({"add": ("newcomer",), "remove": ("newcomer",)}, {"add": ("founder",), "remove": ("founder",)}),
            *({"remove": ("founder", "partner")}, {"remove": ("founder", "partner", "treasurer")}),
            {"add": ("newcomer", "trustee"), "remove": ("partner", "treasurer"), "threshold": 3, "call_threshold": 3},
            *({"call_threshold": 3}, {"threshold": 3, "call_threshold": 3}, {"threshold": 1}, {"add": ("vault",)}),
            *({"threshold": 2**255}, {"call_threshold": 2**255}, {"delay": 2**255}),
        ):
            self.hand(self.changes(wallet, **change))
        for limit in (
            *((shop, NATIVE, 2**96 - 1, YEAR), (shop, NATIVE, 2**96, YEAR), (shop, NATIVE, 1, YEAR + 1)),
            *((shop, NATIVE, 1, 0), (shop, NATIVE, 0, 0), (shop, NATIVE, 0, 60), ("0x" + "00" * 20, NATIVE, 1, 60)),
            *((wallet, NATIVE, 1, 60), (shop, shop, 1, 60), (shop, NATIVE, 1, 1)),
        ):
            self.hand(self.changes(wallet, limits=(limit,)))
            self.hand(self.changes(wallet, limits=((shop, self.token("dollar"), 5, 60), limit)))
        itself = acceptance(wallet, self.double.now + 9, self.double.twin.domain(wallet))
        raw = self.wallet_mark(wallet, itself)
        self.send("accept_ownership_by_signature", wallet, "relayer", wallet, self.double.now + 9, raw)
        self.hand(self.changes(wallet, add=(wallet,)))
        self.grow(wallet)

    def grow(self, wallet: str) -> None:
        """To as many owners as there may be, and one more."""
        many = tuple("0x" + (10**6 + number).to_bytes(20).hex() for number in range(33))
        for who in many:
            self.accepts(wallet, who)
        room = 32 - len(self.double.twin.books[wallet].owners)
        for add in (many[:20], many[20 : room + 1], many[20:room], many[room : room + 1]):
            self.hand(self.changes(wallet, add=add))
        self.hand(self.changes(wallet, remove=many[:room], add=many[room : room + 1]))

    def delays(self) -> None:
        """A change waits to its second; terms, thresholds and delay of then count; a second lane overtakes."""
        wallet = self.found(("founder", "partner", "treasurer"), 1, 2, DAY)
        for lane, change in enumerate(({"threshold": 2}, {"delay": 60}, {"call_threshold": 3})):
            paper = self.changes(wallet, lane, **change)
            began = self.double.now
            delay = self.double.twin.books[wallet].delay
            self.hand(paper)
            self.hand(paper)
            for off in (-1, 0, 1):
                self.at(began + delay + off)
                for count in (1, 2, 3):
                    self.hand(paper, self.owners(wallet)[:count])
        at_once, later = self.changes(wallet, 4, delay=0), self.changes(wallet, 5, threshold=1, delay=0)
        ending = self.write(
            wallet,
            "configuration",
            self.change_of(wallet, delay=7),
            self.slot(wallet, 6, deadline=self.double.now + 60),
        )
        for paper in (at_once, ending):
            self.hand(paper)
        self.at(self.double.now + 30)
        self.hand(later)
        self.at(self.double.now + 30)
        for paper in (ending, at_once, later, at_once):
            self.hand(paper)
        for change in ({}, {"threshold": 2}, {"delay": 30 * DAY}, {"delay": 30 * DAY - 1}):
            self.hand(self.changes(wallet, **change))

    def vetoes(self) -> None:
        """Before and after scheduling, after a veto, after the execution; of one's own removal, alone and with more."""
        wallet = self.found(("founder", "partner", "treasurer", "vault"), 1, 2, DAY)
        self.accepts(wallet, "newcomer")
        for change in OBJECTED:
            paper = self.changes(wallet, **change)
            self.send("veto", wallet, "partner", *paper.raw)
            self.need(paper)
            for who in ("stranger", "leaver"):
                self.send("veto", wallet, who, *paper.raw)
            for off in (DAY - 1, 1, 1):
                self.at(self.double.now + off)
                said = self.double.dry([(self.double.now, wallet, "veto", self.people["founder"], *paper.raw)])
                assert said == ["multisig: own removal" if change.get("remove") == ("founder",) else None]
            for who in ("founder", "founder", "vault"):
                self.send("veto", wallet, who, *paper.raw)
            self.hand(paper)
            # The same change in the next slot is another proposal.
            self.hand(self.write(wallet, "configuration", paper.content, self.slot(wallet, 3)))

    def own_removal(self) -> None:
        """Which its owner cannot stop, nor after it, and which others can."""
        wallet = self.found(("founder", "partner", "treasurer"), 1, 2, DAY)
        for change in ({"remove": ("founder",)}, {"remove": ("founder",), "add": ("newcomer",)}):
            self.accepts(wallet, "newcomer")
            for others in (("partner",), ()):
                paper = self.changes(wallet, 10 + len(others), **change)
                self.need(paper)
                for who in ("founder", *others):
                    self.send("veto", wallet, who, *paper.raw)
                self.at(self.double.now + DAY)
                self.hand(paper)
                self.send("veto", wallet, "founder", *paper.raw)
                self.send("veto", wallet, "partner", *paper.raw)
                self.hand(self.each_kind(wallet, 1)[0], ("founder",))
                self.hand(self.each_kind(wallet, 1)[0], ("partner",))
            back = self.change_of(wallet, add=("founder",))
            self.accepts(wallet, "founder")
            self.need(paper := self.write(wallet, "configuration", back, self.slot(wallet)))
            self.at(self.double.now + DAY)
            self.need(paper)

    def vetoes_by_word(self) -> None:
        """In every form, at its last second, sent twice, taken back, for another paper."""
        wallet = self.found(("founder", "partner", "treasurer", "vault"), 1, 2, DAY)
        for lane, (who, wait, slip) in enumerate(WORDS_OF_VETO):
            paper = self.changes(wallet, lane + 10, threshold=2)
            self.need(paper)
            by, deadline = self.people[who], self.double.now + wait
            name = b"\7" * 32 if slip == "other" else paper.name
            digest = objection(name, deadline + (slip == "late"), self.double.twin.domain(wallet))
            raw = self.mark(by, digest, 65) + (b"\0" if slip == "bytes" else b"")
            if slip == "taken back":
                for _ in range(2):
                    self.send("revoke_signature", wallet, who, digest)
            for _ in range(2):
                self.send("veto_by_signature", wallet, "relayer", *paper.raw, by, deadline, raw)
            self.send("veto", wallet, "founder", *paper.raw)

    def vetoes_of_the_removed(self) -> None:
        """By word, against the own removal and after it."""
        wallet = self.found(("founder", "partner", "leaver"), 1, 2, DAY)
        deadline, leaver = self.double.now + 10 * DAY, self.people["leaver"]
        for lane, change in enumerate(({"remove": ("leaver",)}, {"threshold": 2})):
            paper = self.changes(wallet, lane, **change)
            self.need(paper, ("founder", "partner"))
            raw = self.mark(leaver, objection(paper.name, deadline, paper.domain))
            self.send("veto_by_signature", wallet, "relayer", *paper.raw, leaver, deadline, raw)
            self.at(self.double.now + DAY)
            self.need(paper, ("founder", "partner"))

    def worn(self) -> None:
        """A wallet that removed so many owners that hardly a removal is left."""
        wallet = self.found()
        for epoch in (2**20 - 3, 2**20 - 2, 2**20 - 1):
            self.double.wear(wallet, epoch)
            for who in (("partner", "treasurer"), ("partner",)):
                self.hand(self.changes(wallet, remove=who, call_threshold=1))
            for who in ("partner", "treasurer"):
                self.accepts(wallet, who)
                self.hand(self.changes(wallet, add=(who,)))
