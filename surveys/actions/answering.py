"""What the customer answers: counted once, changed by its giver for a day; a bad answer opens a follow-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from complaints.actions.making_good import measure
from servicedesk.lib.refusals import Invalid, TooMany
from servicedesk.lib.sealing import token_hash
from surveys.actions.asking import open_survey, phone_index
from surveys.actions.following import open_follow_up
from surveys.lifecycle import BEST, CHANGEABLE, LEAST_SATISFIED, WORST, Outcome, Reason
from surveys.models import Callback, CallPlan, Channel, OptOut, Survey, SurveyChange
from surveys.plans import plan_of
from surveys.questions import Question, checked, own_of, parse, violations
from surveys.refusals import AnsweredAlready, Expired, NoSuchLink, SaidByTelephone, WordsNeeded
from tickets.actions import closing
from tickets.lifecycle import Kind, Status
from tickets.models import CustomerLink, Ticket

LONGEST_COMMENT = 500
MOST_CHANGES = 20


@dataclass(frozen=True)
class Given:
    """One answer as it was given. `reasons` are codes of lifecycle.Reason."""

    score: int
    comment: str = ""
    reasons: Sequence[str] = ()
    wants_call: bool = False
    channel: str = Channel.SMS

    def row(self) -> dict[str, Any]:
        """As the columns of a survey."""
        answers: dict[str, Any] = {}
        if self.reasons:
            answers["reasons"] = [code for code in self.reasons if code in Reason.values]
        if self.wants_call:
            answers["wants_call"] = True
        return {"score": self.score, "comment": plain(self.comment), "answers": answers}


def survey_behind(token: str) -> Survey:
    """The survey to which a token leads. Wrong, foreign and revoked tokens are all the same: NoSuchLink."""
    return _behind(token, "ticket__unit", "questionnaire")


def _behind(token: str, *joined: str) -> Survey:
    known = Survey.objects.filter(
        link__token_hash=token_hash(token), link__purpose=CustomerLink.Purpose.SURVEY, link__revoked_at__isnull=True
    )
    owed = Callback.objects.open().filter(ticket=OuterRef("ticket"), round=OuterRef("round"))
    found = list(known.select_related(*joined).annotate(is_owed=Exists(owed))[:1])
    if not found:
        raise NoSuchLink
    return found[0]


@transaction.atomic
def record_answer(token: str, *, given: Given, at: datetime) -> Survey:
    """Count the customer's rating (5 very satisfied … 1 very dissatisfied), once, and not after the link has expired.

    Whoever changes the row first has answered. Its giver may change it for 24 hours, which counts nothing twice. Raises
    WordsNeeded for a bad level without a reason, AnsweredAlready, SaidByTelephone, Expired.
    """
    survey = _behind(token, "questionnaire")  # a hundred a second: the case is read where it is needed
    plan = plan_of(survey.org_id)
    _check(given, plan, parse(survey.questionnaire.questions)[0])
    is_owed: bool = survey.is_owed  # type: ignore[attr-defined]
    if is_owed:  # the case before its rows, as everywhere
        Ticket.objects.select_for_update().get(pk=survey.ticket_id)
    row = given.row()
    first = row | {"answered_at": at, "channel": given.channel}
    if Survey.objects.unanswered(at).filter(pk=survey.pk).update(**first):
        for name, value in first.items():
            setattr(survey, name, value)
        measure(survey.ticket, score=given.score, at=at)
    else:
        _change(survey, row, at=at)
    if given.score <= plan.follow_at:
        open_follow_up(survey, plan=plan, wants_call=given.wants_call, at=at)
    elif is_owed and plan.answer_spares_call:
        _spare_the_call(survey, at=at)
    return survey


def _check(given: Given, plan: CallPlan, question: Question) -> None:
    if not WORST <= given.score <= BEST:
        raise Invalid(fields={"score": str(given.score)})
    if given.score <= max(plan.words_at, question.words_at) and not (plain(given.comment) or given.reasons):
        raise WordsNeeded


def _open(survey: Survey, *, at: datetime) -> Survey:
    """The row under its lock, as long as its giver may say something."""
    held = Survey.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=survey.pk)
    if held.answered_at is None or held.expires_at <= at:
        raise Expired
    if held.channel == Channel.CALLBACK:
        raise SaidByTelephone
    return held


def _change(survey: Survey, row: dict[str, Any], *, at: datetime) -> None:
    """A second answer takes the place of the first for 24 hours, and what it was before is kept.

    What was said to the company's own questions stays, as far as they would still be asked.
    """
    held = _open(survey, at=at)
    if at >= held.answered_at + CHANGEABLE:  # type: ignore[operator]
        raise AnsweredAlready
    questions = parse(held.questionnaire.questions)
    own = {one.code: held.answers[one.code] for one in own_of(questions) if one.code in held.answers}
    for code in violations(questions, {questions[0].code: row["score"], **own}):
        del own[code]
    _rewrite(held, row | {"answers": row["answers"] | own}, at=at)
    survey.refresh_from_db(fields=["score", "comment", "answers", "answered_at", "changed_at", "channel"])


def _rewrite(held: Survey, row: dict[str, Any], *, at: datetime) -> None:
    before = {"score": held.score, "comment": held.comment, "answers": held.answers}
    if before == row:  # the same tap twice
        return
    if SurveyChange.objects.filter(survey=held).count() >= MOST_CHANGES:  # nobody changes their mind so often by hand
        raise TooMany
    SurveyChange.objects.create(org_id=held.org_id, survey=held, at=at, **before)
    Survey.objects.filter(pk=held.pk).update(changed_at=at, **row)
    measure(held.ticket, score=row["score"], at=at, instead_of=held.answered_at)


@transaction.atomic
def answer_more(token: str, *, given: Mapping[str, Any], comment: str = "", at: datetime) -> Survey:
    """Keep what the giver of a rating says to the company's own questions; they may change it for 24 hours, too.

    Raises Invalid by question, Expired, SaidByTelephone, AnsweredAlready.
    """
    held = _open(survey_behind(token), at=at)
    first, *own = parse(held.questionnaire.questions)
    words = held.comment or plain(comment)
    said = checked(own, given, comment=words, known={first.code: held.score})
    rest = {code: answer for code, answer in held.answers.items() if code not in {one.code for one in own}}
    row = {"score": held.score, "comment": words, "answers": rest | said}
    if rest == held.answers:  # nothing was said to them yet
        Survey.objects.filter(pk=held.pk).update(**row)
    elif at >= held.answered_at + CHANGEABLE:  # type: ignore[operator]
        raise AnsweredAlready
    else:
        _rewrite(held, row, at=at)
    held.refresh_from_db(fields=["comment", "answers", "changed_at"])
    return held


def add_comment(token: str, *, comment: str, at: datetime) -> Survey:
    """Add words to a rating already given, as long as there are none and the link has not expired."""
    survey = survey_behind(token)
    open_for_words = Survey.objects.filter(pk=survey.pk, answered_at__isnull=False, comment="", expires_at__gt=at)
    if not open_for_words.exclude(channel=Channel.CALLBACK).update(comment=plain(comment)):
        raise AnsweredAlready if survey.answered_at else Expired
    survey.refresh_from_db(fields=["comment"])
    return survey


def _spare_the_call(survey: Survey, *, at: datetime) -> None:
    """Whoever is satisfied by link is not called any more; the case closes. A complaint is called back all the same."""
    open_now = Callback.objects.open().filter(ticket=survey.ticket_id, round=survey.round)
    if survey.ticket.kind == Kind.COMPLAINT or survey.score is None or survey.score < LEAST_SATISFIED:
        return
    if not open_now.update(done_at=at, outcome=Outcome.ANSWERED):
        return
    ticket = Ticket.objects.get(pk=survey.ticket_id)
    if ticket.status == Status.RESOLVED:
        closing.close(ticket, outcome="satisfied", by=None, at=at)


def heard_by_telephone(callback: Callback, *, note: str, more: Mapping[str, Any], at: datetime) -> None:
    """What was said on the telephone is the round's answer: the link asks nothing any more.

    Of the company's own questions the agent asks as many as the customer bears. Raises Invalid by question.
    """
    measure(callback.ticket, score=callback.score, at=at)
    survey = open_survey(callback.ticket, at=at)
    if survey is None or survey.answered_at or survey.expires_at <= at:
        return
    first, *own = parse(survey.questionnaire.questions)
    said = checked(own, more, comment=note, known={first.code: callback.score}, lenient=True)
    row = {"answered_at": at, "score": callback.score, "channel": Channel.CALLBACK, "comment": plain(note)}
    answers = {"reasons": callback.reasons} if callback.reasons else {}
    Survey.objects.unanswered(at).filter(pk=survey.pk).update(answers=answers | said, **row)


def leave_alone(ticket: Ticket, *, at: datetime) -> None:
    """Whoever does not want to be asked on the telephone is not asked by link either, in this round."""
    Survey.objects.unanswered(at).filter(ticket=ticket, round=ticket.round).update(expires_at=at)


def opt_out(token: str, *, at: datetime) -> None:
    """The owner of the number does not want to be asked again; saying so twice is once."""
    ticket = survey_behind(token).ticket
    row = OptOut(org_id=ticket.org_id, phone_index=phone_index(ticket.contact_phone), since=at)
    row.customer_id = ticket.customer_id
    if ticket.contact_phone:
        OptOut.objects.bulk_create([row], ignore_conflicts=True)


def plain(text: str) -> str:
    """What somebody wrote, as text that a database takes."""
    return text.replace("\x00", "").strip()[:LONGEST_COMMENT]
