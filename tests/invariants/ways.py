"""Turns in which money takes another way: shared, for somebody else, by a payer's paper, over a deposit address."""

from money import NATIVE
from papers import Authorization, Permit, authorization_digest, permit_digest
from seals import NO_SEAL, WITHDRAW_DEPOSIT_TYPE, ZERO, Seal, Shares, Split, Terms, hash_of, invoice_id
from stage import PURSE
from writing import ANY_FORMS, GOOD_FORMS, WORD_FORMS, Writing

PARTNERS = ("partner", "partner", "till", "desk", "purse", "payer", "collector", "patron", "gateway", "nobody")
PARTS = (1, 33, 2_500, 5_000, 5_000, 9_999, 10_000, 10_001)
OWNERS = ("patron", "patron", "payer", "desk", "nobody", "nobody")
AMOUNTS = (10_000, 10_000, 1, 99, 25_000_000, 2**57)
# Above or below an invoice's amount.
OFF = (*(0,) * 6, 1, 500, 500, -1, -50)
TOKENS = ("dollar", "odd", "coin")


class Ways(Writing):
    """Each makes an invoice of its own, mostly a good one, and pays it."""

    def some_shares(self, dice) -> Shares:
        good = [
            Split(self.people[dice.choice(PARTNERS[:7])], dice.choice(PARTS[:3])) for _ in range(dice.choice((1, 2, 3)))
        ]
        odd = [Split(self.people[dice.choice(PARTNERS)], dice.choice(PARTS))]
        return tuple(good + odd * (dice.random() < 0.25))

    def new_invoice(self, dice, splits: Shares, tokens: tuple = TOKENS) -> Terms:
        seller = dice.choice(("merchant", "merchant", "vault"))
        terms = self.terms(seller, "nobody", dice.choice(tokens), dice.choice(AMOUNTS))
        self.written[-1] = terms._replace(splits_hash=hash_of(splits))
        return self.written[-1]

    def issued(self, terms: Terms, dice) -> tuple[Seal, Terms]:
        return self.issue(terms, dice.choice((*GOOD_FORMS, *GOOD_FORMS, *ANY_FORMS)))

    def paid(self, terms: Terms, outcome) -> None:
        if outcome.reason is None:
            self.bought.append(terms)

    def coins_for(self, terms: Terms, dice) -> int:
        right = terms.amount if terms.token == NATIVE else 0
        return min(PURSE // 8, max(0, right + dice.choice((*(0,) * 9, 1, -1))))

    def share(self, dice):
        splits = self.some_shares(dice) if dice.random() < 0.9 else ()
        terms = self.new_invoice(dice, splits)
        if dice.random() < 0.3:
            self.send("approve_splits", self.role_of(terms.merchant), terms.splits_hash, True)
        seal, terms = self.issued(terms, dice)
        given = splits if dice.random() < 0.95 else self.some_shares(dice)
        buyer, value = dice.choice(("payer", "patron", "vault")), self.coins_for(terms, dice)
        self.paid(terms, self.send("pay_split", buyer, terms, given, seal, value=value))

    def treat_somebody(self, dice):
        splits = self.some_shares(dice) if dice.random() < 0.4 else ()
        terms = self.new_invoice(dice, splits)
        seal, terms = self.issued(terms, dice)
        payer = self.people[dice.choice(("patron", "patron", "vault", "payer", "merchant", "nobody", "gateway"))]
        self.paid(terms, self.send("pay_for", "payer", terms, splits, seal, payer, value=self.coins_for(terms, dice)))

    def pay_by_paper(self, dice):
        splits = self.some_shares(dice) if dice.random() < 0.4 else ()
        terms = self.new_invoice(dice, splits, ("dollar", "odd", "odd"))
        seal, terms = self.issued(terms, dice)
        if dice.random() < 0.5:
            who = dice.choice(("saver", "saver", "payer"))
            self.paid(terms, self.send("pay_with_permit", who, terms, splits, seal, self.permit(terms, who, dice)))
            return
        who = dice.choice(("payer", "payer", "vault", "patron"))
        paper = self.authorization(terms, who, dice)
        self.paid(terms, self.send("pay_with_authorization", "relayer", terms, splits, seal, self.people[who], paper))

    def permit(self, terms: Terms, who: str, dice) -> Permit:
        owner, slip = self.people[who], dice.choice((0, 0, 0, 0, 1, -1))
        deadline = self.double.now + dice.choice((60, 60, 0, -1))
        nonce = self.double.twin.money.nonces.get((terms.token, owner), 0)
        digest = permit_digest(terms.token, owner, self.double.address, terms.amount + slip, deadline, nonce)
        form = dice.choice(("65",) * 6 + ("other parity",))
        signer = self.people[dice.choice((who, who, who, who, "stranger"))]
        return Permit(
            terms.amount + dice.choice((slip, slip, 0)), deadline, self.mark(signer, digest, self.here(), form)
        )

    def authorization(self, terms: Terms, who: str, dice) -> Authorization:
        after, before = self.double.now + dice.choice((-9, -1, 0)), self.double.now + dice.choice((60, 60, 1, 0))
        nonce = dice.choice((invoice_id(terms, self.here()),) * 6 + (b"\2" * 32,))
        what = self.people[who], self.double.address, terms.amount + dice.choice((0, 0, 0, 0, 1)), after, before, nonce
        digest = authorization_digest(terms.token, *what)
        signer = self.people[dice.choice((who,) * 6 + ("stranger",))]
        seal = self.mark(signer, digest, self.here(), dice.choice(("65", "65", "65", "64", "66")))
        return Authorization(after, before, seal)

    def throw(self, dice):
        """Money on a deposit address, at any time: of the invoice's token or of another, too little or too much."""
        known = self.deposits and dice.random() < 0.4
        deposit = dice.choice(self.deposits[-6:]) if known else self.new_deposit(dice)
        terms, owner, _, _ = deposit
        amount = max(1, terms.amount + dice.choice(OFF))
        token = terms.token if dice.random() < 0.85 else self.token(dice.choice(TOKENS))
        self.double.throw(token, amount, self.double.lot(terms, self.people[owner]))
        if dice.random() < 0.5:
            self.gather(deposit)

    def new_deposit(self, dice) -> tuple:
        splits = self.some_shares(dice) if dice.random() < 0.3 else ()
        terms, owner = self.new_invoice(dice, splits), dice.choice(OWNERS)
        if dice.random() < 0.2:
            terms = self.written[-1] = terms._replace(payer=self.people[dice.choice(("patron", "payer"))])
        self.deposits.append((terms, owner, splits, self.issue(terms, dice.choice(GOOD_FORMS))[0]))
        return self.deposits[-1]

    def some_deposit(self, dice):
        terms, owner, splits, seal = dice.choice(self.deposits[-8:])
        return terms, self.people[owner] if dice.random() < 0.95 else self.people["payer"], splits, seal

    def collect(self, dice):
        terms, owner, splits, seal = self.some_deposit(dice)
        self.gather((terms, self.role_of(owner), splits, dice.choice((seal, seal, seal, seal, NO_SEAL))))

    def gather(self, deposit: tuple):
        terms, owner, splits, seal = deposit
        self.paid(terms, self.send("collect", "relayer", terms, splits, seal, self.people[owner]))

    def send_back(self, dice):
        terms, owner, _, _ = self.some_deposit(dice)
        tokens = (terms.token, terms.token, *map(self.token, TOKENS), self.stage.face.address)
        self.send("return_deposit", "relayer", terms, owner, dice.choice(tokens))

    def take_out(self, dice):
        terms, owner, _, _ = self.some_deposit(dice)
        token = dice.choice((terms.token, terms.token, terms.token, self.token("odd")))
        to = self.people[dice.choice(("purse", "patron", "desk", "nobody", "deposits", "gateway"))]
        if dice.random() < 0.5 or owner == ZERO:
            self.send("withdraw_deposit", self.role_of(owner) if owner != ZERO else "stranger", terms, token, to)
            return
        deadline = self.double.now + dice.choice((60, 60, 60, 1, 0))
        values = invoice_id(terms, self.here()), owner, token, to, deadline
        seal = self.said(WITHDRAW_DEPOSIT_TYPE, owner, values, dice.choice(WORD_FORMS), "deposits")
        arguments = terms, owner, token, to, deadline, seal
        self.words.append(("withdraw_deposit_by_signature", arguments, seal))
        self.send("withdraw_deposit_by_signature", "relayer", *arguments)
