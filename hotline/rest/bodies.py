"""What is read of a body: JSON in UTF-8 of bounded size and depth; where it is said, a form of words."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from rest_framework import exceptions
from rest_framework.parsers import BaseParser, JSONParser

from servicedesk.lib.strict_json import read_json

MOST_BYTES = 256 * 1024
DEEPEST = 12
MOST_WORDS = 100


class TooLarge(exceptions.APIException):
    """More bytes than any request of this API needs."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class NoLength(exceptions.APIException):
    """A body sent in chunks: WSGI would take it for an empty one."""

    status_code = HTTPStatus.LENGTH_REQUIRED
    default_code = "length_required"


class BoundedJson(JSONParser):
    """JSON in UTF-8 of bounded size and depth, each name once, no NaN, no text that a database cannot hold."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = _bounded(stream)
        try:
            told = read_json(raw.decode())
            _check_text(told)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError from error
        return told


class Words(dict[str, str]):
    """What came as a form: every value is text, also that of a number."""


class BoundedForm(BaseParser):
    """A form of bounded size, each name once, in UTF-8; a name without a value is as if it were left out."""

    media_type = "application/x-www-form-urlencoded"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Words:
        try:
            pairs = parse_qsl(
                _bounded(stream).decode(),
                keep_blank_values=True,
                strict_parsing=True,
                errors="strict",
                max_num_fields=MOST_WORDS,
            )
            told = dict(pairs)
            if len(told) < len(pairs):
                raise ValueError("a name twice")
            _check_text(told)
        except ValueError as error:
            raise exceptions.ParseError from error
        return Words({name: text for name, text in told.items() if text})


def _bounded(stream: Any) -> bytes:
    raw: bytes = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise TooLarge
    return raw


def _check_text(told: Any) -> None:
    """Refuse depth, NUL and lone surrogates anywhere: Postgres keeps none of them."""
    level = [told]
    for _depth in range(DEEPEST):
        if any("\0" in text or not _is_encodable(text) for text in _texts(level)):
            raise ValueError("text that cannot be kept")
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ValueError("too deep")


def _texts(level: list[Any]) -> Iterator[str]:
    for item in level:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from item


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _inside(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []
