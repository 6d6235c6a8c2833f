"""A chain whose history a test writes line by line, with contracts on it that keep count as the real ones do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from eth_bloom import BloomFilter

from backend.chain.records import Compiler, Record
from tests.backend.contract_abis import ABIS, encoded

CHAIN_ID = 31337
GATEWAY, DEPOSITS, ESCROW, SUBSCRIPTION, FACTORY, IMPLEMENTATION = (
    "0x" + pair * 20 for pair in ("c0", "d0", "e0", "f0", "fa", "fb")
)
CONTRACTS = {"PaymentGateway": GATEWAY, "DepositAddresses": DEPOSITS, "Escrow": ESCROW}
CONTRACTS |= {"Subscription": SUBSCRIPTION, "MultiSigFactory": FACTORY}
TOKEN = "0x" + "70" * 20
PAYER = "0x" + "9a" * 20
ADMIN = "0x" + "ad" * 20
DEPLOYED_AT = 3
SECONDS_PER_BLOCK = 12
GENESIS_TIME = 1_800_000_000
Emit = Callable[..., None]


def merchant(place: int) -> str:
    return f"0x{place + 0x3E0000:040x}"


def payment_id(place: int) -> str:
    return "0x" + hashlib.sha256(f"payment {place}".encode()).hexdigest()


@dataclass
class Ledger:
    """What the contracts know. `numbers`: how far each counter has come, named as the mirror names it."""

    numbers: dict[str, int] = field(default_factory=dict)
    registered: set[str] = field(default_factory=set)
    payments: dict[int, dict[str, Any]] = field(default_factory=dict)
    credits: dict[tuple[str, str], int] = field(default_factory=dict)
    deals: dict[int, dict[str, Any]] = field(default_factory=dict)
    fees: int = 0
    plans: dict[int, bool] = field(default_factory=dict)
    mandates: dict[int, dict[str, Any]] = field(default_factory=dict)
    wallets: dict[int, dict[str, Any]] = field(default_factory=dict)

    def next(self, counter: str) -> int:
        self.numbers[counter] = self.numbers.get(counter, 0) + 1
        return self.numbers[counter]

    def numbered(self, address: str) -> int:
        return self.next(f"merchant:{address}")


Act = Callable[[Ledger, Emit, int], None]


@dataclass
class ScriptedBlock:
    number: int
    hash: str
    parent_hash: str
    timestamp: int
    logs: list[dict[str, Any]]
    ledger: Ledger

    @property
    def bloom(self) -> str:
        seen = BloomFilter()
        for log in self.logs:
            for value in [log["address"], *log["topics"]]:
                seen.add(bytes.fromhex(value[2:]))
        return f"0x{int(seen):0512x}"


class ScriptedChain:
    """`mine(*acts)` adds a block, `reorg(depth, *blocks)` replaces the last ones. The contracts arrive at block 3."""

    def __init__(self) -> None:
        self.blocks: list[ScriptedBlock] = []
        self.salt = 0
        self.final_number: int | None = None
        for _ in range(DEPLOYED_AT):
            self.mine()
        self.mine(admin_is(ADMIN), fee_is(100))

    @property
    def head(self) -> ScriptedBlock:
        return self.blocks[-1]

    def mine(self, *acts: Act) -> ScriptedBlock:
        number = len(self.blocks)
        parent = self.blocks[-1].hash if self.blocks else "0x" + "00" * 32
        block_hash = _hash("block", number, parent, self.salt)
        ledger = deepcopy(self.blocks[-1].ledger) if self.blocks else Ledger()
        logs: list[dict[str, Any]] = []
        timestamp = GENESIS_TIME + number * SECONDS_PER_BLOCK
        for place, act in enumerate(acts):

            def emit(name: str, at: str = GATEWAY, transaction: int = place, **values: Any) -> None:
                topics, data = encoded(name, values)
                logs.append(
                    {
                        "address": at,
                        "topics": topics,
                        "data": data,
                        "blockNumber": hex(number),
                        "blockHash": block_hash,
                        "blockTimestamp": hex(timestamp),
                        "transactionHash": _hash("transaction", block_hash, transaction),
                        "transactionIndex": hex(transaction),
                        # Other contracts' logs lie in between.
                        "logIndex": hex(len(logs) * 3 + 1),
                        "removed": False,
                    }
                )

            act(ledger, emit, timestamp)
        self.blocks.append(ScriptedBlock(number, block_hash, parent, timestamp, logs, ledger))
        return self.head

    def reorg(self, depth: int, *blocks: list[Act]) -> list[ScriptedBlock]:
        """Takes `depth` blocks away, mines one for each list of acts instead; returns the blocks taken away."""
        assert self.final_number is None or len(self.blocks) - depth > self.final_number
        gone = self.blocks[-depth:]
        del self.blocks[-depth:]
        self.salt += 1
        for acts in blocks:
            self.mine(*acts)
        return gone

    def restore(self, branch: list[ScriptedBlock]) -> None:
        """Puts a branch that was taken away back in place of whatever is there now."""
        del self.blocks[branch[0].number :]
        assert self.blocks[-1].hash == branch[0].parent_hash
        self.blocks += branch

    def records(self, *names: str) -> tuple[Record, ...]:
        """The deployment records of some contracts, or of all; with the factory's comes that of the wallets."""
        names = names or tuple(CONTRACTS)
        return tuple(self._record(name) for name in (*names, *(["MultiSig"] if "MultiSigFactory" in names else [])))

    def _record(self, name: str) -> Record:
        return Record(
            contract=name,
            network="local",
            chain_id=CHAIN_ID,
            address=CONTRACTS.get(name, IMPLEMENTATION),
            block_number=DEPLOYED_AT,
            block_hash=self.blocks[DEPLOYED_AT].hash,
            transaction_hash="0x" + "11" * 32,
            deployer=ADMIN,
            arguments=(),
            compiler=Compiler("vyper", "0.4.3", {}),
            source_sha256="00" * 32,
            sources=(),
            abi=tuple(ABIS[name]),
        )


