"""What people do with wallets: pay, call, change, object, confirm, spend; most of it rightly."""

from money import NATIVE
from multisig_books import VETOED
from multisig_papers import EXECUTE, PROPOSE, Paper, joined
from multisig_stage import DAY, KEY_OF
from multisig_words import Call, Configuration, Limit, Payment, acceptance, objection, spending
from multisig_writing import FLAWS, FOREVER, KEY_FORMS, LENGTHS, MultisigWriting
from seals import ZERO

LANES = (0, 0, 0, 1, 7, 2**256 - 1)
TOKENS = ("dollar", "odd", "coin", "coin")
RECEIVERS = ("shop", "shop", "till", "bazaar", "bazaar", "vault", "founder", "wallet", "wallet")
AMOUNTS = (1, 100, 1_000, 10**18)
SPENDERS = ("desk", "desk", "till", "partner")
CANDIDATES = ("newcomer", "leaver", "trustee", "vault", "liar", "miser", "till")
WAITS = (*(600,) * 6, 1, 0)


class WalletTurns(MultisigWriting):
    """The turns only choose; the double judges."""

    wallets: list[str]
    papers: list[Paper]
    moments: set[int]

    def token(self, name: str) -> str:
        return NATIVE if name == "coin" else self.stage.tokens[name].address

    def some_wallet(self, dice) -> str:
        return dice.choice(self.wallets)

    def someone(self, dice, names: tuple[str, ...]) -> str:
        """By role; `wallet` is any of the wallets."""
        name = dice.choice(names)
        return self.some_wallet(dice) if name == "wallet" else self.people[name]

    def owners(self, wallet: str) -> list[str]:
        return sorted(self.double.twin.books[wallet].owners)

    def some_slot(self, dice, wallet: str):
        """Mostly one that counts now."""
        now = self.double.now
        start = dice.choice((*(0,) * 12, now, now, now + 1, now + 60))
        end = dice.choice((*(FOREVER,) * 12, now + 2 * DAY, now + 2 * DAY, now + 60, now + 1, now))
        slot = self.slot(wallet, dice.choice(LANES), not_before=start, deadline=end)
        self.moments |= {moment for moment in (start, end) if 0 < moment < FOREVER}
        return slot._replace(nonce=max(0, slot.nonce + dice.choice((*(0,) * 14, 1, -1))))

    def draw_up(self, dice, wallet: str, kind: str, content: tuple) -> Paper:
        paper = self.write(wallet, kind, content, self.some_slot(dice, wallet))
        self.papers.append(paper)
        return paper

    def some_payment(self, dice, wallet: str) -> Payment:
        to = self.someone(dice, RECEIVERS) if dice.random() < 0.97 else dice.choice((ZERO, wallet))
        amount = dice.choice(AMOUNTS) if dice.random() < 0.97 else 0
        token = self.token(dice.choice(TOKENS)) if dice.random() < 0.98 else self.people["stranger"]
        return Payment(token, to, amount, dice.randbytes(32))

    def pay(self, dice) -> None:
        wallet = self.some_wallet(dice)
        payments = tuple(self.some_payment(dice, wallet) for _ in range(dice.choice((0, 1, 1, 1, 1, 2, 3))))
        self.pursue(dice, self.draw_up(dice, wallet, "payments", payments))

    def call(self, dice) -> None:
        wallet = self.some_wallet(dice)
        calls = tuple(self.some_call(dice, wallet) for _ in range(dice.choice((0, 1, 1, 1, 2))))
        self.pursue(dice, self.draw_up(dice, wallet, "calls", calls))

    def some_call(self, dice, wallet: str) -> Call:
        """Of somebody, of a token, of another wallet; seldom of itself or of nobody."""
        what = dice.choice(("somebody", "somebody", "token", "wallet", "wallet", "wallet", "nobody", "itself"))
        if what == "somebody":
            data = dice.choice((b"", b"", b"\xde\xad\xbe\xef" + b"\1" * 32))
            return Call(self.someone(dice, ("bazaar", "bazaar", "till", "shop")), dice.choice((0, 1, 100)), data)
        if what == "token":
            made = self.stage.tokens[dice.choice(("dollar", "odd"))]
            arguments = self.someone(dice, RECEIVERS), dice.choice(AMOUNTS)
            data = made.calldata("transfer", *arguments)
            self.double.twin.spoken[data] = "transfer", arguments
            return Call(made.address, dice.choice((0, 0, 0, 0, 1)), data)
        if what == "wallet":
            others = [each for each in self.wallets if each != wallet]
            to = dice.choice(others)
            return Call(to, dice.choice((0,) * 9 + (1,)), self.some_words_to(dice, wallet, to)[:2_048])
        return Call(wallet if what == "itself" else self.people["stranger"], 0, b"\1" * dice.choice((0, 4)))

    def some_words_to(self, dice, wallet: str, to: str) -> bytes:
        """What one wallet says to another that it may own, may pay, or is a spender of."""
        theirs = [paper for paper in self.papers[-12:] if paper.wallet == to]
        what = dice.choice(("accept", "spend", "confirm", "execute", "execute", "coins", "junk", "tokens"))
        if what == "accept":
            return self.double.spell("accept_ownership", to)
        if what == "spend":
            return self.double.spell("spend", to, self.some_payment(dice, to))
        if what == "confirm" and theirs:
            return self.double.spell("confirm", to, dice.choice(theirs).name)
        if what == "execute" and theirs:
            paper = dice.choice(theirs)
            raw = self.some_approvals(dice, paper, dice.choice((wallet, wallet, "")))
            return self.double.spell(EXECUTE[paper.kind], to, *paper.raw, raw)
        return {"junk": b"\xde\xad\xbe\xef", "tokens": b"\x15\x0b\x7a\x02" + bytes(64)}.get(what, b"")

    def some_approvals(self, dice, paper: Paper, sender: str, off: int = 0) -> bytes:
        """Of enough owners, or one more or less; in any form."""
        owners = self.owners(paper.wallet)
        count = min(len(owners), max(0, self.needed(paper) + off))
        chosen = set(dice.sample(owners, count))
        if sender in owners and sender not in chosen and chosen:
            chosen = {*sorted(chosen)[1:], sender}
        forms = {owner: dice.choice(KEY_FORMS) if owner in KEY_OF else "key" for owner in sorted(chosen)}
        if sender in chosen and dice.random() < 0.7:
            forms[sender] = "sender"
        length = dice.choice(LENGTHS)
        return joined({o: self.approve(paper, o, forms[o], length) for o in sorted(chosen)})

    def pursue(self, dice, paper: Paper) -> None:
        """Approvals are gathered; mostly the paper is handed in at once, sometimes it waits for more."""
        if dice.random() < 0.2:
            self.approve(paper, dice.choice(self.owners(paper.wallet)), dice.choice(("key", "confirmed")))
            return
        senders = (self.people["relayer"], dice.choice(self.owners(paper.wallet)))
        self.hand_in(dice, paper, dice.choice(senders), dice.choice((*(0,) * 12, 1, -1)))

    def hand_in(self, dice, paper: Paper, sender: str, off: int = 0) -> None:
        raw = self.some_approvals(dice, paper, sender, off)
        if dice.random() < 0.06:
            raw = self.spoiled(dice, paper, raw)
        self.send(EXECUTE[paper.kind], paper.wallet, sender, *paper.raw, raw)
        ready = self.double.twin.books[paper.wallet].ready.get(paper.name, VETOED)
        self.moments |= {ready} - {VETOED}

    def spoiled(self, dice, paper: Paper, raw: bytes) -> bytes:
        owner, flaw = dice.choice(self.owners(paper.wallet)), dice.choice(FLAWS)
        return self.flawed(paper, owner, flaw) if dice.random() < 0.5 else raw + self.flawed(paper, owner, flaw)

    def resume(self, dice) -> None:
        """A paper that waits, or that is long done."""
        if self.papers:
            paper = dice.choice(self.waiting() if dice.random() < 0.8 else self.papers[-10:])
            self.hand_in(dice, paper, dice.choice((self.people["relayer"], *self.owners(paper.wallet))))

    def waiting(self) -> list[Paper]:
        """Papers whose nonce and epoch still count; if there are none, the last."""
        books = self.double.twin.books
        live = (
            paper
            for paper in self.papers
            if paper.epoch == books[paper.wallet].epoch
            and paper.slot.nonce == books[paper.wallet].next_nonce(paper.slot.lane)
            and paper.slot.not_before <= self.double.now < paper.slot.deadline
        )
        return list(live) or self.papers[-1:]

    def configure(self, dice) -> None:
        wallet = self.some_wallet(dice)
        what = dice.choice(("limits", "limits", "lower", "add", "add", "remove", "remove", "replace", "terms", "wild"))
        change = self.some_change(dice, wallet, what)
        if dice.random() < 0.8:
            for owner in change.add:
                if owner in self.people.values():
                    self.accept(dice, wallet, owner)
        self.pursue(dice, self.draw_up(dice, wallet, "configuration", change))

    def some_change(self, dice, wallet: str, what: str) -> Configuration:
        books = self.double.twin.books[wallet]
        now = Configuration((), (), books.threshold, books.call_threshold, books.delay)
        leaving = (dice.choice(self.owners(wallet)),)
        outside = [who for who in map(self.people.get, CANDIDATES) if who not in books.owners] or [ZERO]
        others = [each for each in self.wallets if each != wallet]
        coming = (dice.choice((*outside, dice.choice(others)) if others else outside),)
        count = len(books.owners)
        fewer = now._replace(threshold=min(now.threshold, count - 1), call_threshold=min(now.call_threshold, count - 1))
        terms = dice.choice((1, now.threshold)), dice.choice((count, now.call_threshold, max(1, count - 1)))
        return {
            "limits": lambda: now._replace(limits=tuple(self.some_limit(dice) for _ in range(dice.choice((1, 2))))),
            "lower": lambda: now._replace(limits=self.lower_limits(dice, wallet)),
            "add": lambda: now._replace(add=coming),
            "remove": lambda: fewer._replace(remove=leaving),
            "replace": lambda: now._replace(add=coming, remove=leaving),
            "terms": lambda: now._replace(
                threshold=terms[0], call_threshold=terms[1], delay=dice.choice((0, 60, DAY, 30 * DAY, 30 * DAY + 1))
            ),
            "wild": lambda: dice.choice(self.wild_changes(wallet, now, coming, leaving)),
        }[what]()

    def wild_changes(self, wallet: str, now: Configuration, coming: tuple, leaving: tuple) -> list[Configuration]:
        """None of which is ever made, but the last."""
        return [
            now._replace(add=coming * 2),
            now._replace(add=leaving, remove=leaving),
            now._replace(remove=coming),
            now._replace(threshold=0),
            now._replace(threshold=now.call_threshold + 1),
            now._replace(call_threshold=33),
            now._replace(limits=(Limit(wallet, NATIVE, 1, 60),)),
            now,
        ]

    def some_limit(self, dice) -> Limit:
        window = dice.choice((60, 60, 3_600, DAY, 0))
        amount = dice.choice((1_000, 1_000, 10**18, 2**96 - 1, 0))
        return Limit(self.someone(dice, SPENDERS), self.token(dice.choice(TOKENS)), amount, window)

    def lower_limits(self, dice, wallet: str) -> tuple[Limit, ...]:
        """Of limits that are there; seldom one unit more than there is."""
        there = sorted(self.double.twin.books[wallet].limits.items())
        chosen = dice.sample(there, min(len(there), dice.choice((1, 2))))
        lower = (0, -1, -500, -(10**9), 1)
        return tuple(Limit(*key, max(0, limit.amount + dice.choice(lower)), limit.window) for key, limit in chosen)

    def scheduled(self) -> list[Paper]:
        waiting = (
            name for books in self.double.twin.books.values() for name, at in sorted(books.ready.items()) if at < VETOED
        )
        return [paper for paper in map(self.double.papers.get, waiting) if paper]

    def ripen(self, dice) -> None:
        """What was scheduled is executed at its second, one before or one after, by approvals of then."""
        if waiting := self.scheduled():
            paper = dice.choice(waiting)
            at = self.double.twin.books[paper.wallet].ready[paper.name] + dice.choice((-1, 0, 0, 1))
            self.double.wait_until(max(at, self.double.now))
            self.hand_in(dice, paper, self.people["relayer"])

    def object(self, dice) -> None:
        """By an owner, by one who is removed, by somebody else; by call or by word."""
        papers = self.scheduled() or [paper for paper in self.papers if paper.kind == "configuration"]
        if not papers:
            return
        paper = dice.choice(papers[-4:])
        leaving = paper.content.remove[0] if paper.content.remove else self.people["leaver"]
        by = dice.choice((*self.owners(paper.wallet), leaving, leaving, self.people["stranger"]))
        if dice.random() < 0.5 or by in self.wallets:
            self.send("veto", paper.wallet, by, *paper.raw)
            return
        deadline = self.double.now + dice.choice(WAITS)
        raw = self.mark(by, objection(paper.name, deadline, paper.domain), dice.choice((64, 65)))
        self.send("veto_by_signature", paper.wallet, self.people["relayer"], *paper.raw, by, deadline, raw)

    def confirm(self, dice) -> None:
        """On-chain, of any paper; sometimes with all its terms, sometimes taken back."""
        if not self.papers:
            return
        paper = dice.choice(self.papers[-10:])
        by = dice.choice((*self.owners(paper.wallet), self.people["leaver"], self.people["stranger"]))
        what = dice.choice(("confirm", "confirm", "revoke_confirmation", "propose", "propose"))
        if what == "propose":
            self.send(PROPOSE[paper.kind], paper.wallet, by, *paper.raw)
            # What is proposed late is proposed under the removals of now.
            self.write(paper.wallet, paper.kind, paper.content, paper.slot)
        else:
            self.send(what, paper.wallet, by, paper.name)

    def accept(self, dice, wallet: str = "", who: str = "") -> None:
        wallet = wallet or self.some_wallet(dice)
        who = who or self.someone(dice, CANDIDATES)
        if dice.random() < 0.5:
            self.send("accept_ownership", wallet, who)
            return
        deadline = self.double.now + dice.choice(WAITS)
        self.moments.add(deadline)
        raw = self.mark(who, acceptance(who, deadline, self.double.twin.domain(wallet)), dice.choice((64, 65)))
        self.send("accept_ownership_by_signature", wallet, self.people["relayer"], who, deadline, raw)

    def spend(self, dice) -> None:
        """Mostly what is left of somebody's limit, or one unit more."""
        limited = [each for each in self.wallets if self.double.twin.books[each].limits]
        wallet = dice.choice(limited if limited and dice.random() < 0.9 else self.wallets)
        books, payment, spender = self.double.twin.books[wallet], self.some_payment(dice, wallet), ""
        if books.limits and dice.random() < 0.9:
            (spender, token), limit = dice.choice(sorted(books.limits.items()))
            amount, _, spent, end, _ = limit.at(self.double.now)
            rest = max(0, amount - spent)
            self.moments.add(end)
            sums = (rest, rest, rest + 1, rest // 2, 1)
            payment = payment._replace(token=token, amount=min(2**97, dice.choice(sums)))
        spender = spender or self.someone(dice, SPENDERS)
        if dice.random() < 0.5 or spender in self.wallets:
            self.send("spend", wallet, spender, payment)
            return
        number = books.limit(spender, payment.token).number + dice.choice((*(1,) * 9, 0, 2))
        deadline = self.double.now + dice.choice(WAITS)
        raw = self.mark(spender, spending(payment, number, deadline, self.double.twin.domain(wallet)))
        relayer = self.people["relayer"]
        self.send("spend_by_signature", wallet, relayer, spender, payment, number, deadline, raw)
