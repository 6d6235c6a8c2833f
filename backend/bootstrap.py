"""The only place that builds things: from settings and deployment records to the parts that run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from eth_utils.address import to_checksum_address
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.accounts.keys import IssuedKey, issue_key, revoke_key
from backend.accounts.opening import AccountError, open_account, require_account
from backend.accounts.signer import SignerKeys
from backend.chain.node import Node
from backend.chain.records import Network, Record, RecordError, load_network, load_records, load_tokens
from backend.chain.sending import Outlet
from backend.checkout.acceptance import Acceptance, Token
from backend.keeper import terms as keeping
from backend.keeper.keeper import Keeper
from backend.keeper.key import keeper_account
from backend.keeper.listing import Listing, list_due
from backend.keeper.signer import Signer
from backend.mirror import Mirror, Terms, forget_chain, watched
from backend.running import all_of, bind, in_own_loop, serve_until
from backend.settings import Settings, SettingsError
from backend.tables.merchants_own import WebhookEndpoint
from backend.tables.session import check_migrated, connected, open_engine
from backend.web.app import create_app
from backend.web.context import Context
from backend.web.endpoint_enrolment import enrol_endpoint
from backend.web.pages import DemoRpc
from backend.webhooks.deliver import DeliveryWorker
from backend.webhooks.egress import guarded_client

LOCAL_CHAIN = 31337


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as its merchant is told of it once. `invoice_signer`: checksummed, to be registered on-chain."""

    id: str
    merchant: str
    invoice_signer: str
    key: IssuedKey


def build(settings: Settings) -> Application:
    """The application of these settings; connects to nothing yet. Raises RecordError, SettingsError."""
    folder = Path(settings.deployments)
    network = load_network(folder, settings.network)
    records = load_records(folder, settings.network)
    if settings.demo_wallet and network.chain_id != LOCAL_CHAIN:
        raise SettingsError(
            f"COUNTERFOIL_DEMO_WALLET is for the local chain ({LOCAL_CHAIN}) only, not for {network.name}: unset it."
        )
    confirmations = settings.confirmations or network.confirmations
    tokens = tuple(
        Token(token.symbol, token.name, token.decimals, token.address, token.standards)
        for token in load_tokens(folder, settings.network)
    )
    return Application(settings, network, records, _acceptance(network, records, confirmations, tokens))


