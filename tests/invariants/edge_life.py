"""Somebody who lives on purpose: one merchant with a signer, one payer, the dollar, and a hand that signs anything."""

from double import Double
from money import NATIVE
from papers import Authorization, Permit, authorization_digest, permit_digest
from seals import (
    NO_HASH,
    ZERO,
    DepositsDomain,
    Domain,
    Seal,
    Shares,
    Split,
    Terms,
    hash_of,
    invoice_id,
    key_seal,
    wallet_seal,
    word,
)
from stage import KEYS, Stage

DAY = 86_400


class EdgeLife:
    """What the walks along the edges have in common."""

    def __init__(self, stage: Stage, policy: int = 0):
        self.double = Double(stage, policy)
        self.people = stage.people | {"nobody": ZERO, "gateway": self.double.address}
        self.people["deposits"] = self.double.deposits.address
        self.stage = stage
        self.dollar, self.odd = (stage.tokens[name].address for name in ("dollar", "odd"))
        self.salt = 0
        self.send("register_merchant", "merchant", self.people["purse"], self.people["signer"])

    def send(self, verb: str, who: str, *arguments, value: int = 0) -> str | None:
        return self.double.do(verb, self.people[who], *arguments, value=value).reason

    def must(self, verb: str, who: str, *arguments, value: int = 0) -> None:
        reason = self.send(verb, who, *arguments, value=value)
        assert reason is None, f"{verb}: {reason}"

    def terms(self, splits: Shares = (), **changes) -> Terms:
        self.salt += 1
        now = self.double.now
        good = Terms(
            *(self.people["merchant"], ZERO, self.dollar, 10_000, 100, now + DAY, now + 2 * DAY),
            *(hash_of(splits) if splits else NO_HASH, NO_HASH, self.salt.to_bytes(32)),
        )
        return good._replace(**changes)

    def splits(self, *shares: tuple[str, int]) -> Shares:
        return tuple(Split(self.people.get(who, who), bps) for who, bps in shares)

    def seal(self, digest: bytes, who: str = "merchant", form: str = "65", domain: Domain | None = None) -> Seal:
        if who in self.stage.persons:
            return wallet_seal(self.people[who], digest, domain or self.here(), int(form))
        return key_seal(KEYS[who], digest, domain or self.here(), form)

    def sealed(self, terms: Terms, who: str = "merchant", form: str = "65") -> Seal:
        return self.seal(self.id(terms), who, form)

    def id(self, terms: Terms) -> bytes:
        return invoice_id(terms, self.here())

    def pay(self, terms: Terms, signer: str = "merchant", form: str = "65") -> str | None:
        return self.send("pay", "payer", terms, self.sealed(terms, signer, form), value=self.coins_of(terms))

    def pay_split(self, terms: Terms, splits: Shares, signer: str = "merchant", who: str = "payer") -> str | None:
        return self.send("pay_split", who, terms, splits, self.sealed(terms, signer), value=self.coins_of(terms))

    def coins_of(self, terms: Terms) -> int:
        return terms.amount if terms.token == NATIVE else 0

    def here(self, label: str = "") -> Domain:
        if label:
            return DepositsDomain(self.double.chain_id, self.double.deposits.address)
        return Domain(self.double.chain_id, self.double.address)

    def say(self, type_text: str, who: str, *values, form: str = "65", label: str = "") -> Seal:
        domain = self.here(label)
        return self.seal(word(type_text, domain, *values), who, form, domain)

    def permit(self, token: str, who: str, amount: int, form: str = "65", **lies) -> Permit:
        deadline = self.double.now + lies.get("wait", 60)
        nonce = self.double.twin.money.nonces.get((token, self.people[who]), 0)
        spender = lies.get("spender", self.double.address)
        digest = permit_digest(token, self.people[who], spender, amount, deadline, nonce + lies.get("ahead", 0))
        seal = self.seal(digest, lies.get("by", who), form)
        return Permit(amount + lies.get("more", 0), deadline, seal)

    def authorization(self, terms: Terms, who: str, form: str = "65", **lies) -> Authorization:
        after, before = self.double.now + lies.get("after", -1), self.double.now + lies.get("before", 1)
        to, nonce = lies.get("to", self.double.address), lies.get("nonce", self.id(terms))
        amount = terms.amount + lies.get("more", 0)
        digest = authorization_digest(terms.token, self.people[who], to, amount, after, before, nonce)
        return Authorization(after, before, self.seal(digest, lies.get("by", who), form))

    def at(self, moment: int) -> None:
        self.double.move_to(moment, self.double.chain_id)
