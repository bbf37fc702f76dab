"""Results as frozen dataclasses. `from_json` ignores fields that it does not know, so newer services are fine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Generic, Iterable, Iterator, Mapping, Optional, Sequence, Tuple, TypeVar, Union, overload

from ._json import Json, every, present
from ._unit import Unit

T = TypeVar("T")

class Results(Sequence[T], Generic[T]):
    """A sequence of results, and `generation`: the number of the last write that the service had seen."""

    __slots__ = ("_items", "generation")

    def __init__(self, items: Iterable[T], generation: int) -> None:
        self._items = tuple(items)
        self.generation = generation

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Tuple[T, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[T, Tuple[T, ...]]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Results):
            return NotImplemented
        return self._items == other._items and self.generation == other.generation

    def __repr__(self) -> str:
        return f"Results({list(self._items)!r}, generation={self.generation})"


@dataclass(frozen=True)
class Term:
    """A name of a concept in one language, with its standing and its days of validity (`to` exclusive)."""

    lang: str
    text: str
    status: str = "preferred"
    type: str = "full"
    from_: Optional[str] = None
    to: Optional[str] = None
    source: Optional[str] = None
    style: Optional[str] = None
    note: Optional[str] = None

    @classmethod
    def from_json(cls, json: Json) -> Term:
        return cls(json["lang"], json["text"], json.get("status", "preferred"), json.get("type", "full"),
                   json.get("from"), json.get("to"), json.get("source"), json.get("style"), json.get("note"))

    def to_json(self) -> Dict[str, Any]:
        return present((("lang", self.lang), ("text", self.text), ("status", self.status), ("type", self.type),
                         ("from", self.from_), ("to", self.to), ("source", self.source), ("style", self.style),
                         ("note", self.note)))


@dataclass(frozen=True)
class Relation:
    """From a concept to another: "renamed-to", "merged-into", "part-of", ..."""

    kind: str
    target: str
    from_: Optional[str] = None
    to: Optional[str] = None
    source: Optional[str] = None
    note: Optional[str] = None

    @classmethod
    def from_json(cls, json: Json) -> Relation:
        return cls(json["kind"], json["target"], json.get("from"), json.get("to"), json.get("source"),
                   json.get("note"))

    def to_json(self) -> Dict[str, Any]:
        return present((("kind", self.kind), ("target", self.target), ("from", self.from_), ("to", self.to),
                         ("source", self.source), ("note", self.note)))


@dataclass(frozen=True)
class Concept:
    """One body, post or initiative, with all its names. `dataclasses.replace` makes a changed one to put."""

    id: str
    category: str
    terms: Tuple[Term, ...] = ()
    relations: Tuple[Relation, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    from_: Optional[str] = None
    to: Optional[str] = None
    source: Optional[str] = None
    note: Optional[str] = None

    @classmethod
    def from_json(cls, json: Json) -> Concept:
        return cls(json["id"], json["category"], every(Term.from_json, json.get("terms")),
                   every(Relation.from_json, json.get("relations")), dict(json.get("attributes") or {}),
                   json.get("from"), json.get("to"), json.get("source"), json.get("note"))

    def to_json(self) -> Dict[str, Any]:
        return present((("id", self.id), ("category", self.category), ("from", self.from_), ("to", self.to),
                         ("source", self.source), ("note", self.note), ("attributes", dict(self.attributes)),
                         ("relations", [relation.to_json() for relation in self.relations] or None),
                         ("terms", [term.to_json() for term in self.terms] or None)))


@dataclass(frozen=True)
class Record:
    """A concept, and the generation of its last change: what a later put() is based on."""

    concept: Concept
    generation: int

    @classmethod
    def from_json(cls, json: Json) -> Record:
        return cls(Concept.from_json(json["concept"]), json["generation"])


@dataclass(frozen=True)
class Match:
    """A concept that answers a question, by its name `term`. `official`: its official names, by language.

    Another reading of a composed name has neither `concept` nor `term`.
    """

    concept: Optional[str]
    category: str
    official: Mapping[str, str]
    score: int
    match: str
    term: Optional[str]
    lang: Optional[str]
    status: str
    terms: Tuple[Term, ...] = ()

    @classmethod
    def from_json(cls, json: Json) -> Match:
        return cls(json["concept"], json["category"], dict(json["official"]), json["score"], json["match"],
                   json.get("term"), json.get("lang"), json["status"], every(Term.from_json, json.get("terms")))


@dataclass(frozen=True)
class Step:
    """One step of how a name was judged; `text` is a sentence for people."""

    step: str
    text: str
    concept: Optional[str] = None
    date: Optional[str] = None
    source: Optional[str] = None

    @classmethod
    def from_json(cls, json: Json) -> Step:
        return cls(json["step"], json["text"], json.get("concept"), json.get("date"), json.get("source"))


@dataclass(frozen=True)
class Current:
    """Who has the place of an ended body, and from when."""

    concept: str
    category: str
    official: Mapping[str, str]
    since: Optional[str] = None

    @classmethod
    def from_json(cls, json: Json) -> Current:
        return cls(json["concept"], json["category"], dict(json["official"]), json.get("since"))


@dataclass(frozen=True)
class Mention:
    """A name found in a text: text[start:end]. Names inside it are its `parts`.

    The parts of a composed name have a `role` ("place", "agency", "post"); `concept` is None where the glossary holds
    no such name. `transliterated`: a place that no list holds, written by its sound.
    """

    start: int
    end: int
    text: str
    category: Optional[str]
    concept: Optional[str]
    verdict: str
    official: Mapping[str, str]
    parts: Tuple[Mention, ...] = ()
    role: str = ""
    transliterated: bool = False

    @classmethod
    def from_json(cls, json: Json) -> Mention:
        return cls(json["start"], json["end"], json["text"], json.get("category"), json.get("concept"),
                   json["verdict"], dict(json.get("official") or {}), every(Mention.from_json, json.get("parts")),
                   json.get("role", ""), json.get("transliterated", False))


@dataclass(frozen=True)
class Name:
    """A name, judged. `concept` is None when the verdict is "unknown" or "ambiguous" (see `alternatives`), or "composed".

    A composed name has `parts`.
    """

    input: str
    verdict: str
    concept: Optional[str]
    category: Optional[str]
    official: Mapping[str, str]
    score: int
    why: Tuple[Step, ...] = ()
    alternatives: Tuple[Match, ...] = ()
    parts: Tuple[Mention, ...] = ()
    current: Optional[Current] = None

    @classmethod
    def from_json(cls, json: Json) -> Name:
        current = json.get("current")
        return cls(json["input"], json["verdict"], json["concept"], json.get("category"),
                   dict(json.get("official") or {}), json.get("score", 0), every(Step.from_json, json.get("why")),
                   every(Match.from_json, json.get("alternatives")), every(Mention.from_json, json.get("parts")),
                   Current.from_json(current) if current else None)


@dataclass(frozen=True)
class Span:
    """A run of a text: text[start:end]."""

    start: int
    end: int
    text: str

    @classmethod
    def from_json(cls, json: Json) -> Span:
        return cls(json["start"], json["end"], json["text"])


@dataclass(frozen=True)
class Issue:
    """What a translation makes of an official name that it should not.

    `severity`: "error", "warning", "hint". `kind`: "missing" (then `target` is None and `found` empty), "wrong-form",
    "outdated", "wrong-rank", "wrong-level", "wrong-region", "wrong-body", "inconsistent". `source` is None where only
    the target has the name.
    """

    severity: str
    kind: str
    source: Optional[Span]
    target: Optional[Span]
    found: str
    expected: str
    concept: Optional[str] = None
    why: Tuple[Step, ...] = ()

    @classmethod
    def from_json(cls, json: Json) -> Issue:
        source, target = json.get("source"), json.get("target")
        return cls(json["severity"], json["kind"], Span.from_json(source) if source else None,
                   Span.from_json(target) if target else None, json["found"], json["expected"], json.get("concept"),
                   every(Step.from_json, json.get("why")))


@dataclass(frozen=True)
class Edit:
    """A change of a text: text[start:end], which is `found`, gave way to `replacement`."""

    start: int
    end: int
    found: str
    replacement: str
    concept: Optional[str] = None
    why: Tuple[Step, ...] = ()

    @classmethod
    def from_json(cls, json: Json) -> Edit:
        return cls(json["start"], json["end"], json["found"], json["replacement"], json.get("concept"),
                   every(Step.from_json, json.get("why")))


@dataclass(frozen=True)
class Correction:
    """A corrected text, and its `edits` in the text as it was given."""

    text: str
    edits: Tuple[Edit, ...] = ()
    generation: int = 0

    @classmethod
    def from_json(cls, json: Json) -> Correction:
        return cls(json["text"], every(Edit.from_json, json.get("edits")), json.get("generation", 0))


@dataclass(frozen=True)
class Change:
    """An entry of the change log: `change` is "put" (then `concept` or `unit` is the record) or "delete".

    A unit's record may be left out where very many units were written at once: memory_get() has it.
    """

    generation: int
    time: str
    change: str
    id: str
    concept: Optional[Concept] = None
    unit: Optional[Unit] = None

    @classmethod
    def from_json(cls, json: Json) -> Change:
        concept, unit = json.get("concept"), json.get("unit")
        return cls(json["generation"], json["time"], json["change"], json["id"],
                   Concept.from_json(concept) if concept else None, Unit.from_json(unit) if unit else None)


@dataclass(frozen=True)
class Info:
    """What the service is."""

    name: str
    version: str
    protocol: Any = None
    format: Any = None
    folding: Any = None
    limits: Json = field(default_factory=dict)
    methods: Tuple[str, ...] = ()
    generation: int = 0

    @classmethod
    def from_json(cls, json: Json) -> Info:
        return cls(json["name"], json["version"], json.get("protocol"), json.get("format"), json.get("folding"),
                   dict(json.get("limits") or {}), tuple(json.get("methods") or ()), json.get("generation", 0))


@dataclass(frozen=True)
class MethodStats:
    """How often a method was called, and how long it took (microseconds)."""

    count: int = 0
    errors: int = 0
    p50_us: float = 0
    p99_us: float = 0

    @classmethod
    def from_json(cls, json: Json) -> MethodStats:
        return cls(json.get("count", 0), json.get("errors", 0), json.get("p50_us", 0), json.get("p99_us", 0))


@dataclass(frozen=True)
class Stats:
    """The service's numbers. `service` holds those of its sockets."""

    concepts: int
    terms: int
    generation: int
    names: int = 0
    units: int = 0
    file_bytes: int = 0
    map_bytes: int = 0
    readers: int = 0
    uptime_s: float = 0
    methods: Mapping[str, MethodStats] = field(default_factory=dict)
    service: Mapping[str, int] = field(default_factory=dict)
    batches: int = 0

    @classmethod
    def from_json(cls, json: Json) -> Stats:
        methods = {name: MethodStats.from_json(item) for name, item in (json.get("methods") or {}).items()}
        return cls(json["concepts"], json["terms"], json["generation"], json.get("names", 0), json.get("units", 0),
                   json.get("file_bytes", 0), json.get("map_bytes", 0), json.get("readers", 0),
                   json.get("uptime_s", 0), methods, dict(json.get("service") or {}),
                   json.get("batches", 0))
