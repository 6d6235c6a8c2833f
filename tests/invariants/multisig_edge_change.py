"""Walks of a wallet that becomes another: who accepts, leaves, returns, objects, and what is spent below the threshold."""

from money import NATIVE
from multisig_edge_life import MultisigEdgeLife
from multisig_papers import joined, on_chain
from multisig_stage import DAY, KEY_OF
from multisig_words import Configuration, acceptance, objection, spending

YEAR = 366 * DAY


class ChangeEdges(MultisigEdgeLife):
    """Configurations and limits."""

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
            self.hand_raw(fresh, joined(self.bag[paper.name] | {self.people["founder"]: self.approve(fresh, self.people["founder"])}))
            self.send("confirm", wallet, "leaver", paper.name)
            self.hand_raw(paper, joined({self.people[o]: on_chain(self.people[o]) for o in ("leaver", "founder")}))
        self.need(self.changes(wallet, remove=("leaver", "founder"), threshold=1, call_threshold=1), ("founder", "leaver"))
        self.all_again(wallet, [*old, *later])
        self.hand(self.pays(wallet), ("leaver",))
        self.hand(self.pays(wallet), ("partner",))

    def all_again(self, wallet: str, papers: list) -> None:
        for paper in papers:
            kept = self.bag.get(paper.name, {})
            both = {self.people[owner]: on_chain(self.people[owner]) for owner in ("founder", "leaver")}
            for entries in (kept, both, both | {owner: raw for owner, raw in kept.items() if owner in KEY_OF}):
                self.hand_raw(paper, joined(entries))
                self.hand_raw(paper, joined(entries | {self.people["partner"]: self.approve(paper, self.people["partner"])}))

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
        ending = self.write(wallet, "configuration", self.change_of(wallet, delay=7), self.slot(wallet, 6, deadline=self.double.now + 60))
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
        for change in (
            *({"threshold": 2}, {"remove": ("founder",)}, {"remove": ("founder", "vault")}, {"remove": ("vault",)}),
            *({"add": ("newcomer",), "remove": ("founder",)}, {"add": ("newcomer",)}, {"limits": (("desk", NATIVE, 1, 9),)}),
        ):
            paper = self.changes(wallet, **change)
            self.send("veto", wallet, "partner", *paper.raw)
            self.need(paper)
            for who in ("stranger", "leaver"):
                self.send("veto", wallet, who, *paper.raw)
            for off in (DAY - 1, 1, 1):
                self.at(self.double.now + off)
                snapshot = self.double.dry([(self.double.now, wallet, "veto", self.people["founder"], *paper.raw)])
                assert snapshot == ["multisig: own removal" if change.get("remove") == ("founder",) else None]
            self.send("veto", wallet, "founder", *paper.raw)
            if change.get("remove") == ("founder",):
                self.hand(paper)
                self.send("veto", wallet, "partner", *paper.raw)
                self.accepts(wallet, "founder")
                self.need(self.changes(wallet, add=("founder",)))
                self.at(self.double.now + DAY)
                self.need(self.changes(wallet, add=("founder",)))
            else:
                for who in ("founder", "vault"):
                    self.send("veto", wallet, who, *paper.raw)
                self.hand(paper)
                # The same change in the next slot is another proposal.
                self.need(self.write(wallet, "configuration", paper.content, self.slot(wallet, 3)))

    def vetoes_by_word(self) -> None:
        """In every form, at its last second, sent twice, taken back, for another paper, by who is no owner any more."""
        wallet = self.found(("founder", "partner", "leaver", "vault"), 1, 2, DAY)
        domain = self.double.twin.domain(wallet)
        for lane, (who, wait, slip) in enumerate(
            (
                *(("founder", 0, ""), ("founder", 1, ""), ("vault", 1, ""), ("stranger", 9, ""), ("founder", 9, "other")),
                *(("founder", 9, "late"), ("founder", 9, "taken back"), ("founder", 9, "bytes"), ("partner", 9, "")),
            )
        ):
            paper = self.changes(wallet, lane + 10, threshold=2)
            self.need(paper)
            by, deadline = self.people[who], self.double.now + wait
            name = b"\7" * 32 if slip == "other" else paper.name
            digest = objection(name, deadline + (slip == "late"), domain)
            raw = self.mark(by, digest, 65) + (b"\0" if slip == "bytes" else b"")
            if slip == "taken back":
                for _ in range(2):
                    self.send("revoke_signature", wallet, who, digest)
            for _ in range(2):
                self.send("veto_by_signature", wallet, "relayer", *paper.raw, by, deadline, raw)
            self.send("veto", wallet, "founder", *paper.raw)
        leaver = self.changes(wallet, 1, remove=("leaver",))
        self.need(leaver)
        deadline = self.double.now + 10 * DAY
        raw = self.mark(self.people["leaver"], objection(leaver.name, deadline, domain))
        self.send("veto_by_signature", wallet, "relayer", *leaver.raw, self.people["leaver"], deadline, raw)
        self.at(self.double.now + DAY)
        self.need(leaver)
        after = self.changes(wallet, 2, threshold=2)
        self.need(after)
        raw = self.mark(self.people["leaver"], objection(after.name, deadline, domain))
        self.send("veto_by_signature", wallet, "relayer", *after.raw, self.people["leaver"], deadline, raw)

    def lowerings(self) -> None:
        """Only lower limits need no delay: each number one unit above what is, and each thing besides."""
        wallet = self.found(("founder", "partner", "treasurer"), 1, 2, DAY)
        self.accepts(wallet, "newcomer")
        first = self.changes(wallet, limits=(("desk", NATIVE, 100, 60), ("till", NATIVE, 100, 60)))
        self.need(first)
        self.at(self.double.now + DAY)
        self.need(first)
        for change in (
            *({"limits": (("desk", NATIVE, 101, 60),)}, {"limits": (("desk", NATIVE, 100, 61),)}),
            *({"limits": (("desk", NATIVE, 100, 59),)}, {"limits": (("desk", NATIVE, 0, 0),)}),
            *({"limits": (("desk", NATIVE, 99, 60), ("till", NATIVE, 101, 60))}, {"limits": (("shop", NATIVE, 1, 60),)}),
            *({"limits": (("desk", self.token("dollar"), 1, 60),)}, {"limits": (("shop", NATIVE, 0, 0),)}),
            *({"limits": (("desk", NATIVE, 100, 60),)}, {"limits": (("desk", NATIVE, 50, 60), ("till", NATIVE, 0, 60))}),
            {},
        ):
            for more in ({}, {"add": ("newcomer",)}, {"remove": ("treasurer",)}, {"threshold": 2}, {"call_threshold": 3}, {"delay": DAY - 1}):
                self.hand(self.changes(wallet, **change, **more))
        for amount in (99, 100, 99):
            self.hand(self.changes(wallet, limits=(("till", NATIVE, amount, 60),)))

    def limits(self) -> None:
        """Sums at and past what is left, at the seconds where windows meet; what a change of the limit keeps."""
        wallet = self.found()
        odd = self.token("odd")
        limits = (("desk", NATIVE, 1_000, 60), ("desk", odd, 5, 3_600), ("till", NATIVE, 2**96 - 1, YEAR))
        self.need(self.changes(wallet, limits=limits))
        began = self.double.now
        for second, amounts in (
            *((0, (0, 1_001, 600, 401, 400, 1)), (59, (1,)), (60, (1_001, 1_000, 1)), (61, (1,)), (119, (1,))),
            *((120, (999, 2, 1, 1)), (60 * 1_000 + 30, (1_000, 1)), (60 * 1_000 + 59, (1,)), (60 * 1_001, (1,))),
        ):
            self.at(began + second)
            for amount in amounts:
                self.send("spend", wallet, "desk", self.payment(amount=amount))
        for who, payment in (
            *(("stranger", self.payment()), ("founder", self.payment()), ("desk", self.payment(token=odd, amount=5))),
            *(("desk", self.payment(to=wallet)), ("desk", self.payment(to="0x" + "00" * 20)), ("till", self.payment(amount=2**96))),
            *(("till", self.payment(amount=2**96 - 1)), ("till", self.payment(amount=2**256 - 1)), ("till", self.payment(amount=9))),
            ("desk", self.payment(token=self.token("dollar"))),
        ):
            self.send("spend", wallet, who, payment)
        for limit in ((300, 60), (2_000, 60), (2_000, 61), (2_000, 60), (0, 60), (1_000, 60), (0, 0), (1_000, 60)):
            self.send("spend", wallet, "desk", self.payment(amount=301))
            self.need(self.changes(wallet, limits=(("desk", NATIVE, *limit),)))
            for amount in (limit[0] + 1, limit[0], limit[0] - 301, 1):
                self.send("spend", wallet, "desk", self.payment(amount=max(0, amount)))
            self.at(self.double.now + 7)

    def spent_words(self) -> None:
        """By word: each number once and in its turn, at its last second, by the spender alone, for these bytes."""
        wallet = self.found()
        self.need(self.changes(wallet, limits=(("desk", NATIVE, 1_000, 60), ("till", NATIVE, 1_000, 60))))
        for who in ("desk", "till"):
            for number in (0, 1, 1, 3, 2, 2):
                for wait in (0, 1):
                    self.say_spend(wallet, who, number, wait)
            for slip in ("amount", "number", "deadline", "contract", "signer", "bytes", "taken back", ""):
                self.say_spend(wallet, who, 3, 9, slip)
            self.send("spend", wallet, who, self.payment(amount=1))
            for number in (3, 4, 5):
                self.say_spend(wallet, who, number, 9)
        self.say_spend(wallet, "stranger", 1, 9)

    def say_spend(self, wallet: str, who: str, number: int, wait: int, slip: str = "") -> None:
        spender, deadline, payment = self.people[who], self.double.now + wait, self.payment(amount=10)
        domain = self.double.twin.domain(wallet)
        domain = domain._replace(contract=self.people["shop"]) if slip == "contract" else domain
        meant = payment._replace(amount=11) if slip == "amount" else payment
        digest = spending(meant, number + (slip == "number"), deadline + (slip == "deadline"), domain)
        if slip == "taken back":
            payment = payment._replace(memo=b"\3" * 32)
            digest = spending(payment, number, deadline, domain)
            self.send("revoke_signature", wallet, who, digest)
        raw = self.mark(self.people["stranger"] if slip == "signer" else spender, digest, 65)
        raw += b"\0" if slip == "bytes" else b""
        for _ in range(2):
            self.send("spend_by_signature", wallet, "relayer", spender, payment, number, deadline, raw)

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
