"""The client for ordinary code."""

from __future__ import annotations

import math
import threading
import time
from types import TracebackType
from typing import Any, Iterable, Iterator, List, Mapping, Optional, Sequence, Type, TypeVar, Union, overload

import zmq

from . import _calls
from ._calls import BatchCall, BatchResult, Category, Day, MatchKind
from ._errors import Timeout, failure
from ._exchange import Exchange, Plan, Policy
from ._memory_client import MemoryMethods
from ._model import Change, Concept, Correction, Info, Issue, Match, Mention, Name, Record, Results, Stats
from ._socket import dealer, subscriber

T = TypeVar("T")


class Client(MemoryMethods):
    """A connection to a Zhengming service at `endpoint` ("tcp://127.0.0.1:5555", "ipc:///run/zhengming.sock").

    Connecting takes place in the background, and again whenever the connection is lost. `timeout` (seconds) is how long
    a call may take, all told; within it a read is sent up to `retries` times more when no reply comes, and any call
    that the service is too busy for is put to it again, first after `backoff` seconds, then after twice as long.

    Threads may share a client: their calls are made one after another. Threads that want their calls made at the same
    time have a client each. After a fork the child makes its own.
    """

    def __init__(self, endpoint: str, *, timeout: float = 5.0, retries: int = 2, backoff: float = 0.05) -> None:
        self.endpoint = endpoint
        self._policy = Policy(timeout, retries, backoff)
        self._lock = threading.Lock()
        self._socket: zmq.Socket[bytes] = dealer(zmq.Context.instance(), endpoint)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. Closing twice is fine; any other call afterwards is a ValueError."""
        with self._lock:
            self._socket.close()

    def lookup(
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
        return self._run(plan, timeout)

    @overload
    def normalise(  # type: ignore  # a str is an Iterable[str], too
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
    def normalise(
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

    def normalise(
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
            return self._run(one, timeout)
        many = _calls.normalise(names, **options)
        return self._run(many, timeout)

    def annotate(
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
        return self._run(plan, timeout)

    def check(
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
        return self._run(plan, timeout)

    def correct(
        self,
        text: str,
        *,
        lang: Optional[str] = None,
        as_of: Optional[Day] = None,
        style: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Correction:
        """The text with official names in place of deprecated and superseded ones, and what was changed."""
        return self._run(_calls.correct(text, lang=lang, as_of=as_of, style=style), timeout)

    def suggest(
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
        return self._run(plan, timeout)

    def get(self, concept: str, *, timeout: Optional[float] = None) -> Record:
        """A concept by its id, with the generation of its last change."""
        return self._run(_calls.get(concept), timeout)

    def put(
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
        return self._run(_calls.put(concept, generation, retry), timeout)

    def delete(
        self,
        concept: str,
        *,
        generation: Optional[int] = None,
        timeout: Optional[float] = None,
        retry: bool = False,
    ) -> int:
        """Delete a concept, durably; as put(). With `retry` the second may be NotFound."""
        return self._run(_calls.delete(concept, generation, retry), timeout)

    def history(self, concept: str, *, limit: Optional[int] = None, timeout: Optional[float] = None) -> Results[Change]:
        """The changes of a concept, the newest first."""
        return self._run(_calls.history(concept, limit), timeout)

    def changes_since(
        self, generation: int, *, limit: Optional[int] = None, timeout: Optional[float] = None
    ) -> Results[Change]:
        """What was written after a generation, the oldest first, whole generations."""
        return self._run(_calls.changes_since(generation, limit), timeout)

    def info(self, *, timeout: Optional[float] = None) -> Info:
        """What the service is: version, limits, methods."""
        return self._run(_calls.info(), timeout)

    def stats(self, *, timeout: Optional[float] = None) -> Stats:
        """How much it holds, and how it does."""
        return self._run(_calls.stats(), timeout)

    def call(
        self,
        method: str,
        params: Optional[Mapping[str, Any]] = None,
        *,
        timeout: Optional[float] = None,
        retry: Optional[bool] = None,
    ) -> Any:
        """Any method, by its name; the result as it came. `retry`: None sends again what is known only to read."""
        return self._run(_calls.call(method, params, retry), timeout)

    def batch(
        self,
        calls: Sequence[BatchCall],
        *,
        timeout: Optional[float] = None,
        retry: Optional[bool] = None,
    ) -> List[BatchResult]:
        """Many calls, each (method, params), as JSON-RPC batches; in a failed one's place is its error."""
        return self._run(_calls.batch(calls, retry), timeout)

    def generations(self, publish_endpoint: str, *, timeout: Optional[float] = None) -> Iterator[int]:
        """The number of the last write whenever there is a new one, as announced at `publish_endpoint`.

        Writes in quick succession may be announced as one, those before the connection was made not at all: ask
        changes_since() what they were.
        Raises Timeout when there is none for `timeout` seconds; None: waits for ever.
        """
        wait_ms = None if timeout is None else math.ceil(timeout * 1000)
        with subscriber(zmq.Context.instance(), publish_endpoint) as socket:
            while True:
                if not socket.poll(wait_ms):
                    raise failure(Timeout, "generations", publish_endpoint, f"no news in {timeout:g} s", NO_NEWS)
                generation = _calls.announced(socket.recv_multipart())
                if generation is not None:
                    yield generation

    def _run(self, plan: Plan[T], timeout: Optional[float]) -> T:
        policy = self._policy if timeout is None else Policy(timeout, self._policy.retries, self._policy.backoff)
        exchange = Exchange(plan.requests, policy, self.endpoint)
        with self._lock:
            if self._socket.closed:
                raise ValueError(f"the client of {self.endpoint} is closed")
            while not exchange.done:
                self._turn(exchange)
        return plan.finish(exchange.values())

    def _turn(self, exchange: Exchange) -> None:
        """Send what is due, then take what comes before something else is."""
        blocked = not self._send(exchange)
        events = zmq.POLLIN | zmq.POLLOUT if blocked else zmq.POLLIN
        wait_ms = math.ceil(exchange.wait(time.monotonic(), blocked) * 1000)
        if self._socket.poll(wait_ms, events) & zmq.POLLIN:
            exchange.receive(self._socket.recv_multipart(), time.monotonic())
        exchange.check(time.monotonic())

    def _send(self, exchange: Exchange) -> bool:
        """False: there is no connection, or it is full."""
        pending = exchange.next(time.monotonic())
        while pending is not None:
            try:
                self._socket.send_multipart(pending.frames, zmq.NOBLOCK)
            except zmq.Again:
                return False
            exchange.sent(pending, time.monotonic())
            pending = exchange.next(time.monotonic())
        return True


NO_NEWS = "Has the service been started with that address to announce writes at?"
