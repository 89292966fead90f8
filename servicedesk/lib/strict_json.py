"""JSON as strangers send it: each name once, no NaN and no infinity, which are no JSON and no database holds."""

import json
from typing import Any


def read_json(text: str) -> Any:
    """Return what the text says. Raises ValueError, and RecursionError where it is too deep."""
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_once)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a name stands twice")
    return told
