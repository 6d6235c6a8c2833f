"""People of the year on the chain, each beside their account in the ledger: what one does, the other must allow."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from scripts.year.fates import OFFERS, Deed, Fate, Offer
from scripts.year.ledger import DAY, GRACE, HOUR, PAUSE_LIMIT, RETRY_GAP, Account, Purse, Terms
from scripts.year.world import World

NOTICE = 9 * DAY + 12 * HOUR
PLENTY = 10**12
NONE, LAPSES = 0, 7
BEFORE = HOUR
"""A mandate begins an hour before the day's moment, so that what is due on a day is due by then."""


class Differs(AssertionError):
    """Chain and ledger do not agree. The message says on what."""


@dataclass
class Subscriber:
    """One person with one mandate. `offered_from`: since when the proposed price would count, as the chain said."""

    fate: Fate
    address: str
    mandate: tuple[Any, ...]
    mandate_id: str
    account: Account
    offered: tuple[int, int] | None = None


class People:
    """Everybody who has subscribed so far, on one chain."""

    def __init__(self, world: World, dice: Random) -> None:
        self.world = world
        self.dice = dice
        self.all: list[Subscriber] = []
        self.plans = {offer.name: self._publish(offer) for offer in OFFERS}

    def join(self, fate: Fate, now: int, first_day: int) -> None:
        """A person comes, allows, and subscribes; the first charge goes through with it."""
        world, token = self.world, self._token(fate.offer)
        address = world.newcomer()
        purse = Purse(fate.offer.amount * self.dice.randrange(2, 40), self.dice.choice([PLENTY, fate.offer.amount * 4]))
        assert world.send(world.operator, token, "mint", address, purse.balance)
        assert world.send(address, token, "approve", world.place["Subscription"], purse.allowance)
        start = now - BEFORE
        end = first_day + fate.end if fate.end else 0
        bounds = (start, end, fate.max_charges, fate.lifetime_cap, len(self.all).to_bytes(32, "big"))
        mandate = (address, self.plans[fate.offer.name], *bounds)
        account = Account(_terms(fate, start, end), purse)
        account.open(now)
        if world.send(address, "Subscription", "subscribe", mandate) is None:
            raise Differs(f"{address} could not subscribe to {fate.offer.name}")
        digest = world.function("Subscription", "mandate_id", mandate).call()
        self.all.append(Subscriber(fate, address, mandate, "0x" + bytes(digest).hex(), account))

    def live_through(self, day: int, now: int) -> None:
        """What the fates hold for a day, on the chain and in the ledger."""
        for one in self.all:
            for deed, amount in one.fate.deeds.get(day, ()):
                if day > one.fate.joins:
                    self._do(one, deed, amount, now)

    def actionable(self) -> int:
        """How many mandates would be charged, or lapse, right now by the contract's own word. One that failed and would
        fail again is left alone by keepers."""
        live = [one for one in self.all if one.account.is_live]
        quotes = self._ask("quote", [one.mandate for one in live])
        found = 0
        for one, (obstacle, amount, *_) in zip(live, quotes, strict=True):
            fails_again = one.account.status == "failing" and one.account.purse.refuses(amount) is not None
            found += obstacle == LAPSES or (obstacle == NONE and not fails_again)
        return found

    def check_totals(self) -> None:
        """Raises Differs unless every mandate has been charged as the ledger says, by the contract's own word."""
        states = self._ask("mandate", [bytes.fromhex(one.mandate_id[2:]) for one in self.all])
        for one, state in zip(self.all, states, strict=True):
            if state[2] != one.account.total or state[4] != one.account.attempts:
                chain = f"{state[2]} charged, {state[4]} failures on the chain"
                kept = f"{one.account.total} and {one.account.attempts} in the ledger"
                who = f"{one.mandate_id} ({one.fate.offer.name}, joined on day {one.fate.joins})"
                raise Differs(f"{who}: {chain}, {kept}")

    def _ask(self, view: str, given: list[Any]) -> list[Any]:
        to = self.world.place["Subscription"]
        calls = [{"to": to, "data": self.world.call_data("Subscription", view, one)} for one in given]
        answers = self.world.ask_all([("eth_call", [call, "latest"]) for call in calls])
        return self.world.decoded("Subscription", view, answers)

    def _do(self, one: Subscriber, deed: Deed, amount: int, now: int) -> None:
        match deed:
            case "fund" | "drain" | "allow" | "disallow" | "block" | "unblock" | "list" | "unlist":
                self._means(one, deed)
            case "use":
                may = one.account.use(now, amount)
                self._sent(one, may, self.world.merchant, "charge_usage", one.mandate, amount)
            case "propose" | "accept":
                self._price(one, deed, amount, now)
            case _:
                self._standing(one, deed, now)

    def _means(self, one: Subscriber, deed: Deed) -> None:
        world, token, purse = self.world, self._token(one.fate.offer), one.account.purse
        contract, listed = world.place["Subscription"], deed in ("block", "list")
        if deed == "fund":
            purse.balance += PLENTY
            assert world.send(world.operator, token, "mint", one.address, PLENTY)
        elif deed == "drain":
            if purse.blocked:
                return
            assert world.send(one.address, token, "transfer", world.sink, purse.balance)
            purse.balance = 0
        elif deed in ("allow", "disallow"):
            purse.allowance = PLENTY if deed == "allow" else 0
            assert world.send(one.address, token, "approve", contract, purse.allowance)
        elif deed in ("block", "unblock"):
            purse.blocked = listed
            assert world.send(world.operator, "HostileDollar", "list", one.address, listed)
        else:
            purse.sanctioned = listed
            assert world.send(world.operator, "SanctionsList", "list", one.address, listed)

    def _standing(self, one: Subscriber, deed: Deed, now: int) -> None:
        account, world = one.account, self.world
        if deed in ("cancel", "merchant_cancels"):
            may = account.is_live
            self._sent(one, may, one.address if deed == "cancel" else world.merchant, "cancel", one.mandate)
            if may:
                account.cancel()
        elif deed == "pause":
            self._sent(one, account.pause(now), one.address, "pause", one.mandate)
        elif account.status == "paused":
            self._sent(one, True, one.address, "resume", one.mandate)
            account.resume(now)

    def _price(self, one: Subscriber, deed: Deed, amount: int, now: int) -> None:
        account = one.account
        if not account.is_live:
            return
        if deed == "propose":
            receipt = self._sent(one, True, self.world.merchant, "propose_price", one.mandate, amount)
            said = self.world.logged("Subscription", "PriceProposed", receipt)
            one.offered = said["effective_at"], now + (NOTICE if amount > one.fate.offer.amount else 0)
        elif one.offered is not None:
            told, reckoned = one.offered
            self._sent(one, True, one.address, "accept_price", one.mandate, amount, told)
            account.prices.append((max(reckoned, now), amount))

    def _sent(self, one: Subscriber, may: bool, sender: str, name: str, *given: Any) -> Any:
        receipt = self.world.send(sender, "Subscription", name, *given)
        if (receipt is not None) != may:
            raise Differs(f"{name} of {one.mandate_id}: the ledger says {may}, the chain {receipt is not None}")
        return receipt

    def _token(self, offer: Offer) -> str:
        return "HostileDollar" if offer.strange else "TestDollar"

    def _publish(self, offer: Offer) -> tuple[Any, ...]:
        world = self.world
        token = world.place[self._token(offer)]
        unit, count = (1, offer.months) if offer.months else (0, offer.seconds)
        prices = (offer.amount, offer.first_amount, unit, count, offer.trial, offer.metered, offer.tip, 100)
        times = (GRACE, RETRY_GAP, NOTICE, PAUSE_LIMIT)
        plan = (world.merchant, world.merchant, token, *prices, *times, offer.name.encode().ljust(32, b"\0"))
        assert world.send(world.merchant, "Subscription", "publish_plan", plan), f"{offer.name} could not be published"
        return plan


def _terms(fate: Fate, start: int, end: int) -> Terms:
    offer = fate.offer
    return Terms(
        anchor=start + offer.trial,
        amount=offer.amount,
        first_amount=offer.first_amount,
        tip=offer.tip,
        months=offer.months,
        seconds=offer.seconds,
        end=end,
        max_charges=fate.max_charges,
        lifetime_cap=fate.lifetime_cap,
        metered=offer.metered,
    )
