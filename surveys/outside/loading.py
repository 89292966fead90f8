"""Loading results of others, once a file, with a questionnaire of their own."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from servicedesk.lib.tables.refusals import Unusable
from surveys.models import OutsideAnswer, OutsideReply, OutsideSurvey, Purpose, Questionnaire
from surveys.outside.reading import answers_in, pattern, read_replies, read_results
from surveys.questions import violations

BATCH = 1000
REPLIES = "replies"
MOST_REFUSED = 100


@transaction.atomic
def load(path: Path, code: str, *, org: Unit, by: User | None, at: datetime) -> OutsideSurvey:
    """Load one file by its pattern; the same file twice is once. Raises Unusable."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    known = OutsideSurvey.objects.filter(org=org, digest=digest).first()
    if known:
        return known
    survey = OutsideSurvey(org=org, name=pattern(code)["name"], digest=digest, rows=0, by=by, at=at)
    return _load_replies(path, survey) if code == REPLIES else _load_answers(path, code, survey)


def _load_answers(path: Path, code: str, survey: OutsideSurvey) -> OutsideSurvey:
    results = read_results(path, pattern(code))
    facts = {"purpose": Purpose.OUTSIDE, "name": survey.name, "questions": results.stored, "from_at": survey.at}
    version = Questionnaire.objects.filter(org=survey.org, code=code).count() + 1
    survey.questionnaire = Questionnaire.objects.create(
        org=survey.org, code=code, version=version, by=survey.by, **facts
    )
    survey.save()
    rows = []
    for number, row in enumerate(results.rows, start=1):
        answers = answers_in(results, row)
        broken = violations(results.questions, answers)
        overall = answers.get("overall") or 0
        if overall not in range(1, 11):
            _refuse(survey, number, _("no overall score"))
            continue
        if broken:
            _refuse(
                survey, number, _("answers a question that was not asked: %(codes)s") % {"codes": "、".join(broken)}
            )
        told = {name: str(row[place]) for name, place in results.facts.items()}
        rows.append(
            OutsideAnswer(org=survey.org, survey=survey, row=number, overall=overall, answers=answers, facts=told)
        )
    OutsideAnswer.objects.bulk_create(rows, batch_size=BATCH)
    return _counted(survey, len(rows))


def _load_replies(path: Path, survey: OutsideSurvey) -> OutsideSurvey:
    survey.save()
    rows = []
    for number, (subject, asked, replied) in enumerate(read_replies(path, pattern(REPLIES)), start=1):
        if asked is None or replied is None or replied < asked:
            _refuse(survey, number, _("no two dates that follow each other"))
            continue
        rows.append(
            OutsideReply(org=survey.org, survey=survey, row=number, subject=subject, asked_at=asked, replied_at=replied)
        )
    OutsideReply.objects.bulk_create(rows, batch_size=BATCH)
    return _counted(survey, len(rows))


def _refuse(survey: OutsideSurvey, number: int, why: str) -> None:
    if len(survey.refused) < MOST_REFUSED:
        survey.refused.append({"row": number, "why": why})


def _counted(survey: OutsideSurvey, rows: int) -> OutsideSurvey:
    if not rows:
        raise Unusable(_("No row of this file could be read."))
    survey.rows = rows
    survey.save(update_fields=["rows", "refused"])
    return survey
