"""The methods of docs/methods.md as plans: what to send, and what the replies become."""

from __future__ import annotations

import datetime
import json
from typing import Any, Callable, Dict, Iterable, List, Literal, Mapping, Optional, Sequence, Tuple, TypeVar, Union

from ._errors import BadInput, ZhengmingError, failure
from ._exchange import Plan, Request, many, single
from ._model import Change, Concept, Correction, Info, Issue, Match, Mention, Name, Record, Results, Stats

T = TypeVar("T")
Day = Union[str, datetime.date]
Category = Literal["agency", "title", "initiative", "event", "document", "place", "person"]
MatchKind = Literal["auto", "exact", "prefix", "fuzzy", "pinyin"]
BatchCall = Tuple[str, Mapping[str, Any]]
BatchResult = Union[Mapping[str, Any], ZhengmingError]

NAMES_MAX = 1000  # names in a request, requests in a batch
READS = frozenset({
    "term.lookup", "term.normalise", "text.annotate", "text.check", "text.correct", "term.suggest", "term.get", "term.history", "changes.since",
    "service.info", "service.stats", "memory.lookup", "memory.concordance", "memory.get", "memory.history", "memory.export",
    "memory.batches",
})


def _given(**params: Any) -> Dict[str, Any]:
    plain = {name: value for name, value in params.items() if value is not None}
    for name in ("as_of", "since", "until"):
        if isinstance(plain.get(name), datetime.date):
            plain[name] = _time(plain[name], name)
    return plain


def _time(when: datetime.date, name: str) -> str:
    """A day; a datetime as it is (without a zone: the machine's), but of `as_of` only the day."""
    if name == "as_of" or not isinstance(when, datetime.datetime):
        return when.strftime("%Y-%m-%d")
    return when.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _body(message: Any, method: str) -> bytes:
    try:
        return json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError) as error:  # no JSON; a lone surrogate
        raise failure(BadInput, method, "this client", f"parameters that cannot be sent: {error}") from error


def _request(method: str, params: Mapping[str, Any], decode: Callable[[Any], Any], repeat: Optional[bool]) -> Request:
    body = _body({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}, method)
    repeatable = method in READS if repeat is None else repeat
    return Request(method, body, repeatable, single(method, decode))


def one(method: str, params: Mapping[str, Any], decode: Callable[[Any], T], repeat: Optional[bool] = None) -> Plan[T]:
    """A call of one request."""

    def finish(values: List[Any]) -> T:
        value: T = values[0]
        return value

    return Plan([_request(method, params, decode, repeat)], finish)


def _listed(key: str, make: Callable[[Mapping[str, Any]], T]) -> Callable[[Any], Results[T]]:
    return lambda result: Results([make(item) for item in result[key]], result["generation"])


def lookup(query: str, **options: Any) -> Plan[Results[Match]]:
    return one("term.lookup", _given(query=query, **options), _listed("matches", Match.from_json))


def annotate(text: str, **options: Any) -> Plan[Results[Mention]]:
    return one("text.annotate", _given(text=text, **options), _listed("mentions", Mention.from_json))


def check(source: str, target: str, **options: Any) -> Plan[Results[Issue]]:
    return one("text.check", _given(source=source, target=target, **options), _listed("issues", Issue.from_json))


def correct(text: str, **options: Any) -> Plan[Correction]:
    return one("text.correct", _given(text=text, **options), Correction.from_json)


def suggest(prefix: str, **options: Any) -> Plan[Results[Match]]:
    return one("term.suggest", _given(prefix=prefix, **options), _listed("suggestions", Match.from_json))


def normalise(names: Iterable[str], **options: Any) -> Plan[Results[Name]]:
    """Requests of at most NAMES_MAX names; the generation is that of the oldest reply."""
    asked = list(names)
    decode = _listed("results", Name.from_json)
    parts = [asked[start:start + NAMES_MAX] for start in range(0, len(asked), NAMES_MAX)]
    requests = [_normalise_part(part, decode, options) for part in parts]

    def finish(values: List[Results[Name]]) -> Results[Name]:
        return Results((name for part in values for name in part), min((part.generation for part in values), default=0))

    return Plan(requests, finish)


def _normalise_part(names: List[str], decode: Callable[[Any], Results[Name]], options: Mapping[str, Any]) -> Request:
    def counted(result: Any) -> Results[Name]:
        found = decode(result)
        if len(found) != len(names):
            raise ValueError(f"{len(found)} results for {len(names)} names")
        return found

    return _request("term.normalise", _given(names=names, **options), counted, None)


def normalise_one(name: str, **options: Any) -> Plan[Name]:
    plan = normalise([name], **options)
    return Plan(plan.requests, lambda values: plan.finish(values)[0])


def get(concept: str) -> Plan[Record]:
    return one("term.get", _given(concept=concept), Record.from_json)


def _generation(result: Any) -> int:
    return int(result["generation"])


def put(concept: Union[Concept, Mapping[str, Any]], generation: Optional[int], retry: bool) -> Plan[int]:
    json_concept = concept.to_json() if isinstance(concept, Concept) else dict(concept)
    return one("term.put", _given(concept=json_concept, generation=generation), _generation, retry)


def delete(concept: str, generation: Optional[int], retry: bool) -> Plan[int]:
    return one("term.delete", _given(concept=concept, generation=generation), _generation, retry)


def history(concept: str, limit: Optional[int]) -> Plan[Results[Change]]:
    return one("term.history", _given(concept=concept, limit=limit), _listed("changes", Change.from_json))


def changes_since(generation: int, limit: Optional[int]) -> Plan[Results[Change]]:
    return one("changes.since", _given(generation=generation, limit=limit), _listed("changes", Change.from_json))


def info() -> Plan[Info]:
    return one("service.info", {}, Info.from_json)


def stats() -> Plan[Stats]:
    return one("service.stats", {}, Stats.from_json)


def call(method: str, params: Optional[Mapping[str, Any]], retry: Optional[bool]) -> Plan[Any]:
    return one(method, params or {}, lambda result: result, retry)


def batch(calls: Sequence[BatchCall], retry: Optional[bool]) -> Plan[List[BatchResult]]:
    parts = [calls[start:start + NAMES_MAX] for start in range(0, len(calls), NAMES_MAX)]
    return Plan([_batch_part(part, retry) for part in parts], lambda values: [item for part in values for item in part])


def _batch_part(calls: Sequence[BatchCall], retry: Optional[bool]) -> Request:
    label = f"batch of {len(calls)}"
    messages = [{"jsonrpc": "2.0", "id": number, "method": method, "params": _given(**params)}
                for number, (method, params) in enumerate(calls)]
    repeatable = all(method in READS for method, _ in calls) if retry is None else retry
    decode = many([(number, method) for number, (method, _) in enumerate(calls)], label)
    return Request(label, _body(messages, label), repeatable, decode)


def announced(frames: Sequence[bytes]) -> Optional[int]:
    """The generation that a message of the PUB socket announces; None: it announces none."""
    try:
        said = json.loads(frames[-1])
        return int(said["generation"] if isinstance(said, dict) else said)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
