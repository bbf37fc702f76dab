"""What can go wrong, a class each."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Type

from ._model import Record
from ._unit import UnitRecord


class ZhengmingError(Exception):
    """Base of all errors of this package; its text says which method, where, why, and what to do.

    `code` is the service's word ("not_found", "limit", ...) or this client's ("timeout", "protocol");
    `text` is the reason alone; `line` and `offset` (bytes) are the place in the input, where the service gave one.
    """

    code = "error"
    hint = ""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.text = message
        self.method = ""
        self.endpoint = ""
        self.line: Optional[int] = None
        self.offset: Optional[int] = None


class NotFound(ZhengmingError):
    """There is no such concept."""

    code = "not_found"
    hint = "Find its id with lookup()."


class BadInput(ZhengmingError):
    """What was given is wrong."""

    code = "bad_input"
    hint = "Correct the parameters; docs/methods.md lists them."


class Conflict(ZhengmingError):
    """The concept or unit was changed after the generation that the write was based on: it is now `current` or
    `current_unit`. Or another unit has the same content, or an import of that name is there.
    """

    code = "conflict"
    hint = "Apply your change to the error's .current.concept, and base it on .current.generation."
    current: Optional[Record] = None
    current_unit: Optional[UnitRecord] = None


class Denied(ZhengmingError):
    """Not permitted: the database is read-only, or another program has locked it."""

    code = "denied"
    hint = "Ask a service that may write, or change the folder's permissions."


class Limit(ZhengmingError):
    """A documented bound was met."""

    code = "limit"
    hint = "Send less at a time; info().limits lists the bounds."


class Busy(ZhengmingError):
    """The service's queue was full each time until the timeout; nothing was done."""

    code = "busy"
    hint = "Try again later, with a longer timeout or fewer requests at once."


class NoMemory(ZhengmingError):
    """The service has no memory for this."""

    code = "no_memory"
    hint = "Send less at a time, or give the service more memory."


class StorageError(ZhengmingError):
    """The service's disk or database."""

    code = "storage"
    hint = "On the service's machine, look at the disk and run `zhengming verify`."


class Timeout(ZhengmingError, TimeoutError):
    """No reply in time. A write may have been done all the same."""

    code = "timeout"


class ProtocolError(ZhengmingError):
    """A reply that this client does not understand."""

    code = "protocol"
    hint = "Is this the endpoint of a Zhengming service, and of a version that suits this client?"


NO_METHOD = -32601
_BY_WORD: Mapping[Any, Type[ZhengmingError]] = {
    kind.code: kind for kind in (NotFound, BadInput, Conflict, Denied, Limit, NoMemory, StorageError)
}
_BY_NUMBER: Mapping[Any, Type[ZhengmingError]] = {
    -32700: ProtocolError,
    -32600: BadInput,
    NO_METHOD: BadInput,
    -32602: BadInput,
}


def failure(kind: Type[ZhengmingError], method: str, endpoint: str, text: str, hint: str = "") -> ZhengmingError:
    """An error whose message names method and endpoint, and ends with what to do."""
    advice = hint or kind.hint
    error = kind(f"{method} at {endpoint}: {text.rstrip('.')}." + (f" {advice}" if advice else ""))
    error.text, error.method, error.endpoint = text, method, endpoint
    return error


OF_A_UNIT = "Apply your change to the error's .current_unit.unit, and base it on .current_unit.generation."


def from_reply(error: Any, method: str, endpoint: str) -> ZhengmingError:
    """The error object of a JSON-RPC reply."""
    if not isinstance(error, dict):
        return failure(ProtocolError, method, endpoint, f"an error that is no object: {error!r:.80}")
    data = error.get("data")
    data = data if isinstance(data, dict) else {}
    number, word = error.get("code"), data.get("code")
    kind: Optional[Type[ZhengmingError]] = _BY_NUMBER.get(number)
    if kind is None:
        kind = Busy if data.get("busy") else _BY_WORD.get(word)
    hint = "info().methods lists what there is." if number == NO_METHOD else ""
    if kind is Conflict and method.startswith("memory."):
        hint = OF_A_UNIT if method == "memory.edit" else "memory_batches() tells how imports stand."
    made = failure(kind or ZhengmingError, method, endpoint, str(data.get("text") or error.get("message")), hint)
    made.line, made.offset = data.get("line"), data.get("offset")
    if isinstance(made, Conflict) and data.get("current"):
        if "segments" in data["current"]:
            made.current_unit = UnitRecord.from_json(data["current"])
        else:
            made.current = Record.from_json(data["current"])
    return made
