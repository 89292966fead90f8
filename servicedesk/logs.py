"""One JSON object a line on standard output, without secrets and without line breaks of a caller's making."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError

# A customer's link and a wall's key open a page without sign-in, so no log may hold one.
OPENING_PATH = re.compile(r"(/(?:[a-z0-9-]+/)*(?:s|wall)/)[^/\s\"'?]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def without_secrets(line: str) -> str:
    """Cut the tokens out of the paths of customers' links and wall screens."""
    return OPENING_PATH.sub(r"\1…", line)


def one_line(line: str) -> str:
    """Spell control characters out, so that nobody can write a second log line."""
    return CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", line)


def trace(error: BaseException | None) -> str:
    """Where it happened, down to the first cause: types and lines of code, not the data that an exception may quote."""
    told: list[str] = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        told += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        told.append(f"{type(error).__qualname__}{_harmless(error)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)


def _harmless(error: BaseException) -> str:
    """A constraint's name helps and tells nothing of a customer; the detail after it quotes the row."""
    if isinstance(error, DatabaseError) and "constraint" in (first := str(error).partition("\n")[0]):
        return f": {first}"
    return ""


def said(record: logging.LogRecord) -> str:
    """The message; Celery's own quotes the exception, so it is told anew."""
    if isinstance(record.args, dict) and "exc" in record.args:
        return f"task {record.args.get('name')} failed"
    return record.getMessage()


class JsonLines(logging.Formatter):
    """What, where, how grave, when."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": one_line(without_secrets(said(record))),
        }
        if record.exc_info:
            told["trace"] = one_line(without_secrets(trace(record.exc_info[1])))
        if status := getattr(record, "status_code", None):
            told["status"] = status
        return json.dumps(told, ensure_ascii=False)


def to_standard_output(level: str) -> dict[str, Any]:
    """Django's, Celery's and gunicorn's logs in one shape. Nothing logs a request that went well."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "servicedesk.logs.JsonLines"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # Ticks come every second, and Celery would tell of each twice.
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "gunicorn.error": {"handlers": [], "propagate": True},
            "gunicorn.access": {"handlers": [], "propagate": False},
        },
    }
