"""The client for asyncio."""

from __future__ import annotations

import asyncio
import math
import time
from types import TracebackType
from typing import Any, AsyncIterator, Awaitable, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Type
from typing import TypeVar, Union, overload

import zmq
import zmq.asyncio

from . import _calls
from ._calls import BatchCall, BatchResult, Category, Day, MatchKind
from ._errors import Timeout, failure
from ._exchange import Exchange, Pending, Plan, Policy
from ._memory_aio import AsyncMemoryMethods
from ._model import Change, Concept, Correction, Info, Issue, Match, Mention, Name, Record, Results, Stats
from ._socket import dealer, subscriber
from ._client import NO_NEWS

T = TypeVar("T")


class AsyncClient(AsyncMemoryMethods):
    """As Client, for asyncio: any number of tasks may call at the same time, over one connection.

    It belongs to the event loop that it is first used in, and to its thread.
    """

    def __init__(self, endpoint: str, *, timeout: float = 5.0, retries: int = 2, backoff: float = 0.05) -> None:
        self.endpoint = endpoint
        self._policy = Policy(timeout, retries, backoff)
        self._context = zmq.asyncio.Context.shadow(zmq.Context.instance().underlying)
        self._socket: zmq.asyncio.Socket = dealer(self._context, endpoint)
        self._open: Dict[bytes, Tuple[Exchange, asyncio.Event]] = {}
        self._reader: Optional[asyncio.Task[None]] = None

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection. Closing twice is fine; any other call afterwards is a ValueError."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
            self._reader = None
        self._socket.close()

    async def lookup(
        self,
        query: str,
        *,
        lang: Optional[str] = None,
        match: Optional[MatchKind] = None,
        category: Optional[Category] = None,
        as_of: Optional[Day] = None,
        style: Optional[str] = None,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Results[Match]:
        """The concepts that a name may mean: exact matches first, then by falling score."""
        plan = _calls.lookup(query, match=match, limit=limit, lang=lang, category=category, as_of=as_of, style=style)
        return await self._run(plan, timeout)

    @overload
    async def normalise(  # type: ignore  # a str is an Iterable[str], too
        self,
        names: str,
        *,
        lang: Optional[str] = ...,
        category: Optional[Category] = ...,
        as_of: Optional[Day] = ...,
        style: Optional[str] = ...,
        compose: Optional[bool] = ...,
        timeout: Optional[float] = ...,
    ) -> Name: ...

    @overload
    async def normalise(
        self,
        names: Iterable[str],
        *,
        lang: Optional[str] = ...,
        category: Optional[Category] = ...,
        as_of: Optional[Day] = ...,
        style: Optional[str] = ...,
        compose: Optional[bool] = ...,
        timeout: Optional[float] = ...,
    ) -> Results[Name]: ...

    async def normalise(
        self,
        names: Union[str, Iterable[str]],
        *,
        lang: Optional[str] = None,
        category: Optional[Category] = None,
        as_of: Optional[Day] = None,
        style: Optional[str] = None,
        compose: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> Union[Name, Results[Name]]:
        """Judge one name, or each of many: long lists go as several requests, of which some are always on their way."""
        options = {"lang": lang, "category": category, "as_of": as_of, "style": style, "compose": compose}
        if isinstance(names, str):
            one = _calls.normalise_one(names, **options)
            return await self._run(one, timeout)
        many = _calls.normalise(names, **options)
        return await self._run(many, timeout)

    async def annotate(
        self,
        text: str,
        *,
        lang: Optional[str] = None,
        category: Optional[Category] = None,
        as_of: Optional[Day] = None,
        style: Optional[str] = None,
        compose: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> Results[Mention]:
        """The names in a running text (at most 4 MiB), in its order; offsets are those of Python's str."""
        plan = _calls.annotate(text, lang=lang, category=category, as_of=as_of, style=style, compose=compose)
        return await self._run(plan, timeout)

    async def check(
        self,
        source: str,
        target: str,
        *,
        source_lang: Optional[str] = None,
        target_lang: Optional[str] = None,
        as_of: Optional[Day] = None,
        style: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Results[Issue]:
        """What a translation makes of the official names of its source that it should not, in the source's order."""
        plan = _calls.check(source, target, source_lang=source_lang, target_lang=target_lang, as_of=as_of, style=style)
        return await self._run(plan, timeout)

    async def correct(
        self,
        text: str,
        *,
        lang: Optional[str] = None,
        as_of: Optional[Day] = None,
        style: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Correction:
        """The text with official names in place of deprecated and superseded ones, and what was changed."""
        return await self._run(_calls.correct(text, lang=lang, as_of=as_of, style=style), timeout)

    async def suggest(
        self,
        prefix: str,
        *,
        lang: Optional[str] = None,
        category: Optional[Category] = None,
        as_of: Optional[Day] = None,
        style: Optional[str] = None,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Results[Match]:
        """Names that begin so, or are spelt so in pinyin."""
        plan = _calls.suggest(prefix, limit=limit, lang=lang, category=category, as_of=as_of, style=style)
        return await self._run(plan, timeout)

    async def get(self, concept: str, *, timeout: Optional[float] = None) -> Record:
        """A concept by its id, with the generation of its last change."""
        return await self._run(_calls.get(concept), timeout)

    async def put(
        self,
        concept: Union[Concept, Mapping[str, Any]],
        *,
        generation: Optional[int] = None,
        timeout: Optional[float] = None,
        retry: bool = False,
    ) -> int:
        """Write a concept, durably, and tell the generation. Raises Conflict if it was changed after `generation`.

        With `retry` it is sent again when no reply comes; with `generation` too, the second may then be a Conflict
        with your own write.
        """
        return await self._run(_calls.put(concept, generation, retry), timeout)

    async def delete(
        self,
        concept: str,
        *,
        generation: Optional[int] = None,
        timeout: Optional[float] = None,
        retry: bool = False,
    ) -> int:
        """Delete a concept, durably; as put(). With `retry` the second may be NotFound."""
        return await self._run(_calls.delete(concept, generation, retry), timeout)

    async def history(
        self, concept: str, *, limit: Optional[int] = None, timeout: Optional[float] = None
    ) -> Results[Change]:
        """The changes of a concept, the newest first."""
        return await self._run(_calls.history(concept, limit), timeout)

    async def changes_since(
        self, generation: int, *, limit: Optional[int] = None, timeout: Optional[float] = None
    ) -> Results[Change]:
        """What was written after a generation, the oldest first, whole generations."""
        return await self._run(_calls.changes_since(generation, limit), timeout)

    async def info(self, *, timeout: Optional[float] = None) -> Info:
        """What the service is: version, limits, methods."""
        return await self._run(_calls.info(), timeout)

    async def stats(self, *, timeout: Optional[float] = None) -> Stats:
        """How much it holds, and how it does."""
        return await self._run(_calls.stats(), timeout)

    async def call(
        self,
        method: str,
        params: Optional[Mapping[str, Any]] = None,
        *,
        timeout: Optional[float] = None,
        retry: Optional[bool] = None,
    ) -> Any:
        """Any method, by its name; the result as it came. `retry`: None sends again what is known only to read."""
        return await self._run(_calls.call(method, params, retry), timeout)

    async def batch(
        self,
        calls: Sequence[BatchCall],
        *,
        timeout: Optional[float] = None,
        retry: Optional[bool] = None,
    ) -> List[BatchResult]:
        """Many calls, each (method, params), as JSON-RPC batches; in a failed one's place is its error."""
        return await self._run(_calls.batch(calls, retry), timeout)

    async def generations(self, publish_endpoint: str, *, timeout: Optional[float] = None) -> AsyncIterator[int]:
        """As Client.generations: `async for generation in client.generations(endpoint)`."""
        wait_ms = None if timeout is None else math.ceil(timeout * 1000)
        with subscriber(self._context, publish_endpoint) as socket:
            while True:
                if not await socket.poll(wait_ms):
                    raise failure(Timeout, "generations", publish_endpoint, f"no news in {timeout:g} s", NO_NEWS)
                generation = _calls.announced(await socket.recv_multipart())
                if generation is not None:
                    yield generation

    async def _run(self, plan: Plan[T], timeout: Optional[float]) -> T:
        if self._socket.closed:
            raise ValueError(f"the client of {self.endpoint} is closed")
        policy = self._policy if timeout is None else Policy(timeout, self._policy.retries, self._policy.backoff)
        exchange, news = Exchange(plan.requests, policy, self.endpoint), asyncio.Event()
        if self._reader is None:
            self._reader = asyncio.ensure_future(self._read())
        self._open[exchange.key] = (exchange, news)
        try:
            while not exchange.done:
                await self._turn(exchange, news)
        finally:
            del self._open[exchange.key]
        return plan.finish(exchange.values())

    async def _turn(self, exchange: Exchange, news: asyncio.Event) -> None:
        """Send what is due, or wait for a reply until something else is."""
        news.clear()
        pending = exchange.next(time.monotonic())
        if pending is not None:
            await self._send(exchange, pending)
        elif not exchange.done:
            await _within(news.wait(), exchange.wait(time.monotonic()))
        exchange.check(time.monotonic())

    async def _send(self, exchange: Exchange, pending: Pending) -> None:
        # Given up on, it is never sent: pyzmq passes over a send whose future was cancelled.
        exchange.sent(pending, time.monotonic())
        seconds = exchange.wait(time.monotonic(), blocked=True)
        if not await _within(self._socket.send_multipart(pending.frames), seconds):
            exchange.unsent(pending, time.monotonic())

    async def _read(self) -> None:
        """Hand each reply to the call that it belongs to."""
        while True:
            frames = await self._socket.recv_multipart()
            call = self._open.get(frames[0][:16])
            if call is not None:
                exchange, news = call
                exchange.receive(frames, time.monotonic())
                news.set()


async def _within(waiting: Awaitable[Any], seconds: float) -> bool:
    """Whether it came in time. Not asyncio.wait_for, which may lose a cancellation (before Python 3.12)."""
    future = asyncio.ensure_future(waiting)
    try:
        await asyncio.wait({future}, timeout=seconds)
        if future.done():
            future.result()
        return future.done()
    finally:
        future.cancel()
