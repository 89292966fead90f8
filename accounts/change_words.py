"""What was changed, in words: the page it belongs to, the column, and values as people know them where they are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import DateTimeField, Field, ForeignKey, Model
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import column_words
from accounts.models import Change, Unit, User
from accounts.nested_words import flat, keys_in
from accounts.settings_pages import page_of
from servicedesk.templatetags.hall import hall_time

WHAT: dict[str, Promise] = {
    "add": pgettext_lazy("setting", "added"),
    "edit": pgettext_lazy("setting", "changed"),
    "drop": pgettext_lazy("setting", "removed"),
}
# What needs no word: keys, the company, and what only counts.
UNTOLD = {
    *("id", "org_id", "version", "path", "initials", "pad_n"),
    *("at", "by", "by_id", "made_at", "made_by_id", "created_at", "created_by_id", "changed_at", "written_by_id"),
    *("password_at", "password_until"),
    *("published_at", "published_by_id", "next_at", "sent_at", "told_at", "latest", "seen", "prefix"),
}
COLUMNS: dict[str, Promise] = column_words.COLUMNS | {
    "name": pgettext_lazy("unit", "Name"),
    "title": gettext_lazy("Title"),
    "code": gettext_lazy("Code"),
    "kind": gettext_lazy("Kind"),
    "duty": gettext_lazy("Duty of the desk"),
    "phone": gettext_lazy("Phone"),
    "calendar": gettext_lazy("Calendar"),
    "is_active": gettext_lazy("In use"),
    "parent_id": gettext_lazy("Below"),
    "login": gettext_lazy("Sign-in name"),
    "staff_number": gettext_lazy("Staff number"),
    "home_id": gettext_lazy("Where they sit"),
    "person_id": gettext_lazy("Person"),
    "role": gettext_lazy("Role"),
    "unit_id": gettext_lazy("At"),
    "hall_id": gettext_lazy("Hall"),
    "from_at": gettext_lazy("From"),
    "until_at": gettext_lazy("Until"),
    "deputy_id": gettext_lazy("Who stands in"),
    "password": gettext_lazy("Password"),
    "language": gettext_lazy("Language"),
    "colour": gettext_lazy("Colour"),
    "hotline": gettext_lazy("Hotline number"),
    "logo": gettext_lazy("Logo"),
    "category_id": gettext_lazy("Category"),
    "position": gettext_lazy("Place in the list"),
    "minutes": gettext_lazy("Minutes"),
    "limit": gettext_lazy("Limit"),
    "level": gettext_lazy("Level"),
    "area": gettext_lazy("Area"),
    "channel": gettext_lazy("Channel"),
    "reason": gettext_lazy("Reason"),
    "note": gettext_lazy("Note"),
    "scopes": gettext_lazy("Rights"),
    "addresses": gettext_lazy("Addresses"),
    "address": gettext_lazy("Address"),
    "expires_at": gettext_lazy("Valid until"),
    "revoked_at": gettext_lazy("Withdrawn at"),
    "body": gettext_lazy("Text"),
    "state": gettext_lazy("State"),
    "questions": gettext_lazy("Questions"),
    "weekly": gettext_lazy("Usual week"),
    "date": gettext_lazy("Day"),
    "working": gettext_lazy("Working day"),
    "items": pgettext_lazy("quality", "Items"),
    "text": pgettext_lazy("column", "Text"),
    "points": gettext_lazy("Points"),
    "is_fatal": gettext_lazy("alone decides"),
}
LONG = 160


@dataclass(frozen=True)
class Line:
    """One column that differs."""

    word: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One change as it is read."""

    change: Change
    what: Promise
    page: Promise | str
    url: str
    label: str
    lines: list[Line]


def tell(changes: Iterable[Change], *, in_full: bool = False) -> list[Told]:
    """Changes in words; the rows they point to are looked up together, one query a table."""
    rows = list(changes)
    names = _names(rows)
    return [_told(change, names, in_full=in_full) for change in rows]


def _told(change: Change, names: dict[str, str], *, in_full: bool) -> Told:
    page = page_of(change.table)
    columns = [one for one in dict.fromkeys([*change.before, *change.after]) if one not in UNTOLD]
    if change.what == Change.What.ADD:
        columns = [one for one in columns if change.after.get(one) not in ("", [], {}, False)]
    lines = [
        Line(
            _column(change.table, one),
            _value(change.table, one, change.before.get(one), names, in_full=in_full),
            _value(change.table, one, change.after.get(one), names, in_full=in_full),
        )
        for one in columns
    ]
    label = _value(change.table, "role", change.label, names, in_full=False) if change.label else ""
    if change.table == "accounts_grant":
        person = (change.after or change.before).get("person_id")
        label = f"{names.get(str(person), '')} {label}".strip()
    return Told(change, WHAT[change.what], page.word if page else change.table, page.url if page else "", label, lines)


def _column(table: str, column: str) -> str:
    if column in COLUMNS:
        return str(COLUMNS[column])
    field = _fields(table).get(column)
    return str(field.verbose_name).capitalize() if field is not None else column


def _value(table: str, column: str, value: Any, names: dict[str, str], *, in_full: bool) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    field = _fields(table).get(column)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, str) and (name := names.get(value)):
        return name
    is_moment = isinstance(field, DateTimeField) or column.endswith("at")
    if isinstance(value, str) and is_moment and (moment := parse_datetime(value)):
        return hall_time(moment)
    text = value if isinstance(value, str) else flat(value, COLUMNS, names)
    return text if in_full or len(text) <= LONG else f"{text[:LONG]}…"


@cache
def _fields(table: str) -> dict[str, Field]:
    model = _models().get(table)
    return {str(field.column): field for field in model._meta.concrete_fields} if model else {}


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _is_key(text: Any) -> bool:
    try:
        return bool(UUID(text))
    except (ValueError, TypeError, AttributeError):
        return False


def _inside(value: Any) -> set[str]:
    """The keys of rows that stand inside a list or a set of facts."""
    return {key for key in keys_in(value) if _is_key(key)} if isinstance(value, dict | list) else set()


def _names(changes: list[Change]) -> dict[str, str]:
    """What the rows are called that these changes point to."""
    wanted: dict[type[Model], set[str]] = {}
    for change in changes:
        for column, field in _fields(change.table).items():
            if not isinstance(field, ForeignKey) or column in UNTOLD:
                continue
            found = {side.get(column) for side in (change.before, change.after) if _is_key(side.get(column))}
            wanted.setdefault(field.related_model, set()).update(found)
        nested = {key for side in (change.before, change.after) for value in side.values() for key in _inside(value)}
        for model in (Unit, User) if nested else ():
            wanted.setdefault(model, set()).update(nested)
    return {
        str(row.pk): str(row)
        for model, keys in wanted.items()
        if keys
        for row in model._base_manager.filter(pk__in=keys)
    }
