"""What a hostile relayer does with everything that was ever signed, and what tokens, receivers and time do."""

from multisig_money import MANNERS, MOODS, PENS, Hook
from multisig_papers import EXECUTE, Paper, joined
from multisig_stage import KEY_OF
from multisig_turns import RECEIVERS, WAITS, WalletTurns
from multisig_words import acceptance, message, objection, spending

PERSONS = ("vault", "miser", "till", "bazaar", "bazaar")


class Mischief(WalletTurns):
    """sent: every call so far, as it was."""

    sent: list[tuple]

    def relay(self, dice) -> None:
        """Approvals of old papers, of removed owners and of other wallets, mixed, mutated, doubled and cut."""
        if not self.papers:
            return
        paper = dice.choice(self.papers)
        paper = dice.choice((paper, self.moved(dice, paper), self.rewritten(dice, paper)))
        entries = dict(self.bag.get(paper.name, {}))
        for name in dice.sample(sorted(self.bag), min(len(self.bag), dice.choice((0, 1, 1, 2)))):
            entries |= self.bag[name]
        raw = self.twisted(dice, entries)
        verb = EXECUTE[paper.kind]
        self.send(verb, paper.wallet, self.someone(dice, ("relayer", "leaver", "stranger")), *paper.raw, raw)

    def moved(self, dice, paper: Paper) -> Paper:
        """The same terms for another wallet, which may have the same owners."""
        return self.write(self.some_wallet(dice), paper.kind, paper.content, paper.slot)

    def rewritten(self, dice, paper: Paper) -> Paper:
        """The same terms with the nonce that counts now, or until later, or as they are under the epoch of now."""
        slot = paper.slot._replace(
            nonce=self.double.twin.books[paper.wallet].next_nonce(paper.slot.lane),
            deadline=dice.choice((paper.slot.deadline, 2**256 - 1)),
        )
        return self.write(paper.wallet, paper.kind, paper.content, slot)

    def twisted(self, dice, entries: dict[str, bytes]) -> bytes:
        raw = joined(entries)
        shuffled = dice.sample(list(entries.values()), len(entries))
        spot = dice.randrange(max(1, len(raw)))
        return {
            "whole": raw,
            "shuffled": b"".join(shuffled),
            "doubled": b"".join(b for _, b in sorted(entries.items()) for _ in range(2)),
            "cut": raw[:spot],
            "tail": raw + b"\0" * dice.choice((1, 64, 65)),
            "flipped": raw[:spot] + bytes([raw[spot] ^ 1 << dice.randrange(8)]) + raw[spot + 1 :] if raw else b"",
        }[dice.choice(("whole", "whole", "whole", "shuffled", "doubled", "cut", "tail", "flipped"))]

    def send_again(self, dice) -> None:
        """Any earlier call, the very same bytes, by the same sender or by another, to the same wallet or to another."""
        if self.sent:
            verb, wallet, sender, arguments = dice.choice(self.sent)
            sender = dice.choice((sender, sender, self.people["stranger"], self.people["leaver"]))
            to = wallet if dice.random() < 0.8 else self.some_wallet(dice)
            self.double.do(verb, to, sender, *arguments)

    def ask(self, dice) -> None:
        """Whether a wallet signed something, with approvals of all kinds, good and spoiled."""
        wallet, digest = self.some_wallet(dice), dice.choice((b"\5" * 32, dice.randbytes(32)))
        books = self.double.twin.books[wallet]
        named = message(digest, books.epoch, self.double.twin.domain(wallet))
        count = min(len(books.owners), max(0, books.call_threshold + dice.choice((0, 0, 0, 1, -1))))
        entries = {owner: self.entry(owner, named) for owner in dice.sample(self.owners(wallet), count)}
        for owner in sorted(entries):
            if owner in KEY_OF and dice.random() < 0.2:
                self.send("confirm", wallet, owner, named)
                entries[owner] = self.entry(owner, named, "confirmed")
        raw = (joined(entries) if dice.random() < 0.6 else self.twisted(dice, entries))[:2_080]
        self.bag.setdefault(named, {}).update(entries)
        self.double.question(wallet, digest, raw, dice.choice((self.people["stranger"], *self.owners(wallet))))

    def revoke(self, dice) -> None:
        """A word is taken back before it is handed in, or after."""
        wallet, who, deadline = self.some_wallet(dice), self.someone(dice, ("desk", "till", "leaver")), self.double.now
        deadline += dice.choice(WAITS)
        domain, relayer = self.double.twin.domain(wallet), self.people["relayer"]
        if dice.random() < 0.5:
            payment = self.some_payment(dice, wallet)
            number = self.double.twin.books[wallet].limit(who, payment.token).number + 1
            digest = spending(payment, number, deadline, domain)
            verb, arguments = "spend_by_signature", (who, payment, number, deadline, self.mark(who, digest))
        else:
            digest = acceptance(who, deadline, domain)
            verb, arguments = "accept_ownership_by_signature", (who, deadline, self.mark(who, digest))
        self.send("revoke_signature", wallet, dice.choice((who, who, self.people["stranger"])), digest)
        self.send(verb, wallet, relayer, *arguments)

    def veto_of_another(self, dice) -> None:
        """A word of objection to one paper, handed in against another."""
        waiting = self.scheduled()
        if waiting and len(self.papers) > 1:
            paper, other = dice.choice(waiting), dice.choice(self.papers)
            by, deadline = dice.choice(self.owners(paper.wallet)), self.double.now + 600
            raw = self.mark(by, objection(other.name, deadline, paper.domain))
            self.send("veto_by_signature", paper.wallet, self.people["relayer"], *paper.raw, by, deadline, raw)

    def weather(self, dice) -> None:
        what = dice.choice(("treat", "treat", "treat", "feel", "feel", "feel", "plot", "plot", "give", "fork"))
        odd = self.token("odd")
        if what == "treat":
            self.double.treat(odd, self.someone(dice, RECEIVERS), dice.choice(("honest",) * 4 + MANNERS))
        elif what == "feel":
            pens = ("agrees",) * 4 + PENS[:-1]
            self.double.feel(dice.choice(PERSONS), dice.choice(("accepts", *MOODS)), dice.choice(pens))
        elif what == "plot":
            self.plot(dice)
        elif what == "give":
            self.double.give(self.token(dice.choice(("coin", "dollar", "odd"))), self.some_wallet(dice), 10**18)
        elif dice.random() < 0.2:
            # The chain splits and goes on under another id: what was signed for the old one counts no more.
            self.double.wait_until(self.double.now, 8 - self.double.chain_id)

    def plot(self, dice) -> None:
        """The bazaar learns to call every verb of some wallet, and to ask a wallet, in the middle of being called."""
        last = {verb: (verb, wallet, arguments) for verb, wallet, _, arguments in self.sent}
        hooks = []
        for verb, wallet, arguments in dice.sample(list(last.values()), min(len(last), dice.choice((1, 3, 16)))):
            data = self.double.spell(verb, wallet, *arguments)
            if len(data) <= 4_096:
                hooks.append(Hook(wallet, data))
        asked = self.some_wallet(dice)
        digest = b"\5" * 32
        named = message(digest, self.double.twin.books[asked].epoch, self.double.twin.domain(asked))
        raw = joined({owner: self.entry(owner, named) for owner in self.owners(asked)})[:2_080]
        self.double.plot("bazaar", hooks, (asked, digest, raw))
        if hooks:
            self.double.hook(self.token("odd"), dice.choice(hooks))
        self.double.feel("bazaar", "calls", "agrees")
        self.double.treat(self.token("odd"), self.someone(dice, RECEIVERS), "calls")

    def wait(self, dice) -> None:
        """To one second before, at, or after a time at which something begins or ends; never back."""
        off = dice.choice((-1, 0, 0, 1))
        ahead = sorted(moment for moment in self.moments if moment + off > self.double.now)
        if ahead:
            self.double.wait_until(dice.choice(ahead[:3]) + off)
