"""The question by link: open on the slip's page when the work ends, sent by SMS when no call has brought an answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Unit
from servicedesk.lib.sealing import blind_index, link_token, token_hash
from surveys.lifecycle import FIVE_LEVELS
from surveys.models import OptOut, Purpose, Questionnaire, Survey
from surveys.plans import plan_of
from tickets.actions.telling import link_for, links_for, write_to_customer
from tickets.lifecycle import Kind
from tickets.models import CustomerLink, Ticket

FIVE = "five-levels"
PHONE_COLUMN = "surveys.opt_out"
BATCH = 1000
# Praise and filed matters leave nothing to ask about, and whoever reports misconduct is not written to.
NOT_ASKED = frozenset({Kind.PRAISE, Kind.FILING, Kind.REPORT})


def open_survey(ticket: Ticket, *, at: datetime) -> Survey | None:
    """Let the holder of the slip answer from now on, once a round; history that was imported is not asked about."""
    if not is_asked(ticket):
        return None
    known = Survey.objects.filter(ticket=ticket, round=ticket.round).select_related("questionnaire").first()
    if known is not None:
        return known
    token = link_for(ticket, CustomerLink.Purpose.SURVEY, at=at, n=ticket.round)
    facts = {
        "org_id": ticket.org_id,
        "link": CustomerLink.objects.get(token_hash=token_hash(token)),
        "questionnaire": questionnaire_of(ticket.org, at=at),
        "opened_at": at,
        "expires_at": at + timedelta(days=plan_of(ticket.org_id).survey_days),
    }
    survey, _is_new = Survey.objects.get_or_create(ticket=ticket, round=ticket.round, defaults=facts)
    return survey


def is_asked(ticket: Ticket) -> bool:
    """Whether a customer is asked about such a case at all."""
    return not ticket.imported_at and ticket.kind not in NOT_ASKED


def open_surveys(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """The same for many cases whose work ended at once: each customer has a round of their own. Twice is once."""
    asked = [one for one in tickets if is_asked(one)]
    links = links_for(asked, CustomerLink.Purpose.SURVEY, at=at)
    orgs = Unit.objects.in_bulk({one.org_id for one in asked})
    sheets = {key: questionnaire_of(org, at=at) for key, org in orgs.items()}
    lasts = {key: timedelta(days=plan_of(key).survey_days) for key in orgs}
    rows = [
        Survey(
            org_id=one.org_id,
            ticket=one,
            round=one.round,
            link_id=links[one.pk],
            questionnaire=sheets[one.org_id],
            opened_at=at,
            expires_at=at + lasts[one.org_id],
        )
        for one in asked
    ]
    Survey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def ask_the_customer(ticket: Ticket, *, at: datetime, outcome: str = "no_callback") -> Survey | None:
    """Send the customer the link when the case closes, once a round: unless a call or the slip has brought the answer.

    Nobody is asked about what the clock has closed, and nobody who said that they do not want to be asked.
    """
    survey = open_survey(ticket, at=at)
    if survey is None or survey.answered_at or survey.sent_at or survey.expires_at <= at:
        return survey
    if closed_by_the_clock(ticket) or wants_quiet(ticket):
        return survey
    template = "unreachable" if outcome == "unreachable" else "survey"
    if write_to_customer(ticket, template, at=at, rate_url=rate_url(survey)):
        plan = plan_of(ticket.org_id)
        survey.sent_at, survey.expires_at = at, at + timedelta(days=plan.survey_days)
        survey.remind_at = at + timedelta(days=plan.remind_after_days) if plan.remind_after_days else None
        survey.save(update_fields=["sent_at", "expires_at", "remind_at"])
    return survey


@transaction.atomic
def ask_again(survey: Survey, *, at: datetime) -> bool:
    """Remind somebody who has not answered, once; True if this call did it."""
    if not Survey.objects.to_remind(at).filter(pk=survey.pk).update(reminded_at=at):
        return False
    survey = Survey.objects.select_related("ticket__unit", "ticket__org", "ticket__customer").get(pk=survey.pk)
    if not wants_quiet(survey.ticket):
        write_to_customer(survey.ticket, "survey_again", at=at, rate_url=rate_url(survey))
    return True


def rate_url(survey: Survey) -> str:
    """The address that stands in the SMS."""
    token = link_token(str(survey.ticket_id), CustomerLink.Purpose.SURVEY, str(survey.round))
    return f"{settings.PUBLIC_URL}/s/{token}/rate/"


def closed_by_the_clock(ticket: Ticket) -> bool:
    """Whether nobody but a rule has ended the case."""
    return ticket.timeline.filter(what="close").order_by("-seq").values_list("by", flat=True).first() is None


def wants_quiet(ticket: Ticket) -> bool:
    """Whether the owner of the number has said that they do not want to be asked."""
    return OptOut.objects.filter(org=ticket.org_id, phone_index=phone_index(ticket.contact_phone)).exists()


def phone_index(number: str) -> str:
    """What is kept of a number that is not to be asked."""
    return blind_index(number, column=PHONE_COLUMN)


def questionnaire_of(org: Unit, *, at: datetime) -> Questionnaire:
    """The company's newest version of the question after a case; the first one is written when it is first needed."""
    known = Questionnaire.objects.published().filter(org=org, code=FIVE, from_at__lte=at)
    latest = known.order_by("-version").first()
    if latest:
        return latest
    defaults = {"name": "五级满意度", "questions": FIVE_LEVELS, "from_at": at, "purpose": Purpose.CASE}
    first, _is_new = Questionnaire.objects.get_or_create(org=org, code=FIVE, version=1, defaults=defaults)
    return first


def shut(ticket: Ticket, *, at: datetime) -> None:
    """The case was opened again: nobody is asked any more about the rounds that are over, nor may change what was said."""
    over = Survey.objects.filter(ticket=ticket, round__lt=ticket.round, expires_at__gt=at)
    over.exclude(answered_at__gte=at).update(expires_at=at)
