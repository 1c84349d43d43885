"""Structured logs: one JSON line an event with the request's id, and no personal data.

Log calls name events and record numbers; never a name, an address, a token or what somebody typed. What is counted or
searched by stands beside the event, as `extra={"facts": {…}}`.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
ADDRESS = re.compile(r"[^\s\"'<>(]+@[^\s\"'<>)]+")
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,}")  # the shortest token of ours has 43 characters


class RequestIdFilter(logging.Filter):
    """Put the id of the request at hand on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id; nothing is held back. Django speaks of a request that went wrong when it has already left us."""
        record.request_id = request_id.get() or getattr(getattr(record, "request", None), "request_id", "")
        return True


class RouteFilter(logging.Filter):
    """Name the route where Django names the address of a request: an address may hold somebody's token."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the address; nothing is held back."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            record.args = tuple((match.route if match else "(no route)") if arg == path else arg for arg in record.args)
        return True


def redact(text: str) -> str:
    """Return a text without what looks like an address or a token, should a package's words ever hold one."""
    return TOKEN.sub("…", ADDRESS.sub("(address)", text))


def places(fault: BaseException | None) -> list[str]:
    """Return the kinds of a fault and of those behind it, each with its lines of code: no messages, no values.

    A database's message names the row: "Key (email)=(jo@acme.example) already exists".
    """
    lines: list[str] = []
    while fault is not None:
        lines.append(type(fault).__name__)
        frames = traceback.extract_tb(fault.__traceback__)
        lines += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return lines


class FaultFilter(logging.Filter):
    """Leave the message of an exception out where Celery puts it into its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Name the kind of fault only; nothing is held back."""
        if isinstance(record.args, dict) and {"exc", "traceback"} <= record.args.keys():
            kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "a fault"
            record.args = record.args | {"exc": kind, "traceback": "", "args": "", "kwargs": ""}
        return True


class JsonFormatter(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redact(record.getMessage().strip()),
            "request": getattr(record, "request_id", ""),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            line["fault"] = record.exc_info[0].__name__
            line["where"] = places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)
