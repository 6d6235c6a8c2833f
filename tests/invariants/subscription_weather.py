"""What happens around the Subscription, on both sides: tokens, wallets, the sanctions list, purses and allowances."""

from chain import Deployed
from money import MOODS, PENS
from papers import Permit
from subscription_model import SubscriptionTwin
from subscription_money import ANSWERS, MANNERS
from subscription_stage import SubscriptionStage


class Weather:
    """Of the double; nobody promised to be asked."""

    stage: SubscriptionStage
    contract: Deployed
    address: str
    twin: SubscriptionTwin
    before: dict
    donated: dict
    now: int
    chain_id: int

    def tell(self, text: str) -> None:
        raise NotImplementedError

    def by_relayer(self, made: Deployed, verb: str, *arguments) -> None:
        assert made.send(verb, *arguments, sender=self.stage.people["relayer"]).reason is None

    def treat(self, token: str, receiver: str, manner: str) -> None:
        """A token changes its manners towards one receiver."""
        self.by_relayer(self.stage.token(token), "treat", receiver, MANNERS.index(manner))
        self.tell(f"{token} is {manner} to {self.stage.name_of(receiver)}")
        self.twin.money.manners[token, receiver] = manner

    def answer_of(self, token: str, account: str, answer: str) -> None:
        """A token answers otherwise when it is asked about an account."""
        self.by_relayer(self.stage.token(token), "answer_of", account, ANSWERS.index(answer))
        self.tell(f"{token} answers {answer} about {self.stage.name_of(account)}")
        self.twin.money.answers[token, account] = answer

    def block(self, token: str, payer: str, blocked: bool) -> None:
        self.by_relayer(self.stage.token(token), "block_payer", payer, blocked)
        self.tell(f"{token} blocks {self.stage.name_of(payer)}: {blocked}")
        money = self.twin.money
        money.blocked = money.blocked | {(token, payer)} if blocked else money.blocked - {(token, payer)}

    def rest(self, token: str, paused: bool) -> None:
        """A token pauses, or goes on."""
        self.by_relayer(self.stage.token(token), "set_paused", paused)
        self.tell(f"{token} paused: {paused}")
        self.twin.money.paused = self.twin.money.paused | {token} if paused else self.twin.money.paused - {token}

    def feel(self, host: str, pen: str) -> None:
        """A wallet signs otherwise."""
        person = self.stage.persons[host]
        self.by_relayer(person, "set_mood", MOODS.index("accepts"), PENS.index(pen))
        self.tell(f"{host} {pen}")
        self.twin.money.pens[person.address] = pen

    def list_says(self, who: str, listed: bool, silent: bool) -> None:
        """The sanctions list names somebody, or falls silent."""
        self.by_relayer(self.stage.list, "set_listed", who, listed)
        self.by_relayer(self.stage.list, "set_silent", silent)
        self.tell(f"list: {self.stage.name_of(who)} {listed}, silent {silent}")
        money = self.twin.money
        money.list_silent = silent
        money.listed = money.listed | {who} if listed else money.listed - {who}

    def allow(self, token: str, owner: str, amount: int) -> None:
        made = self.stage.token(token)
        assert made.send("approve", self.address, amount, sender=owner).reason is None
        self.tell(f"{self.stage.name_of(owner)} allows {amount} of {token}")
        self.twin.money.allowances[token, owner] = amount

    def own(self, token: str, owner: str, amount: int) -> None:
        """Money comes and goes, past the Subscription."""
        held = self.twin.money.held(token, owner)
        verb, change = ("mint", amount - held) if amount > held else ("lose", held - amount)
        self.by_relayer(self.stage.token(token), verb, owner, change)
        self.tell(f"{self.stage.name_of(owner)} has {amount} of {token}")
        self.twin.money.balances[token, owner] = amount
        self.before = dict(self.twin.money.balances)

    def donate(self, token: str, amount: int) -> None:
        """Money that reaches the Subscription past its verbs."""
        self.own(token, self.address, self.twin.money.held(token, self.address) + amount)
        self.donated[token] += amount

    def submit_permit(self, token: str, owner: str, permit: Permit) -> None:
        """By anybody, straight to the token."""
        values = owner, self.address, *permit.raw
        self.stage.token(token).send("permit", *values, sender=self.stage.people["stranger"])
        self.twin.money.permit(token, owner, permit, self.now, self.chain_id)

    def plot(self, *calls: bytes) -> None:
        """Every token learns a call, which anyone may make, for the middle of the next transfer."""
        for made, call in zip(self.stage.tokens.values(), calls * 2, strict=False):
            self.by_relayer(made, "hook", self.address, call)
