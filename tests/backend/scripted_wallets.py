"""MultiSig wallets on a scripted chain: who approves is made up; nonces, parts and counting are the contract's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from tests.backend.scripted_chain import FACTORY, PAYER, TOKEN, Act, Emit, Ledger, merchant

SPENDER = "0x" + "59" * 20
CREATOR = "0x" + "c4" * 20
DELAY = 60
FOREVER = 2**256 - 1
MEMO = "0x" + "3e" * 32
Known = dict[str, Any]


def wallet_address(place: int) -> str:
    """The same on every branch of the chain, as the factory's are."""
    return "0x" + hashlib.sha256(f"wallet {place}".encode()).hexdigest()[-40:]


def owner(place: int) -> str:
    return f"0x{place + 0x0A0000:040x}"


def proposal(place: int, one: int) -> str:
    return "0x" + hashlib.sha256(f"proposal {place} {one}".encode()).hexdigest()


def create(place: int, owners: int = 2) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if place in ledger.wallets:
            return
        ledger.wallets[place] = {
            "owners": {owner(one): "owner" for one in range(owners)},
            "terms": (1, owners, DELAY, 0),
            "status": {},
            "spent": 0,
        }
        terms = {"threshold": 1, "call_threshold": owners, "delay": DELAY}
        addresses = tuple(owner(one) for one in range(owners))
        number = ledger.next(f"wallets:{FACTORY}")
        facts = {"wallet": wallet_address(place), "creator": CREATOR, "number": number}
        emit("WalletCreated", FACTORY, **facts)
        emit("WalletSetUp", wallet_address(place), owners=addresses, **terms)

    return act


def propose_payments(place: int, one: int, count: int = 2) -> Act:
    """Ones that can be executed next in lane 0, whatever comes in between."""

    def facts(ledger: Ledger, now: int) -> dict[str, Any]:
        return {"payments": ((TOKEN, PAYER, 5, MEMO),) * count} | _slot(ledger, place, now)

    return _propose(place, one, "PaymentsProposed", facts)


def propose_calls(place: int, one: int) -> Act:
    return _propose(
        place,
        one,
        "CallsProposed",
        lambda ledger, now: {"calls": ((PAYER, 2**200, "0xabcdef"),)} | _slot(ledger, place, now),
    )


def propose_configuration(place: int, one: int) -> Act:
    configuration = ((owner(7),), (owner(0),), 1, 2, DELAY, ((SPENDER, TOKEN, 9, 600),))
    return _propose(
        place,
        one,
        "ConfigurationProposed",
        lambda ledger, now: {"configuration": configuration} | _slot(ledger, place, now),
    )


def confirm(place: int, one: int, by: int = 1) -> Act:
    return _said(place, "Confirmed", proposal=proposal(place, one), owner=owner(by))


def revoke(place: int, one: int, by: int = 1) -> Act:
    return _said(place, "ConfirmationRevoked", proposal=proposal(place, one), owner=owner(by))


def pay_out(place: int, one: int, count: int = 2, lane: int = 0) -> Act:
    """Payments are executed, whether or not they were proposed."""

    def each(index: int) -> dict[str, Any]:
        return {"token": TOKEN, "to": PAYER, "amount": 5 + index, "memo": MEMO, "index": index, "count": count}

    return _execute(place, one, lane, "PaymentMade", [each(index) for index in range(count)])


def call_out(place: int, one: int, count: int = 1, lane: int = 0) -> Act:
    def each(index: int) -> dict[str, Any]:
        return {"to": PAYER, "value": index, "data": "0xabcdef", "index": index, "count": count}

    return _execute(place, one, lane, "CallMade", [each(index) for index in range(count)])


def skip(place: int, one: int, lane: int = 0) -> Act:
    return _execute(place, one, lane, "NonceSkipped", [{}])


def schedule(place: int, one: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int, known: Known) -> None:
        if known["status"].get(one) in (None, "proposed"):
            known["status"][one] = "scheduled"
            facts = {"lane": 0, "nonce": _next_nonce(ledger, place, 0, "changes"), "ready_at": now + DELAY}
            emit("ConfigurationScheduled", wallet_address(place), proposal=proposal(place, one), **facts)

    return _of_wallet(place, act)


