"""Whom to send: crews in the order in which they fit a job, each with the reason in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.duty import CrewNow
from fieldwork.jobs import Job

SUGGESTED = 3
EARTH = 6371.0
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
UNKNOWN = 10_000.0


@dataclass(frozen=True)
class Fit:
    """How one crew fits one job. `km`: None where one of both places is not known."""

    crew: CrewNow
    km: float | None
    same: int
    lacking: tuple[str, ...]
    can: tuple[str, ...]
    covers: bool
    is_nearest: bool = False

    @property
    def order(self) -> tuple[Any, ...]:
        """What is missing decides first, then the work at the same place, ground, way, load; then whose turn it is."""
        crew, km = self.crew, UNKNOWN if self.km is None else self.km
        share = crew.load / crew.limit
        turn = crew.last_given_at or LONG_AGO
        return (len(self.lacking), -min(self.same, 1), not self.covers, round(km), share, turn, crew.unit.code)

    @property
    def reason(self) -> str:
        """「最近空闲 2.1 公里 · 会带电作业」"""
        said = [self._where(), *([self._load()] if self.crew.load else [])]
        said += [_("can do %(skill)s") % {"skill": skill} for skill in self.can]
        said += [_("not trained for %(skill)s") % {"skill": skill} for skill in self.lacking]
        if not self.covers:
            said.append(_("outside its ground"))
        return " · ".join(word for word in said if word)

    def _where(self) -> str:
        if self.same:
            facts = {"count": self.same}
            return (
                ngettext("%(count)d job at this transformer", "%(count)d jobs at this transformer", self.same) % facts
            )
        free = not self.crew.load
        if self.km is None:
            return _("free") if free else ""
        way = {"km": f"{self.km:.1f}"}
        if free and self.is_nearest:
            return _("nearest free crew, %(km)s km") % way
        return (_("free, %(km)s km") if free else _("%(km)s km away")) % way

    def _load(self) -> str:
        facts = {"count": self.crew.load}
        return ngettext("%(count)d job", "%(count)d jobs", self.crew.load) % facts


def fits(crews: Iterable[CrewNow], job: Job) -> list[Fit]:
    """Every crew of the job's company, best first; those that may not be suggested come after all others."""
    found = [_fit(crew, job) for crew in crews if crew.unit.org_id == job.ticket.org_id]
    free = [one for one in found if one.km is not None and not one.crew.load and one.crew.may_be_suggested]
    nearest = min(free, key=lambda one: one.km or 0.0, default=None)
    found = [_as_nearest(one) if one is nearest else one for one in found]
    return sorted(found, key=lambda one: (not one.crew.may_be_suggested, one.order))


def suggested(found: Iterable[Fit]) -> list[Fit]:
    """The three that are offered by a figure."""
    return [one for one in found if one.crew.may_be_suggested][:SUGGESTED]


def _fit(crew: CrewNow, job: Job) -> Fit:
    km = kilometres(crew.place, job.place) if crew.place and job.place else None
    lacking = crew.lacks(job)
    can = tuple(skill for skill in job.needs if skill not in lacking)
    return Fit(crew, km, crew.at_same(job), lacking, can, crew.covers(job))


def _as_nearest(fit: Fit) -> Fit:
    return Fit(fit.crew, fit.km, fit.same, fit.lacking, fit.can, fit.covers, is_nearest=True)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance between two places as the crow flies."""
    north, south = radians(one[0]), radians(other[0])
    across = sin((south - north) / 2) ** 2
    along = cos(north) * cos(south) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH * asin(sqrt(across + along))
