"""JSON-RPC 2.0 over HTTP to one node: types checked while decoding, trouble told in one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import httpx2
import msgspec

from backend.chain.trouble import NodeNonsense, NodeRefuses, NodeSilent

T = TypeVar("T")
Pause = Callable[[float], Awaitable[None]]
TRIES = 3
FIRST_PAUSE = 0.2
IN_ONE_BATCH = 100


class Fault(msgspec.Struct):
    """The error object of an answer."""

    code: int
    message: str
    data: Any = None


class Answer(msgspec.Struct, Generic[T]):
    """The envelope of an answer."""

    id: int | str | None = None
    result: T | msgspec.UnsetType = msgspec.UNSET
    error: Fault | None = None


class Endpoint:
    """One node's address. `name` leaves out path and query: providers put secrets there."""

    def __init__(self, url: str, client: httpx2.AsyncClient, pause: Pause = asyncio.sleep) -> None:
        parts = urlsplit(url)
        self.name = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        self._url = url
        self._client = client
        self._pause = pause
        self._count = 0

    async def call(self, method: str, params: Sequence[Any], result: Any) -> Any:
        """The result of one call, of the type `result`. Raises NodeSilent, NodeNonsense, NodeRefuses."""
        body = await self._post([self._request(method, params)], batched=False)
        return self._result(self._decode(body, _single(result)), method)

    async def batch(self, method: str, several: Sequence[Sequence[Any]], result: Any) -> list[Any]:
        """The results of the same method with several parameters, in order. Raises as `call`."""
        found: list[Any] = []
        for start in range(0, len(several), IN_ONE_BATCH):
            requests = [self._request(method, params) for params in several[start : start + IN_ONE_BATCH]]
            answers = await self._answers(requests, method, result)
            if sorted(answers) != [request["id"] for request in requests]:
                raise NodeNonsense(f"{self.name} left out answers of a batch of {method}.")
            found += [self._result(answers[request["id"]], method) for request in requests]
        return found

    async def each(self, method: str, several: Sequence[Sequence[Any]], result: Any) -> list[Any]:
        """As `batch`, but what the node refuses stands in its place as NodeRefuses and spoils no other answer."""
        found: list[Any] = []
        for start in range(0, len(several), IN_ONE_BATCH):
            requests = [self._request(method, params) for params in several[start : start + IN_ONE_BATCH]]
            answers = await self._answers(requests, method, result)
            if sorted(answers) != [request["id"] for request in requests]:
                raise NodeNonsense(f"{self.name} left out answers of a batch of {method}.")
            for request in requests:
                try:
                    found.append(self._result(answers[request["id"]], method))
                except NodeRefuses as refusal:
                    found.append(refusal)
        return found

    async def _answers(self, requests: list[dict[str, Any]], method: str, result: Any) -> dict[Any, Answer[Any]]:
        body = await self._post(requests, batched=True)
        if body.lstrip().startswith(b"{"):
            # A refusal of the whole batch is one object.
            self._result(self._decode(body, _single(Any)), method)
            raise NodeNonsense(f"{self.name} answered a batch of {method} with a single result.")
        return {answer.id: answer for answer in self._decode(body, _several(result))}

    def _request(self, method: str, params: Sequence[Any]) -> dict[str, Any]:
        self._count += 1
        return {"jsonrpc": "2.0", "id": self._count, "method": method, "params": params}

    async def _post(self, requests: list[dict[str, Any]], batched: bool) -> bytes:
        content = msgspec.json.encode(requests if batched else requests[0])
        pause = FIRST_PAUSE
        for attempt in range(1, TRIES + 1):
            try:
                return await self._exchange(content)
            except NodeSilent:
                if attempt == TRIES:
                    raise
            await self._pause(pause)
            pause *= 3
        raise AssertionError("the last attempt returns or raises")

    async def _exchange(self, content: bytes) -> bytes:
        try:
            answer = await self._client.post(self._url, content=content, headers={"content-type": "application/json"})
        except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
            reason = str(problem) or type(problem).__name__
            raise NodeSilent(
                f"{self.name} does not answer ({reason}): start the node, or correct COUNTERFOIL_RPC_URLS."
            ) from problem
        # Refusals of ranges come with all sorts of statuses; what counts is an error object in the body.
        if answer.status_code >= 400 and b'"error"' not in answer.content:
            raise NodeSilent(
                f"{self.name} answered with HTTP status {answer.status_code}: check its limits and its key."
            )
        return answer.content

    def _decode(self, body: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:
        try:
            return decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise NodeNonsense(f"{self.name} answered something that is not what was asked ({problem}).") from None

    def _result(self, answer: Answer[Any], method: str) -> Any:
        if answer.error is not None:
            said = answer.error.message[:300]
            more = answer.error.data if isinstance(answer.error.data, str) else ""
            raise NodeRefuses(f"{self.name} refuses {method}: {said} {more[:100]}".strip(), answer.error.code)
        if answer.result is msgspec.UNSET:
            raise NodeNonsense(f"{self.name} answered {method} with neither result nor error.")
        return answer.result


@cache
def _single(result: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(Answer[result])


@cache
def _several(result: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(list[Answer[result]])
