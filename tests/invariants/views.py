"""All answers of all views, compared with the twin's memory and with the fold of the events (G8)."""

from books import Books, Call
from chain import Deployed
from deposit_laws import DEPOSIT_VERBS
from replay import replay
from seals import DEPOSITS, GATEWAY, NO_HASH, ZERO, Seal, Terms, hash_of

STATUSES = ("none", "requested", "paid", "cancelled")


class Views:
    """The part of a Double that reads."""

    gateway: Deployed
    deposits: Deployed

    def check_views(self, whole: bool, verb: str, call: Call, arguments: tuple) -> None:
        """The contracts' answers, the twin's memory and the fold of the events are one."""
        all_terms = [a for a in arguments if isinstance(a, Terms)]
        touched = {self.twin.id_of(terms, call) for terms in all_terms}
        for payment_id in set(self.statuses) | touched if whole else touched:
            self.check_payment(payment_id)
        people = {call.sender, *(terms.merchant for terms in all_terms)}
        for merchant in people | set(self.folded.merchants) if whole else people:
            self.check_merchant(merchant)
        self.check_policy()
        self.check_credits(whole)
        self.check_words(whole, verb, call, arguments)
        self.check_shares(whole, all_terms, arguments)
        if whole:
            self.laws.hold("G8", replay(self.logs) == self.folded, "folding step by step and at once differ")

    def check_payment(self, payment_id: bytes) -> None:
        code, payer, paid_at, refunded = self.gateway.read("payment", payment_id)
        said = (STATUSES[code], payer, paid_at, refunded)
        assert said == tuple(self.twin.payment(payment_id)), f"payment {payment_id.hex()}: contract says {said}"
        replayed = self.folded.payments.get(payment_id, ("none", ZERO, 0, 0))
        self.laws.hold("G8", said == tuple(replayed), f"payment is {said}, events say {replayed}")
        self.laws.judge_status(self.statuses.get(payment_id, "none"), said[0])
        is_paid = self.gateway.read("is_paid", payment_id)
        self.laws.hold("G1", is_paid == (said[0] == "paid"), "is_paid and payment differ")
        self.statuses[payment_id] = said[0]

    def terms_of(self, books: Books, address: str) -> tuple:
        """What `merchant(address)` must answer, according to some books."""
        told = books.merchants.get(address)
        fee = self.twin.fee_of(told)
        if told is None:
            return False, ZERO, ZERO, ZERO, 0, fee, 0
        told = told.settled(self.now)
        return True, told.payout, told.signer, *(told.proposal or (ZERO, 0)), fee, told.number

    def check_merchant(self, address: str) -> None:
        said = self.gateway.read("merchant", address)
        assert said == self.terms_of(self.twin.books, address), f"merchant {address}: contract says {said}"
        replayed = self.terms_of(self.folded, address)
        self.laws.hold("G8", said == replayed, f"merchant is {said}, events say {replayed}")

    def check_policy(self) -> None:
        fee, cap, receiver, paused = self.gateway.read("fee_terms")
        said = (self.gateway.read("admin"), self.gateway.read("pending_admin"), fee, receiver, paused)
        for books, who in ((self.twin.books, "the twin says"), (self.folded, "events say")):
            kept = (books.admin, books.pending_admin, books.fee_bps, books.fee_receiver, books.paused)
            self.laws.hold("G8", said == kept, f"policy is {said}, {who} {kept}")
        self.laws.hold("G6", fee <= cap == self.policy.fee_cap_bps <= 100, "the fee or its cap is above the cap")

    def check_credits(self, whole: bool) -> None:
        each = {key: self.gateway.read("credit", *key) for key in self.owed}
        numbers = self.gateway.read("credit_number"), self.deposits.read("origin")[2]
        for books in (self.twin.books, self.folded):
            kept = books.credit_number, books.deposit_number
            self.laws.hold("G8", numbers == kept, f"numbers of credits and deposits are {numbers}: {kept}")
            for key, owed in each.items():
                self.laws.hold("G8", owed == books.credit.get(key, 0), f"credit of {key} is {owed}")
        given, denied = self.donated[self.address], self.twin.money.denied
        tokens = given if whole else {token for _, token in self.owed}
        self.laws.judge_holdings(
            {
                token: (
                    self.before[token, self.address] - given[token] + denied.get((token, self.address), 0),
                    self.gateway.read("credits", token),
                    sum(amount for (_, of), amount in each.items() if of == token),
                )
                for token in tokens
            }
        )

    def check_words(self, whole: bool, verb: str, call: Call, arguments: tuple) -> None:
        label = "deposits" if verb in DEPOSIT_VERBS else ""
        said = {(label, seal.signer, seal.digest) for seal in self.seals_of(verb, arguments)}
        if "revoke" in verb:
            said.add((label, call.sender, arguments[0]))
        for key in said | set(self.twin.books.spent) if whole else said:
            contract = self.deposits if key[0] else self.gateway
            spent = contract.read("is_signature_spent", *key[1:])
            for books in (self.twin.books, self.folded):
                self.laws.hold("G8", spent == (key in books.spent), f"{key} is spent: {spent}")

    def check_shares(self, whole: bool, all_terms: list[Terms], arguments: tuple) -> None:
        asked = {(terms.merchant, terms.splits_hash) for terms in all_terms if terms.splits_hash != NO_HASH}
        for key in asked | set(self.twin.books.approved) if whole else asked:
            approved = self.gateway.read("are_splits_approved", *key)
            for books in (self.twin.books, self.folded):
                self.laws.hold("G8", approved == books.approved.get(key, False), f"{key} is approved: {approved}")
        for splits in arguments:
            if isinstance(splits, tuple) and not isinstance(splits, Terms) and len(splits) <= 8:
                said = self.gateway.read("splits_hash", [tuple(split) for split in splits])
                assert said == hash_of(splits, even_none=True), "splits_hash answers another hash"

    def seals_of(self, verb: str, arguments: tuple) -> list[Seal]:
        raise NotImplementedError

    def finish(self) -> None:
        self.check_views(True, "", self.call(self.stage.people["relayer"]), ())
        for contract, name in ((self.gateway, GATEWAY), (self.deposits, DEPOSITS)):
            assert contract.read("version") == "1.0.0"
            said = contract.read("eip712Domain")
            meant = (b"\x0f", name, "1", self.chain_id, contract.address, b"\0" * 32, ())
            self.laws.hold("G9", said == meant, f"eip712Domain answers {said}")
        assert self.gateway.read("payout_delay") == self.policy.payout_delay
        assert self.gateway.read("sanctions_list") == (self.stage.list.address if self.policy.asks_list else ZERO)
        assert self.deposits.read("origin")[:2] == (self.address, self.twin.implementation)
