"""What is looked at before an outage is put on record or changed: what cannot be, and what has to be read first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import get_close_matches
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Unit
from customers.models import SupplyPoint
from customers.searching import points_at
from outages.models import Kind, Outage, OutageArea
from outages.rules import cause_word, causes_of, notice_for
from servicedesk.lib.refusals import Invalid

# How far ahead, and how far back, a beginning is believed.
LONGEST_AHEAD = timedelta(days=366)
LONGEST_AGO = timedelta(days=31)
NEAR_ENOUGH = 0.6
By = OutageArea.By


@dataclass(frozen=True)
class Told:
    """What is told of an outage. `areas` are not saved yet; without a script one is written from the rest."""

    kind: str
    title: str
    starts_at: datetime
    areas: list[OutageArea]
    cause: str = ""
    expected_end_at: datetime | None = None
    script: str = ""
    cause_code: str = ""
    crew: Unit | None = None


@dataclass(frozen=True)
class Doubt:
    """Something to be read first. `near` is what was perhaps meant by `line`; `other` an outage of the same place."""

    said: str
    line: str = ""
    near: str = ""
    other: Outage | None = field(default=None)


def doubts_about(told: Told, *, org_id: UUID, at: datetime, but: UUID | None = None) -> list[Doubt]:
    """What somebody should have read first: too short a notice, another outage of the same place, a place nobody knows."""
    found = []
    needed = notice_for(org_id, told.kind)
    if needed and told.starts_at - at < needed:
        found.append(Doubt(_too_short(told.kind, needed)))
    other = _overlapping(told, org_id=org_id, but=but)
    if other:
        said = _("Outage %(number)s, “%(title)s”, covers part of it at the same time.")
        found.append(Doubt(said % {"number": other.number, "title": other.title}, other=other))
    return found + list(_unknown(told.areas, org_id))


def _unknown(areas: Iterable[OutageArea], org_id: UUID) -> Iterable[Doubt]:
    """Parts of the grid that supply nobody, each with the nearest that does."""
    points = SupplyPoint.objects.filter(org_id=org_id)
    for area in areas:
        if area.by in (By.FEEDER, By.TRANSFORMER) and not points.filter(**{area.by: area.value}).exists():
            known = list(points.exclude(**{area.by: ""}).values_list(area.by, flat=True).distinct().order_by())
            yield _doubt(area.value, next(iter(get_close_matches(area.value, known, n=1, cutoff=NEAR_ENOUGH)), ""))
        elif area.by == By.STREET and not points_at(area.value).filter(org_id=org_id).exists():
            yield _doubt(str(area), "")


def _doubt(line: str, near: str) -> Doubt:
    if near:
        said = _("Nobody is supplied by “%(line)s”. Did you mean “%(near)s”?")
        return Doubt(said % {"line": line, "near": near}, line, near)
    return Doubt(_("Nobody is supplied by “%(line)s”. Check how it is written.") % {"line": line}, line)


def _too_short(kind: str, needed: timedelta) -> str:
    if needed.days > 1:
        said = ngettext("%(n)d day", "%(n)d days", needed.days) % {"n": needed.days}
    else:
        hours = int(needed.total_seconds() // 3600)
        said = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    facts = {"kind": Kind(kind).label, "time": said}
    return _("A %(kind)s is announced %(time)s before it begins; this is less.") % facts


def _overlapping(told: Told, *, org_id: UUID, but: UUID | None) -> Outage | None:
    named = {(area.by, area.value) for area in told.areas}
    found = Outage.objects.open().filter(org_id=org_id, areas__value__in=[value for _by, value in named])
    others = found.exclude(pk=but) if but else found
    for other in others.distinct().prefetch_related("areas"):
        shares = any((area.by, area.value) in named for area in other.areas.all())
        begins_before = told.expected_end_at is None or other.starts_at < told.expected_end_at
        ends_after = other.expected_end_at is None or other.expected_end_at > told.starts_at
        if shares and begins_before and ends_after:
            return other
    return None


def written(told: Told, org_id: UUID) -> str:
    """What the desk reads out, made of the facts: true while a fault lasts, and of work on the grid before it begins too."""
    usual = pgettext("cause of an outage", "a fault of the grid") if told.kind == Kind.FAULT else _("work on the grid")
    cause = told.cause or cause_word(org_id, told.cause_code) or usual
    said = {"place": told.title, "cause": cause, "from": _said(told.starts_at)}
    if told.expected_end_at is None:
        later = pgettext(
            "outage ahead",
            "%(place)s: the supply is cut from %(from)s because of %(cause)s. We tell you as soon as we know when it is back.",
        )
        now = _("%(place)s is without power because of %(cause)s. We tell you as soon as we know when it is back.")
        return (now if told.kind == Kind.FAULT else later) % said
    said["time"] = _said(told.expected_end_at)
    later = pgettext("outage ahead", "%(place)s: the supply is cut from %(from)s to %(time)s because of %(cause)s.")
    now = _("%(place)s is without power because of %(cause)s. Supply is expected back on %(time)s.")
    return (now if told.kind == Kind.FAULT else later) % said


def back_again(place: str, ended_at: datetime) -> str:
    """What the desk reads out from then on: nobody is told any more that it lasts."""
    return _("%(place)s: supply is back since %(time)s. Whoever still has none calls us.") % {
        "place": place,
        "time": _said(ended_at),
    }


def _said(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), pgettext("date in this year, with the time", "j M H:i"))


def check(told: Told, *, org_id: UUID, at: datetime) -> None:
    """Refuse what cannot be, naming the field."""
    if not told.title.strip():
        raise Invalid(_("Say which place it is, as people call it."), fields={"title": _("missing")})
    if not told.areas:
        raise Invalid(_("Say what it covers: a street, a transformer, a feeder or accounts."), fields={"streets": ""})
    if told.expected_end_at and told.expected_end_at <= told.starts_at:
        said = _("It ends before it begins. Check both times.")
        raise Invalid(said, fields={"expected_end_at": said})
    if told.starts_at < at - LONGEST_AGO:
        said = _("It began more than a month ago. Check the date.")
        raise Invalid(said, fields={"starts_at": said})
    if told.cause_code and not any(told.cause_code == cause.code for cause in causes_of(org_id)):
        raise Invalid(_("Choose the cause from the list."), fields={"cause_code": told.cause_code})
    if told.crew and (told.crew.org_id != org_id or told.crew.kind != Unit.Kind.CREW or not told.crew.is_active):
        raise Invalid(_("Choose a crew of this company."), fields={"crew": ""})
    if told.starts_at > at + LONGEST_AHEAD:
        raise Invalid(_("It begins more than a year from now. Check the year."), fields={"starts_at": ""})
    if told.kind == Kind.PLANNED and told.expected_end_at is None:
        said = _("A planned outage says when supply is back.")
        raise Invalid(said, fields={"expected_end_at": said})
