"""The local chain of the year: contracts, people, and a clock that moves a day at a time."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import requests
from eth_account import Account
from web3 import HTTPProvider, Web3

from backend.chain.records import Argument
from scripts._deployment.build import Built, build
from scripts._deployment.chain import open_chain
from scripts._deployment.written import encoded, record_json, write_json
from scripts.year.ledger import FEE_BPS

ZERO = "0x" + "00" * 20
SOURCES = {
    "PaymentGateway": "contracts/PaymentGateway.vy",
    "Subscription": "contracts/Subscription.vy",
    "TestDollar": "contracts/mocks/TestDollar.sol",
    "HostileDollar": "contracts/mocks/HostileDollar.sol",
    "SanctionsList": "contracts/mocks/SanctionsList.sol",
}
RECORDED = ("PaymentGateway", "Subscription", "TestDollar")
AT_ONCE = 100


class World:
    """One anvil with everything on it. `place`: address by contract. Every account is unlocked and has gas money."""

    def __init__(self, url: str, records: Path) -> None:
        self.url = url
        self.node = Web3(HTTPProvider(url, request_kwargs={"timeout": 120}, exception_retry_configuration=None))
        accounts = [str(account) for account in self.node.eth.accounts]
        self.operator, self.merchant, self.fees, self.sink = accounts[:4]
        self._numbers = itertools.count(1)
        self._session = requests.Session()
        self.ask("anvil_autoImpersonateAccount", True)
        self.place: dict[str, str] = {}
        self._contracts: dict[str, Any] = {}
        self._deploy(records)

    def ask(self, method: str, *parameters: Any) -> Any:
        """One question to the node. Raises AssertionError when it refuses."""
        (answer,) = self.ask_all([(method, list(parameters))])
        return answer

    def ask_all(self, questions: list[tuple[str, list[Any]]]) -> list[Any]:
        """Many questions in few requests, answered in order."""
        found: list[Any] = []
        for start in range(0, len(questions), AT_ONCE):
            some = questions[start : start + AT_ONCE]
            body = [
                {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
                for number, (method, parameters) in enumerate(some)
            ]
            answers = self._session.post(self.url, json=body, timeout=120).json()
            for answer in sorted(answers, key=lambda one: int(one["id"])):
                assert "error" not in answer, answer["error"]
                found.append(answer["result"])
        return found

    def move_to(self, moment: int) -> None:
        """The next block is of this time."""
        self.ask("evm_setNextBlockTimestamp", moment)
        self.ask("evm_mine")

    def newcomer(self) -> str:
        """An address that nobody had before, with gas money."""
        address = Web3.to_checksum_address(f"0x{0xC0FFEE00_00000000 + next(self._numbers):040x}")
        self.ask("anvil_setBalance", address, hex(10**20))
        return address

    def keyed(self) -> tuple[str, str]:
        """A newcomer with a key of its own: address and key."""
        account = Account.create()
        self.ask("anvil_setBalance", account.address, hex(10**20))
        return account.address, account.key.hex().removeprefix("0x")

    def function(self, contract: str, name: str, *given: Any) -> Any:
        """A function of a contract with its arguments, to be called or sent."""
        return self._contracts[contract].functions[name](*given)

    def send(self, sender: str, contract: str, name: str, *given: Any) -> Any:
        """Sends a call and waits; its receipt, or None if the contract refuses it."""
        data = self._contracts[contract].encode_abi(name, list(given))
        call = {"from": sender, "to": self.place[contract], "data": data}
        call["gas"] = hex(5_000_000)
        digest = self.ask("eth_sendTransaction", call)
        receipt = self.node.eth.wait_for_transaction_receipt(digest, timeout=60, poll_latency=0.01)
        return receipt if receipt["status"] == 1 else None

    def logged(self, contract: str, event: str, receipt: Any) -> Any:
        """The fields of an event in a receipt."""
        (found,) = self._contracts[contract].events[event]().process_receipt(receipt, errors=_discard())
        return found["args"]

    def call_data(self, contract: str, name: str, *given: Any) -> str:
        """A call as 0x hex."""
        return str(self._contracts[contract].encode_abi(name, list(given)))

    def decoded(self, contract: str, name: str, answers: list[str]) -> list[Any]:
        """What several calls of one view answered."""
        outputs = next(e for e in self._contracts[contract].abi if e.get("name") == name)["outputs"]
        from eth_abi.abi import decode
        from eth_utils.abi import collapse_if_tuple

        kinds = [collapse_if_tuple(output) for output in outputs]
        return [decode(kinds, bytes.fromhex(answer[2:]))[0] for answer in answers]

    def _deploy(self, records: Path) -> None:
        policy = [("admin", "address", self.operator), ("fee_receiver", "address", self.fees)]
        policy += [("fee_bps", "uint256", str(FEE_BPS)), ("fee_cap_bps", "uint256", "100")]
        self._create("SanctionsList", records)
        listed = ("sanctions_list", "address", self.place["SanctionsList"])
        nobody = ("sanctions_list", "address", ZERO)
        self._create("PaymentGateway", records, *policy, ("payout_delay", "uint256", "0"), nobody)
        self._create("Subscription", records, *policy, listed)
        self._create("TestDollar", records)
        self._create("HostileDollar", records)

    def _create(self, contract: str, records: Path, *terms: tuple[str, str, str]) -> None:
        built: Built = build(SOURCES[contract])
        arguments = tuple(Argument(*term) for term in terms)
        data = "0x" + (built.init_code + encoded(arguments)).hex()
        digest = self.ask("eth_sendTransaction", {"from": self.operator, "data": data, "gas": hex(20_000_000)})
        receipt = self.node.eth.wait_for_transaction_receipt(digest, timeout=60, poll_latency=0.01)
        assert receipt["status"] == 1, f"{contract} could not be deployed"
        self.place[contract] = str(receipt["contractAddress"])
        self._contracts[contract] = self.node.eth.contract(address=receipt["contractAddress"], abi=list(built.abi))
        if contract in RECORDED:
            record = record_json(open_chain(records, f"ethereum:local:{self.url}"), built, arguments, digest)
            write_json(records / "local" / f"{contract}.json", record)


def _discard() -> Any:
    from web3.logs import DISCARD

    return DISCARD
