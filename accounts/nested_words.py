"""Lists and sets of facts inside a setting, in words: what their parts are called, and the codes that stand in them."""

from collections.abc import Mapping
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from accounts.verbs import WORDS

# By the column's own word where there is one (`change_words.COLUMNS`); these stand nowhere but inside.
PARTS: dict[str, Promise] = {
    "account": pgettext_lazy("part", "Same account"),
    "after": pgettext_lazy("part", "After"),
    "ago": pgettext_lazy("part", "Days back"),
    "asked": pgettext_lazy("part", "Asked"),
    "below": pgettext_lazy("part", "Below it"),
    "count": pgettext_lazy("part", "How many"),
    "end": pgettext_lazy("part", "Until"),
    "from": pgettext_lazy("part", "From"),
    "fields": pgettext_lazy("part", "Fields"),
    "head": pgettext_lazy("part", "Head"),
    "how": pgettext_lazy("part", "How"),
    "in_title": pgettext_lazy("part", "Stands in the title"),
    "is": pgettext_lazy("part", "Answer"),
    "is_result": pgettext_lazy("part", "Is the result"),
    "items": pgettext_lazy("part", "Items"),
    "label": pgettext_lazy("part", "Word"),
    "label_en": pgettext_lazy("part", "English word"),
    "later": pgettext_lazy("part", "May come later, days"),
    "least": pgettext_lazy("part", "At least"),
    "level_after": pgettext_lazy("part", "Higher level after"),
    "low": pgettext_lazy("part", "Low from"),
    "only_if": pgettext_lazy("part", "Only if"),
    "part": pgettext_lazy("part", "Part"),
    "points": pgettext_lazy("part", "Points"),
    "promise": pgettext_lazy("part", "Promise"),
    "question": pgettext_lazy("part", "Question"),
    "receipt": pgettext_lazy("part", "On the receipt"),
    "repeat": pgettext_lazy("part", "Repeated within"),
    "required": pgettext_lazy("part", "Must be answered"),
    "row": pgettext_lazy("part", "Row"),
    "score": pgettext_lazy("part", "Score"),
    "shifts": pgettext_lazy("part", "Hours"),
    "signers": pgettext_lazy("part", "Who signs"),
    "transformer": pgettext_lazy("part", "Same transformer"),
    "until": pgettext_lazy("part", "Until"),
    "whom": pgettext_lazy("part", "For whom"),
    "word": pgettext_lazy("part", "Word"),
}
CODES: dict[str, Promise] = {
    "choice": pgettext_lazy("kind of answer", "choice"),
    "many": pgettext_lazy("kind of answer", "several choices"),
    "number": pgettext_lazy("kind of answer", "number"),
    "text": pgettext_lazy("kind of answer", "text"),
    "time": pgettext_lazy("kind of answer", "time"),
    "date": pgettext_lazy("kind of answer", "day"),
    "yesno": pgettext_lazy("kind of answer", "yes or no"),
    "photo": pgettext_lazy("kind of answer", "photo"),
    "elapsed": pgettext_lazy("clock", "all hours"),
    "working": pgettext_lazy("clock", "working time"),
}


def flat(value: Any, columns: Mapping[str, Promise], names: Mapping[str, str]) -> str:
    """A list or a set of facts in one line: no bare key, no code that has a word, no key of a row that has a name."""
    if isinstance(value, dict):
        told = [(name, flat(one, columns, names)) for name, one in value.items()]
        return "；".join(f"{_part(str(name), columns)}：{text}" for name, text in told if text)
    if isinstance(value, list) and _is_week(value):
        return "；".join(f"{WEEKDAYS[day]} {_hours(shifts)}" for day, shifts in enumerate(value) if shifts)
    if isinstance(value, list):
        between = "／" if any(isinstance(one, dict | list) for one in value) else "、"
        return between.join(text for one in value if (text := flat(one, columns, names)))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else _code(str(value), names)


def _is_week(value: list[Any]) -> bool:
    """Seven lists of shifts, Monday first, as a calendar keeps its usual week."""
    return len(value) == len(WEEKDAYS) and all(isinstance(day, list) for day in value)


def _hours(shifts: list[Any]) -> str:
    return " ".join("–".join(map(str, shift)) if isinstance(shift, list) else str(shift) for shift in shifts)


def _part(name: str, columns: Mapping[str, Promise]) -> str:
    if name.isdigit() and 1 <= int(name) <= len(WEEKDAYS):
        return str(WEEKDAYS[int(name) - 1])
    return str(PARTS.get(name) or columns.get(name) or name.replace("_", " "))


def _code(text: str, names: Mapping[str, str]) -> str:
    if text in names:
        return names[text]
    known = Role(text).label if text in Role.values else CODES.get(text) or WORDS.get(text)
    return str(known or text)


def keys_in(value: Any) -> set[str]:
    """Everything in it that may be the key of a row."""
    if isinstance(value, dict):
        return set().union(*(keys_in(one) for one in value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*(keys_in(one) for one in value)) if value else set()
    return {value} if isinstance(value, str) and len(value) == 36 and value.count("-") == 4 else set()
