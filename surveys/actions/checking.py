"""We look at our own service: a fifth of a quarter's callbacks is called again, test calls and mystery visits are scored."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from accounts.roles import Role
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.actions.answering import plain
from surveys.lifecycle import QUALITY_ITEMS, Outcome
from surveys.models import Callback, Check, Purpose, Questionnaire
from surveys.plans import plan_of
from surveys.questions import SCALES, checked, parse
from surveys.refusals import Ended
from tickets.actions.telling import with_role

CODE = "quality"
HEARD = (Outcome.SATISFIED, Outcome.DISSATISFIED)


def quality_sheet(org: Unit, *, at: datetime) -> Questionnaire:
    """The sheet on which all checks are scored."""
    known = Questionnaire.objects.published().filter(org=org, code=CODE, from_at__lte=at).order_by("-version").first()
    facts = {"name": "服务质量评分表", "questions": QUALITY_ITEMS, "from_at": at, "purpose": Purpose.QUALITY}
    return known or Questionnaire.objects.get_or_create(org=org, code=CODE, version=1, defaults=facts)[0]


def draw_second(org: Unit, *, at: datetime) -> int:
    """Draw the share of last quarter's answered callbacks that is checked, evenly from every agent; twice is once."""
    begin, end, quarter = last_quarter(timezone.localdate(at))
    made = Callback.objects.filter(org=org, outcome__in=HEARD, done_at__gte=begin, done_at__lt=end)
    if Check.objects.filter(org=org, quarter=quarter).exists():
        return 0
    by_agent: dict[UUID | None, list[Callback]] = defaultdict(list)
    for callback in made.select_related("ticket"):
        by_agent[callback.done_by_id].append(callback)
    share = plan_of(org.pk).second_share
    drawn = [one for rows in by_agent.values() for one in _drawn(rows, share)]
    rows = [
        Check(
            org=org,
            sort=Check.Sort.SECOND,
            unit=one.ticket.unit,
            person_id=one.done_by_id,
            callback=one,
            quarter=quarter,
            opened_at=at,
        )
        for one in drawn
    ]
    Check.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        facts = {"count": len(rows), "quarter": quarter}
        key = f"second:{org.pk}:{quarter}"
        tell(
            with_role(Role.SUPERVISOR, org),
            key=key,
            what="second_checks",
            at=at,
            path="/satisfaction/checks/",
            facts=facts,
        )
    return len(rows)


def _drawn(rows: list[Callback], share: int) -> list[Callback]:
    """So many of an agent's callbacks, rounded up; the same ones whoever draws."""
    order = sorted(rows, key=lambda one: sha256(one.pk.bytes).digest())
    return order[: -(-len(rows) * share // 100)]


def last_quarter(day: date) -> tuple[datetime, datetime, str]:
    """Begin, end and name of the quarter before a day's."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    before = date(first.year - (first.month == 1), (first.month - 4) % 12 + 1, 1)
    begin, end = (timezone.make_aware(datetime(one.year, one.month, 1)) for one in (before, first))  # noqa: DTZ001
    return begin, end, f"{before.year}Q{(before.month + 2) // 3}"


@transaction.atomic
def open_check(*, sort: str, unit: Unit, person: User | None, made_at: datetime, by: User, at: datetime) -> Check:
    """Begin the sheet of a test call or a mystery visit."""
    if not by.may_at("quality_check", unit.pk):
        raise NotAllowed("quality_check")
    if sort not in (Check.Sort.TEST_CALL, Check.Sort.MYSTERY) or made_at > at:
        raise Invalid(_("Say what it was, and when it was made."), fields={"made_at": _("It cannot lie ahead.")})
    assert unit.org is not None  # a hall belongs to a company
    return Check.objects.create(org=unit.org, sort=sort, unit=unit, person=person, opened_at=at, made_at=made_at)


@transaction.atomic
def score_check(
    check: Check, *, given: Mapping[str, Any], words: str, agrees: bool | None, by: User, at: datetime
) -> Check:
    """Score one check on the quality sheet, once; nobody scores themselves. Raises Invalid by item."""
    held = Check.objects.select_for_update().get(pk=check.pk)
    if not by.may_at("quality_check", held.unit_id) or held.person_id == by.pk:
        raise NotAllowed("quality_check")
    if held.done_at:
        raise Ended
    if held.sort == Check.Sort.SECOND and agrees is None:
        raise Invalid(_("Does the customer confirm it?"), fields={"agrees": _("Does the customer confirm it?")})
    sheet = quality_sheet(held.org, at=at)
    answers = checked(parse(sheet.questions), given)
    held.answers, held.points, held.questionnaire = answers, points_of(sheet, answers), sheet
    held.agrees, held.words, held.done_at, held.done_by = agrees, plain(words), at, by
    held.made_at = held.made_at or at
    held.save()
    return held


def points_of(sheet: Questionnaire, answers: Mapping[str, Any]) -> float:
    """Of a hundred: the mean of the scales."""
    scales = [
        (answers[one.code], SCALES[one.kind])
        for one in parse(sheet.questions)
        if one.kind in SCALES and one.code in answers
    ]
    parts = [(value - low) / (high - low) for value, (low, high) in scales]
    return round(100 * sum(parts) / len(parts), 1) if parts else 0.0


__all__ = ["draw_second", "last_quarter", "open_check", "points_of", "quality_sheet", "score_check"]
