"""Client of Zhengming, the terminology service for official Chinese-English names. See README.md."""

from ._aio import AsyncClient
from ._client import Client
from ._errors import (
    BadInput,
    Busy,
    Conflict,
    Denied,
    Limit,
    NoMemory,
    NotFound,
    ProtocolError,
    StorageError,
    Timeout,
    ZhengmingError,
)
from ._memory_model import (
    Adaptation,
    AdaptedNumber,
    AddedUnit,
    Concordance,
    Deleted,
    FoundUnit,
    Import,
    MatchNames,
    Misfit,
    TextMatches,
    UnitEdit,
    UnitMatch,
)
from ._model import (
    Change,
    Concept,
    Correction,
    Current,
    Edit,
    Info,
    Issue,
    Match,
    Mention,
    MethodStats,
    Name,
    Record,
    Relation,
    Results,
    Span,
    Stats,
    Step,
    Term,
)
from ._unit import Detail, Segment, Unit, UnitRecord
from ._version import VERSION as __version__

__all__ = [
    "Adaptation", "AdaptedNumber", "AddedUnit", "AsyncClient", "BadInput", "Busy", "Change", "Client", "Concept",
    "Concordance", "Conflict", "Correction", "Current", "Deleted", "Denied", "Detail", "Edit", "FoundUnit", "Import",
    "Info", "Issue", "Limit", "Match", "MatchNames", "Mention", "MethodStats", "Misfit", "Name", "NoMemory",
    "NotFound", "ProtocolError", "Record", "Relation", "Results", "Segment", "Span", "Stats", "Step", "StorageError",
    "Term", "TextMatches", "Timeout", "Unit", "UnitEdit", "UnitMatch", "UnitRecord", "ZhengmingError", "__version__",
]
