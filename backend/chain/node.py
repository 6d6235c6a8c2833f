"""The only caller of nodes: several endpoints, of which one answers a whole question and the next one steps in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import httpx2

from backend.chain.endpoint import Endpoint, Pause
from backend.chain.source import Source
from backend.chain.trouble import NodeTrouble
from backend.chain.watched import Watched

T = TypeVar("T")
SECONDS = 20.0


class Node:
    """One or more nodes of the same chain. Close it when done."""

    def __init__(
        self,
        urls: Sequence[str],
        watched: Watched,
        span: int = 2000,
        pause: Pause = asyncio.sleep,
        client: httpx2.AsyncClient | None = None,
    ) -> None:
        # No proxies from the environment: what the mirror believes comes from the configured nodes alone.
        self._client = client or httpx2.AsyncClient(timeout=SECONDS, trust_env=False)
        self._sources = [Source(Endpoint(url, self._client, pause), watched, span) for url in urls]

    async def ask(self, question: Callable[[Source], Awaitable[T]]) -> T:
        """The answer of the first node that gives a believable one; that node is asked first from now on.

        Facts that must fit together belong into one question: it is put to one node as a whole.
        Raises NodeTrouble: the first node's, when none can answer."""
        troubles: list[NodeTrouble] = []
        for source in list(self._sources):
            try:
                await source.check()
                answer = await question(source)
            except NodeTrouble as trouble:
                troubles.append(trouble)
            else:
                self._prefer(source)
                return answer
        raise troubles[0]

    def distrust_first(self) -> None:
        """The node asked first gave an answer that turned out to be incomplete: ask another one first."""
        self._sources.append(self._sources.pop(0))

    async def close(self) -> None:
        """Ends all connections."""
        await self._client.aclose()

    def _prefer(self, source: Source) -> None:
        self._sources.remove(source)
        self._sources.insert(0, source)
