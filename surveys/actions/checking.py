"""We look at our own service: a fifth of a quarter's callbacks is called again, test calls and mystery visits are scored."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Count
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


@transaction.atomic
def draw_second(org: Unit, *, at: datetime) -> int:
    """Draw what is to be called again: of each agent's answered callbacks of this quarter, and of the last, the share.

    It is drawn as the quarter goes on, because customers remember last week better than last quarter. Twice is once.
    """
    Unit.objects.select_for_update().get(pk=org.pk)  # two ticks at once draw one after the other
    today = timezone.localdate(at)
    share = plan_of(org.pk).second_share
    drawn = 0
    for begin, end, quarter in (quarter_of(quarter_of(today)[0].date() - timedelta(days=1)), quarter_of(today)):
        found = list(_drawn(org, begin, end, share))
        facts = {"org": org, "sort": Check.Sort.SECOND, "quarter": quarter, "opened_at": at}
        rows = [Check(unit=one.ticket.unit, person_id=one.done_by_id, callback=one, **facts) for one in found]
        Check.objects.bulk_create(rows, ignore_conflicts=True)
        drawn += len(rows)
        if rows:
            tell(
                with_role(Role.SUPERVISOR, org),
                key=f"second:{org.pk}:{quarter}:{today}",
                what="second_checks",
                at=at,
                path="/satisfaction/checks/",
                facts={"count": len(rows), "quarter": quarter},
            )
    return drawn


def _drawn(org: Unit, begin: datetime, end: datetime, share: int) -> Iterator[Callback]:
    """So many of each agent's callbacks as are missing to their share, rounded up; the same ones whoever draws."""
    made = Callback.objects.filter(org=org, outcome__in=HEARD, done_at__gte=begin, done_at__lt=end)
    counted = made.values_list("done_by").annotate(all=Count("pk"), known=Count("second_check")).order_by()
    for agent, count, known in counted:
        missing = -(-count * share // 100) - known
        if missing > 0:
            left = made.filter(done_by=agent, second_check__isnull=True).values_list("pk", flat=True)
            chosen = sorted(left, key=lambda pk: sha256(pk.bytes).digest())[:missing]
            yield from made.filter(pk__in=chosen).select_related("ticket__unit")


def quarter_of(day: date) -> tuple[datetime, datetime, str]:
    """Begin, end and name of a day's quarter."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    after = (first + timedelta(days=93)).replace(day=1)
    begin, end = (timezone.make_aware(datetime(one.year, one.month, 1)) for one in (first, after))  # noqa: DTZ001
    return begin, end, f"{first.year}Q{(first.month + 2) // 3}"


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


__all__ = ["draw_second", "open_check", "points_of", "quality_sheet", "quarter_of", "score_check"]
