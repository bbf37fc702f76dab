"""Answers of the translation memory, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterator, Mapping, Optional, Sequence, Tuple, Union, overload

from ._json import Json, every
from ._model import Mention, Span


@dataclass(frozen=True)
class UnitEdit:
    """What makes the query of a match's source: source[start:end] gives way to query[query_start:query_end], `text`.

    `kind`: "replace", "insert", "delete". Places in the query are those of its NFC.
    """

    kind: str
    start: int
    end: int
    text: str
    query_start: int
    query_end: int

    @classmethod
    def from_json(cls, json: Json) -> UnitEdit:
        return cls(json["kind"], json["start"], json["end"], json.get("text", ""), json["query_start"],
                   json["query_end"])


@dataclass(frozen=True)
class AdaptedNumber:
    """A number of the source, `from_`, that is `to` in the query; it stands at [start:end] of the adapted target."""

    from_: str
    to: str
    start: int
    end: int

    @classmethod
    def from_json(cls, json: Json) -> AdaptedNumber:
        return cls(json["from"], json["to"], json["start"], json["end"])


@dataclass(frozen=True)
class Adaptation:
    """A match's target with the query's numbers."""

    target: str
    numbers: Tuple[AdaptedNumber, ...] = ()

    @classmethod
    def from_json(cls, json: Json) -> Adaptation:
        return cls(json["target"], every(AdaptedNumber.from_json, json.get("numbers")))


@dataclass(frozen=True)
class Misfit:
    """A name of the query that the target does not have (`target` None), or has otherwise; or, with `query` None, one that
    only the target has. `expected` is the official form in the target's language."""

    kind: str
    query: Optional[Span]
    target: Optional[Span]
    expected: Optional[str] = None
    concept: Optional[str] = None

    @classmethod
    def from_json(cls, json: Json) -> Misfit:
        query, target = json.get("query"), json.get("target")
        return cls(json["kind"], Span.from_json(query) if query else None, Span.from_json(target) if target else None,
                   json.get("expected"), json.get("concept"))


@dataclass(frozen=True)
class MatchNames:
    """The glossary's names in a match's source and target, and where the target's do not fit the query."""

    source: Tuple[Mention, ...] = ()
    target: Tuple[Mention, ...] = ()
    misfits: Tuple[Misfit, ...] = ()

    @classmethod
    def from_json(cls, json: Json) -> MatchNames:
        return cls(every(Mention.from_json, json.get("source")), every(Mention.from_json, json.get("target")),
                   every(Misfit.from_json, json.get("misfits")))


@dataclass(frozen=True)
class UnitMatch:
    """A unit near to a text. `kind`: "context", "exact", "fuzzy"; `score` is 100 for the first two, and only for them.

    `unit` is its number; `names` is None where they were not asked for.
    """

    score: float
    kind: str
    unit: int
    source_lang: str
    source: str
    target_lang: str
    target: str
    edits: Tuple[UnitEdit, ...] = ()
    adapted: Optional[Adaptation] = None
    source_tags: Tuple[str, ...] = ()
    target_tags: Tuple[str, ...] = ()
    origin: str = ""
    domain: str = ""
    created: Optional[str] = None
    changed: Optional[str] = None
    uses: int = 0
    names: Optional[MatchNames] = None

    @classmethod
    def from_json(cls, json: Json) -> UnitMatch:
        adapted, names = json.get("adapted"), json.get("names")
        return cls(json["score"], json["kind"], json["unit"], json["source_lang"], json["source"], json["target_lang"],
                   json["target"], every(UnitEdit.from_json, json.get("edits")),
                   Adaptation.from_json(adapted) if adapted else None, tuple(json.get("source_tags") or ()),
                   tuple(json.get("target_tags") or ()), json.get("origin", ""), json.get("domain", ""),
                   json.get("created"), json.get("changed"), json.get("uses", 0),
                   MatchNames.from_json(names) if names else None)


@dataclass(frozen=True)
class TextMatches(Sequence[UnitMatch]):
    """The matches of one text, the best first; `names` are the glossary's names in the text."""

    matches: Tuple[UnitMatch, ...] = ()
    names: Tuple[Mention, ...] = ()
    generation: int = 0

    @overload
    def __getitem__(self, index: int) -> UnitMatch: ...

    @overload
    def __getitem__(self, index: slice) -> Tuple[UnitMatch, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[UnitMatch, Tuple[UnitMatch, ...]]:
        return self.matches[index]

    def __len__(self) -> int:
        return len(self.matches)

    def __iter__(self) -> Iterator[UnitMatch]:
        return iter(self.matches)

    @classmethod
    def from_json(cls, json: Json, generation: int = 0) -> TextMatches:
        return cls(every(UnitMatch.from_json, json["matches"]), every(Mention.from_json, json.get("names")),
                   json.get("generation", generation))


@dataclass(frozen=True)
class FoundUnit:
    """A unit with a text in one of its segments: text[start:end] for each of `runs`. `others`: its other texts.

    `whole`: one of the runs at least begins and ends where words do.
    """

    unit: int
    lang: str
    text: str
    runs: Tuple[Tuple[int, int], ...]
    whole: bool
    others: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    domain: str = ""

    @classmethod
    def from_json(cls, json: Json) -> FoundUnit:
        return cls(json["unit"], json["lang"], json["text"],
                   tuple((run["start"], run["end"]) for run in json["runs"]), json["whole"],
                   dict(json.get("others") or {}), json.get("origin", ""), json.get("domain", ""))


@dataclass(frozen=True)
class Concordance(Sequence[FoundUnit]):
    """A page of finds, and how many there are in all."""

    matches: Tuple[FoundUnit, ...]
    total: int
    generation: int = 0

    @overload
    def __getitem__(self, index: int) -> FoundUnit: ...

    @overload
    def __getitem__(self, index: slice) -> Tuple[FoundUnit, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[FoundUnit, Tuple[FoundUnit, ...]]:
        return self.matches[index]

    def __len__(self) -> int:
        return len(self.matches)

    def __iter__(self) -> Iterator[FoundUnit]:
        return iter(self.matches)

    @classmethod
    def from_json(cls, json: Json) -> Concordance:
        return cls(every(FoundUnit.from_json, json["matches"]), json["total"], json.get("generation", 0))


@dataclass(frozen=True)
class AddedUnit:
    """What became of a unit: `outcome` is "added", "joined", "unchanged" or, with `error` and no `unit`, "refused"."""

    outcome: str
    unit: Optional[int] = None
    error: str = ""

    @classmethod
    def from_json(cls, json: Json) -> AddedUnit:
        return cls(json["outcome"], json.get("unit"), json.get("error", ""))


@dataclass(frozen=True)
class Deleted:
    """How many units were deleted, and the generation of that."""

    count: int
    generation: int

    @classmethod
    def from_json(cls, json: Json) -> Deleted:
        return cls(json["deleted"], json["generation"])


@dataclass(frozen=True)
class Import:
    """An import: a named batch of units. `state`: "running", "done", "undoing", "undone"; `read`: units taken so far."""

    batch: str
    state: str
    origin: str = ""
    begun: Optional[str] = None
    ended: Optional[str] = None
    read: int = 0
    added: int = 0
    joined: int = 0
    unchanged: int = 0
    refused: int = 0
    undone: int = 0
    kept: int = 0

    @classmethod
    def from_json(cls, json: Json) -> Import:
        counts = (json.get(name, 0) for name in ("read", "added", "joined", "unchanged", "refused", "undone", "kept"))
        return cls(json["batch"], json["state"], json.get("origin", ""), json.get("begun"), json.get("ended"), *counts)
