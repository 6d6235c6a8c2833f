"""What happens around merchants and payers: the admin, the clock, forks, tokens and receivers changing manners."""

from deposit_laws import DEPOSIT_VERBS
from hypothesis import strategies as st
from money import CARES, MANNERS, MOODS, PENS, TEMPERS
from seals import ZERO

# Of dice that are thrown evenly: Hypothesis itself likes to repeat and to take the smallest, and under some twenty such
# choices in a row hardly a payment would go through.
SEEDS = st.binary(min_size=8, max_size=8)
RULERS = ("admin", "successor", "stranger")
COLLECTORS = ("collector", "till", "till", "desk", "payer", "purse", "nobody", "gateway")
SELLERS = ("merchant", "merchant", "merchant", "vault", "vault", "rival")
PAYOUTS = ("purse", "purse", "till", "desk", "payer", "vault", "nobody", "gateway")
SIGNERS = ("signer", "signer", "new signer", "vault", "nobody")
HOSTS = ("till", "desk", "vault")
RECEIVERS = ("purse", "till", "desk", "collector", "payer", "vault", "gateway", "partner", "deposits")


class Weather:
    """Turns that make and unmake the conditions under which payments happen."""

    def keep_shop(self, dice):
        """Whatever merchants decide about themselves."""
        who, what = (
            dice.choice((*SELLERS, *SELLERS, "stranger")),
            dice.choice(("register", "payout", "payout", "keep", "signer")),
        )
        to, signer = self.people[dice.choice(PAYOUTS)], self.people[dice.choice(SIGNERS)]
        if what == "register":
            self.send("register_merchant", dice.choice(("merchant", "rival", "rival", "stranger")), to, signer)
        elif what == "payout":
            self.send("set_payout", who, to)
            self.moments.add(self.double.now + self.double.policy.payout_delay)
        elif what == "keep":
            self.send("cancel_payout_change", who)
        else:
            self.send("set_invoice_signer", who, signer)

    def rule_gateway(self, dice):
        """Whatever the admin decides for everybody."""
        verb, *arguments = dice.choice(
            (
                *(("set_fee", dice.choice((50, 99, 100, 101, 10, 11, 1, 0))),) * 2,
                ("set_fee_receiver", self.people[dice.choice(COLLECTORS)]),
                ("set_paused", True),
                *(("set_paused", False),) * (9 if self.double.twin.books.paused else 1),
                ("transfer_admin", self.people[dice.choice(("successor", "successor", "admin", "nobody"))]),
                *(("accept_admin",),) * (1 if self.double.twin.books.pending_admin == ZERO else 4),
            )
        )
        ruler = self.role_of(self.double.twin.books.admin)
        who = "successor" if verb == "accept_admin" else ruler
        self.send(verb, dice.choice((who, who, who, *RULERS)), *arguments)

    def favour(self, dice):
        """The admin and one merchant's own fee."""
        fee = dice.choice((10_000, max(0, self.double.twin.books.fee_bps + dice.choice((-1, -49, 0, 1)))))
        ruler = self.role_of(self.double.twin.books.admin)
        merchant = self.people[dice.choice(SELLERS)]
        self.send("set_merchant_fee", dice.choice((ruler, ruler, ruler, *RULERS)), merchant, fee)

    def change_weather(self, dice):
        what = dice.choice(("treat", "treat", "feel", "feel", "plot", "donate", "fork", "care", "list", "list"))
        if what == "treat":
            self.double.treat(
                self.token("odd"), self.people[dice.choice(RECEIVERS)], dice.choice(("honest",) * 4 + MANNERS)
            )
        elif what == "feel":
            self.feel(dice.choice(HOSTS), dice.choice(("accepts", *MOODS)), dice.choice(("agrees",) * 4 + PENS))
        elif what == "plot":
            self.plot(dice)
        elif what == "donate":
            token, who = self.token(dice.choice(("coin", "dollar", "odd"))), dice.choice(self.double.ours())
            self.double.throw(token, dice.choice((1, 10_000)), who)
        elif what == "care":
            owner = self.people[dice.choice(("payer", "saver", "vault"))]
            self.double.care(self.token("odd"), owner, dice.choice(("careful",) * 3 + CARES))
        elif what == "list":
            self.change_list(dice)
        elif dice.random() < 0.3:
            # The chain splits and goes on under another id: words given for the old one count no more.
            self.double.move_to(self.double.now, 8 - self.double.chain_id)

    def feel(self, host: str, mood: str, pen: str) -> None:
        person = self.stage.persons[host]
        person.send("set_mood", MOODS.index(mood), PENS.index(pen), sender=self.people["relayer"])
        self.double.twin.money.moods[person.address] = mood
        self.double.twin.money.pens[person.address] = pen

    def change_list(self, dice):
        """Somebody is put on the sanctions list or taken off it, or the list stops answering for a while."""
        if dice.random() < 0.3:
            self.double.upset_list(dice.choice(("answers", "answers", *TEMPERS)))
            return
        for who in ("payer", "patron", "deposits", "vault"):
            self.double.put_on_list(self.people[who], dice.random() < 0.15)

    def plot(self, dice) -> None:
        """Every token and every contract person learns a call to make in the middle of the next transfers."""
        earlier = [(verb, args) for verb, _, args, _ in self.sent]
        register = ("register_merchant", (self.people["purse"], ZERO))
        mine = [
            call for call in earlier if call[0] in {"pay", "pay_split", "withdraw_credit", "pay_with_authorization"}
        ]
        theirs = [call for call in earlier if call[0] in DEPOSIT_VERBS]
        revoke = ("revoke_deposit_signature", (b"\1" * 32,))
        gateway, deposits = dice.choice((register, *mine[-5:])), dice.choice((revoke, *theirs[-5:]))
        self.double.plot(*(self.double.calldata(verb, *args) for verb, args in (gateway, deposits)))

    def wait_until(self, dice):
        """To one second before, at, or after a time at which something begins or ends; never back."""
        off = dice.choice((-1, 0, 0, 1))
        ahead = sorted(moment for moment in self.moments if moment + off > self.double.now)
        if ahead:
            self.double.move_to(dice.choice(ahead[:3]) + off, self.double.chain_id)
