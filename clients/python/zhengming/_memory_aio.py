"""The methods of the translation memory, for asyncio."""

from __future__ import annotations

from typing import AsyncIterator, Iterable, Mapping, Optional, TypeVar, Union, overload

from . import _memory_calls as _calls
from ._calls import Day
from ._exchange import Plan
from ._memory_calls import UnitLike
from ._memory_model import AddedUnit, Concordance, Deleted, Import, TextMatches
from ._model import Change, Results
from ._unit import Segment, Unit, UnitRecord

T = TypeVar("T")


class AsyncMemoryMethods:
    """As MemoryMethods, for asyncio."""

    async def _run(self, plan: Plan[T], timeout: Optional[float]) -> T:
        raise NotImplementedError

    @overload
    async def memory_lookup(  # type: ignore  # a str is an Iterable[str], too
        self,
        text: str,
        from_: str,
        to: str,
        *,
        min_score: Optional[int] = ...,
        limit: Optional[int] = ...,
        previous: Optional[str] = ...,
        next: Optional[str] = ...,
        exact: Optional[bool] = ...,
        adapt_numbers: Optional[bool] = ...,
        origin: Optional[str] = ...,
        domain: Optional[str] = ...,
        since: Optional[Day] = ...,
        until: Optional[Day] = ...,
        names: Optional[bool] = ...,
        as_of: Optional[Day] = ...,
        style: Optional[str] = ...,
        timeout: Optional[float] = ...,
    ) -> TextMatches: ...

    @overload
    async def memory_lookup(
        self,
        text: Iterable[str],
        from_: str,
        to: str,
        *,
        min_score: Optional[int] = ...,
        limit: Optional[int] = ...,
        exact: Optional[bool] = ...,
        adapt_numbers: Optional[bool] = ...,
        origin: Optional[str] = ...,
        domain: Optional[str] = ...,
        since: Optional[Day] = ...,
        until: Optional[Day] = ...,
        names: Optional[bool] = ...,
        as_of: Optional[Day] = ...,
        style: Optional[str] = ...,
        timeout: Optional[float] = ...,
    ) -> Results[TextMatches]: ...

    async def memory_lookup(
        self,
        text: Union[str, Iterable[str]],
        from_: str,
        to: str,
        *,
        min_score: Optional[int] = None,
        limit: Optional[int] = None,
        previous: Optional[str] = None,
        next: Optional[str] = None,
        exact: Optional[bool] = None,
        adapt_numbers: Optional[bool] = None,
        origin: Optional[str] = None,
        domain: Optional[str] = None,
        since: Optional[Day] = None,
        until: Optional[Day] = None,
        names: Optional[bool] = None,
        as_of: Optional[Day] = None,
        style: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Union[TextMatches, Results[TextMatches]]:
        """Units whose text in the language `from_` is the same or near, with their text in `to`, the best first.

        For one text, with those before and after it in its document where they are known; or for each of many: long
        lists go as several requests, of which some are always on their way. None is missed that scores `min_score`.
        """
        options = {"from": from_, "to": to, "min_score": min_score, "limit": limit, "exact": exact,
                   "adapt_numbers": adapt_numbers, "origin": origin, "domain": domain, "since": since, "until": until,
                   "names": names, "as_of": as_of, "style": style}
        if isinstance(text, str):
            one = _calls.lookup_one(text, previous, next, **options)
            return await self._run(one, timeout)
        many = _calls.lookup(text, **options)
        return await self._run(many, timeout)

    async def memory_concordance(
        self,
        text: str,
        *,
        lang: Optional[str] = None,
        to: Optional[str] = None,
        offset: Optional[int] = None,
        limit: Optional[int] = None,
        origin: Optional[str] = None,
        domain: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Concordance:
        """Units with a word, a phrase or a few characters in a text, in whatever case; whole words first."""
        plan = _calls.concordance(text, lang=lang, to=to, offset=offset, limit=limit, origin=origin, domain=domain)
        return await self._run(plan, timeout)

    async def memory_add(
        self,
        units: Iterable[UnitLike],
        *,
        batch: Optional[str] = None,
        timeout: Optional[float] = None,
        retry: bool = False,
    ) -> Results[AddedUnit]:
        """Add 1 to 1,000 units, durably, and tell what became of each; to a running import if `batch` names one.

        With `retry` it is sent again when no reply comes: without an import no harm, as what is there is not added.
        """
        return await self._run(_calls.add(units, batch, retry), timeout)

    async def memory_get(self, unit: int, *, timeout: Optional[float] = None) -> UnitRecord:
        """A unit by its number, with the generation to base an edit on."""
        return await self._run(_calls.get(unit), timeout)

    async def memory_edit(
        self,
        unit: int,
        content: UnitLike,
        *,
        generation: Optional[int] = None,
        timeout: Optional[float] = None,
        retry: bool = False,
    ) -> int:
        """Put other content in a unit's place, durably, and tell the generation.

        Raises Conflict if it was changed after `generation`, or if another unit has this content.
        """
        return await self._run(_calls.edit(unit, content, generation, retry), timeout)

    async def memory_delete(
        self, units: Iterable[int], *, timeout: Optional[float] = None, retry: bool = False
    ) -> Deleted:
        """Delete 1 to 1,000 units by their numbers: all, or none where one is not there."""
        return await self._run(_calls.delete(units, retry), timeout)

    async def memory_delete_texts(
        self, texts: Mapping[str, Union[str, Segment]], *, timeout: Optional[float] = None, retry: bool = False
    ) -> Deleted:
        """Delete all units that have these texts in these languages, two or more."""
        return await self._run(_calls.delete_texts(texts, retry), timeout)

    async def memory_history(
        self, unit: int, *, limit: Optional[int] = None, timeout: Optional[float] = None
    ) -> Results[Change]:
        """The changes of a unit, the newest first."""
        return await self._run(_calls.history(unit, limit), timeout)

    async def memory_export(
        self,
        *,
        after: int = 0,
        limit: Optional[int] = None,
        langs: Optional[Iterable[str]] = None,
        origin: Optional[str] = None,
        domain: Optional[str] = None,
        batch: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> AsyncIterator[Unit]:
        """All units in the order of their numbers, as they are asked for: `limit` of them, and `timeout`, a request."""
        options = {"limit": limit, "langs": langs, "origin": origin, "domain": domain, "batch": batch}
        if langs is not None:
            options["langs"] = list(langs)
        place: Optional[int] = after
        while place is not None:
            units, place = await self._run(_calls.export(place, **options), timeout)
            for unit in units:
                yield unit

    async def memory_batches(self, *, timeout: Optional[float] = None) -> Results[Import]:
        """All imports, the oldest first."""
        return await self._run(_calls.batches(), timeout)

    async def memory_begin(
        self,
        batch: str,
        *,
        origin: Optional[str] = None,
        resume: Optional[bool] = None,
        timeout: Optional[float] = None,
        retry: bool = False,
    ) -> int:
        """Begin an import, or go on with one; tells how many units of its input are taken already."""
        return await self._run(_calls.begin(batch, origin, resume, retry), timeout)

    async def memory_end(
        self, batch: str, *, done: Optional[bool] = None, timeout: Optional[float] = None, retry: bool = False
    ) -> Import:
        """End an import; with `done` False it stays running, to be resumed."""
        return await self._run(_calls.end(batch, done, retry), timeout)

    async def memory_undo(self, batch: str, *, timeout: Optional[float] = None, retry: bool = False) -> Import:
        """Undo an import: units that it added go, others are as before, but for those that were changed since.

        A large one takes its time: give it a long `timeout`. Asked again after a Timeout it goes on, or is NotFound when
        all is done.
        """
        return await self._run(_calls.undo(batch, retry), timeout)