def veto(place: int, one: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int, known: Known) -> None:
        if known["status"].get(one) == "scheduled":
            known["status"][one] = "vetoed"
            emit("ConfigurationVetoed", wallet_address(place), proposal=proposal(place, one), owner=owner(0))

    return _of_wallet(place, act)


def change(place: int, one: int, add: int, limit: int = 9) -> Act:
    """An owner who has accepted comes, the oldest one goes, and the spender may spend."""

    def act(ledger: Ledger, emit: Emit, now: int, known: Known) -> None:
        there = [address for address, status in known["owners"].items() if status == "owner"]
        if known["status"].get(one) in ("executed", "vetoed") or known["owners"].get(owner(add)) != "accepted":
            return
        at = wallet_address(place)
        known["owners"] |= {there[0]: "removed", owner(add): "owner"}
        known["terms"] = (1, len(there), DELAY, known["terms"][3] + 1)
        emit("OwnerRemoved", at, owner=there[0])
        emit("OwnerAdded", at, owner=owner(add))
        known["spent"] = 0 if "limit" not in known else known["spent"]
        known["limit"] = limit
        emit("LimitChanged", at, spender=SPENDER, token=TOKEN, amount=limit, window=600)
        terms = dict(zip(("threshold", "call_threshold", "delay", "epoch"), known["terms"], strict=True))
        _execute(place, one, 0, "ConfigurationChanged", [terms])(ledger, emit, now)

    return _of_wallet(place, act)


def accept_ownership(place: int, by: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int, known: Known) -> None:
        if known["owners"].get(owner(by)) in (None, "removed"):
            known["owners"][owner(by)] = "accepted"
            emit("OwnershipAccepted", wallet_address(place), owner=owner(by))

    return _of_wallet(place, act)


def spend_limit(place: int, amount: int = 2) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int, known: Known) -> None:
        if known.get("limit", 0) < known["spent"] + amount:
            return
        known["spent"] += amount
        emit(
            "LimitSpent",
            wallet_address(place),
            spender=SPENDER,
            token=TOKEN,
            to=PAYER,
            number=ledger.next(f"limit:{wallet_address(place)}:{SPENDER}:{TOKEN}"),
            amount=amount,
            memo=MEMO,
            spent=known["spent"],
            window_end=now + 600,
        )

    return _of_wallet(place, act)


def send_coins(place: int, amount: int = 3) -> Act:
    return _said(place, "CoinsReceived", sender=merchant(0), amount=amount)


def _of_wallet(place: int, act: Callable[[Ledger, Emit, int, Known], None]) -> Act:
    def on_a_wallet(ledger: Ledger, emit: Emit, now: int) -> None:
        if place in ledger.wallets:
            act(ledger, emit, now, ledger.wallets[place])

    return on_a_wallet


def _said(place: int, name: str, **facts: Any) -> Act:
    return _of_wallet(place, lambda ledger, emit, now, known: emit(name, wallet_address(place), **facts))


def _propose(place: int, one: int, name: str, facts: Callable[[Ledger, int], dict[str, Any]]) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int, known: Known) -> None:
        known["status"].setdefault(one, "proposed")
        named = {"proposal": proposal(place, one)}
        emit("Confirmed", wallet_address(place), **named, owner=owner(0))
        emit(name, wallet_address(place), **named, proposer=owner(0), **facts(ledger, now))

    return _of_wallet(place, act)


def _execute(place: int, one: int, lane: int, name: str, parts: list[dict[str, Any]]) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int, known: Known) -> None:
        if known["status"].get(one) in ("executed", "vetoed"):
            return
        counted = "changes" if name == "ConfigurationChanged" else "lane"
        at, nonce = wallet_address(place), _next_nonce(ledger, place, lane, counted)
        known["status"][one] = "executed"
        ledger.next(f"{counted}:{at}:{lane}")
        for part in parts:
            if "index" in part:
                ledger.next(f"proposal:{proposal(place, one)}:{at}")
            emit(name, at, proposal=proposal(place, one), lane=lane, nonce=nonce, **part)

    return _of_wallet(place, act)


def _slot(ledger: Ledger, place: int, now: int) -> dict[str, Any]:
    return {"slot": (0, _next_nonce(ledger, place, 0), now, FOREVER), "epoch": ledger.wallets[place]["terms"][3]}


def _next_nonce(ledger: Ledger, place: int, lane: int, counted: str = "lane") -> int:
    return ledger.numbers.get(f"{counted}:{wallet_address(place)}:{lane}", 0)
