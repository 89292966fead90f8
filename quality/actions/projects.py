"""Improvement projects: those that bad months have opened are taken up, each goes plan, do, check, act, and its effect is read."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from quality.lifecycle import Phase, after
from quality.models import Project, ProjectStep
from quality.refusals import CannotNow
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.actions.improving import end_improvement, plan_improvement
from surveys.models import Improvement
from surveys.months import first_of, months_back, rate_of
from tickets.actions.desk import required

TENTH = Decimal("0.1")


@transaction.atomic
def take_up(improvement: Improvement, *, at: datetime) -> Project:
    """The project of months below the target, with the figure of before; asked again it is the same one."""
    rates = [Decimal(str(one["rate"])) for one in improvement.because]
    facts = {
        "org_id": improvement.org_id,
        "unit_id": improvement.hall_id,
        "title": f"{improvement.hall.name} {improvement.month:%Y-%m}",
        "measure": "满意率 %",
        "before": (sum(rates, Decimal(0)) / len(rates)).quantize(TENTH) if rates else None,
        "target": improvement.target,
        "opened_at": improvement.opened_at,
    }
    return Project.objects.get_or_create(improvement=improvement, defaults=facts)[0]


@transaction.atomic
def open_project(
    unit: Unit, *, title: str, measure: str, before: Decimal | None, target: Decimal | None, by: User, at: datetime
) -> Project:
    """Open a project that no month has opened. Raises Needed, NotAllowed."""
    if not by.may_at("qa", unit.pk):
        raise NotAllowed("qa")
    assert unit.org is not None  # a place belongs to a company
    told = {"title": required(title, "title")[:120], "measure": required(measure, "measure")[:120]}
    figures = {"before": before, "target": target, "opened_at": at, "opened_by": by}
    return Project.objects.create(org=unit.org, unit=unit, **told, **figures)


@transaction.atomic
def write_step(
    project: Project,
    *,
    text: str,
    moves_on: bool,
    by: User,
    at: datetime,
    due_on: date | None = None,
    after_value: Decimal | None = None,
) -> Project:
    """Write down what was planned, done, checked or changed for good; `moves_on` ends the phase.

    The plan needs a date and makes its writer the owner; the end needs a figure of after. Raises Invalid, CannotNow.
    """
    held = Project.objects.select_for_update(of=("self",)).select_related("improvement__hall").get(pk=project.pk)
    if not by.may_at("qa", held.unit_id):
        raise NotAllowed("qa")
    if held.phase == Phase.ENDED:
        raise CannotNow(held.get_phase_display())
    words = required(text, "text")[:2000]
    if after_value is not None:
        held.after, held.measured_at = after_value, at
    if moves_on and held.phase == Phase.PLAN:
        _plan(held, words, due_on, by=by, at=at)
    if moves_on and held.phase == Phase.ACT:
        _end(held, words, by=by, at=at)
    ProjectStep.objects.create(org_id=held.org_id, project=held, phase=held.phase, text=words, by=by, at=at)
    held.phase = after(held.phase) if moves_on else held.phase
    held.save()
    return held


def _plan(held: Project, words: str, due_on: date | None, *, by: User, at: datetime) -> None:
    if due_on is None or due_on <= timezone.localdate(at):
        text = _("The date must lie ahead.")
        raise Invalid(text, fields={"due_on": text})
    held.owner, held.due_on = by, due_on
    if held.improvement and held.improvement.state == Improvement.State.OPEN:
        plan_improvement(held.improvement, plan=words, due_on=due_on, by=by, at=at)


def _end(held: Project, words: str, *, by: User, at: datetime) -> None:
    if held.after is None:
        text = _("The figure of after is still missing: an improvement is seen in its measure.")
        raise Invalid(text, fields={"after_value": text})
    if held.improvement and held.improvement.state == Improvement.State.PLANNED:
        end_improvement(held.improvement, result=words, by=by, at=at)


@transaction.atomic
def follow(project: Project, *, at: datetime) -> Project:
    """What was planned and ended for a hall elsewhere is written down here; its effect is still to be seen."""
    held = Project.objects.select_for_update(of=("self",)).select_related("improvement").get(pk=project.pk)
    told = held.improvement
    if told is None or told.owner is None or told.state == Improvement.State.OPEN:
        return held
    if held.phase == Phase.PLAN:
        held.owner, held.due_on = told.owner, told.due_on
        _write(held, told.plan, by=told.owner, at=at)
    if held.phase == Phase.DO and told.state == Improvement.State.ENDED and told.ended_by:
        _write(held, told.result, by=told.ended_by, at=told.ended_at or at)
    held.save()
    return held


def _write(held: Project, words: str, *, by: User, at: datetime) -> None:
    ProjectStep.objects.create(org_id=held.org_id, project=held, phase=held.phase, text=words[:2000], by=by, at=at)
    held.phase = after(held.phase)


@transaction.atomic
def measure_effect(project: Project, *, at: datetime) -> bool:
    """Read the figure of after: the last whole month that began after the plan was carried out. Whether there is one."""
    held = Project.objects.select_for_update(of=("self",)).select_related("improvement__hall").get(pk=project.pk)
    done = held.steps.filter(phase=Phase.DO).order_by("-at").values_list("at", flat=True).first()
    if held.improvement is None or held.after is not None or done is None:
        return False
    (month,) = months_back(timezone.localdate(at), 1)
    if month <= first_of(timezone.localdate(done)):
        return False
    rate = rate_of(held.improvement.hall, month)
    if rate is None:
        return False
    held.after, held.measured_at = Decimal(str(rate)).quantize(TENTH), at
    held.save(update_fields=["after", "measured_at"])
    if held.owner:
        facts = {"title": held.title, "before": str(held.before), "after": str(held.after)}
        tell(
            [held.owner],
            key=f"project:{held.pk}:effect",
            what="project_effect",
            at=at,
            path="/qa/projects/",
            facts=facts,
        )
    return True


@transaction.atomic
def tell_late(project: Project, *, at: datetime) -> bool:
    """Tell the owner, once a date, that a project is past its date and not ended."""
    today = timezone.localdate(at)
    late = Project.objects.filter(pk=project.pk, due_on__lt=today).exclude(phase=Phase.ENDED)
    if not late.exclude(late_told_on__gte=today - timedelta(days=7)).update(late_told_on=today):
        return False
    people = [project.owner] if project.owner else []
    facts = {"title": project.title, "until": project.due_on.isoformat() if project.due_on else ""}
    tell(people, key=f"project:{project.pk}:{today}", what="project_late", at=at, path="/qa/projects/", facts=facts)
    return True
