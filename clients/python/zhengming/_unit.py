"""Units of the translation memory, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

from ._json import Json, every, present


@dataclass(frozen=True)
class Detail:
    """What else is said of a unit or a segment: `kind` is "property", "note" or "attribute" (of TMX's tu or tuv)."""

    kind: str
    value: str
    name: str = ""
    lang: str = ""

    @classmethod
    def from_json(cls, json: Json) -> Detail:
        return cls(json["kind"], json["value"], json.get("name", ""), json.get("lang", ""))

    def to_json(self) -> Dict[str, Any]:
        return {"value": self.value, **present((("kind", self.kind), ("name", self.name), ("lang", self.lang)))}


def _more(json: Json) -> Dict[str, Any]:
    return {"notes": tuple(json.get("notes") or ()), "properties": dict(json.get("properties") or {}),
            "details": every(Detail.from_json, json.get("details"))}


def _more_to_json(item: Union[Segment, Unit]) -> List[Tuple[str, Any]]:
    return [("notes", list(item.notes) or None), ("properties", dict(item.properties)),
            ("details", [detail.to_json() for detail in item.details] or None)]


@dataclass(frozen=True)
class Segment:
    """A unit's text in one language. Each U+FFFC in it stands for one of `tags`, which are its markup, in order.

    `previous` and `next` are the texts before and after it in its document.
    """

    text: str
    tags: Tuple[str, ...] = ()
    previous: str = ""
    next: str = ""
    notes: Tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    details: Tuple[Detail, ...] = ()

    @classmethod
    def from_json(cls, json: Union[str, Json]) -> Segment:
        if isinstance(json, str):
            return cls(json)
        return cls(json["text"], tuple(json.get("tags") or ()), json.get("previous", ""), json.get("next", ""),
                   **_more(json))

    def to_json(self) -> Union[str, Dict[str, Any]]:
        more = present([("tags", list(self.tags) or None), ("previous", self.previous), ("next", self.next),
                        *_more_to_json(self)])
        return {"text": self.text, **more} if more else self.text


@dataclass(frozen=True)
class Unit:
    """One text in two languages or more: `segments` by language, each a Segment or, in a unit to add, a text alone.

    `number` is the memory's own, `batch` the import that last wrote it; both are not for a unit to add.
    """

    segments: Mapping[str, Union[str, Segment]]
    number: Optional[int] = None
    name: str = ""
    origin: str = ""
    domain: str = ""
    created: Optional[str] = None
    changed: Optional[str] = None
    last_used: Optional[str] = None
    created_by: str = ""
    changed_by: str = ""
    uses: int = 0
    notes: Tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    details: Tuple[Detail, ...] = ()
    batch: str = ""

    @property
    def texts(self) -> Dict[str, str]:
        """The texts alone, by language."""
        return {lang: item if isinstance(item, str) else item.text for lang, item in self.segments.items()}

    @classmethod
    def from_json(cls, json: Json) -> Unit:
        segments = {lang: Segment.from_json(item) for lang, item in json["segments"].items()}
        return cls(segments, json.get("unit"), json.get("name", ""), json.get("origin", ""), json.get("domain", ""),
                   json.get("created"), json.get("changed"), json.get("last_used"), json.get("created_by", ""),
                   json.get("changed_by", ""), json.get("uses", 0), batch=json.get("batch", ""), **_more(json))

    def to_json(self) -> Dict[str, Any]:
        """Without `number` and `batch`, which a unit has from the memory."""
        segments = {lang: item if isinstance(item, str) else item.to_json() for lang, item in self.segments.items()}
        return {"segments": segments, **present([
            ("name", self.name), ("origin", self.origin), ("domain", self.domain), ("created", self.created),
            ("changed", self.changed), ("last_used", self.last_used), ("created_by", self.created_by),
            ("changed_by", self.changed_by), ("uses", self.uses or None), *_more_to_json(self)])}


@dataclass(frozen=True)
class UnitRecord:
    """A unit, and the generation that it is of: what a later memory_edit() is based on."""

    unit: Unit
    generation: int

    @classmethod
    def from_json(cls, json: Json) -> UnitRecord:
        return cls(Unit.from_json(json), json["generation"])
