"""The question by link: sent when a round ends, answered once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import Unit
from servicedesk.lib.refusals import Invalid
from servicedesk.lib.sealing import token_hash
from surveys.lifecycle import BEST, FIVE_LEVELS, SURVEY_LASTS, WORST
from surveys.models import Channel, Questionnaire, Survey
from surveys.refusals import AnsweredAlready, Expired, NoSuchLink
from tickets.actions.telling import link_for, write_to_customer
from tickets.lifecycle import Kind
from tickets.models import CustomerLink, Ticket

FIVE = "five-levels"
LONGEST_COMMENT = 500
# Praise and filed matters leave nothing to ask about, and whoever reports misconduct is not written to.
NOT_ASKED = frozenset({Kind.PRAISE, Kind.FILING, Kind.REPORT})


def ask_the_customer(ticket: Ticket, *, at: datetime) -> Survey | None:
    """Send the customer the link to the five-level question, once a round; history that was imported is not asked about."""
    if ticket.imported_at or ticket.kind in NOT_ASKED:
        return None
    token = link_for(ticket, CustomerLink.Purpose.SURVEY, at=at, n=ticket.round)
    survey, is_new = Survey.objects.get_or_create(
        ticket=ticket,
        round=ticket.round,
        defaults={
            "org_id": ticket.org_id,
            "link": CustomerLink.objects.get(token_hash=token_hash(token)),
            "questionnaire": _questionnaire(ticket.org, at=at),
            "opened_at": at,
            "sent_at": at,
            "expires_at": at + SURVEY_LASTS,
        },
    )
    if is_new:
        write_to_customer(ticket, "survey", at=at, rate_url=f"{settings.PUBLIC_URL}/s/{token}/rate/")
    return survey


def _questionnaire(org: Unit, *, at: datetime) -> Questionnaire:
    """The company's newest version of the five-level question; the first one is written when it is first needed."""
    latest = Questionnaire.objects.filter(org=org, code=FIVE, from_at__lte=at).order_by("-version").first()
    if latest:
        return latest
    defaults = {"name": "五级满意度", "questions": FIVE_LEVELS, "from_at": at}
    first, _is_new = Questionnaire.objects.get_or_create(org=org, code=FIVE, version=1, defaults=defaults)
    return first


def survey_behind(token: str) -> Survey:
    """The survey to which a token leads. Wrong, foreign and revoked tokens are all the same: NoSuchLink."""
    known = Survey.objects.filter(
        link__token_hash=token_hash(token), link__purpose=CustomerLink.Purpose.SURVEY, link__revoked_at__isnull=True
    )
    survey = known.select_related("ticket__unit", "questionnaire").first()
    if survey is None:
        raise NoSuchLink
    return survey


@transaction.atomic
def record_answer(token: str, *, score: int, at: datetime, comment: str = "") -> Survey:
    """Count the customer's rating (5 very satisfied … 1 very dissatisfied), once, and not after the link has expired.

    Whoever changes the row first has answered; a second answer, however close behind, is refused.
    """
    survey = survey_behind(token)
    if not WORST <= score <= BEST:
        raise Invalid(fields={"score": str(score)})
    given = {"answered_at": at, "score": score, "comment": _plain(comment), "channel": Channel.SMS}
    if not Survey.objects.unanswered(at).filter(pk=survey.pk).update(**given):
        survey.refresh_from_db(fields=["answered_at"])
        raise AnsweredAlready if survey.answered_at else Expired
    survey.refresh_from_db(fields=list(given))
    return survey


def add_comment(token: str, *, comment: str, at: datetime) -> Survey:
    """Add words to a rating already given, as long as there are none and the link has not expired."""
    survey = survey_behind(token)
    open_for_words = Survey.objects.filter(pk=survey.pk, answered_at__isnull=False, comment="", expires_at__gt=at)
    if not open_for_words.update(comment=_plain(comment)):
        raise AnsweredAlready if survey.answered_at else Expired
    survey.refresh_from_db(fields=["comment"])
    return survey


def shut(ticket: Ticket, *, at: datetime) -> None:
    """The case was opened again: nobody is asked any more about the rounds that are over."""
    Survey.objects.unanswered(at).filter(ticket=ticket, round__lt=ticket.round).update(expires_at=at)


def _plain(comment: str) -> str:
    return comment.replace("\x00", "").strip()[:LONGEST_COMMENT]
