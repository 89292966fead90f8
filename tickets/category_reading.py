"""The tree of categories as administrators look at it: how often used, what is inherited, how it came to be."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Unit
from tickets.duplicate_rule import read
from tickets.lifecycle import Kind
from tickets.models import Category, CategoryVersion, Ticket

YEAR = timedelta(days=365)
SETTINGS: dict[str, Promise] = {
    "name": pgettext_lazy("category", "Name"),
    "name_en": gettext_lazy("Name in English"),
    "kind": gettext_lazy("Kind of request"),
    "parent": gettext_lazy("Under"),
    "position": gettext_lazy("Place"),
    "is_active": gettext_lazy("In use"),
    "questions": gettext_lazy("Questions"),
    "hazards": gettext_lazy("Answers that raise the alarm"),
    "script": gettext_lazy("What to say"),
    "hint": gettext_lazy("Hint about the promise"),
    "knowledge": gettext_lazy("Knowledge cards"),
    "receipt": gettext_lazy("Words on the slip"),
    "checklist": gettext_lazy("Checklist"),
    "to_close": gettext_lazy("Needed to close"),
    "duplicates": gettext_lazy("What counts as the same again"),
}
WHY: dict[str, Promise] = {
    "created": pgettext_lazy("category", "Created"),
    "changed": pgettext_lazy("category", "Changed"),
    "moved": pgettext_lazy("category", "Moved"),
    "ordered": pgettext_lazy("category", "Put in order"),
    "retired": pgettext_lazy("category", "Retired"),
    "revived": pgettext_lazy("category", "Taken back into use"),
    "undone": pgettext_lazy("category", "Change taken back"),
    "imported": pgettext_lazy("category", "Imported"),
    "inherited": pgettext_lazy("category", "A setting further up changed"),
}


@dataclass
class Node:
    """One category of the tree. `used`: requests of the last twelve months, those below it counted in."""

    category: Category
    children: list["Node"]
    used: int = 0

    @property
    def count(self) -> int:
        return self.used + sum(one.count for one in self.children)


def tree_of(org: Unit, *, at: datetime, words: str = "", retired: bool = False) -> list[Node]:
    """The whole tree, or what fits the words with the way down to it; retired categories only if asked for."""
    rows = Category.objects.filter(org=org)
    if not retired:
        rows = rows.filter(is_active=True)
    used = dict(
        Ticket.objects.filter(category__org=org, registered_at__gt=at - YEAR)
        .order_by()
        .values("category")
        .annotate(n=Count("pk"))
        .values_list("category", "n")
    )
    nodes = {row.pk: Node(row, [], used.get(row.pk, 0)) for row in rows}
    tops: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.category.parent_id) if node.category.parent_id else None
        (above.children if above else tops).append(node)
    plain = words.strip().lower()
    return [one for one in tops if _narrow(one, plain)] if plain else tops


def _narrow(node: Node, plain: str) -> bool:
    """Leave below the node only what fits; a category that fits keeps all below it."""
    one = node.category
    if plain in one.name.lower() or plain in one.name_en.lower() or one.code == plain or plain in one.initials:
        return True
    node.children = [child for child in node.children if _narrow(child, plain)]
    return bool(node.children)


def size(nodes: list[Node]) -> int:
    """How many categories there are."""
    return sum(1 + size(node.children) for node in nodes)


@dataclass(frozen=True)
class Change:
    """One setting that is different between two states, line by line: ("-", …), ("+", …), (" ", …)."""

    name: str
    word: str
    lines: list[tuple[str, str]]


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """What is different, in words."""
    return [
        Change(name, str(word), list(_marked(lines_of(name, before.get(name)), lines_of(name, after.get(name)))))
        for name, word in SETTINGS.items()
        if before.get(name) != after.get(name) and (before.get(name) or after.get(name) or name == "is_active")
    ]


def _marked(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for line in difflib.ndiff(old, new):
        if line[0] in "+- ":
            yield line[0], line[2:]


def lines_of(name: str, value: Any) -> list[str]:
    """One setting in lines that people read."""
    if value in (None, "", [], {}):
        return []
    if name == "questions":
        return [line for row in value for line in _question_lines(row)]
    if name == "to_close":
        return [f"{row['label']} ({row['kind']})" + _choices(row) for row in value]
    if name == "checklist":
        return [row["label"] for row in value]
    if name == "hazards":
        return [" = ".join(pair) for pair in value]
    if name == "duplicates":
        return _rule_lines(value)
    if name == "kind":
        return [str(dict(Kind.choices).get(value, value))]
    if name == "is_active":
        return [_("yes") if value else _("no")]
    return [str(one) for one in value] if isinstance(value, list) else str(value).splitlines()


def _question_lines(row: dict[str, Any]) -> list[str]:
    marks = [_("required")] if row.get("required") else []
    if row.get("only_if"):
        marks.append(f"{row['only_if']['question']} = {row['only_if']['is']}")
    return [" · ".join([row["label"], row.get("kind", "choice"), *marks]) + _choices(row)]


def _choices(row: dict[str, Any]) -> str:
    labels = [one["label"] for one in row.get("choices", [])]
    return f": {' / '.join(labels)}" if labels else ""


def _rule_lines(value: dict[str, Any]) -> list[str]:
    rule = read(value)
    facts = {"count": rule.transformer_count, "minutes": rule.transformer_minutes}
    again = {"days": rule.repeat_days, "n": rule.level_after, "level": rule.level}
    return [
        f"{rule.account}",
        _("%(count)d of one transformer within %(minutes)d minutes") % facts,
        _("again within %(days)d days; from the %(n)d. contact on: %(level)s") % again,
    ]


@dataclass(frozen=True)
class Entry:
    """One version with what it changed."""

    version: CategoryVersion
    word: str
    changes: list[Change]


def history_of(category: Category, *, most: int = 50) -> list[Entry]:
    """The category's versions, the newest first."""
    rows = category.versions.select_related("by").order_by("-n")[:most]
    return [Entry(row, str(WHY[row.why]), changes_between(row.before, row.after)) for row in rows]
