"""How a person's word is put down: by whom, in which form, for which chain and contract, and over which terms."""

from seals import (
    KEY_FORMS,
    NO_SEAL,
    WALLET_LENGTHS,
    DepositsDomain,
    Domain,
    Seal,
    Terms,
    cancellation,
    invoice_id,
    key_seal,
    wallet_seal,
    withdrawal,
    word,
)
from stage import KEY_OF

GOOD_FORMS = ("merchant 65", "merchant 64", "signer 65", "signer 64")
ANY_FORMS = (
    *(*GOOD_FORMS, *GOOD_FORMS, "nothing", "nothing", "nothing"),
    *("merchant long", "signer long", "noise", "stranger", "bad form", "other chain", "other contract", "other terms"),
)
# For what only the person may say: the merchant's signer is a stranger here.
WORD_FORMS = (
    *("merchant 65", "merchant 64") * 4,
    *("merchant long", "nothing", "noise", "signer 65", "stranger", "bad form", "other chain", "other contract"),
    "other terms",
)
BAD_FORMS = KEY_FORMS[2:]
OTHER_CHAIN = 10


class Writing:
    """The machine's hand. A contract person "signs" in its own way whatever the form asks of a key."""

    def here(self) -> Domain:
        raise NotImplementedError

    def mark(self, who: str, digest: bytes, domain: Domain, form: str) -> Seal:
        """The seal of the person at that address; the zero address has none."""
        lengths = {"65": 65, "64": 64}
        if who in KEY_OF:
            return key_seal(KEY_OF[who], digest, domain, form if form in KEY_FORMS else "66")
        if who in self.double.twin.money.persons:
            length = lengths.get(form) or WALLET_LENGTHS[2:][digest[0] % 3]
            return wallet_seal(who, digest, domain, length)
        return NO_SEAL

    def domain_for(self, form: str) -> Domain:
        here = self.here()
        if form == "other chain":
            return here._replace(chain_id=OTHER_CHAIN)
        if form == "other contract":
            others = [made.address for made in self.stage.gateways if made.address != here.contract]
            return here._replace(contract=others[0])
        return here

    def put(self, who: str, digest_in, form: str) -> Seal:
        """A seal in a form; `digest_in` gives the digest for a domain."""
        if form == "nothing":
            return NO_SEAL
        domain = self.domain_for(form)
        digest = digest_in(domain)
        if form == "noise":
            return Seal(digest + b"\x5a" * (len(KEY_OF) + digest[0]), None, digest, domain)
        if form == "stranger":
            return self.mark(self.people["stranger"], digest, domain, "65")
        if form == "bad form":
            return self.mark(who, digest, domain, BAD_FORMS[digest[0] % len(BAD_FORMS)])
        return self.mark(who, digest, domain, form.split(" ")[1] if form[:6] in {"mercha", "signer"} else "65")

    def signer_of(self, merchant: str) -> str:
        told = self.double.twin.books.merchants.get(merchant)
        return told.signer if told else self.people["new signer"]

    def issue(self, terms: Terms, form: str) -> tuple[Seal, Terms]:
        """A seal over an invoice, and the invoice as handed in, which is another one if the form is "other terms"."""
        who = self.signer_of(terms.merchant) if form.startswith("signer") else terms.merchant
        seal = self.put(who, lambda domain: invoice_id(terms, domain), form)
        return seal, self.altered(terms) if form == "other terms" else terms

    def altered(self, terms: Terms) -> Terms:
        """With one field changed, another one each time."""
        field = Terms._fields[terms.salt[31] % len(Terms._fields)]
        people, value = self.people, getattr(terms, field)
        if isinstance(value, int):
            return terms._replace(**{field: value + 1})
        if isinstance(value, bytes):
            return terms._replace(**{field: b"\7" * 32})
        others = {"merchant": people["rival"], "payer": people["payer"], "token": self.token("dollar")}
        changed = terms._replace(**{field: others[field]})
        return changed if changed != terms else terms._replace(amount=terms.amount + 1)

    def word_of_cancellation(self, terms: Terms, deadline: int, form: str) -> Seal:
        off = 1 if form == "other terms" else 0
        who = self.signer_of(terms.merchant) if form.startswith("signer") else terms.merchant
        return self.put(who, lambda d: cancellation(invoice_id(terms, d), deadline + off, d), form)

    def word_of_withdrawal(self, receiver: str, what: tuple, deadline: int, form: str) -> Seal:
        off = 1 if form == "other terms" else 0
        return self.put(self.people[receiver], lambda d: withdrawal(*what, deadline + off, d), form)

    def said(self, type_text: str, who: str, values: tuple, form: str, label: str = "") -> Seal:
        """Of any type, over values that end with a deadline; in DepositAddresses' domain if labelled so."""
        off = 1 if form == "other terms" else 0
        meant = (*values[:-1], values[-1] + off)
        return self.put(who, lambda d: word(type_text, self.labelled(d, label), *meant), form)

    def labelled(self, domain: Domain, label: str) -> Domain:
        if label and domain.contract == self.here().contract:
            return DepositsDomain(domain.chain_id, self.double.deposits.address)
        return domain
