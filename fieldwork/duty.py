"""Crews as they stand at a moment: on duty or not, with what, where. Nothing of it is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from accounts.models import Absence, Unit, User
from customers.models import Area
from fieldwork.jobs import ON_THE_WAY, Job, Jobs
from fieldwork.model_crews import USUAL_LIMIT, Coverage, CrewProfile, Ground
from fieldwork.model_position import CrewPosition
from fieldwork.model_rota import Shift, Sort
from fieldwork.model_rules import Assignment, DispatchDesk
from servicedesk.lib.pinyin import initials
from tickets.models import Ticket

ON, JOB, REST, OFF = "on", "job", "rest", "off"
WORDS = {
    ON: pgettext_lazy("duty", "free"),
    JOB: pgettext_lazy("duty", "on a job"),
    REST: pgettext_lazy("duty", "resting"),
    OFF: pgettext_lazy("duty", "off duty"),
}
NOBODY = gettext_lazy("everybody is away")


@dataclass(frozen=True)
class Storm:
    """Since when, and by whose word, a company sends as in a storm."""

    at: datetime
    who: str


@dataclass(frozen=True)
class CrewNow:
    """One crew at one moment."""

    unit: Unit
    state: str
    limit: int
    skills: frozenset[str]
    ground: frozenset[str]
    jobs: tuple[Job, ...]
    place: tuple[float, float] | None = None
    seen_at: datetime | None = None
    until_at: datetime | None = None
    last_given_at: datetime | None = None
    is_deserted: bool = False
    storm: Storm | None = None

    @property
    def word(self) -> str:
        return str(NOBODY if self.is_deserted else WORDS[self.state])

    @property
    def load(self) -> int:
        return len(self.jobs)

    @property
    def load_words(self) -> str:
        return gettext("%(n)s of %(limit)s jobs") % {"n": self.load, "limit": self.limit}

    @property
    def has_room(self) -> bool:
        return self.load < self.limit

    @property
    def may_be_suggested(self) -> bool:
        return self.state in (ON, JOB) and self.has_room

    @property
    def dots(self) -> list[str]:
        """One mark for each job it can carry: taken, free, or all full."""
        kind = "on" if self.has_room else "full"
        return [kind if n < self.load else "" for n in range(self.limit)]

    @property
    def current(self) -> Job | None:
        """What it is at just now."""
        return next((job for job in self.jobs if job.is_under_way), None)

    def ground_words(self, halls: Mapping[str, str]) -> list[str]:
        """The ground it answers for, without the sort of each; an area in its own word, a hall by its name."""
        known = {Ground.AREA: {str(value): str(word) for value, word in Area.choices}, Ground.HALL: halls}
        pairs = (one.split(":", 1) for one in sorted(self.ground))
        return [known.get(Ground(by), {}).get(value, value) for by, value in pairs]

    @property
    def initials(self) -> str:
        return initials(self.unit.name)

    def lacks(self, job: Job) -> tuple[str, ...]:
        """The skills that a job asks for and this crew has not."""
        return tuple(skill for skill in job.needs if skill not in self.skills)

    def covers(self, job: Job) -> bool:
        """Whether it answers for the ground of a job; a crew of which nothing is said answers for all of it."""
        if not self.ground:
            return True
        ticket = job.ticket
        here = {
            f"{Ground.HALL}:{ticket.unit.code}",
            f"{Ground.AREA}:{ticket.area}",
            f"{Ground.TRANSFORMER}:{job.transformer}",
            f"{Ground.FEEDER}:{job.feeder}",
        }
        return bool(self.ground & here)

    def at_same(self, job: Job) -> int:
        """How many of its jobs are at the same transformer."""
        return sum(1 for one in self.jobs if job.transformer and one.transformer == job.transformer)


def crews_now(units: QuerySet[Unit], jobs: Jobs, *, at: datetime) -> list[CrewNow]:
    """These crews at `at`, with one statement however many there are; what they carry is in `jobs`."""
    return [_crew(unit, jobs.of_crews.get(unit.pk, []), at=at) for unit in _told(units, at=at)]


def free_among(units: QuerySet[Unit], *, at: datetime) -> tuple[int, int]:
    """How many of these crews are on duty and at no job just now, and how many are on duty at all."""
    under_way = Ticket.objects.filter(crew=OuterRef("pk"), status__in=ON_THE_WAY)
    told = _told(units.annotate(is_busy=Exists(under_way.order_by())), at=at)
    on_duty = [unit for unit in told if _crew(unit, [], at=at).state == ON]
    return sum(not unit.is_busy for unit in on_duty), len(on_duty)


def crews_of(user: User) -> QuerySet[Unit]:
    """The crews that this person may send."""
    return Unit.objects.filter(kind=Unit.Kind.CREW, is_active=True, pk__in=user.units("dispatch"))


def _told(units: QuerySet[Unit], *, at: datetime) -> Iterable[Any]:
    mine = OuterRef("pk")
    shifts = Shift.objects.at(at).filter(Q(crew=mine) | Q(person__home=mine, person__is_active=True))
    duty = shifts.filter(sort=Sort.DUTY)
    away = Absence.objects.standing().filter(person=OuterRef("pk"), from_at__lte=at, until_at__gt=at)
    people = User.objects.filter(home=mine, is_active=True, is_service=False)
    skills = CrewProfile.skills.through.objects.filter(crewprofile__unit=mine, skill__is_active=True)
    ground = Coverage.objects.filter(crew=mine).annotate(
        told=Concat("by", Value(":"), "value", output_field=CharField())
    )
    last = CrewPosition.objects.filter(org=OuterRef("org"), crew=mine).order_by("-at")
    place = JSONObject(latitude=F("latitude"), longitude=F("longitude"), at=F("at"))
    storms = DispatchDesk.objects.filter(org=OuterRef("org"), storm_at__isnull=False)
    given = Assignment.objects.filter(org=OuterRef("org"), crew=mine, undone_at__isnull=True)
    return (
        units.select_related("crew_profile")
        .annotate(
            skill_names=ArraySubquery(skills.values("skill__name")),
            ground_names=ArraySubquery(ground.values("told")),
            is_on=Exists(duty),
            is_resting=Exists(shifts.filter(crew=mine, sort=Sort.REST)),
            until=Subquery(duty.filter(crew=mine).order_by("-until_at").values("until_at")[:1]),
            has_people=Exists(people),
            has_somebody=Exists(people.exclude(Exists(away))),
            storm=Subquery(storms.values(told=JSONObject(at=F("storm_at"), who=F("storm_by__name")))[:1]),
            last_place=Subquery(last.values(told=place)[:1]),
            given_at=Subquery(given.order_by().values("crew").annotate(last=Max("at")).values("last")),
        )
        .order_by("code")
    )


def _crew(unit: Any, jobs: list[Job], *, at: datetime) -> CrewNow:
    profile = profile_of(unit)
    deserted = unit.has_people and not unit.has_somebody
    is_on = (unit.is_on or not profile.by_rota) and not deserted and unit.is_active
    at_work = any(job.is_under_way for job in jobs)
    state = OFF if not is_on else REST if unit.is_resting else JOB if at_work else ON
    seen = unit.last_place
    return CrewNow(
        unit=unit,
        state=state,
        limit=profile.job_limit,
        skills=frozenset(unit.skill_names),
        ground=frozenset(unit.ground_names),
        jobs=tuple(jobs),
        place=(seen["latitude"], seen["longitude"]) if seen else _home(profile),
        seen_at=datetime.fromisoformat(seen["at"]) if seen else None,
        until_at=unit.until if profile.by_rota else None,
        last_given_at=unit.given_at,
        is_deserted=deserted,
        storm=Storm(datetime.fromisoformat(unit.storm["at"]), unit.storm["who"]) if unit.storm else None,
    )


def profile_of(unit: Unit) -> CrewProfile:
    """What is written of a crew; one of which nothing is written is as usual."""
    known = getattr(unit, "crew_profile", None)
    return known or CrewProfile(org_id=cast(UUID, unit.org_id), unit=unit, job_limit=USUAL_LIMIT)


def _home(profile: CrewProfile) -> tuple[float, float] | None:
    known = profile.latitude is not None and profile.longitude is not None
    return (profile.latitude, profile.longitude) if known else None  # type: ignore[return-value]
