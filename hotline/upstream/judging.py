"""What the other side answered, read with suspicion. Pure: no table, no clock."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from servicedesk.lib.outward import Answer

CONFLICT, UNKNOWN = 409, 404


@dataclass(frozen=True)
class Verdict:
    """`code` is why an answer is none; `is_known`: they had the letter already."""

    code: str = ""
    is_known: bool = False


def judged(answer: Answer, *, message: str) -> Verdict:
    """Whether this letter was taken: 2xx has to name it and say so, 409 has to say that it is known.

    A page of some gateway that answers 200 to everything has taken nothing; nor does one with 404 know our numbers.
    """
    told = object_in(answer.text)
    if 200 <= answer.status < 300:
        is_taken = told is not None and told.get("taken") is True and told.get("id") == message
        return Verdict() if is_taken else Verdict(code="garbage")
    if answer.status == CONFLICT and told is not None and told.get("code") == "known":
        return Verdict(is_known=True)
    is_unknown = answer.status == UNKNOWN and told is not None and told.get("code") == "unknown"
    return Verdict(code="unknown_nr" if is_unknown else "")


def object_in(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is, or None."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def signing_key(secret: str) -> str:
    """A shared secret in the form that signatures are made with."""
    return base64.b64encode(secret.encode()).decode()
