"""Walks below the threshold: what spenders may send alone, at each unit and second, and how that is changed."""

from money import NATIVE
from multisig_edge_life import MultisigEdgeLife
from multisig_stage import DAY
from multisig_words import Payment, spending
from seals import ZERO

YEAR = 366 * DAY
# Of which each needs the delay.
MORE = (
    *({}, {"add": ("newcomer",)}, {"remove": ("treasurer",)}, {"threshold": 2}, {"call_threshold": 3}),
    {"delay": DAY - 1},
)


class LimitEdges(MultisigEdgeLife):
    """Limits and what is spent within them."""

    def lowerings(self) -> None:
        """Only lower limits need no delay: each number one unit above what is, and each thing besides."""
        wallet = self.found(("founder", "partner", "treasurer"), 1, 2, DAY)
        self.accepts(wallet, "newcomer")
        first = self.changes(wallet, limits=(("desk", NATIVE, 100, 60), ("till", NATIVE, 100, 60)))
        self.need(first)
        self.at(self.double.now + DAY)
        self.need(first)
        desk, till, shop = (lambda *limit, who=who: (who, NATIVE, *limit) for who in ("desk", "till", "shop"))
        for limits in (
            *((desk(101, 60),), (desk(100, 61),), (desk(100, 59),), (desk(0, 0),), (desk(99, 60), till(101, 60))),
            *((shop(1, 60),), (("desk", self.token("dollar"), 1, 60),), (shop(0, 0),), (desk(100, 60),)),
            *((desk(50, 60), till(0, 60)), ()),
        ):
            for more in MORE if limits in {(desk(100, 60),), ()} else MORE[:1]:
                self.hand(self.changes(wallet, limits=limits, **more))
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
        for who, payment in self.odd_payments(wallet):
            self.send("spend", wallet, who, payment)
        for limit in ((300, 60), (2_000, 60), (2_000, 61), (2_000, 60), (0, 60), (1_000, 60), (0, 0), (1_000, 60)):
            self.send("spend", wallet, "desk", self.payment(amount=301))
            self.need(self.changes(wallet, limits=(("desk", NATIVE, *limit),)))
            for amount in (limit[0] + 1, limit[0], limit[0] - 301, 1):
                self.send("spend", wallet, "desk", self.payment(amount=max(0, amount)))
            self.at(self.double.now + 7)

    def odd_payments(self, wallet: str) -> list[tuple[str, Payment]]:
        """By whom nothing is allowed, in which nothing is, to whom nobody pays, and more than anybody has."""
        tills = (2**96, 2**96 - 1, 2**256 - 1, 9)
        return [
            *((who, self.payment()) for who in ("stranger", "founder")),
            ("desk", self.payment(token=self.token("odd"), amount=5)),
            ("desk", self.payment(token=self.token("dollar"))),
            *(("desk", self.payment(to=to)) for to in (wallet, ZERO)),
            *(("till", self.payment(amount=amount)) for amount in tills),
        ]

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
