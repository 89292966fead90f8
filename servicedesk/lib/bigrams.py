"""Full text in Chinese without an extension: pairs of characters in a `tsvector`, so that 停电 is found inside a sentence."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db import models

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>[^\\W_{HAN}]+)")
# What Postgres keeps of one text: 16,383 positions; a word longer than this helps nobody.
MOST_GRAMS, LONGEST = 16_000, 60


def grams(text: str) -> Iterator[str]:
    """The searchable pieces of a text in their order: pairs of Han characters, whole words of everything else.

    停电2小时 → 停电, 2, 小时. The last character of a run stands alone as well, so that every pair and every end is found.
    """
    for run in _RUN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        if run["word"]:
            yield run["word"][:LONGEST]
        else:
            yield from _pairs(run["han"])


def _pairs(han: str) -> Iterator[str]:
    yield from (han[at : at + 2] for at in range(len(han) - 1))
    yield han[-1]


def vector(*texts: str) -> str:
    """A `tsvector` literal of these texts, one after the other; pairs do not reach over from one into the next."""
    found = [gram for text in texts for gram in grams(text)][:MOST_GRAMS]
    return " ".join(f"{_quoted(gram)}:{at}" for at, gram in enumerate(found, 1))


def query(words: str) -> str:
    """A `tsquery` literal that asks for every word: Han characters next to each other, other words by their beginning.

    A single Han character is found at any place. Nothing searchable gives an empty query, which finds nothing.
    """
    runs = _RUN.finditer(unicodedata.normalize("NFKC", words).casefold())
    return " & ".join(_ask_han(run["han"]) if run["han"] else f"{_quoted(run['word'][:LONGEST])}:*" for run in runs)


def _ask_han(han: str) -> str:
    if len(han) == 1:
        return f"{_quoted(han)}:*"
    pairs = [_quoted(han[at : at + 2]) for at in range(len(han) - 1)]
    return pairs[0] if len(pairs) == 1 else "(" + " <-> ".join(pairs) + ")"


def _quoted(gram: str) -> str:
    return "'" + gram.replace("\\", "\\\\").replace("'", "''") + "'"


class Grams(models.Field):
    """A column that is searched and never shown: give it `vector(…)`, ask it with `__finds=query(…)`."""

    def db_type(self, connection: Any) -> str:
        return "tsvector"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector"


@Grams.register_lookup
class Finds(models.Lookup):
    """Whether the text answers a query."""

    lookup_name = "finds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*given, self.rhs)
