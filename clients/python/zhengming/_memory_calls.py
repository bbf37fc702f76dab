"""The methods of the translation memory as plans."""

from __future__ import annotations

from typing import Any, Iterable, List, Mapping, Optional, Tuple, Union

from ._calls import _generation, _given, _listed, _request, one
from ._exchange import Plan, Request
from ._json import Json, every
from ._memory_model import AddedUnit, Concordance, Deleted, Import, TextMatches
from ._model import Change, Results
from ._unit import Segment, Unit, UnitRecord

UnitLike = Union[Unit, Mapping[str, Any]]
TEXTS_MAX = 100  # texts in a request of memory.lookup: less than it may have, so that no request takes long


def lookup(texts: Iterable[str], **options: Any) -> Plan[Results[TextMatches]]:
    """Requests of at most TEXTS_MAX texts; the generation is that of the oldest reply."""
    asked = list(texts)
    parts = [asked[start:start + TEXTS_MAX] for start in range(0, len(asked), TEXTS_MAX)]
    requests = [_lookup_part(part, options) for part in parts]

    def finish(values: List[Results[TextMatches]]) -> Results[TextMatches]:
        return Results((item for part in values for item in part), min((part.generation for part in values), default=0))

    return Plan(requests, finish)


def _lookup_part(texts: List[str], options: Mapping[str, Any]) -> Request:
    def counted(result: Json) -> Results[TextMatches]:
        generation = result["generation"]
        if len(result["results"]) != len(texts):
            raise ValueError(f"{len(result['results'])} results for {len(texts)} texts")
        return Results((TextMatches.from_json(item, generation) for item in result["results"]), generation)

    return _request("memory.lookup", _given(texts=texts, **options), counted, None)


def lookup_one(text: str, previous: Optional[str], next: Optional[str], **options: Any) -> Plan[TextMatches]:
    context = _given(previous=previous, next=next)
    return one("memory.lookup", _given(text=text, context=context or None, **options), TextMatches.from_json)


def concordance(text: str, **options: Any) -> Plan[Concordance]:
    return one("memory.concordance", _given(text=text, **options), Concordance.from_json)


def _unit_json(unit: UnitLike) -> Mapping[str, Any]:
    return unit.to_json() if isinstance(unit, Unit) else dict(unit)


def add(units: Iterable[UnitLike], batch: Optional[str], retry: bool) -> Plan[Results[AddedUnit]]:
    params = _given(units=[_unit_json(unit) for unit in units], batch=batch)
    return one("memory.add", params, _listed("units", AddedUnit.from_json), retry)


def get(unit: int) -> Plan[UnitRecord]:
    return one("memory.get", {"unit": unit}, UnitRecord.from_json)


def edit(unit: int, content: UnitLike, generation: Optional[int], retry: bool) -> Plan[int]:
    params = {**_unit_json(content), **_given(unit=unit, generation=generation)}
    return one("memory.edit", params, _generation, retry)


def delete(units: Iterable[int], retry: bool) -> Plan[Deleted]:
    return one("memory.delete", {"units": list(units)}, Deleted.from_json, retry)


def delete_texts(texts: Mapping[str, Union[str, Segment]], retry: bool) -> Plan[Deleted]:
    segments = {lang: item if isinstance(item, str) else item.to_json() for lang, item in texts.items()}
    return one("memory.delete", {"segments": segments}, Deleted.from_json, retry)


def history(unit: int, limit: Optional[int]) -> Plan[Results[Change]]:
    return one("memory.history", _given(unit=unit, limit=limit), _listed("changes", Change.from_json))


def batches() -> Plan[Results[Import]]:
    return one("memory.batches", {}, _listed("batches", Import.from_json))


def begin(batch: str, origin: Optional[str], resume: Optional[bool], retry: bool) -> Plan[int]:
    params = _given(batch=batch, origin=origin, resume=resume)
    return one("memory.begin", params, lambda result: int(result["skip"]), retry)


def end(batch: str, done: Optional[bool], retry: bool) -> Plan[Import]:
    return one("memory.end", _given(batch=batch, done=done), Import.from_json, retry)


def undo(batch: str, retry: bool) -> Plan[Import]:
    return one("memory.undo", {"batch": batch}, Import.from_json, retry)


Page = Tuple[Tuple[Unit, ...], Optional[int]]


def export(after: int, **options: Any) -> Plan[Page]:
    """A page of units, and what the next one comes after."""
    langs = options.pop("langs", None)
    params = _given(after=after, langs=list(langs) if langs is not None else None, **options)
    return one("memory.export", params, lambda result: (every(Unit.from_json, result["units"]), result["next"]))
