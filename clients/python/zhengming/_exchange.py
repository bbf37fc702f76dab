"""Requests on their way: what to send when, which reply belongs to which, when to give up. No sockets, no clock."""

from __future__ import annotations

import itertools
import json
import math
import os
import random
from dataclasses import dataclass
from typing import Any, Callable, Dict, Generic, List, Optional, Sequence, Tuple, TypeVar

from ._errors import Busy, ProtocolError, Timeout, ZhengmingError, failure, from_reply

T = TypeVar("T")
Result = TypeVar("Result", covariant=True)

# The service queues few replies for a peer that does not read; so many requests at once are never too many for it.
WINDOW = 8
BACKOFF_MAX = 1.0


@dataclass(frozen=True)
class Policy:
    """How long to wait, and how often to send again."""

    timeout: float
    retries: int
    backoff: float


@dataclass(frozen=True)
class Request:
    """One JSON text to send; `decode` makes a value of its parsed reply, or raises."""

    method: str
    body: bytes
    repeatable: bool
    decode: Callable[[Any, str], Any]


@dataclass(frozen=True)
class Plan(Generic[Result]):
    """A call: its requests, and how their values become the result."""

    requests: Sequence[Request]
    finish: Callable[[List[Any]], Result]


class Pending:
    """A request that is being worked on."""

    def __init__(self, place: int, frames: List[bytes], request: Request, now: float, policy: Policy) -> None:
        self.place = place
        self.frames = frames
        self.request = request
        self.send_at = now
        self.deadline = now + policy.timeout
        self.times_sent = 0
        self.times_busy = 0


class Exchange:
    """Requests of one call, at most WINDOW of them in flight.

    The driver sends what `next` gives it (and tells so with `sent`), hands over what comes (`receive`), waits no longer
    than `wait` says and then calls `check`. All times are of one monotonic clock, in seconds.
    """

    _numbers = itertools.count()

    def __init__(self, requests: Sequence[Request], policy: Policy, endpoint: str) -> None:
        self.key = os.urandom(8) + next(self._numbers).to_bytes(8, "big")
        self._requests = requests
        self._policy = policy
        self._endpoint = endpoint
        self._admitted = 0
        self._open: Dict[bytes, Pending] = {}
        self._values: Dict[int, Any] = {}
        self._failure: Optional[ZhengmingError] = None

    @property
    def done(self) -> bool:
        return self._failure is not None or len(self._values) == len(self._requests)

    def values(self) -> List[Any]:
        """One for each request, in order. Raises what went wrong first."""
        if self._failure is not None:
            raise self._failure
        return [self._values[place] for place in range(len(self._requests))]

    def next(self, now: float) -> Optional[Pending]:
        """What to send now."""
        while len(self._open) < WINDOW and self._admitted < len(self._requests):
            self._admit(now)
        if self.done:
            return None
        return next((p for p in self._open.values() if p.send_at <= now), None)

    def _admit(self, now: float) -> None:
        place = self._admitted
        tag = self.key + place.to_bytes(4, "big")
        request = self._requests[place]
        self._open[tag] = Pending(place, [tag, request.body], request, now, self._policy)
        self._admitted += 1

    def sent(self, pending: Pending, now: float) -> None:
        """It is on its way: said before its reply can be received."""
        pending.times_sent += 1
        again = pending.request.repeatable and pending.times_sent <= self._policy.retries
        pending.send_at = now + self._policy.timeout / (self._policy.retries + 1) if again else math.inf

    def unsent(self, pending: Pending, now: float) -> None:
        """It could not be sent after all."""
        pending.times_sent -= 1
        pending.send_at = now

    def wait(self, now: float, blocked: bool = False) -> float:
        """Seconds until there is something to do; when sending is `blocked`, only a deadline is."""
        times = (p.deadline if blocked else min(p.deadline, p.send_at) for p in self._open.values())
        return max(0.0, min(times, default=now) - now)

    def check(self, now: float) -> None:
        """Give up on what is overdue."""
        for pending in self._open.values():
            if pending.deadline <= now:
                self._fail(_overdue(pending, self._policy, self._endpoint))

    def receive(self, frames: Sequence[bytes], now: float) -> None:
        """Take what came from the socket. Late and foreign messages are passed over."""
        pending = self._open.get(frames[0]) if len(frames) == 2 else None
        if pending is None:
            return
        try:
            value = pending.request.decode(_parse(frames[1], pending, self._endpoint), self._endpoint)
        except Busy as error:
            self._postpone(pending, error, now)
        except ZhengmingError as error:
            self._fail(error)
        else:
            self._values[pending.place] = value
            del self._open[frames[0]]

    def _postpone(self, pending: Pending, busy: Busy, now: float) -> None:
        backoff = self._policy.backoff
        delay = min(backoff * 2.0**pending.times_busy, max(backoff, BACKOFF_MAX)) * random.uniform(0.5, 1)
        pending.times_busy += 1
        if now + delay >= pending.deadline:
            self._fail(busy)
        pending.send_at = now + delay

    def _fail(self, error: ZhengmingError) -> None:
        self._failure = self._failure or error


