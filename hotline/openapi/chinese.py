"""The description in Chinese, for the readable pages; what programs read stays as it is.

Three tables in `docs/api/zh/`, each line the English beside the Chinese, so that a test tells when one of them has changed.
"""

from dataclasses import replace
from functools import cache

from django.utils import translation

from accounts.roles import MAY, Role
from accounts.verbs import WORDS
from hotline.openapi.page import Field, Group, Operation, groups_of
from hotline.openapi.papers import table
from hotline.openapi.schema import NEEDS
from hotline.openapi.whole import document

LANGUAGE = "zh-hans"


@cache
def groups(language: str) -> list[Group]:
    """Every group with its operations, as a reader of this language sees them."""
    told = groups_of(document(language))
    return told if language == "en" else _in_chinese(told)


def _in_chinese(told: list[Group]) -> list[Group]:
    names = {name: (title, text) for name, _english, title, text in table("groups")}
    lines = {key: text for key, _english, text in table("operations")}
    words = {one[0]: one[1] for one in table("words")}
    return [
        replace(
            group,
            title=names.get(group.name, (group.title,))[0],
            text=names.get(group.name, ("", group.text))[1],
            operations=[_operation(row, lines, words) for row in group.operations],
        )
        for group in told
    ]


def _operation(row: Operation, lines: dict[str, str], words: dict[str, str]) -> Operation:
    english, _break, _needs = row.text.partition(NEEDS)
    return replace(
        row,
        text=lines.get(row.key, english) + _needed(row.verb),
        english=english,
        parameters=_fields(row.parameters, words),
        takes=_fields(row.takes, words),
        gives=_fields(row.gives, words),
        statuses=[(status, words.get(text, text)) for status, text in row.statuses],
    )


def _needed(verb: str) -> str:
    """Which right opens it, and who has that."""
    if not verb:
        return ""
    with translation.override(LANGUAGE):
        roles = "、".join(f"{role.label} `{role}`" for role in Role if role in MAY[verb])
        return f"\n\n须有动作 `{verb}`（{WORDS.get(verb, verb)}）。具有该动作的角色：{roles}。"


def _fields(fields: list[Field], words: dict[str, str]) -> list[Field]:
    return [replace(one, text=words.get(one.text, one.text)) for one in fields]
