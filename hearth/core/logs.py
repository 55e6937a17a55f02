"""Log lines as JSON, without personal data: no query string, no body, no address, no exception's text.

An exception's message can hold what somebody typed; its type and the places it passed cannot.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

# What a caller may add with `extra=`; anything else is left out.
ALLOWED = ("method", "route", "status", "milliseconds", "job", "request_id", "count", "channel", "attempts")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: when, how serious, which part, what, and the allowed extras."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # Third parties format data into their messages; ours are fixed sentences with allowed extras.
            "message": record.getMessage() if record.name.startswith(("hearth", "config")) else str(record.msg),
        }
        for name in ALLOWED:
            value = getattr(record, name, None)
            if value is not None:
                line[name] = value
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename.rsplit('/', 2)[-2]}/{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-8:]
            ]
        return json.dumps(line, ensure_ascii=False, default=str)