def _parse(body: bytes, pending: Pending, endpoint: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        text = f"the reply is no JSON: {body[:60]!r}"
        raise failure(ProtocolError, pending.request.method, endpoint, text) from None


def _overdue(pending: Pending, policy: Policy, endpoint: str) -> ZhengmingError:
    method, limit = pending.request.method, f"in {policy.timeout:g} s"
    if pending.times_sent == 0:
        hint = f"Is the service running there? `zhengming serve --bind {endpoint}` starts one."
        return failure(Timeout, method, endpoint, f"no connection {limit}", hint)
    if pending.request.repeatable:
        often = f", sent {pending.times_sent} times" if pending.times_sent > 1 else ""
        return failure(Timeout, method, endpoint, f"no reply {limit}{often}", "Give it a longer timeout.")
    hint = "It may have been done: look with get() before you repeat it."
    return failure(Timeout, method, endpoint, f"no reply {limit}", hint)


def single(method: str, finish: Callable[[Any], T]) -> Callable[[Any, str], T]:
    """A decoder for the reply to one request."""

    def decode(reply: Any, endpoint: str) -> T:
        return decode_one(reply, method, endpoint, finish)

    return decode


def decode_one(reply: Any, method: str, endpoint: str, finish: Callable[[Any], T]) -> T:
    if not isinstance(reply, dict) or ("result" in reply) == ("error" in reply):
        raise failure(ProtocolError, method, endpoint, f"no JSON-RPC reply: {reply!r:.80}")
    try:
        if "error" in reply:
            raise from_reply(reply["error"], method, endpoint)
        return finish(reply["result"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        text = f"a reply that does not fit: {type(error).__name__} {error}"
        raise failure(ProtocolError, method, endpoint, text) from error


def many(calls: Sequence[Tuple[int, str]], method: str) -> Callable[[Any, str], List[Any]]:
    """A decoder for the reply to a batch of (id, method): values and errors, in order."""

    def decode(reply: Any, endpoint: str) -> List[Any]:
        if not isinstance(reply, list):
            decode_one(reply, method, endpoint, _refuse)
        by_id = {item.get("id"): item for item in reply if isinstance(item, dict)}
        missing = next((number for number, _ in calls if number not in by_id), None)
        if missing is not None:
            raise failure(ProtocolError, method, endpoint, f"the reply to a batch lacks the one with id {missing}")
        return [_value_or_error(by_id[number], name, endpoint) for number, name in calls]

    return decode


def _refuse(result: Any) -> None:
    raise TypeError("one result for a batch")


def _value_or_error(reply: Any, method: str, endpoint: str) -> Any:
    try:
        return decode_one(reply, method, endpoint, _as_it_is)
    except ZhengmingError as error:
        return error


def _as_it_is(result: Any) -> Any:
    return result
