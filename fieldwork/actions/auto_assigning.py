"""Jobs find their crew by rule. The backlog is looked at again every time; what fits nobody stays in the queue, and is said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions import tell
from accounts.models import Unit
from accounts.roles import Role
from fieldwork.actions.assigning import assign
from fieldwork.choosing import Fit, fits
from fieldwork.duty import CrewNow, crews_now
from fieldwork.jobs import Job, Jobs
from fieldwork.model_rules import Assignment, AutoRule, How, storm_of
from fieldwork.refusals import CrewIsFull, SentAlready
from servicedesk.lib.loops import carry_on
from tickets.actions.telling import not_barred, path_of, with_role
from tickets.lifecycle import CREWED
from tickets.models import Ticket


@dataclass
class Planned:
    """Where a job would go now: `fit` is None where nobody fits; `rule` is None where none is switched on for its hall."""

    job: Job
    rule: AutoRule | None
    fit: Fit | None = None
    waits_until: datetime | None = None
    by_hand: bool = False


def plan(org: Unit, *, at: datetime) -> list[Planned]:
    """What the rules of a company would do now with everything that waits, most urgent first. Writes nothing."""
    jobs = Jobs(Ticket.objects.filter(org=org))
    rules = {rule.hall_id: rule for rule in AutoRule.objects.filter(org=org)}
    crews = crews_now(_crews(org), jobs, at=at)
    tried = _tried(job.ticket.pk for job in jobs.waiting)
    found = []
    for job in jobs.waiting:
        rule = rules.get(job.ticket.unit_id, rules.get(None))
        one = Planned(job, rule if rule and rule.is_on else None)
        if one.rule:
            _choose(one, one.rule, crews, tried.get(job.ticket.pk, []), at=at)
        if one.fit:
            crews = [_with(crew, job) if crew.unit.pk == one.fit.crew.unit.pk else crew for crew in crews]
        found.append(one)
    return found


def _crews(org: Unit) -> QuerySet[Unit]:
    return Unit.objects.filter(org=org, kind=Unit.Kind.CREW, is_active=True)


def _tried(tickets: Iterable[UUID]) -> dict[UUID, list[Assignment]]:
    """What was tried with these jobs before."""
    found: dict[UUID, list[Assignment]] = {}
    for row in Assignment.objects.filter(ticket__in=list(tickets)):
        found.setdefault(row.ticket_id, []).append(row)
    return found


def _choose(one: Planned, rule: AutoRule, crews: list[CrewNow], tried: list[Assignment], *, at: datetime) -> None:
    """What somebody took back from the rule is theirs to send; a crew that had it before does not get it again."""
    opens = one.job.ticket.registered_at + timedelta(minutes=rule.wait_minutes)
    if opens > at:
        one.waits_until = opens
        return
    if any(row.how == How.RULE and row.undone_at for row in tried):
        one.by_hand = True
        return
    had = {row.crew_id for row in tried}
    able = [fit for fit in fits(crews, one.job) if fit.crew.may_be_suggested and fit.crew.unit.pk not in had]
    able = [fit for fit in able if not (rule.needs_skill and fit.lacking) and (fit.covers or not rule.own_ground)]
    one.fit = able[0] if able else None


def _with(crew: CrewNow, job: Job) -> CrewNow:
    """The crew as it is once it has this job as well."""
    return replace(crew, jobs=(*crew.jobs, job))


def run(*, at: datetime) -> int:
    """Send what the rules send, in every company where one is switched on and no storm rages; returns how many went.

    Asked twice at once, each job goes once: it is taken under its lock, and the crew's room is counted under the crew's.
    """
    done = 0
    companies = Unit.objects.filter(pk__in=AutoRule.objects.filter(is_on=True).values("org"), is_active=True)
    for org in companies.order_by("path"):
        if storm_of(org.pk) is not None:
            continue
        for one in plan(org, at=at):
            with carry_on(one.job.ticket):
                done += _do(one, at=at)
    return done


def _do(one: Planned, *, at: datetime) -> int:
    if one.fit is not None:
        try:
            _send(one.job.ticket, one.fit, at=at)
        except (SentAlready, CrewIsFull):
            return 0
        return 1
    if one.rule and not one.waits_until:
        say_unplaced(one.job.ticket, one.rule, at=at)
    return 0


@transaction.atomic
def _send(ticket: Ticket, fit: Fit, *, at: datetime) -> None:
    crew = Unit.objects.select_for_update(no_key=True).get(pk=fit.crew.unit.pk)
    if Ticket.objects.filter(crew=crew, status__in=CREWED).count() >= fit.crew.limit:
        raise CrewIsFull
    why = {"load": fit.crew.load, "km": fit.km, "same": fit.same, "skills": list(fit.can)}
    assign(ticket, crew=crew, by=None, how=How.RULE, why=why, at=at)


def say_unplaced(ticket: Ticket, rule: AutoRule, *, at: datetime) -> None:
    """Nobody fits: after so many minutes whoever leads the dispatchers is told, once for each time it came to the queue."""
    came = ticket.registered_at
    if ticket.returns or ticket.seq > 1:
        back = ticket.timeline.filter(what__in=("send_back", "reopen", "recall")).order_by("-seq").first()
        came = back.at if back else came
    if at - came < timedelta(minutes=rule.alert_minutes):
        return
    facts = {"number": ticket.number, "short": ticket.short_number, "minutes": rule.alert_minutes}
    key = f"unplaced:{ticket.pk}:{came:%Y-%m-%dT%H:%M:%S}"
    people = not_barred(ticket, with_role(Role.SUPERVISOR, ticket.unit))
    tell(people, key=key, what="unplaced", at=at, path=path_of(ticket), facts=facts)
