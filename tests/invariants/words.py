"""The part of the twin that listens to signed words: whose they are, until when they count, and how often."""

from books import Books, Call, need
from money import Money
from seals import ZERO, DepositsDomain, Domain, Seal, word


class Words:
    """Each contract has its own domain and its own memory of spent words, told apart by a label."""

    address: str
    deposits: str
    books: Books
    money: Money

    def tell(self, event: str, by: str = "", **fields) -> None:
        raise NotImplementedError

    def domain(self, call: Call, label: str = "") -> Domain:
        if label:
            return DepositsDomain(call.chain_id, self.deposits)
        return Domain(call.chain_id, self.address)

    def signed(self, who: str, digest: bytes, seal: Seal) -> bool:
        """Whether a seal is that person's over the digest; a wallet must also be in the mood to say so."""
        willing = who not in self.money.persons or self.money.pens.get(who, "agrees") == "agrees"
        return who != ZERO and seal.signer == who and seal.digest == digest and seal.sound and willing

    def check_word(self, call: Call, who: str, digest: bytes, deadline: int, seal: Seal, label: str = "") -> None:
        need(call.now < deadline, "relayed: signature expired")
        need((label, who, digest) not in self.books.spent, "relayed: signature already spent")
        need(self.signed(who, digest, seal), "relayed: bad signature")

    def use_word(self, call: Call, seal: Seal, type_text: str, who: str, *values, label: str = "") -> None:
        """A word of the type over the values, the last of which is its deadline; it counts this once."""
        digest = word(type_text, self.domain(call, label), *values)
        self.check_word(call, who, digest, values[-1], seal, label)
        self.spend(who, digest, label)

    def spend(self, who: str, digest: bytes, label: str = "") -> None:
        self.books.spent[label, who, digest] = True
        self.tell("SignatureSpent", by=label, signer=who, digest=digest)

    def revoke(self, call: Call, digest: bytes, label: str) -> None:
        need((label, call.sender, digest) not in self.books.spent, "relayed: signature already spent")
        self.spend(call.sender, digest, label)

    def revoke_signature(self, call: Call, digest: bytes) -> None:
        self.revoke(call, digest, "")

    def revoke_deposit_signature(self, call: Call, digest: bytes) -> None:
        self.revoke(call, digest, "deposits")
