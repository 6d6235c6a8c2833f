"""How a person's word about a plan or a mandate is put down: by whom, in which form, for which chain and contract."""

from escrow_writing import LENGTHS, OTHER_CHAIN
from papers import Permit
from seals import KEY_FORMS, NO_SEAL, Domain, Seal, key_seal, wallet_seal
from subscription_double import SubscriptionDouble
from subscription_stage import KEY_OF, SubscriptionStage
from subscription_words import Mandate, Plan, mandate_id, permit_digest, plan_id, word

__all__ = ["OTHER_CHAIN", "SubscriptionWriting"]


class SubscriptionWriting:
    """The hand of a life. A contract person "signs" in its own way whatever the form asks of a key."""

    double: SubscriptionDouble
    stage: SubscriptionStage

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
        others = [made.address for made in self.stage.contracts if made.address != here.contract]
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
        """Over a word whose first value is a plan, a mandate, or as it stands; "other terms" moves its last value."""

        def digest_in(domain: Domain) -> bytes:
            first, *rest = values
            if isinstance(first, Mandate):
                first = mandate_id(first, domain)
            elif isinstance(first, Plan):
                first = plan_id(first, domain)
            if form == "other terms":
                rest[-1] += 1
            return word(name, (first, *rest), domain)

        return self.put(who, digest_in, form)

    def put_mandate(self, terms: Mandate, form: str = "65") -> Seal:
        """The subscriber's seal of the mandate itself."""
        meant = terms._replace(start=terms.start + 1) if form == "other terms" else terms
        return self.put(terms.subscriber, lambda domain: mandate_id(meant, domain), form)

    def put_permit(self, terms: Mandate, amount: int, wait: int = 600, form: str = "65") -> Permit:
        """Its words are always a key's 65 bytes."""
        owner, token, spender = terms.subscriber, terms.plan.token, self.double.address
        deadline = self.double.now + wait
        nonce = self.double.twin.money.nonces.get((token, owner), 0) + (form == "other terms")
        domain = Domain(self.double.chain_id, token)
        digest = permit_digest(domain, (owner, spender, amount, nonce, deadline))
        signer = owner if owner in KEY_OF and form != "stranger" else self.stage.people["stranger"]
        return Permit(amount, deadline, self.mark(signer, digest, domain, "65"))
