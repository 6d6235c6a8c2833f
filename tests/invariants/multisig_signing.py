"""Whether somebody signed something: the twin knows every signature that was ever made, and no mathematics."""

from eth_utils import keccak
from multisig_money import Refused
from multisig_words import message
from multisig_world import Frame, World, need
from seals import ZERO

BAD, ORDER, FEW = "multisig: bad approval", "multisig: approvals not ascending", "multisig: too few approvals"
ENTRY, LONGEST = 65, 2_048


def address_in(word: bytes) -> str:
    """An address in a word; nobody's if the word holds more than an address."""
    return "0x" + word[12:].hex() if word[:12] == bytes(12) else ZERO


class Signing(World):
    """Approvals of owners, and single words of anybody."""

    def check_approvals(self, wallet: str, digest: bytes, raw: bytes, call_kind: bool, sender: str) -> None:
        books = self.books[wallet]
        count, last = 0, 0
        while raw:
            need((len(raw) >= ENTRY, BAD))
            entry, raw = raw[:ENTRY], raw[ENTRY:]
            owner = self.named_in(entry, digest)
            length = int.from_bytes(entry[32:64]) if entry[64] == 0 else 0
            good = length <= min(LONGEST, len(raw)) and owner in books.owners
            good = good and self.approves(wallet, owner, digest, entry, raw[:length], sender)
            need((good, BAD), (int(owner, 16) > last, ORDER))
            raw, last, count = raw[length:], int(owner, 16), count + 1
        need((count >= (books.call_threshold if call_kind else books.threshold), FEW))

    def named_in(self, entry: bytes, digest: bytes) -> str:
        """Whose approval it says to be: of a key's, whoever made it over this digest. Over another, whose it says to be
        only mathematics knows."""
        if entry[64] <= 26:
            return address_in(entry[:32])
        signer, meant = self.marks.get(entry, (ZERO, b""))
        if meant != digest:
            raise Refused(BAD, ORDER)
        return signer

    def approves(self, wallet: str, owner: str, digest: bytes, entry: bytes, tail: bytes, sender: str) -> bool:
        if entry[64] == 0:
            return self.wallet_signed(owner, digest, tail)
        if entry[64] == 1:
            confirmed = owner == sender or (digest, owner) in self.books[wallet].confirmed
            return confirmed and entry[32:64] == bytes(32)
        return entry[64] > 26

    def has_signed(self, signer: str, digest: bytes, raw: bytes) -> bool:
        """With a key's 64 or 65 bytes, or as a wallet does."""
        return self.marks.get(raw) == (signer, digest) or self.wallet_signed(signer, digest, raw)

    def wallet_signed(self, owner: str, digest: bytes, raw: bytes) -> bool:
        """ERC-1271, of a person or of another wallet."""
        if owner in self.books:
            return self.says_it_signed(owner, digest, raw)
        if owner not in self.money.persons:
            return False
        made = len(raw) >= 64 and raw[:32] == digest and raw[-32:] == keccak(digest)
        return {"lies": True, "agrees": made}.get(self.money.pen(owner), False)

    def says_it_signed(self, wallet: str, digest: bytes, raw: bytes) -> bool:
        """`isValidSignature`, which is never refused."""
        books = self.books[wallet]
        try:
            self.check_approvals(wallet, message(digest, books.epoch, self.domain(wallet)), raw, True, ZERO)
        except Refused:
            return False
        return True

    def word_claims(self, wallet: str, signer: str, digest: bytes, deadline: int, raw: bytes) -> list[tuple[bool, str]]:
        """Of a single word, which counts once and before its deadline."""
        return [
            (self.now < deadline, "multisig: signature expired"),
            ((signer, digest) not in self.books[wallet].spent, "multisig: signature is spent"),
            (self.has_signed(signer, digest, raw), "multisig: bad signature"),
        ]

    def use_word(self, wallet: str, signer: str, digest: bytes, deadline: int, raw: bytes) -> None:
        need(*self.word_claims(wallet, signer, digest, deadline, raw))
        self.spend_word(wallet, signer, digest)

    def spend_word(self, wallet: str, signer: str, digest: bytes) -> None:
        self.books[wallet].spent.add((signer, digest))
        self.tell(wallet, "SignatureSpent", signer=signer, digest=digest)

    def revoke_signature(self, frame: Frame, digest: bytes) -> None:
        fresh = (frame.sender, digest) not in self.books[frame.wallet].spent
        need((fresh, "multisig: signature is spent"))
        self.spend_word(frame.wallet, frame.sender, digest)
