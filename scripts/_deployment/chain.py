"""From the network a person names to a node that answers for it. The one place where Ape's names meet ours."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from web3 import HTTPProvider, Web3

from backend.chain.records import Network, load_networks
from scripts._deployment import Refused

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Chain:
    """A network and the node that speaks for it. `ape_choice`: what Ape is told, URL included."""

    network: Network
    ape_choice: str
    node: Web3

    @property
    def is_local(self) -> bool:
        return self.network.name == LOCAL


def network_names(deployments: Path) -> dict[str, str]:
    """Ape's `ecosystem:network` to the name of our folder, for every network of networks.json."""
    return {ape_name(name): name for name in load_networks(deployments)}


def ape_name(network: str) -> str:
    """What Ape calls the network whose folder is `network`: base-sepolia is base:sepolia, local is ethereum:local."""
    return "ethereum:local" if network == LOCAL else network.replace("-", ":", 1)


def open_chain(deployments: Path, choice: str) -> Chain:
    """The chain of `choice` (Ape's ecosystem:network, with or without :provider or :URL), its node asked for its id.

    The node is the URL of the choice, else the one in the network's environment variable, never one that Ape would
    start or pick at random. Raises Refused.
    """
    known = network_names(deployments)
    ecosystem, _, rest = choice.partition(":")
    name, _, provider = rest.partition(":")
    if f"{ecosystem}:{name}" not in known:
        raise Refused(f"--network {choice} is unknown: choose one of {', '.join(known)}.")
    network = load_networks(deployments)[known[f"{ecosystem}:{name}"]]
    return _open(network, provider if "://" in provider else "")


def open_recorded(deployments: Path, name: str) -> Chain:
    """The chain whose folder is `name`, at the node in its environment variable. Raises Refused."""
    networks = load_networks(deployments)
    if name not in networks:
        raise Refused(f"{deployments / name} has records, but networks.json has no such network: add it or move them.")
    return _open(networks[name], "")


def _open(network: Network, url: str) -> Chain:
    url = url or os.environ.get(network.rpc_env, "")
    if not url:
        raise Refused(f"{network.rpc_env} is not set: set it to the URL of a node of {network.name}.")
    if not url.startswith(("http://", "https://")):
        raise Refused(f"{network.rpc_env} must be a URL that starts with http:// or https://.")
    node = Web3(HTTPProvider(url, request_kwargs={"timeout": 30}, exception_retry_configuration=None))
    try:
        chain_id = node.eth.chain_id
    except Exception:  # requests, web3 and JSON each have their own; to the reader they are one: no node here
        raise Refused(f"No node answers at {_without_secrets(url)}: start it, or correct {network.rpc_env}.") from None
    if chain_id != network.chain_id:
        raise Refused(
            f"{network.rpc_env} leads to chain {chain_id}, but {network.name} is chain {network.chain_id}: "
            "choose the other network or correct the URL."
        )
    return Chain(network, f"{ape_name(network.name)}:{url}", node)


def _without_secrets(url: str) -> str:
    # Providers put the key into the path or the user part.
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
