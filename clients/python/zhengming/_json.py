"""What the dataclasses share: JSON into them, and out."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Tuple, TypeVar

T = TypeVar("T")
Json = Mapping[str, Any]


def every(make: Callable[[Json], T], items: Optional[Iterable[Json]]) -> Tuple[T, ...]:
    return tuple(make(item) for item in items or ())


def present(pairs: Iterable[Tuple[str, Any]]) -> Dict[str, Any]:
    return {name: value for name, value in pairs if value not in (None, "", (), {})}
