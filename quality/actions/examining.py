"""Knowledge tests: a question is written, a test is set from questions, sat, tried again, reminded of, closed."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from knowledge.models import Article
from quality.models import Exam, Paper, Question
from quality.refusals import NoMoreTries
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.desk import required

MOST_CHOICES = 8
REMIND = timedelta(days=1)


def write_question(
    org: Unit,
    *,
    text: str,
    choices: Sequence[str],
    right: Iterable[int],
    by: User,
    at: datetime,
    article: Article | None = None,
) -> Question:
    """Write a question of one right choice or several. Raises Needed, Invalid, NotAllowed."""
    if not by.may_at("qa", org.pk):
        raise NotAllowed("qa")
    told = [one.strip()[:200] for one in choices if one.strip()]
    correct = sorted(set(right))
    if not 2 <= len(told) <= MOST_CHOICES or not correct or correct[0] < 0 or correct[-1] >= len(told):
        text_of = _("Two to eight choices, at least one of them right.")
        raise Invalid(text_of, fields={"choices": text_of})
    facts = {"article": article, "choices": told, "right": correct, "by": by, "at": at}
    return Question.objects.create(org=org, text=required(text, "text")[:300], **facts)


@transaction.atomic
def set_exam(
    org: Unit,
    *,
    title: str,
    questions: Sequence[Question],
    takers: Sequence[User],
    due_at: datetime,
    by: User,
    at: datetime,
    count: int = 0,
    pass_mark: int = 90,
    tries: int = 2,
) -> Exam:
    """Set a test for these people until `due_at`; of many questions `count` are drawn. All are told. Raises Invalid."""
    if not by.may_at("qa", org.pk):
        raise NotAllowed("qa")
    people = [one for one in takers if one.org_id == org.pk and one.is_active and not one.is_service]
    if not questions or not people or due_at <= at:
        raise Invalid(_("A test needs questions, people, and a last day that lies ahead."))
    seed = secrets.token_hex(8)
    ranked = sorted(questions, key=lambda one: sha256(f"{seed}:{one.pk}".encode()).digest())
    chosen = ranked[:count] if count else ranked
    paper = [{"id": str(one.pk), "text": one.text, "choices": one.choices, "right": one.right} for one in chosen]
    told = {"pass_mark": pass_mark, "tries": tries, "due_at": due_at, "remind_at": max(at, due_at - REMIND)}
    made = Exam.objects.create(org=org, title=required(title, "title")[:80], paper=paper, by=by, at=at, **told)
    made.takers.set(people)
    facts = {"title": made.title, "due_at": due_at.isoformat()}
    tell(people, key=f"exam:{made.pk}", what="exam_set", at=at, path=f"/qa/exams/{made.pk}/", facts=facts)
    return made


@transaction.atomic
def hand_in(exam: Exam, *, given: Mapping[str, Iterable[int]], by: User, at: datetime) -> Paper:
    """Hand in one's answers: all of a question's right choices and no other count. Raises NoMoreTries, NotAllowed."""
    held = Exam.objects.select_for_update().get(pk=exam.pk)
    if not held.takers.filter(pk=by.pk).exists():
        raise NotAllowed("qa_mine")
    earlier = list(Paper.objects.filter(exam=held, person=by))
    if at >= held.due_at or len(earlier) >= held.tries or any(one.points >= held.pass_mark for one in earlier):
        raise NoMoreTries
    said = {one["id"]: sorted(set(given.get(one["id"], ()))) for one in held.paper}
    correct = sum(said[one["id"]] == one["right"] for one in held.paper)
    points = round(100 * correct / len(held.paper))
    facts = {"attempt": len(earlier) + 1, "given": said, "points": points, "at": at}
    return Paper.objects.create(org_id=held.org_id, exam=held, person=by, **facts)


def missing(exam: Exam) -> list[User]:
    """Those who have not passed yet."""
    passed = exam.papers.filter(points__gte=exam.pass_mark).values("person")
    return list(exam.takers.exclude(pk__in=passed).order_by("name"))


@transaction.atomic
def remind(exam: Exam, *, at: datetime) -> bool:
    """Remind those who have not passed, once, a day before the end."""
    if not Exam.objects.to_remind(at).filter(pk=exam.pk).update(reminded_at=at):
        return False
    facts = {"title": exam.title, "due_at": exam.due_at.isoformat()}
    tell(missing(exam), key=f"exam:{exam.pk}:soon", what="exam_due", at=at, path=f"/qa/exams/{exam.pk}/", facts=facts)
    return True


@transaction.atomic
def close(exam: Exam, *, at: datetime) -> bool:
    """The last day is over: whoever set it hears how many have not passed, once."""
    if not Exam.objects.to_close(at).filter(pk=exam.pk).update(closed_at=at):
        return False
    facts = {"title": exam.title, "count": len(missing(exam))}
    tell([exam.by], key=f"exam:{exam.pk}:over", what="exam_over", at=at, path=f"/qa/exams/{exam.pk}/", facts=facts)
    return True
