"""Walks along the edges of what surrounds deals: tokens, receivers, the admin, the list, forks, calls from within."""

import boa
from escrow_edge_life import EscrowEdgeLife
from escrow_money import MANNERS
from escrow_words import ALL
from escrow_writing import OTHER_CHAIN
from money import MOODS, NATIVE
from seals import NO_HASH, NO_SEAL, ZERO

# Who takes part, where a contract is needed.
CONTRACTS = {"depositor": "vault", "beneficiary": "till", "arbiter": "court"}


class WeatherEdges(EscrowEdgeLife):
    """Each method walks along one kind of boundary."""

    def leave_in_all_ways(self, **changes) -> None:
        """Money to each receiver."""
        for state, verb in (("funded", "release"), ("funded", "return_funds"), ("disputed", "resolve")):
            deal = getattr(self, state)(**changes)
            self.every_verb(deal)[verb]()

    def manners(self) -> None:
        """Each manner of a token, on the way in, to each receiver, and of what is collected and withdrawn."""
        for manner in MANNERS:
            self.double.treat(self.odd, self.double.address, manner)
            for owner, form in (("depositor", "65"), ("vault", "long")):
                deal = self.deal(token=self.odd, depositor=owner, arbiter=ZERO)
                given = self.put_authorization(deal, form=form)
                self.send("fund_with_authorization", "relayer", deal, NO_SEAL, given)
            self.fund(self.deal(token=self.odd))
            self.double.treat(self.odd, self.double.address, "honest")
            receivers = "depositor", "beneficiary", "arbiter", "collector"
            for receiver in receivers:
                self.double.treat(self.odd, self.people[receiver], manner)
            self.leave_in_all_ways(token=self.odd)
            self.send("collect_fees", "stranger", self.odd)
            for receiver in receivers:
                self.send("withdraw_credit", receiver, self.odd, self.people[receiver])
                self.double.treat(self.odd, self.people[receiver], "honest")
                self.send("withdraw_credit", receiver, self.odd, self.people["stranger"])

    def pauses(self) -> None:
        """A token at rest stops nobody from being owed."""
        deals = [self.funded(token=self.odd) for _ in range(3)]
        self.double.rest(self.odd, True)
        self.fund(self.deal(token=self.odd))
        for deal in deals:
            self.send("release", "depositor", deal, ALL)
        for verb in ("collect_fees", "withdraw_credit"):
            arguments = (self.odd,) if verb == "collect_fees" else (self.odd, self.people["stranger"])
            for paused in (True, False):
                self.double.rest(self.odd, paused)
                self.send(verb, "beneficiary", *arguments)

    def moods(self) -> None:
        """Receivers of coins of every mood, who may call back; the fees' receiver too."""
        self.send("set_fee_receiver", "admin", self.people["desk"])
        hosts = *CONTRACTS.values(), "desk"
        for mood in MOODS:
            self.plot(self.funded(token=NATIVE))
            for host in hosts:
                self.double.feel(host, mood, "agrees")
            self.leave_in_all_ways(token=NATIVE, **CONTRACTS)
            self.send("collect_fees", "stranger", NATIVE)
            for host in hosts:
                self.send("withdraw_credit", host, NATIVE, self.people[host])
                self.send("withdraw_credit", host, NATIVE, self.people["stranger"])
                self.double.feel(host, "accepts", "agrees")
        deal = self.funded(token=NATIVE, beneficiary=self.dollar)
        self.send("release", "depositor", deal, ALL)

    def plot(self, deal) -> None:
        """Every token and contract person learns a call, which anyone may make, for the middle of the next transfer."""
        fund = self.double.escrow.calldata("reclaim", tuple(deal))
        for made in (*self.stage.tokens.values(), *self.stage.persons.values()):
            made.send("hook", self.double.address, fund, sender=self.people["relayer"])

    def starved(self) -> None:
        """A sender who gives too little gas gets nothing done: nobody is pushed into a credit on purpose."""
        for token in (self.odd, NATIVE):
            # With credits there before, another one is cheap.
            for refuses in (True, False):
                deal = self.disputed(token=token, **CONTRACTS)
                for host in CONTRACTS.values():
                    self.double.feel(host, "reverts" if refuses else "accepts", "agrees")
                    self.double.treat(self.odd, self.people[host], "refuses" if refuses else "honest")
                if refuses:
                    self.send("resolve", deal.arbiter, deal, 5_000, 500)
            call = self.double.escrow.calldata("resolve", tuple(deal), 5_000, 500)
            owed = self.double.views.ask("credits", token)
            outcomes = {self.starve(gas, call, deal.arbiter, token, owed) for gas in range(30_000, 250_000, 3_000)}
            assert {"refused", "paid"} <= outcomes, "the walk is not along the edge"
            self.double.laws.hold(2, "credited" not in outcomes, "a sender who starved a payout made it a credit")

    def starve(self, gas: int, call: bytes, sender: str, token: str, owed: int) -> str:
        with boa.env.anchor():
            self.stage.chain.calls["writes"] += 1
            ends = {
                "to_address": self.stage.chain.address(self.double.address),
                "sender": self.stage.chain.address(sender),
            }
            if boa.env.execute_code(**ends, gas=gas, data=call).is_error:
                return "refused"
            return "paid" if self.double.views.ask("credits", token) == owed else "credited"

    def callbacks(self) -> None:
        """From within a transfer of the token or of coins nothing is let in, not even what would be from outside."""
        for token in (self.odd, NATIVE):
            inner = self.funded(token=token)
            outer = [self.funded(token=token, **CONTRACTS) for _ in range(4)]
            self.double.wait_until(outer[-1].delivery_until + 1)
            for host in CONTRACTS.values():
                self.double.feel(host, "calls", "agrees")
                self.double.treat(self.odd, self.people[host], "calls")
            self.double.treat(self.odd, self.double.address, "calls")
            self.plot(inner)
            self.send("reclaim", "stranger", outer[0])
            self.send("return_funds", "till", outer[1], 7)
            self.settle(outer[2], 77, ("long", "long"))
            self.fund(self.deal(token=token))
            self.send("reclaim", "stranger", inner)

    def credits(self) -> None:
        """A refused payout, its last second, its word sent twice or taken back, and where it may not go."""
        who, to = self.people["beneficiary"], self.people["stranger"]
        for off, form, revoked in (
            *((0, "65", False), (1, "65", False), (2, "64", False), (3, "high s", False), (4, "stranger", False)),
            *((5, "other chain", False), (6, "other contract", False), (7, "other terms", False), (8, "65", True)),
        ):
            self.owe()
            deadline = self.double.now + off
            seal = self.put_word(who, "withdraw", (who, self.odd, to, deadline), form)
            if revoked:
                self.send("revoke_signature", "beneficiary", seal.digest)
            for _ in range(2):
                self.send("withdraw_credit_by_signature", "relayer", who, self.odd, to, deadline, seal)
                self.owe()
        for bad in (ZERO, self.double.address, to, to):
            self.send("withdraw_credit", "beneficiary", self.odd, bad)
        seal = self.put_word(who, "withdraw", (who, self.odd, to, self.double.now + 5))
        self.send("withdraw_credit_by_signature", "relayer", who, self.odd, to, self.double.now + 5, seal)

    def owe(self) -> None:
        self.double.treat(self.odd, self.people["beneficiary"], "refuses")
        self.send("release", "depositor", self.funded(token=self.odd), ALL)

    def fees(self) -> None:
        """The fee of then, kept until collected but for one unit."""
        for fee in (100, 101, 0, 50):
            self.send("set_fee", "admin", fee)
            deal = self.funded(amount=20_000)
            self.send("set_fee", "admin", 7)
            self.send("set_fee", "admin", 93)
            self.send("release", "depositor", deal, 10_000)
            self.send("release", "depositor", deal, ALL)
        for amount in (100, 200, 300, 10_000):
            deal = self.deal(token=NATIVE, amount=amount)
            self.send("set_fee", "admin", 100)
            self.fund(deal)
            self.send("release", "depositor", deal, ALL)
            for _ in range(2):
                self.send("collect_fees", "stranger", NATIVE)
        for who in ("till", "collector"):
            self.send("set_fee_receiver", "admin", self.people[who])
            self.double.feel("till", "reverts", "agrees")
            self.send("collect_fees", "stranger", self.dollar)
            deal = self.funded(token=NATIVE)
            self.send("release", "depositor", deal, ALL)
            self.send("collect_fees", "stranger", NATIVE)

    def office(self) -> None:
        """What the admin may, tried by a stranger, the successor and the admin; live deals go on through all of it."""
        deals = [self.funded() for _ in range(4)]
        for who in ("stranger", "successor", "admin"):
            for verb, *arguments in (
                *(("set_fee", 100), ("set_fee", 101), ("set_fee_receiver", ZERO)),
                *(("set_fee_receiver", self.double.address), ("set_fee_receiver", self.people["successor"])),
                *(("set_paused", True), ("transfer_admin", self.people["successor"]), ("accept_admin",)),
            ):
                self.send(verb, who, *arguments)
        self.fund(self.deal())
        for deal, verb in zip(deals, ("release", "return_funds", "beneficiary disputes", "settle"), strict=True):
            self.every_verb(deal)[verb]()
        self.send("accept_admin", "successor")
        self.send("set_paused", "admin", False)
        self.send("set_paused", "successor", False)
        self.fund(self.deal())
        self.send("transfer_admin", "successor", ZERO)
        self.send("accept_admin", "admin")
        self.send("accept_admin", ZERO)

    def forks(self) -> None:
        """Words and ids of one chain are nothing on another; back on the first, everything goes on."""
        deals = {state: getattr(self, state)() for state in ("deal", "funded", "delivered", "disputed")}
        seals = {state: self.put_acceptance(deal) for state, deal in deals.items()}
        fund, deposit = self.deal(arbiter=ZERO), self.deal(arbiter=ZERO)
        by_word, by_token = self.put_deal(fund), self.put_authorization(deposit)
        deadline = self.double.now + 100
        word = self.put_word(self.people["depositor"], "release", (deals["funded"], ALL, 10_001, deadline))
        for chain in (OTHER_CHAIN, 1):
            self.double.wait_until(self.double.now, chain)
            for state, deal in deals.items():
                self.send("fund", "depositor", deal, seals[state])
            self.send("fund_by_signature", "relayer", fund, NO_SEAL, by_word)
            self.send("fund_with_authorization", "relayer", deposit, NO_SEAL, by_token)
            self.send("release_by_signature", "relayer", deals["funded"], ALL, deadline, word)
            self.fund(self.deal())

    def sanctions(self) -> None:
        """A list that names the depositor, another, or nobody, or does not answer; what leaves is never asked about."""
        for who in ("depositor", "beneficiary", "relayer"):
            for listed, silent in ((False, False), (True, False), (True, True), (False, True)):
                deal = self.deal(max_fee_bps=99)
                seal = self.put_acceptance(deal)
                self.double.list_says(self.people[who], False, False)
                early = self.funded(max_fee_bps=99)
                self.double.list_says(self.people[who], listed, silent)
                self.send("fund", "depositor", deal, seal)
                self.send("fund_by_signature", "relayer", deal, seal, self.put_deal(deal))
                self.send("release", "depositor", early, 5_000)
                self.send("mark_delivered", "beneficiary", early, NO_HASH)
                self.send("return_funds", "beneficiary", early, ALL)
        self.send("set_paused", "admin", True)
        self.send("fund", "depositor", deal, seal)

    def gifts(self) -> None:
        """Money that came past the verbs is nobody's."""
        for token in (self.dollar, self.odd, NATIVE):
            deal = self.funded(token=token)
            self.double.donate(token, 12_345)
            self.send("release", "depositor", deal, ALL)
            self.send("collect_fees", "stranger", token)

    def claims(self) -> None:
        """The right code, a wrong one, one for terms that have none."""
        for changes, code in (
            *(({}, b""), ({}, b"four seven three"), ({"claim_hash": NO_HASH}, b""), ({"claim_hash": b"\7" * 32}, b"")),
            ({}, b"four seven two"),
        ):
            self.send("claim", "stranger", self.funded(**changes), code)
        deal = self.delivered()
        for _ in range(2):
            self.send("claim", "stranger", deal, b"four seven two")

    def permits(self) -> None:
        """Somebody else hands in the permit first: the allowance decides."""
        deal = self.deal(depositor="saver", arbiter=ZERO)
        permit = self.put_permit(deal)
        self.double.submit_permit(self.dollar, deal.depositor, permit)
        self.send("fund_with_permit", "saver", deal, NO_SEAL, permit)
        self.send("fund_with_permit", "saver", deal._replace(salt=b"\7" * 32), NO_SEAL, permit)
