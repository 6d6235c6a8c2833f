"""M9, and that no single owner can bring a wallet to a stop: what the others could do next is tried and taken back.

For one owner after the other, as if it were lost or hostile: if the rest is enough, a payment goes through in any
lane, and the owner is removed, after the delay and in spite of its veto."""

from typing import TYPE_CHECKING

from multisig_papers import EXECUTE, Paper, joined, of_wallet, person_mark
from multisig_stage import KEY_OF
from multisig_words import Configuration, Slot

if TYPE_CHECKING:
    from multisig_double import MultisigDouble

FOREVER = 2**256 - 1
LANES = (0, 1, 7, 2**256 - 1)
OWN_REMOVAL = "multisig: own removal"


def key_entry(owner: str, digest: bytes) -> bytes:
    made = KEY_OF[owner].sign_msg_hash(digest)
    return made.r.to_bytes(32) + made.s.to_bytes(32) + bytes([27 + made.v])


class Probes:
    """turn: whose turn it is to be the one who does not take part."""

    def __init__(self, double: "MultisigDouble"):
        self.double = double
        self.turn = 0

    def ask(self, wallet: str) -> None:
        self.turn += 1
        books = self.double.folds[wallet]
        silent = sorted(books.owners)[self.turn % len(books.owners)]
        honest = [owner for owner in sorted(books.owners - {silent}) if self.helps(owner)]
        lane = LANES[self.turn // 3 % len(LANES)]
        if len(honest) >= books.threshold:
            self.pay(wallet, lane, honest[: books.threshold])
        if len(honest) >= books.call_threshold and self.turn % 2:
            self.remove(wallet, lane, silent, honest[: books.call_threshold])

    def helps(self, owner: str) -> bool:
        pen = self.double.twin.money.pen(owner)
        return owner in KEY_OF or (owner in self.double.twin.money.persons and pen in {"agrees", "lies"})

    def write(self, wallet: str, kind: str, content: tuple, lane: int) -> Paper:
        books = self.double.folds[wallet]
        slot = Slot(lane, books.next_nonce(lane), 0, FOREVER)
        return Paper(kind, content, slot, books.epoch, self.double.twin.domain(wallet))

    def call(self, now: int, paper: Paper, owners: list[str]) -> tuple:
        entries = {
            owner: key_entry(owner, paper.name) if owner in KEY_OF else of_wallet(owner, person_mark(paper.name))
            for owner in owners
        }
        relayer = self.double.stage.people["relayer"]
        return now, paper.wallet, EXECUTE[paper.kind], relayer, *paper.raw, joined(entries)

    def pay(self, wallet: str, lane: int, honest: list[str]) -> None:
        """No payment at all is one that can always be afforded, and uses up a nonce all the same."""
        paper = self.write(wallet, "payments", (), lane)
        (reason,) = self.double.dry([self.call(self.double.now, paper, honest)])
        self.double.laws.hold(9, reason is None, f"lane {lane} is blocked for {len(honest)} owners: {reason}")

    def remove(self, wallet: str, lane: int, silent: str, honest: list[str]) -> None:
        books, now = self.double.folds[wallet], self.double.now
        delay = books.delay
        change = Configuration((), (silent,), books.threshold, books.call_threshold, delay)
        paper = self.write(wallet, "configuration", change, lane)
        at_once = self.call(now, paper, honest)
        if not delay:
            reasons, meant = self.double.dry([at_once]), [None]
        else:
            veto = now, wallet, "veto", silent, *paper.raw
            early, ready = self.call(now + delay - 1, paper, honest), self.call(now + delay, paper, honest)
            reasons = self.double.dry([at_once, veto, early, ready])
            meant = [None, OWN_REMOVAL, "multisig: configuration waits", None]
        self.double.laws.hold(9, reasons == meant, f"the others cannot remove {self.double.say(silent)}: {reasons}")
