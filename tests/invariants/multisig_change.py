"""How a wallet becomes another: configurations that wait and may be vetoed, and owners who accept before they are."""

from multisig_books import VETOED, Allowed, WalletBooks
from multisig_verbs import Verbs
from multisig_words import Configuration, Limit, Slot, acceptance, objection
from multisig_world import Frame, need
from seals import ZERO

LONGEST_DELAY = 30 * 86_400
END = "0x" + "00" * 19 + "01"


class MultisigTwin(Verbs):
    """All verbs of all wallets."""

    def birth(self, address: str, owners: list[str], threshold: int, call_threshold: int, delay: int) -> list[str]:
        """By the factory; the reasons why not."""
        claims = [
            (address not in self.books, "factory: wallet exists already"),
            (not set(owners) & {ZERO, END, address}, "multisig: bad owner"),
            (len(set(owners)) == len(owners), "multisig: already an owner"),
            *self.terms_claims(len(owners), threshold, call_threshold, delay),
        ]
        reasons = [reason for truth, reason in claims if not truth]
        if not reasons:
            self.books[address] = WalletBooks(frozenset(owners), threshold, call_threshold, delay)
        return reasons

    def set_up(self, frame: Frame, owners: tuple, threshold: int, call_threshold: int, delay: int) -> None:
        need((False, "multisig: already set up"))

    def execute_configuration(self, frame: Frame, change: Configuration, slot: Slot, raw: bytes) -> None:
        books, name = self.books[frame.wallet], self.name("configuration", change, slot, frame.wallet)
        need(*self.slot_claims(books, slot))
        ready = books.ready.get(name, 0)
        self.check_approvals(frame.wallet, name, raw, True, frame.sender)
        need((ready != VETOED, "multisig: vetoed"))
        if books.delay and not self.is_lowering(books, change):
            if not ready:
                self.schedule(frame.wallet, name, slot)
                return
            need((self.now >= ready, "multisig: configuration waits"))
        self.use_slot(books, slot)
        books.ready.pop(name, None)
        self.apply(frame.wallet, change, name, slot)

    def is_lowering(self, books: WalletBooks, change: Configuration) -> bool:
        """Only limits that become less, which protects and needs no warning."""
        same = (change.threshold, change.call_threshold, change.delay)
        now = (books.threshold, books.call_threshold, books.delay)
        lower = (self.is_lower(books.limit(each.spender, each.token), each) for each in change.limits)
        return not change.add and not change.remove and same == now and all(lower)

    def is_lower(self, old: Allowed, new: Limit) -> bool:
        return new.amount <= old.amount and new.window == old.window

    def schedule(self, wallet: str, name: bytes, slot: Slot) -> None:
        books = self.books[wallet]
        books.ready[name] = self.now + books.delay
        told = {"lane": slot.lane, "nonce": slot.nonce, "ready_at": books.ready[name]}
        self.tell(wallet, "ConfigurationScheduled", proposal=name, **told)

    def apply(self, wallet: str, change: Configuration, name: bytes, slot: Slot) -> None:
        books = self.books[wallet]
        self.check_change(wallet, change)
        for owner in change.remove:
            self.tell(wallet, "OwnerRemoved", owner=owner)
        for owner in change.add:
            self.tell(wallet, "OwnerAdded", owner=owner)
        books.owners = (books.owners - set(change.remove)) | set(change.add)
        books.accepted -= set(change.add)
        books.threshold, books.call_threshold, books.delay = change.threshold, change.call_threshold, change.delay
        books.epoch += len(change.remove)
        if change.remove:
            books.confirmed.clear()
        for limit in change.limits:
            self.set_limit(wallet, limit)
        told = {"lane": slot.lane, "nonce": slot.nonce, "epoch": books.epoch}
        told |= {"threshold": change.threshold, "call_threshold": change.call_threshold, "delay": change.delay}
        self.tell(wallet, "ConfigurationChanged", proposal=name, **told)

    def check_change(self, wallet: str, change: Configuration) -> None:
        books = self.books[wallet]
        count = len(books.owners) - len(change.remove) + len(change.add)
        need(
            (len(set(change.remove)) == len(change.remove), "multisig: not an owner"),
            (set(change.remove) <= books.owners, "multisig: not an owner"),
            (len(set(change.add)) == len(change.add), "multisig: ownership not accepted"),
            (len(set(change.add)) == len(change.add), "multisig: already an owner"),
            (not set(change.add) & (books.owners - set(change.remove)), "multisig: already an owner"),
            (set(change.add) <= books.accepted, "multisig: ownership not accepted"),
            (wallet not in change.add, "multisig: bad owner"),
            (books.epoch + len(change.remove) < 2**20, "multisig: too many removals"),
            *self.terms_claims(count, change.threshold, change.call_threshold, change.delay),
            *(claim for limit in change.limits for claim in self.limit_claims(wallet, limit)),
        )

    def terms_claims(self, count: int, threshold: int, call_threshold: int, delay: int) -> list[tuple[bool, str]]:
        return [
            (count <= 32, "multisig: too many owners"),
            (1 <= threshold <= call_threshold <= count, "multisig: bad threshold"),
            (delay <= LONGEST_DELAY, "multisig: delay above 30 days"),
        ]

    def limit_claims(self, wallet: str, limit: Limit) -> list[tuple[bool, str]]:
        small = limit.amount < 2**96 and limit.window <= 366 * 86_400
        return [
            (limit.spender not in {ZERO, wallet}, "multisig: bad spender"),
            (small and (limit.amount == 0 or limit.window > 0), "multisig: limit out of range"),
        ]

    def set_limit(self, wallet: str, limit: Limit) -> None:
        """What was spent in the running window stays spent, unless windows are counted anew."""
        books = self.books[wallet]
        old = books.limit(limit.spender, limit.token)
        new = old._replace(amount=limit.amount)
        if limit.window != old.window:
            new = new._replace(window=limit.window, anchor=self.now, window_end=0, spent=0)
        books.limits[limit.spender, limit.token] = new
        self.tell(wallet, "LimitChanged", **limit._asdict())

    def veto(self, frame: Frame, change: Configuration, slot: Slot) -> None:
        self.veto_as(frame.wallet, frame.sender, change, slot)

    def veto_by_signature(
        self, frame: Frame, change: Configuration, slot: Slot, owner: str, deadline: int, raw: bytes
    ) -> None:
        name = self.name("configuration", change, slot, frame.wallet)
        self.use_word(frame.wallet, owner, objection(name, deadline, self.domain(frame.wallet)), deadline, raw)
        self.veto_as(frame.wallet, owner, change, slot)

    def veto_as(self, wallet: str, owner: str, change: Configuration, slot: Slot) -> None:
        books, name = self.books[wallet], self.name("configuration", change, slot, wallet)
        need(
            (owner in books.owners, "multisig: not an owner"),
            (books.ready.get(name, 0) != 0, "multisig: not scheduled"),
            (books.ready.get(name, 0) != VETOED, "multisig: vetoed"),
            (change.remove != (owner,), "multisig: own removal"),
        )
        books.ready[name] = VETOED
        self.tell(wallet, "ConfigurationVetoed", proposal=name, owner=owner)

    def accept_ownership(self, frame: Frame) -> None:
        self.accept_as(frame.wallet, frame.sender)

    def accept_ownership_by_signature(self, frame: Frame, owner: str, deadline: int, raw: bytes) -> None:
        digest = acceptance(owner, deadline, self.domain(frame.wallet))
        self.use_word(frame.wallet, owner, digest, deadline, raw)
        self.accept_as(frame.wallet, owner)

    def accept_as(self, wallet: str, owner: str) -> None:
        books = self.books[wallet]
        need(
            (owner not in books.owners, "multisig: already an owner"),
            (owner not in books.accepted, "multisig: already accepted"),
        )
        books.accepted.add(owner)
        self.tell(wallet, "OwnershipAccepted", owner=owner)
