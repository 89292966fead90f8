"""The list behind a figure as it leaves the house: the very rows that were counted, each with its case if it may be opened."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from reporting.behind import is_countable, is_of_cases, rows_of
from reporting.counting import SOURCES
from reporting.wanted import day_of, of_words
from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket


def leaving(user: User, told: Mapping[str, str], org: UUID) -> "QuerySet[Any]":
    """The rows behind a figure as its address names them (`what`, `from`, `to`, and the filters of a report).

    Every row knows `counted_at`, and `may_open`: whether its case is open to this person. Raises Invalid.
    """
    code, first, last = told.get("what", ""), day_of(told.get("from", "")), day_of(told.get("to", ""))
    if not is_countable(code):
        raise Invalid(_("There is no such figure."), fields={"what": _("not possible")})
    if first is None or last is None:
        raise Invalid(_("Say from which day to which day."), fields={"from": _("missing"), "to": _("missing")})
    source = SOURCES[code.partition(".")[0]]
    rows = rows_of(of_words(told, user=user, first=first, last=last), code, org).annotate(counted_at=F(source.at))
    if not is_of_cases(source):
        return rows.select_related("hall" if source.code == "visits" else "customer")
    key = f"{source.ticket}pk"
    beside = [f"{source.ticket}{name}" for name in ("unit", "category", "crew", "handler")]
    mine = Ticket.objects.visible_to(user).filter(pk=OuterRef(key)).order_by()
    return rows.annotate(may_open=Exists(mine)).select_related(*beside)


def case_of(row: Any) -> Ticket | None:
    """The case of a row that was counted, where there is one and it may be opened."""
    if not getattr(row, "may_open", False):
        return None
    found = row if isinstance(row, Ticket) else getattr(row, "ticket", None) or row.source
    assert isinstance(found, Ticket)
    return found
