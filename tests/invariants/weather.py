"""What happens around merchants and payers: the admin, the clock, forks, tokens and receivers that change their manners."""

from hypothesis import strategies as st
from hypothesis.stateful import rule
from money import MANNERS, MOODS, PENS
from seals import ZERO, Terms

RULERS = ("admin", "admin", "admin", "successor", "stranger")
HOSTS = ("till", "desk", "vault")
RECEIVERS = ("purse", "till", "desk", "collector", "payer", "vault", "gateway")


class Weather:
    """Rules that make and unmake the conditions under which payments happen."""

    @rule(who=st.sampled_from(RULERS), fee_bps=st.sampled_from((50, 99, 100, 101, 10, 11, 1, 0)))
    def set_fee(self, who, fee_bps):
        self.send("set_fee", who, fee_bps)

    @rule(who=st.sampled_from(RULERS), to=st.sampled_from(("collector", "till", "desk", "payer", "purse", "nobody", "gateway")))
    def set_fee_receiver(self, who, to):
        self.send("set_fee_receiver", who, self.people[to])

    @rule(
        who=st.sampled_from(RULERS),
        merchant=st.sampled_from(("merchant", "vault", "rival")),
        off=st.sampled_from((-1, -49, 0, 1)),
        clears=st.sampled_from((False, False, True)),
    )
    def set_merchant_fee(self, who, merchant, off, clears):
        fee = 10_000 if clears else max(0, self.double.twin.books.fee_bps + off)
        self.send("set_merchant_fee", who, self.people[merchant], fee)

    @rule(who=st.sampled_from(RULERS), paused=st.sampled_from((True, False, False, False)))
    def pause(self, who, paused):
        self.send("set_paused", who, paused)

    @rule(who=st.sampled_from(RULERS), to=st.sampled_from(("successor", "admin", "nobody")))
    def offer_admin(self, who, to):
        self.send("transfer_admin", who, self.people[to])

    @rule(who=st.sampled_from(RULERS))
    def accept_admin(self, who):
        self.send("accept_admin", who)

    @rule(receiver=st.sampled_from(RECEIVERS), manner=st.sampled_from(("honest",) * 4 + MANNERS))
    def treat(self, receiver, manner):
        """The odd token changes its manners towards one receiver; nobody promised to be asked."""
        odd, address = self.stage.tokens["odd"], self.people[receiver]
        odd.send("treat", address, MANNERS.index(manner), sender=self.people["relayer"])
        self.double.twin.money.manners[odd.address, address] = manner

    @rule(
        host=st.sampled_from(HOSTS),
        mood=st.sampled_from(("accepts", *MOODS)),
        pen=st.sampled_from(("agrees",) * 4 + PENS),
    )
    def feel(self, host, mood, pen):
        person = self.stage.persons[host]
        person.send("set_mood", MOODS.index(mood), PENS.index(pen), sender=self.people["relayer"])
        self.double.twin.money.moods[person.address] = mood
        self.double.twin.money.pens[person.address] = pen

    @rule(pick=st.integers(0, 20), register=st.booleans())
    def plot(self, pick, register):
        """Every token and every contract person learns a call to make in the middle of the next transfer."""
        calldata = self.double.gateway.calldata("register_merchant", self.people["purse"], ZERO)
        earlier = [(args, verb) for verb, _, args, _ in self.sent if verb in {"pay", "withdraw_credit"}]
        if earlier and not register:
            args, verb = earlier[pick % len(earlier)]
            raw = [tuple(a) if isinstance(a, Terms) else getattr(a, "raw", a) for a in args]
            calldata = self.double.gateway.calldata(verb, *raw)
        for made in (*self.stage.tokens.values(), *self.stage.persons.values()):
            made.send("hook", self.double.address, calldata, sender=self.people["relayer"])

    @rule(pick=st.integers(0, 50), off=st.sampled_from((-1, 0, 0, 1)))
    def wait_until(self, pick, off):
        """To one second before, at, or after a time at which something begins or ends; never back."""
        ahead = sorted(moment for moment in self.moments if moment + off > self.double.now)
        if ahead:
            self.double.move_to(ahead[pick % min(2, len(ahead))] + off, self.double.chain_id)

    @rule(seconds=st.sampled_from((1, 12, 60)))
    def wait(self, seconds):
        self.double.move_to(self.double.now + seconds, self.double.chain_id)

    @rule(rarely=st.sampled_from((False,) * 5 + (True,)))
    def fork(self, rarely):
        """The chain splits, and goes on under another id: words given for the old one count no more."""
        if rarely:
            self.double.move_to(self.double.now, 8 - self.double.chain_id)

    @rule(token=st.sampled_from(("coin", "dollar", "odd")), amount=st.sampled_from((1, 10_000)))
    def donate(self, token, amount):
        self.double.donate(self.token(token), amount)