def _hash(*parts: object) -> str:
    return "0x" + hashlib.sha256(repr(parts).encode()).hexdigest()


def admin_is(admin: str) -> Act:
    return lambda ledger, emit, now: emit("AdminTransferred", previous_admin="0x" + "00" * 20, admin=admin)


def fee_is(fee_bps: int, at: str = GATEWAY) -> Act:
    return lambda ledger, emit, now: emit("FeeChanged", at, fee_bps=fee_bps)


def paused(value: bool, at: str = GATEWAY) -> Act:
    return lambda ledger, emit, now: emit("PausedChanged", at, paused=value)


def register(place: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if merchant(place) not in ledger.registered:
            ledger.registered.add(merchant(place))
            emit("MerchantRegistered", merchant=merchant(place), payout=merchant(place), invoice_signer=PAYER)

    return act


def propose_payout(place: int, delay: int) -> Act:
    return lambda ledger, emit, now: emit(
        "PayoutChangeProposed", merchant=merchant(place), payout=PAYER, effective_at=now + delay
    )


def own_fee(place: int, fee_bps: int) -> Act:
    return lambda ledger, emit, now: emit("MerchantFeeChanged", merchant=merchant(place), fee_bps=fee_bps)


def request(place: int, by: int = 0, amount: int = 25_000_000) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if place in ledger.payments:
            return
        ledger.payments[place] = {"status": "requested", "by": by, "amount": amount, "refunded": 0}
        emit(
            "PaymentRequested",
            payment_id=payment_id(place),
            merchant=merchant(by),
            payer="0x" + "00" * 20,
            number=ledger.numbered(merchant(by)),
            token=TOKEN,
            amount=amount,
            max_fee_bps=2**200,
            valid_until=now + 3600,
            refund_until=2**256 - 1,
            splits_hash="0x" + "00" * 32,
            reference=payment_id(place),
            salt="0x" + "01" * 32,
        )

    return act


def pay(place: int, by: int = 0, amount: int = 25_000_000) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = ledger.payments.setdefault(place, {"status": "requested", "by": by, "amount": amount, "refunded": 0})
        if known["status"] != "requested":
            return
        known["status"] = "paid"
        emit(
            "PaymentCompleted",
            payment_id=payment_id(place),
            merchant=merchant(known["by"]),
            payer=PAYER,
            number=ledger.numbered(merchant(known["by"])),
            token=TOKEN,
            amount=known["amount"],
            fee=known["amount"] // 100,
            payout=merchant(known["by"]),
            reference=payment_id(place),
        )

    return act


def cancel(place: int, by: int = 0) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = ledger.payments.setdefault(place, {"status": "requested", "by": by, "amount": 1, "refunded": 0})
        if known["status"] != "requested":
            return
        known["status"] = "cancelled"
        address = merchant(known["by"])
        emit("PaymentCancelled", payment_id=payment_id(place), merchant=address, number=ledger.numbered(address))

    return act


def refund(place: int, amount: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = ledger.payments.get(place)
        if known is None or known["status"] != "paid" or known["refunded"] + amount > known["amount"]:
            return
        known["refunded"] += amount
        emit(
            "PaymentRefunded",
            payment_id=payment_id(place),
            merchant=merchant(known["by"]),
            payer=PAYER,
            number=ledger.numbered(merchant(known["by"])),
            token=TOKEN,
            amount=amount,
            refunded=known["refunded"],
        )

    return act


def credit(receiver: int, amount: int, at: str = GATEWAY) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        address = merchant(receiver)
        balance = ledger.credits[at, address] = ledger.credits.get((at, address), 0) + amount
        number = ledger.next(f"credits:{at}")
        emit("CreditIncreased", at, receiver=address, token=TOKEN, number=number, amount=amount, balance=balance)

    return act


def withdraw(receiver: int, at: str = GATEWAY) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        address = merchant(receiver)
        amount = ledger.credits.get((at, address), 0)
        if amount:
            ledger.credits[at, address] = 0
            number = ledger.next(f"credits:{at}")
            facts = {"receiver": address, "token": TOKEN, "number": number, "to": address}
            emit("CreditWithdrawn", at, **facts, amount=amount, balance=0)

    return act
