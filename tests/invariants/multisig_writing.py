"""How a proposal is put down and approved: by whom, in which form, for which wallet and epoch."""

from chain import Outcome
from multisig_double import MultisigDouble
from multisig_papers import Paper, joined, of_wallet, on_chain, person_mark, word_of
from multisig_stage import KEY_OF, MultisigStage
from multisig_words import Slot, WalletDomain, message
from seals import ORDER, compact

FOREVER = 2**256 - 1
KEY_FORMS = ("key", "key", "key", "key", "confirmed")
LENGTHS = (64, 65, 66, 100, 700)
# Each makes an approval bad, whoever the owner is.
FLAWS = (
    *("high s", "other parity", "v 29", "v 2", "too long", "wide owner", "s is set", "unconfirmed", "zero"),
    *("other digest", "cut", "empty", "behind"),
)


class MultisigWriting:
    """The hand of a life. bag: every approval ever written, by digest and owner; its hostile relayer keeps it."""

    double: MultisigDouble
    stage: MultisigStage
    people: dict[str, str]
    bag: dict[bytes, dict[str, bytes]]

    def send(self, verb: str, wallet: str, sender: str, *arguments) -> Outcome:
        raise NotImplementedError

    def write(self, wallet: str, kind: str, content: tuple, slot: Slot, **domain) -> Paper:
        """domain: another epoch, chain or contract than those of now."""
        epoch = domain.pop("epoch", self.double.twin.books[wallet].epoch)
        where = WalletDomain(domain.get("chain_id", self.double.chain_id), domain.get("contract", wallet))
        paper = Paper(kind, content, slot, epoch, where)
        self.double.papers[paper.name] = paper
        return paper

    def slot(self, wallet: str, lane: int = 0, **changes) -> Slot:
        return Slot(lane, self.double.twin.books[wallet].next_nonce(lane), 0, FOREVER)._replace(**changes)

    def key_mark(self, owner: str, digest: bytes, short: bool = False) -> bytes:
        """A key's signature, of which everybody knows from now on whose it is."""
        made = KEY_OF[owner].sign_msg_hash(digest)
        whole = made.r.to_bytes(32) + made.s.to_bytes(32) + bytes([27 + made.v])
        halved = compact(made.r, made.s, made.v)
        self.double.twin.marks |= {whole: (owner, digest), halved: (owner, digest)}
        self.double.consents.setdefault(digest, set()).add(owner)
        return halved if short else whole

    def wallet_mark(self, owner: str, digest: bytes, length: int = 64) -> bytes:
        """A contract's: a person's in its own way, another wallet's by its owners."""
        if owner in self.double.twin.books:
            books = self.double.twin.books[owner]
            inner = message(digest, books.epoch, self.double.twin.domain(owner))
            keys = [each for each in sorted(books.owners) if each not in self.double.twin.books]
            chosen = keys[: books.call_threshold]
            return joined({each: self.entry(each, inner, length=length) for each in chosen})
        self.double.consents.setdefault(digest, set()).add(owner)
        return person_mark(digest, length)

    def mark(self, who: str, digest: bytes, length: int = 64) -> bytes:
        """Anybody's signature of a single word; 64 asks a key for the short form."""
        return self.key_mark(who, digest, length == 64) if who in KEY_OF else self.wallet_mark(who, digest, length)

    def entry(self, owner: str, digest: bytes, form: str = "key", length: int = 64) -> bytes:
        if form in {"confirmed", "sender", "unconfirmed"}:
            return on_chain(owner)
        if owner not in KEY_OF:
            return of_wallet(owner, self.wallet_mark(owner, digest, length)[:2_048])
        return self.key_mark(owner, digest)

    def approve(self, paper: Paper, owner: str, form: str = "key", length: int = 64) -> bytes:
        """An owner's approval as bytes, kept; if it is to be confirmed on the chain, it is."""
        if form == "confirmed" and owner not in self.double.twin.books:
            self.send("confirm", paper.wallet, owner, paper.name)
        elif form == "confirmed":
            form = "key"
        made = self.entry(owner, paper.name, form, length)
        self.bag.setdefault(paper.name, {})[owner] = made
        return made

    def flawed(self, paper: Paper, owner: str, flaw: str) -> bytes:
        """An approval that must not count."""
        made = self.key_mark(owner, paper.name) if owner in KEY_OF else on_chain(owner)
        r, s, v = made[:32], made[32:64], made[64]
        other = b"\7" * 32
        return {
            "high s": lambda: r + (ORDER - int.from_bytes(s)).to_bytes(32) + bytes([55 - v]) if v > 26 else made[:-1],
            "other parity": lambda: r + s + bytes([55 - v if v > 26 else 3]),
            "v 29": lambda: r + s + bytes([29]),
            "v 2": lambda: word_of(owner) + bytes(32) + b"\2",
            "too long": lambda: word_of(owner) + (2**255).to_bytes(32) + b"\0" + other,
            "wide owner": lambda: b"\1" + word_of(owner)[1:] + bytes(32) + b"\1",
            "s is set": lambda: word_of(owner) + bytes(31) + b"\1\1",
            "unconfirmed": lambda: on_chain(owner),
            "zero": lambda: bytes(64) + bytes([27]),
            "other digest": lambda: self.entry(owner, other),
            "cut": lambda: made[:64],
            "behind": lambda: of_wallet(owner, made),
            "empty": lambda: of_wallet(owner, b""),
        }[flaw]()

    def needed(self, paper: Paper) -> int:
        books = self.double.twin.books[paper.wallet]
        return books.threshold if paper.kind == "payments" else books.call_threshold

    def approvals(self, paper: Paper, owners: list[str], forms: dict[str, str] | None = None) -> bytes:
        return joined({owner: self.approve(paper, owner, (forms or {}).get(owner, "key")) for owner in owners})
