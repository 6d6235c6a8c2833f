"""How a person's word about a deal is put down: by whom, in which form, for which chain and contract."""

from escrow_double import EscrowDouble
from escrow_stage import KEY_OF, EscrowStage
from escrow_words import Deal, deal_id, permit_digest, receive_digest, word
from papers import Authorization, Permit
from seals import KEY_FORMS, NO_SEAL, ZERO, Domain, Seal, key_seal, wallet_seal

OTHER_CHAIN = 10
GOOD_FORMS = ("65", "64")
BAD_FORMS = KEY_FORMS[2:]
WRONG_FORMS = (*BAD_FORMS, "nothing", "noise", "stranger", "other chain", "other contract", "other terms")
LENGTHS = {"65": 65, "64": 64, "long": 700, "longest": 2048}


class EscrowWriting:
    """The hand of a life. A contract person "signs" in its own way whatever the form asks of a key."""

    double: EscrowDouble
    stage: EscrowStage

    def mark(self, who: str, digest: bytes, domain: Domain, form: str) -> Seal:
        """The seal of the person at that address; an address that nobody has gives none."""
        if who in KEY_OF:
            return key_seal(KEY_OF[who], digest, domain, form if form in KEY_FORMS else "66")
        if who in self.double.twin.money.persons:
            return wallet_seal(who, digest, domain, LENGTHS.get(form, 100))
        return NO_SEAL

    def put(self, who: str, digest_in, form: str) -> Seal:
        """A seal in a form; `digest_in` gives the digest for a domain."""
        here = self.double.here()
        others = [made.address for made in self.stage.escrows if made.address != here.contract]
        domain = {
            "other chain": here._replace(chain_id=OTHER_CHAIN),
            "other contract": here._replace(contract=others[0]),
        }.get(form, here)
        digest = digest_in(domain)
        if form == "nothing":
            return NO_SEAL
        if form == "noise":
            return Seal(digest + b"\x5a" * (5 + digest[0]), None, digest, domain)
        if form == "stranger":
            return self.mark(self.stage.people["stranger"], digest, domain, "65")
        return self.mark(who, digest, domain, form if form in (*KEY_FORMS, *LENGTHS) else "65")

    def put_word(self, who: str, name: str, values: tuple, form: str = "65") -> Seal:
        """Over a word about a deal, whose first value is the deal, or about a credit."""

        def digest_in(domain: Domain) -> bytes:
            first, *rest = values
            named = deal_id(first, domain) if isinstance(first, Deal) else first
            if form == "other terms":
                rest[-1:] = [rest[-1] + 1] if rest else []
                named = named if rest else b"\7" * 32
            return word(name, (named, *rest), domain)

        return self.put(who, digest_in, form)

    def put_deal(self, deal: Deal, form: str = "65") -> Seal:
        """The depositor's seal of the deal itself."""
        meant = deal._replace(amount=deal.amount + 1) if form == "other terms" else deal
        return self.put(deal.depositor, lambda domain: deal_id(meant, domain), form)

    def put_acceptance(self, deal: Deal, form: str = "65", to_anyone: bool = False) -> Seal:
        """The arbiter's, for this depositor or for whoever funds the terms; none where there is no arbiter."""
        meant = deal._replace(depositor=ZERO) if to_anyone else deal
        return NO_SEAL if deal.arbiter == ZERO else self.put_word(deal.arbiter, "accept", (meant,), form)

    def put_permit(self, deal: Deal, off: int = 0, wait: int = 600, form: str = "65") -> Permit:
        """Of the deal's amount, `off` more or less; its words are always a key's 65 bytes."""
        owner, spender, amount = deal.depositor, self.double.address, deal.amount + off
        deadline = self.double.now + wait
        nonce = self.double.twin.money.nonces.get((deal.token, owner), 0) + (form == "other terms")
        domain = Domain(self.double.chain_id, deal.token)
        digest = permit_digest(domain, (owner, spender, amount, nonce, deadline))
        signer = owner if owner in KEY_OF and form != "stranger" else self.stage.people["stranger"]
        return Permit(amount, deadline, self.mark(signer, digest, domain, "65"))

    def put_authorization(self, deal: Deal, times: tuple[int, int] = (0, 600), form: str = "65") -> Authorization:
        """Times are counted from now; the first is not included."""
        after, before = (max(0, self.double.now - 1 + times[0]), self.double.now + times[1])
        meant = deal._replace(amount=deal.amount + 1) if form == "other terms" else deal
        name = deal_id(meant, self.double.here())
        domain = Domain(OTHER_CHAIN if form == "other chain" else self.double.chain_id, deal.token)
        digest = receive_digest(domain, (deal.depositor, self.double.address, deal.amount, after, before, name))
        signer = self.stage.people["stranger"] if form == "stranger" else deal.depositor
        return Authorization(after, before, self.mark(signer, digest, domain, form if form in LENGTHS else "65"))
