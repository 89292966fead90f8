"""A visit that was rated on the pad: a bad tap is followed up, and the company's own questions are answered at the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from surveys.actions.answering import plain
from surveys.actions.asking import questionnaire_of
from surveys.actions.following import follow_visit
from surveys.lifecycle import Reason
from surveys.models import VisitSaid
from surveys.plans import plan_of
from surveys.questions import checked, parse
from surveys.refusals import AnsweredAlready, Expired
from tickets.models import Visit

# Whoever stands at the desk answers there; after that the next customer does.
STANDING = timedelta(minutes=5)


def hear_of_visit(visit: Visit, *, at: datetime) -> None:
    """Somebody has tapped a level: a bad one is followed up."""
    plan = plan_of(visit.org_id)
    if visit.score is not None and visit.score <= plan.follow_at:
        follow_visit(visit, plan=plan, at=at)


@transaction.atomic
def say_of_visit(
    visit: Visit, *, given: Mapping[str, Any], at: datetime, reasons: Sequence[str] = (), comment: str = ""
) -> VisitSaid:
    """Keep what somebody says at the desk after their tap, once. Raises Invalid by question, AnsweredAlready, Expired."""
    held = Visit.objects.select_for_update(of=("self",)).select_related("org").get(pk=visit.pk)
    if held.rated_at is None or at > held.rated_at + STANDING:
        raise Expired
    if VisitSaid.objects.filter(visit=held).exists():
        raise AnsweredAlready
    sheet = questionnaire_of(held.org, at=at)
    first, *own = parse(sheet.questions)
    answers = checked(own, given, comment=comment, known={first.code: held.score})
    if chips := [code for code in reasons if code in Reason.values]:
        answers["reasons"] = chips
    return VisitSaid.objects.create(
        org_id=held.org_id, visit=held, questionnaire=sheet, at=at, answers=answers, comment=plain(comment)
    )
