"""What the page of an outage shows, and its notice on paper."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from outages.forms import End, Expect, OutageSheet
from outages.important import counted, to_call_first
from outages.models import Outage, OutageCallee, OutageDuty
from outages.rules import cause_word, sources_of
from outages.sentences import ICONS, tell
from restoration.actions.joining import crew_of
from restoration.actions.restoring import settled_later
from restoration.cases import cases_of
from restoration.looks import states

MOST_EVENTS = 200
MOST_CALLEES = 300


def facts_of(one: Outage, user: User, *, at: datetime) -> dict[str, Any]:
    """Everything about one outage, as far as this person may see it."""
    cases, may_change = cases_of(one, user), user.may("outage") and one.is_open
    later = one.expected_end_at or at
    context: dict[str, Any] = {
        "outage": one,
        "areas": list(one.areas.all()),
        "state": states()[one.state(at)],
        "cause": one.cause or cause_word(one.org_id, one.cause_code),
        "crew": crew_of(one),
        "cases": cases,
        "duties": duties_of(one),
        "mailings": list(one.mailings.select_related("chosen_by", "undone_by")),
        "events": _events(one),
        "joining": one.joinings.unfinished().order_by("at").first(),
        "has_begun": one.starts_at <= at,
        "may_change": may_change and not one.is_suggested,
        "may_decide": may_change and one.is_suggested,
        "may_call": user.may("outage_call") and one.is_open,
        "settled_later": settled_later(one) if one.ended_at else 0,
    }
    callees = one.callees.select_related("customer", "supply_point", "called_by")[:MOST_CALLEES]
    context |= {"callees": to_call_first(callees), "called": counted(one), "results": OutageCallee.Result.choices}
    if context["may_change"]:
        context |= {
            "sheet": OutageSheet(org=one.org, outage=one),
            "expect": Expect(initial={"expected_end_at": max(later, at) + timedelta(hours=1)}),
            "end": End(initial={"ended_at": at}),
        }
    return context


def duties_of(one: Outage) -> list[OutageDuty]:
    """What is or was due, the next first, each with where it is written."""
    rows = list(one.duties.filter(dropped_at__isnull=True).order_by("done_at", "due_at"))
    sources = sources_of(row.standard for row in rows)
    for row in rows:
        row.source = sources.get(row.standard, "")  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: (row.done_at is not None, row.due_at))


def _events(one: Outage) -> list[dict[str, Any]]:
    rows = one.timeline.select_related("by").order_by("-at", "-pk")[:MOST_EVENTS]
    return [
        {"at": row.at, "by": row.by, "text": tell(row), "aside": row.reason, "icon": ICONS[row.what], "pk": row.pk}
        for row in rows
    ]


def notice_of(one: Outage, *, at: datetime) -> dict[str, Any]:
    """The fields of a notice: area, line or equipment, from when to when, reason, kind, state, important customers."""
    areas = [area for area in one.areas.all() if area.by != "point"]
    return {
        "outage": one,
        "org": one.org,
        "places": [area for area in areas if area.by in ("district", "street")],
        "equipment": [area for area in areas if area.by in ("feeder", "transformer")],
        "cause": one.cause or cause_word(one.org_id, one.cause_code),
        "state": states()[one.state(at)],
        "important": one.callees.count(),
        "page_time": at,
    }
