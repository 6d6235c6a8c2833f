"""What the walks along the edges are made of: wallets of few owners, and proposals of every kind, handed in."""

from money import NATIVE
from multisig_double import MultisigDouble
from multisig_mischief import Mischief
from multisig_papers import EXECUTE, Paper, joined
from multisig_stage import MultisigStage
from multisig_words import Configuration, Limit, Payment

OWNERS = ("founder", "partner", "treasurer")


class MultisigEdgeLife(Mischief):
    """One wallet of three keys, of whom payments need one and all else two, unless it matters."""

    def __init__(self, stage: MultisigStage, ahead: bool = False):
        self.stage, self.people = stage, stage.people
        self.double = MultisigDouble(stage, ahead)
        self.papers, self.bag, self.sent, self.wallets = [], {}, [], []
        self.moments = set()
        self.double.feel("liar", "accepts", "lies")
        self.salt = 0

    def send(self, verb: str, wallet: str, sender: str, *arguments) -> str | None:
        self.sent.append((verb, wallet, sender, arguments))
        return self.double.do(verb, wallet, self.people.get(sender, sender), *arguments).reason

    def found(self, owners=OWNERS, threshold: int = 1, call_threshold: int = 2, delay: int = 0) -> str:
        """A wallet with a purse; owners by their roles or addresses."""
        self.salt += 1
        named = [self.people.get(owner, owner) for owner in owners]
        wallet = self.double.create(named, threshold, call_threshold, delay, self.salt.to_bytes(32))
        assert wallet, "this wallet must be founded for the walk to go on"
        self.wallets.append(wallet)
        for token in (NATIVE, *self.stage.token_addresses()):
            self.double.give(token, wallet, 10**24)
        return wallet

    def at(self, moment: int) -> None:
        self.double.wait_until(moment)

    def payment(self, to: str = "shop", amount: int = 100, token: str = NATIVE) -> Payment:
        return Payment(token, self.people.get(to, to), amount, b"\1" * 32)

    def pays(self, wallet: str, **slot) -> Paper:
        lane = slot.pop("lane", 0)
        return self.write(wallet, "payments", (self.payment(),), self.slot(wallet, lane, **slot))

    def change_of(self, wallet: str, **changes) -> Configuration:
        """From what the wallet is; owners by their roles."""
        books = self.double.twin.books[wallet]
        for name in ("add", "remove"):
            changes[name] = tuple(self.people.get(who, who) for who in changes.get(name, ()))
        changes["limits"] = tuple(Limit(self.people.get(who, who), *rest) for who, *rest in changes.get("limits", ()))
        now = Configuration((), (), books.threshold, books.call_threshold, books.delay)
        return now._replace(**changes)

    def changes(self, wallet: str, lane: int = 0, **changes) -> Paper:
        return self.write(wallet, "configuration", self.change_of(wallet, **changes), self.slot(wallet, lane))

    def calls(self, wallet: str, *calls) -> Paper:
        return self.write(wallet, "calls", calls, self.slot(wallet))

    def hand(self, paper: Paper, owners=None, sender: str = "relayer", **forms) -> str | None:
        """With the approvals of these owners, by default of as many as are needed."""
        if owners is None:
            able = {*self.people.values(), *self.wallets}
            owners = [each for each in self.owners(paper.wallet) if each in able][: self.needed(paper)]
        named = [self.people.get(owner, owner) for owner in owners]
        raw = joined({o: self.approve(paper, o, forms.get(self.double.say(o), "key")) for o in named})
        return self.hand_raw(paper, raw, sender)

    def hand_raw(self, paper: Paper, raw: bytes, sender: str = "relayer") -> str | None:
        return self.send(EXECUTE[paper.kind], paper.wallet, sender, *paper.raw, raw)

    def need(self, paper: Paper, owners=None) -> None:
        reason = self.hand(paper, owners)
        assert reason is None, f"this must be accepted for the walk to go on: {reason}"

    def accepts(self, wallet: str, who: str) -> None:
        self.send("accept_ownership", wallet, who)

    def each_kind(self, wallet: str, lane: int = 0, **slot) -> list[Paper]:
        """A harmless proposal of each kind."""
        where = self.slot(wallet, lane, **slot)
        content = {"payments": (), "calls": (), "configuration": self.change_of(wallet)}
        return [self.write(wallet, kind, what, where) for kind, what in content.items()]
