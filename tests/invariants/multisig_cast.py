"""What happens to the cast apart from any call of a wallet: manners, moods, plots, gifts."""

from multisig_books import WalletBooks
from multisig_change import MultisigTwin
from multisig_money import MANNERS, MOODS, PENS, Hook
from multisig_stage import MultisigStage
from multisig_views import WalletViews
from seals import ZERO

# Where a wallet's terms keep the epoch.
EPOCH_SHIFT = 36


class Cast:
    """Done on the chain, and told the twin."""

    stage: MultisigStage
    twin: MultisigTwin
    views: WalletViews
    folds: dict[str, WalletBooks]
    before: dict
    worn: bool

    def tell(self, text: str) -> None:
        raise NotImplementedError

    def say(self, address: str) -> str:
        return self.stage.name_of(address)

    def token(self, address: str):
        return next(made for made in self.stage.tokens.values() if made.address == address)

    def person(self, address: str):
        return next(made for made in self.stage.persons.values() if made.address == address)

    def treat(self, token: str, receiver: str, manner: str) -> None:
        """A token changes its manners towards one receiver; nobody promised to be asked."""
        self.token(token).send("treat", receiver, MANNERS.index(manner), sender=self.stage.people["relayer"])
        self.tell(f"{self.say(token)} is {manner} to {self.say(receiver)}")
        self.twin.money.manners[token, receiver] = manner

    def feel(self, host: str, mood: str, pen: str) -> None:
        person = self.stage.persons[host]
        person.send("set_mood", MOODS.index(mood), PENS.index(pen), sender=self.stage.people["relayer"])
        self.tell(f"{host} {mood} and {pen}")
        self.twin.money.moods[person.address], self.twin.money.pens[person.address] = mood, pen

    def plot(self, host: str, hooks: list[Hook], question: tuple[str, bytes, bytes] | None) -> None:
        """What a person calls, and which wallet it asks about which signature, in the middle of being called."""
        person = self.stage.persons[host]
        asked = (ZERO, b"")
        if question:
            wallet, digest, raw = question
            asked = wallet, self.stage.wallets[wallet].calldata("isValidSignature", digest, raw)
            self.twin.money.questions[person.address] = question
        person.send("plot", hooks, asked, sender=self.stage.people["relayer"])
        self.tell(f"{host} plots {len(hooks)} calls")
        self.twin.money.plots[person.address] = tuple(hooks)

    def hook(self, token: str, hook: Hook) -> None:
        self.token(token).send("hook", *hook, sender=self.stage.people["relayer"])
        self.twin.money.plots[token] = (hook,)

    def give(self, token: str, holder: str, amount: int) -> None:
        self.stage.give(token, holder, amount)
        self.twin.money.add(token, holder, amount)
        self.before = dict(self.twin.money.balances)

    def wear(self, wallet: str, epoch: int) -> None:
        """As if so many owners had been removed; a test could not make so many calls."""
        books = self.twin.books[wallet]
        word = self.views.word(wallet) + (epoch - books.epoch << EPOCH_SHIFT)
        self.stage.set_terms(wallet, self.views.terms, word)
        books.epoch = self.folds[wallet].epoch = epoch
        for kept in (books, self.folds[wallet]):
            kept.confirmed.clear()
        self.worn = True
