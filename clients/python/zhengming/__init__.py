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
from ._version import VERSION as __version__

__all__ = [
    "AsyncClient", "BadInput", "Busy", "Change", "Client", "Concept", "Conflict", "Correction", "Current", "Denied", "Edit",
    "Info", "Issue", "Limit", "Match", "Mention", "MethodStats", "Name", "NoMemory", "NotFound", "ProtocolError", "Record", "Relation", "Results",
    "Span", "StorageError", "Stats", "Step", "Term", "Timeout", "ZhengmingError", "__version__",
]
