"""Walks among receivers, tokens and call targets of all moods, who call back by every verb."""

from money import NATIVE
from multisig_edge_life import MultisigEdgeLife
from multisig_money import MANNERS, MOODS, Hook
from multisig_papers import EXECUTE, joined
from multisig_words import Call, acceptance, message, objection, spending

JUNK = b"\xde\xad\xbe\xef" + b"\1" * 32


class WeatherEdges(MultisigEdgeLife):
    """What is done to a wallet by those that it pays and calls."""

    def called(self) -> None:
        """Everybody, with and without coins and words; nobody with words; itself never."""
        wallet, other = self.found(), self.found()
        shop, bazaar = self.people["shop"], self.people["bazaar"]
        dollar = self.stage.tokens["dollar"]
        moved = dollar.calldata("transfer", shop, 5)
        self.double.twin.spoken[moved] = "transfer", (shop, 5)
        too_much = dollar.calldata("transfer", shop, 2**200)
        self.double.twin.spoken[too_much] = "transfer", (shop, 2**200)
        good = Call(bazaar, 7, JUNK)
        for call in (
            *(Call(shop, value, b"") for value in (0, 1, 10**25)),
            *(Call(shop, 0, data) for data in (b"\1", JUNK)),
            *(Call(bazaar, value, data) for value in (0, 3) for data in (b"", b"\1", JUNK, bytes(2_048))),
            *(Call(wallet, value, data) for value in (0, 1) for data in (b"", JUNK)),
            *(
                Call(other, value, data)
                for value in (0, 1)
                for data in (b"", b"\1\2\3", JUNK, b"\x15\x0b\x7a\x02" + bytes(9))
            ),
            *(Call(other, 0, bytes.fromhex(word) + bytes(64)) for word in ("f23a6e61", "bc197c81")),
            *(Call(dollar.address, value, data) for value in (0, 1) for data in (b"", moved, JUNK, too_much)),
            *(Call(other, value, self.double.spell("accept_ownership", other)) for value in (1, 0, 0)),
            Call("0x" + "00" * 20, 1, b""),
        ):
            self.hand(self.calls(wallet, call))
            self.hand(self.calls(wallet, good, call))
        self.hand(self.calls(wallet, *((good,) * 8)))
        self.hand(self.calls(wallet, *((good,) * 7), Call(shop, 0, JUNK)))
        self.of_other_wallets(wallet, other)

    def of_other_wallets(self, wallet: str, other: str) -> None:
        """One wallet as owner, sender and spender of another."""
        self.need(self.changes(other, add=(wallet,), limits=((wallet, NATIVE, 50, 60),)))
        paper = self.pays(other)
        for verb, arguments in (
            *(("spend", (self.payment(amount=amount),)) for amount in (30, 21, 20)),
            *(("confirm", (paper.name,)), ("confirm", (paper.name,)), ("revoke_confirmation", (paper.name,))),
            ("propose_payments", paper.raw),
            (EXECUTE["payments"], (*paper.raw, self.entry(wallet, paper.name, "sender"))),
            ("set_up", ((wallet,), 1, 1, 0)),
        ):
            self.hand(self.calls(wallet, Call(other, 0, self.double.spell(verb, other, *arguments))))

    def moods(self) -> None:
        """A receiver of coins and calls in each mood, first and last of several."""
        wallet, other = self.found(), self.found()
        self.need(self.changes(wallet, limits=(("desk", NATIVE, 10**6, 60),)))
        till, shop = self.payment(to="till"), self.payment()
        for mood in MOODS:
            self.double.feel("till", mood, "agrees")
            for payments in ((till,), (till, shop), (shop, till), (shop,) * 15 + (till,)):
                self.hand(self.write(wallet, "payments", payments, self.slot(wallet)))
            for data in (b"", JUNK):
                self.hand(self.calls(wallet, Call(self.people["till"], 1, data)))
                self.hand(self.calls(wallet, Call(self.people["shop"], 1, b""), Call(self.people["till"], 0, data)))
            self.send("spend", wallet, "desk", till)
        for payment in (
            *(self.payment(amount=0), self.payment(to=wallet), self.payment(to="0x" + "00" * 20)),
            *(
                self.payment(amount=10**25),
                self.payment(to=self.token("dollar")),
                self.payment(token=self.people["shop"]),
            ),
            *(self.payment(token=self.people["vault"]), self.payment(token=self.token("dollar"), amount=10**25)),
            *(self.payment(to=other), self.payment(token=other), self.payment(token=wallet)),
        ):
            for payments in ((payment,), (shop, payment), (payment, shop)):
                self.hand(self.write(wallet, "payments", payments, self.slot(wallet)))

    def manners(self) -> None:
        """A token of each manner, in a payment, in a call, and below the threshold."""
        wallet, odd = self.found(), self.stage.tokens["odd"]
        self.need(self.changes(wallet, limits=(("desk", odd.address, 10**6, 60),)))
        for to in ("shop", "bazaar"):
            for manner in MANNERS:
                self.double.treat(odd.address, self.people[to], manner)
                payment = self.payment(to=to, token=odd.address, amount=1_000)
                for payments in ((payment,), (self.payment(), payment)):
                    self.hand(self.write(wallet, "payments", payments, self.slot(wallet)))
                self.send("spend", wallet, "desk", payment)
                moved = odd.calldata("transfer", payment.to, 7)
                self.double.twin.spoken[moved] = "transfer", (payment.to, 7)
                self.hand(self.calls(wallet, Call(odd.address, 0, moved)))

    def callbacks(self) -> None:
        """In the middle of a payment, a call and a spending: every verb of the same wallet, which lets nobody in, and
        of another, which does as it always does."""
        for same in (True, False):
            wallet = self.found(("founder", "partner", "bazaar"), 1, 2)
            other = wallet if same else self.found(("founder", "partner", "bazaar"), 1, 2, 60)
            limits = (("desk", NATIVE, 10**6, 60), ("bazaar", NATIVE, 10**6, 60), ("desk", self.token("odd"), 9, 60))
            self.need(self.changes(wallet, limits=limits))
            if not same:
                self.need(self.changes(other, limits=limits))
                self.at(self.double.now + 60)
                self.need(self.changes(other, limits=limits))
                self.need(self.changes(other, 9, threshold=2))
            hooks = [Hook(other, self.double.spell(verb, other, *rest)) for verb, rest in self.every_verb(other)]
            digest = b"\5" * 32
            named = message(digest, 0, self.double.twin.domain(other))
            raw = joined({self.people[who]: self.entry(self.people[who], named) for who in ("founder", "partner")})
            self.double.feel("bazaar", "calls", "agrees")
            self.double.treat(self.token("odd"), self.people["shop"], "calls")
            for asked in (raw, raw[:65], b"\1"):
                self.double.plot("bazaar", hooks, (wallet if same else other, digest, asked))
                self.hand(self.write(wallet, "payments", (self.payment(to="bazaar"),), self.slot(wallet)))
                self.hand(self.calls(wallet, Call(self.people["bazaar"], 1, JUNK)))
                self.send("spend", wallet, "desk", self.payment(to="bazaar"))
            for hook in hooks:
                self.double.hook(self.token("odd"), hook)
                paid = (self.payment(token=self.token("odd"), amount=1),)
                self.hand(self.write(wallet, "payments", paid, self.slot(wallet)))
            self.double.feel("bazaar", "accepts", "agrees")

    def every_verb(self, wallet: str) -> list[tuple[str, tuple]]:
        """Each with arguments that would be accepted, if it were let in."""
        now, domain, relayed = self.double.now, self.double.twin.domain(wallet), self.people["desk"]
        papers = self.each_kind(wallet, 3)
        signed = [(EXECUTE[p.kind], (*p.raw, joined({o: self.approve(p, o) for o in self.both()}))) for p in papers]
        waits = self.changes(wallet, 9, threshold=2)
        leaver, payment = self.people["leaver"], self.payment(amount=3)
        number = self.double.twin.books[wallet].limit(relayed, NATIVE).number + 1
        return [
            *signed,
            *((f"propose_{paper.kind}", paper.raw) for paper in self.each_kind(wallet, 4)),
            *(("confirm", (b"\x09" * 32,)), ("revoke_confirmation", (b"\x09" * 32,)), ("veto", waits.raw)),
            (
                "veto_by_signature",
                (*waits.raw, *self.word(self.people["founder"], lambda d: objection(waits.name, d, domain))),
            ),
            *(("accept_ownership", ()), ("spend", (payment,)), ("revoke_signature", (b"\x08" * 32,))),
            ("accept_ownership_by_signature", self.word(leaver, lambda d: acceptance(leaver, d, domain))),
            (
                "spend_by_signature",
                (relayed, payment, number, now + 999, self.mark(relayed, spending(payment, number, now + 999, domain))),
            ),
            ("set_up", ((relayed,), 1, 1, 0)),
        ]

    def both(self) -> list[str]:
        return [self.people["founder"], self.people["partner"]]

    def word(self, who: str, digest_at) -> tuple[str, int, bytes]:
        deadline = self.double.now + 999
        return who, deadline, self.mark(who, digest_at(deadline))
