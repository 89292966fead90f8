"""Pinyin initials, so that 陈桂芳 is found by `cgf`."""

from functools import cache
from importlib import import_module
from typing import Any

# As surnames these are read otherwise than as words.
SURNAMES = {"曾": "z", "单": "s", "仇": "q", "解": "x", "查": "z", "区": "o", "任": "r", "华": "h", "尉": "y", "翟": "z",
            "朴": "p", "缪": "m", "盖": "g", "乐": "y", "万俟": "mq", "尉迟": "yc"}  # fmt: skip


@cache
def reader() -> Any:
    """The library with its dictionaries: a third of a second that most processes never need."""
    return import_module("pypinyin")


def word_initials(text: str) -> str:
    """Return the initials of words that are no name, so that 单户无电 is found by `dhwd`."""
    letters = "".join(reader().lazy_pinyin(text.strip(), style=reader().Style.FIRST_LETTER))
    return "".join(letter for letter in letters if letter.isalnum()).lower()[:60]


def initials(name: str) -> str:
    """Return the initials of a name in lower-case letters and digits: 陈桂芳 → `cgf`, 上海路3号 → `shl3h`."""
    text = name.strip()
    head = next((known for known in (text[:2], text[:1]) if known in SURNAMES), "")
    letters = "".join(reader().lazy_pinyin(text[len(head) :], style=reader().Style.FIRST_LETTER))
    rest = "".join(letter for letter in letters if letter.isalnum())
    return f"{SURNAMES.get(head, '')}{rest}".lower()[:60]
