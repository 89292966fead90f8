"""The changes of the settings that an address asks for, and the same as a table to take away."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.change_words import Told, tell
from accounts.models import Change, User
from accounts.settings_pages import PAGES
from servicedesk.lib.tables.leaving import AT_ONCE, Table
from servicedesk.templatetags.hall import iso


def asked(query: QueryDict, *, by: User) -> tuple[QuerySet[Change], dict[str, str]]:
    """The changes that the address asks for, and what it asks."""
    told = {name: query.get(name, "").strip()[:80] for name in ("page", "who", "row")}
    rows = Change.objects.visible_to(by).select_related("by__home")
    if page := next((one for one in PAGES if one.url == told["page"]), None):
        rows = rows.filter(table__in=page.tables)
    if told["who"]:
        people = User.objects.filter(org__in=by.orgs())
        named = people.filter(login=told["who"]) | people.filter(staff_number=told["who"])
        rows = rows.filter(by__in=named)
    try:
        rows = rows.filter(row=str(UUID(told["row"]))) if told["row"] else rows
    except ValueError:
        told["row"] = ""
    return rows, told


def table_of(query: QueryDict, *, in_full: bool, by: User, at: datetime) -> Table:
    """A line for each column that was changed, the newest change first. Its count is that of the changes."""
    rows = asked(query, by=by)[0].order_by("-at", "-pk")
    header = [
        _("Time"),
        _("Who"),
        _("Page"),
        pgettext("setting", "What was done"),
        _("Of what"),
        _("What"),
        pgettext("setting", "Before"),
        pgettext("setting", "After"),
    ]
    keys = list(rows.values_list("pk", flat=True))
    return Table(header, len(keys), _all_lines(rows, keys))


def _all_lines(rows: QuerySet[Change], keys: Sequence[UUID]) -> Iterator[list[str]]:
    for start in range(0, len(keys), AT_ONCE):
        for one in tell(rows.filter(pk__in=keys[start : start + AT_ONCE]), in_full=True):
            yield from _lines(one)


def _lines(one: Told) -> list[list[str]]:
    change = one.change
    who = f"{change.by.name} {change.by.staff_number}".strip() if change.by else change.through
    head = [str(iso(change.at)), who, str(one.page), str(one.what), one.label]
    return [[*head, line.word, line.before, line.after] for line in one.lines] or [[*head, "", "", ""]]