class Application:
    """Everything that follows from the settings. Each part that runs in a loop of its own gets its own engine."""

    def __init__(
        self, settings: Settings, network: Network, records: tuple[Record, ...], acceptance: Acceptance
    ) -> None:
        self.settings = settings
        self.network = network
        self.records = records
        self.acceptance = acceptance
        # Deliveries in this process look at once for what the mirror told; those elsewhere poll.
        self._wake: Callable[[], None] = lambda: None
        self.engine = open_engine(settings.database_url)

    def create_web(self, demo_rpc: DemoRpc | None = None) -> FastAPI:
        """The HTTP application. Raises SettingsError when COUNTERFOIL_SIGNER_SECRET is missing."""
        settings = self.settings
        context = Context(
            engine=self.engine,
            acceptance=self.acceptance,
            signers=SignerKeys(settings.signer_secret_bytes()),
            origin=settings.origin,
            clock=time.time,
            private_webhooks=settings.private_webhooks,
        )
        return create_app(context, demo_rpc)

    def create_mirror(self, engine: AsyncEngine, node: Node) -> Mirror:
        """The mirror of the network's chain over one engine and one node, both of the loop that runs it."""
        terms = Terms.of(self.records, self.network, self.settings.confirmations, self.settings.finality_rule())
        return Mirror(engine, node, self.records, terms, time.time, self.settings.poll_seconds, lambda: self._wake())

    def create_node(self) -> Node:
        """The nodes of COUNTERFOIL_RPC_URLS, asked about the records' contracts."""
        return Node(self.settings.rpc_urls, watched(self.records), self.settings.block_span)

    def create_delivery(self, engine: AsyncEngine, client: httpx2.AsyncClient) -> DeliveryWorker:
        """The worker that sends due webhooks."""
        return DeliveryWorker(engine, client, time.time)

    def create_keeper(self, engine: AsyncEngine, outlet: Outlet) -> Keeper:
        """The keeper of the configured key, over one engine and the nodes it sends to. Raises KeyTrouble."""
        settings = self.settings
        account = keeper_account(
            None if settings.keeper_key is None else settings.keeper_key.get_secret_value(),
            settings.keeper_keystore,
            None if settings.keeper_passphrase is None else settings.keeper_passphrase.get_secret_value(),
        )
        return Keeper(engine, outlet, Signer(account, self.network.chain_id), self.keeper_terms(), time.time)

    def keeper_terms(self) -> keeping.Terms:
        """What a keeper of this network may send and spend."""
        settings = self.settings
        there = {record.contract: record.address for record in self.records}
        names = ("Escrow", "Subscription", "DepositAddresses")
        return keeping.Terms(
            chain_id=self.network.chain_id,
            contracts=keeping.Contracts(*(there.get(name) for name in names)),
            confirmations=self.acceptance.confirmations,
            cap=int(settings.keeper_max_gwei * keeping.GWEI),
            floor=int(settings.keeper_floor * keeping.COIN),
            stuck_seconds=settings.keeper_stuck_seconds,
            only_accounts=settings.keeper_for == "accounts",
            poll_seconds=settings.poll_seconds,
        )

    async def list_due(self, days: int) -> Listing:
        """What keepers find due within `days`, by the tables alone. Raises DatabaseTrouble."""
        async with connected(self.engine, reads=True) as connection:
            return await list_due(connection, self.keeper_terms(), days)

    async def check_database(self) -> None:
        """Raises DatabaseTrouble unless the database is reachable and at this program's version."""
        await check_migrated(self.engine)

    async def check_node(self) -> None:
        """Raises NodeTrouble or RecordError unless a node of the records' chain has the contracts, and the database is
        of the same ones."""
        node = self.create_node()
        try:
            await self.create_mirror(self.engine, node).check()
        finally:
            await node.close()

    async def run_web(self, stop: asyncio.Event) -> None:
        """Serves the API and the pages until `stop`. Raises StartError when the port is taken."""
        settings = self.settings
        async with httpx2.AsyncClient(timeout=20, trust_env=False) as client:

            async def demo_rpc(request: dict[str, Any]) -> dict[str, Any]:
                answer = await client.post(settings.rpc_urls[0], json=request)
                return dict(answer.json())

            app = self.create_web(demo_rpc if settings.demo_wallet else None)
            await serve_until(app, bind(settings.host, settings.port), stop)

    async def run_mirror(self, stop: asyncio.Event) -> None:
        """Follows the chain until `stop`."""
        engine, node = open_engine(self.settings.database_url), self.create_node()
        try:
            mirror = self.create_mirror(engine, node)
            await mirror.check()
            await mirror.follow(stop)
        finally:
            await node.close()
            await engine.dispose()

    async def run_keeper(self, stop: asyncio.Event) -> None:
        """Sends what is due until `stop`. Raises KeyTrouble."""
        outlet = Outlet(self.settings.rpc_urls, self.network.chain_id)
        try:
            await self.create_keeper(self.engine, outlet).follow(stop)
        finally:
            await outlet.close()

    async def run_delivery(self, stop: asyncio.Event) -> None:
        """Delivers webhooks until `stop`."""
        async with guarded_client(self.settings.private_webhooks) as client:
            worker = self.create_delivery(self.engine, client)
            self._wake = worker.wake
            await worker.run(stop)

    async def forget_chain(self) -> None:
        """Forgets what is mirrored of the network's chain. Raises DatabaseTrouble."""
        async with connected(self.engine) as connection:
            await forget_chain(connection, self.network.chain_id)

    async def run_all(self, stop: asyncio.Event) -> None:
        """Web, mirror and deliveries in this process until `stop`; the mirror in a thread with its own loop."""

        async def mirror(stop: asyncio.Event) -> None:
            await in_own_loop(self.run_mirror, stop)

        await all_of([self.run_web, mirror, self.run_delivery], stop)

    async def open_account(self, name: str, merchant: str) -> NewAccount:
        """Opens an account for a lower-case merchant address. Raises AccountError, SettingsError, DatabaseTrouble."""
        signers = SignerKeys(self.settings.signer_secret_bytes())
        async with connected(self.engine) as connection:
            account, key = await open_account(
                connection, name=name, merchant=merchant, test=self.is_test, now=int(time.time())
            )
        signer = signers.of(account.id).public_key.to_checksum_address()
        return NewAccount(account.id, to_checksum_address(merchant), signer, key)

    async def issue_key(self, account_id: str) -> IssuedKey:
        """Another API key for an account. Raises AccountError, DatabaseTrouble."""
        async with connected(self.engine) as connection:
            await require_account(connection, account_id)
            return await issue_key(connection, account_id, test=self.is_test, now=int(time.time()))

    async def revoke_key(self, key_id: str) -> None:
        """Ends an API key at once. Raises AccountError when there is none of this id that still works."""
        async with connected(self.engine) as connection:
            if not await revoke_key(connection, key_id, now=int(time.time())):
                raise AccountError(f"There is no working key {key_id}: its id is the one printed when it was issued.")

    async def add_webhook(self, account_id: str, url: str) -> WebhookEndpoint:
        """Another webhook endpoint for an account. Raises AccountError, EndpointRefusedError, DatabaseTrouble."""
        async with connected(self.engine) as connection:
            await require_account(connection, account_id)
            private = self.settings.private_webhooks
            return await enrol_endpoint(connection, account_id, url, private_allowed=private, now=int(time.time()))

    async def close(self) -> None:
        """Gives the database's connections back."""
        await self.engine.dispose()

    @property
    def is_test(self) -> bool:
        """Whether the network's money is worthless: its keys say `test`."""
        return not self.network.name.endswith("-mainnet")


def _acceptance(
    network: Network, records: tuple[Record, ...], confirmations: int, tokens: tuple[Token, ...]
) -> Acceptance:
    there = {record.contract: record for record in records}
    gateway, escrow, deposits = (there.get(name) for name in ("PaymentGateway", "Escrow", "DepositAddresses"))
    assert gateway is not None
    return Acceptance(
        network=network.name,
        chain_id=gateway.chain_id,
        gateway=gateway.address,
        confirmations=confirmations,
        fee_cap_bps=_fee_cap_bps(gateway),
        tokens=tokens,
        escrow=None if escrow is None else escrow.address,
        escrow_fee_cap_bps=0 if escrow is None else _fee_cap_bps(escrow),
        deposits=None if deposits is None else deposits.address,
    )


def _fee_cap_bps(record: Record) -> int:
    found = [argument.value for argument in record.arguments if argument.name == "fee_cap_bps"]
    if not found:
        raise RecordError(f"The record of {record.contract} has no argument fee_cap_bps: deploy it again.")
    return int(found[0])
