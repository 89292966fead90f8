"""What is done to a plan: opened, changed, its customers, people, equipment and checks; submitted and decided."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from customers.models import Customer, SupplyPoint
from keyaccounts.models import SecurityAsset, SecurityCheck, SecurityDuty, SecurityPoint, SecurityTask
from keyaccounts.security.reminding import arm
from keyaccounts.security.spine import record, step
from keyaccounts.security_lifecycle import PATROL_EVERY, State
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal

LONGEST = timedelta(days=62)
MOST_CHECKS = 60
PARTS = {"points": SecurityPoint, "duties": SecurityDuty, "assets": SecurityAsset, "checks": SecurityCheck}


class OwnPlan(Refusal):
    """Whoever has submitted a plan does not approve it."""

    code = "own_plan"
    status = 409

    def sentence(self) -> str:
        return _("You have submitted this plan yourself; a second person approves it.")


@transaction.atomic
def open_task(
    org: Unit,
    *,
    event: str,
    level: str,
    from_at: datetime,
    until_at: datetime,
    by: User,
    at: datetime,
    measures: str = "",
    patrol_hours: int | None = None,
) -> SecurityTask:
    """Open a task for an event. Raises Invalid, NotAllowed."""
    if not by.may_at("secure", org.pk):
        raise NotAllowed("secure")
    _check(event, from_at, until_at)
    task = SecurityTask(org=org, event=event.strip()[:120], level=level, by=by, at=at)
    task.from_at, task.until_at, task.measures = from_at, until_at, measures.strip()
    task.patrol_hours = patrol_hours or PATROL_EVERY[level]
    task.number = _next_number(org, at=at)
    task.save(force_insert=True)
    record(task, "open", by=by, at=at)
    arm(task)
    return task


def _check(event: str, from_at: datetime, until_at: datetime) -> None:
    if not event.strip():
        raise Invalid(_("Say what the event is."), fields={"event": _("missing")})
    if until_at <= from_at:
        text = _("It cannot end before it begins.")
        raise Invalid(text, fields={"until_at": text})
    if until_at - from_at > LONGEST:
        text = _("At most two months; open another task for what follows.")
        raise Invalid(text, fields={"until_at": text})


def _next_number(org: Unit, *, at: datetime) -> str:
    """`BD26-0001`, counted by company and year; whoever counts at the same time waits."""
    Unit.objects.select_for_update(no_key=True).get(pk=org.pk)
    prefix = f"BD{timezone.localtime(at):%y}-"
    last = SecurityTask.objects.filter(org=org, number__startswith=prefix).order_by("-number").first()
    return f"{prefix}{int(last.number.removeprefix(prefix)) + 1 if last else 1:04d}"


@transaction.atomic
def change(
    task: SecurityTask,
    *,
    event: str,
    level: str,
    from_at: datetime,
    until_at: datetime,
    measures: str,
    patrol_hours: int,
    by: User,
    at: datetime,
    version: int | None = None,
) -> SecurityTask:
    """Write the plan anew: event, times, measures."""
    _check(event, from_at, until_at)
    told: dict[str, Any] = {"event": event.strip()[:120], "level": level, "from_at": from_at, "until_at": until_at}
    told |= {"measures": measures.strip(), "patrol_hours": patrol_hours}
    task = step(task, "change", by=by, at=at, version=version, **told)
    arm(task)
    return task


@transaction.atomic
def cover(
    task: SecurityTask, *, customer: Customer, by: User, at: datetime, point: SupplyPoint | None = None
) -> SecurityTask:
    """Name a customer, or one account of theirs, whose supply is secured."""
    if customer.org_id != task.org_id or (point and not customer.supply_points.filter(pk=point.pk).exists()):
        raise Invalid(_("This account is not theirs."))
    task = step(task, "cover", by=by, at=at)
    SecurityPoint.objects.get_or_create(task=task, customer=customer, supply_point=point, defaults={"org": task.org})
    return task


@transaction.atomic
def ask_duty(
    task: SecurityTask,
    *,
    part: str,
    from_at: datetime,
    until_at: datetime,
    by: User,
    at: datetime,
    person: User | None = None,
    crew: Unit | None = None,
    words: str = "",
    place: str = "",
) -> SecurityTask:
    """Put somebody, or a crew, on the duty list. Raises Invalid."""
    if until_at <= from_at:
        text = _("It cannot end before it begins.")
        raise Invalid(text, fields={"until_at": text})
    if not (person or crew or words.strip()):
        text = _("Say who is on duty.")
        raise Invalid(text, fields={"person": text})
    task = step(task, "ask_duty", by=by, at=at)
    who = {"person": person, "crew": crew, "words": words.strip()[:80]}
    what = {"part": part.strip()[:60], "place": place.strip()[:120], "from_at": from_at, "until_at": until_at}
    SecurityDuty.objects.create(org=task.org, task=task, **who, **what)
    return task


@transaction.atomic
def set_asset(
    task: SecurityTask,
    *,
    kind: str,
    name: str,
    by: User,
    at: datetime,
    count: int = 1,
    kilowatts: int | None = None,
    place: str = "",
) -> SecurityTask:
    """Say which vehicle or generator stands ready, and where."""
    task = step(task, "set_asset", by=by, at=at)
    told = {"name": name.strip()[:80], "count": count, "kilowatts": kilowatts, "place": place.strip()[:120]}
    SecurityAsset.objects.create(org=task.org, task=task, kind=kind, **told)
    return task


@transaction.atomic
def set_check(task: SecurityTask, *, lines: str, by: User, at: datetime) -> SecurityTask:
    """Add lines to the checklist, one a line of text. Raises Invalid."""
    texts = [line.strip()[:200] for line in lines.splitlines() if line.strip()]
    known = task.checks.count()
    if known + len(texts) > MOST_CHECKS:
        raise Invalid(_("At most %(n)d lines.") % {"n": MOST_CHECKS})
    task = step(task, "set_check", by=by, at=at)
    SecurityCheck.objects.bulk_create(
        SecurityCheck(org=task.org, task=task, position=known + place, text=text)
        for place, text in enumerate(texts, start=1)
    )
    return task


@transaction.atomic
def drop(task: SecurityTask, *, part: str, row: UUID, by: User, at: datetime) -> SecurityTask:
    """Take a line out of the plan again: a customer, a duty, a generator, a check."""
    if part not in PARTS:
        raise Invalid(_("Look at the page again; this is not there any more."))
    task = step(task, "drop", by=by, at=at, facts={"part": part})
    PARTS[part].objects.filter(task=task, pk=row).delete()  # type: ignore[attr-defined]
    return task


@transaction.atomic
def submit(task: SecurityTask, *, by: User, at: datetime, version: int | None = None) -> SecurityTask:
    """Ask for approval: a plan has measures, customers and people. Those who approve are told. Raises Invalid."""
    lacking = [
        word
        for word, is_there in (
            (_("measures"), bool(task.measures)),
            (_("customers"), task.points.exists()),
            (_("duty list"), task.duties.exists()),
        )
        if not is_there
    ]
    if lacking:
        raise Invalid(_("The plan still lacks: %(what)s.") % {"what": "、".join(map(str, lacking))})
    task = step(task, "submit", by=by, at=at, version=version, submitted_by=by)
    others = [one for one in User.objects.holding("secure_approve", [task.org]) if one.pk != by.pk]
    _say(task, others, "secure_submit", by=by, at=at)
    return task


@transaction.atomic
def approve(task: SecurityTask, *, by: User, at: datetime, version: int | None = None) -> SecurityTask:
    """Approve a plan that somebody else has submitted; everybody on duty is told. Raises OwnPlan."""
    if task.submitted_by_id == by.pk:
        raise OwnPlan
    task = step(task, "approve", by=by, at=at, version=version, approved_by=by, approved_at=at)
    _say(task, [*on_duty(task), task.by], "secure_approve", by=by, at=at)
    return task


@transaction.atomic
def refuse(task: SecurityTask, *, text: str, by: User, at: datetime, version: int | None = None) -> SecurityTask:
    """Send a plan back with the reason."""
    task = step(task, "refuse", by=by, at=at, version=version, text=text, submitted_by=None)
    _say(task, [task.by], "secure_refuse", by=by, at=at)
    return task


@transaction.atomic
def replan(task: SecurityTask, *, text: str, by: User, at: datetime, version: int | None = None) -> SecurityTask:
    """Take a plan back to change it; it is approved anew before duty begins."""
    undone: dict[str, Any] = {"submitted_by": None, "approved_by": None, "approved_at": None}
    return step(task, "replan", by=by, at=at, version=version, text=text, **undone)


@transaction.atomic
def call_off(task: SecurityTask, *, text: str, by: User, at: datetime, version: int | None = None) -> SecurityTask:
    """The event does not take place; everybody on duty is told."""
    was_approved = task.state == State.APPROVED
    task = step(task, "call_off", by=by, at=at, version=version, text=text)
    if was_approved:
        _say(task, on_duty(task), "secure_call_off", by=by, at=at)
    return task


def on_duty(task: SecurityTask) -> list[User]:
    """The people on the duty list, those of its crews too."""
    duties = list(task.duties.select_related("person", "crew"))
    people = {duty.person.pk: duty.person for duty in duties if duty.person}
    crews = [duty.crew for duty in duties if duty.crew]
    if crews:
        people |= {one.pk: one for one in User.objects.filter(home__in=crews, is_active=True, is_service=False)}
    return [one for one in people.values() if one.is_active]


def _say(task: SecurityTask, people: list[User], what: str, *, by: User, at: datetime) -> None:
    others = {one.pk: one for one in people if one.pk != by.pk}
    facts = {"number": task.number, "short": task.number, "title": task.event, "by": by.name}
    key = f"security:{task.pk}:{what}:{task.version}"
    tell(others.values(), key=key, what=what, at=at, path=f"/supply-security/{task.pk}/", facts=facts)
