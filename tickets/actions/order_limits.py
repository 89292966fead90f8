"""By when an order is to be answered: a limit, a moment in the hall's time, or the company's standard."""

import re
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from deadlines.limits import parse_limit
from deadlines.models import Promise
from servicedesk.lib.refusals import Invalid
from tickets.actions.promises import when_due
from tickets.models import Ticket

STANDARD = "order-answer"
DAYS_AND_TIME = re.compile(r"\d+d@\d\d:\d\d")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")


def deadline_of(ticket: Ticket, limit: str, *, at: datetime) -> tuple[Promise, str]:
    """The standard for answers in force, and the limit as it is counted; one that is over already is refused."""
    known = Promise.objects.counted_by(ticket.org_id).open_to(ticket.org_id).in_force(at).filter(code=STANDARD)
    promise = known.newest_first().first()
    if promise is None:
        raise Invalid(
            _("No standard says how long an answer may take. Ask your administrator to load the shipped ones.")
        )
    promise.limit = _as_limit(limit.strip(), at=at) or promise.limit
    if when_due(promise, at) <= at:
        sentence = _("The deadline must lie in the future.")
        raise Invalid(sentence, fields={"limit": sentence})
    return promise, promise.limit


def _as_limit(text: str, *, at: datetime) -> str:
    """A limit as it is written in promises; a moment becomes so many days and a time of day."""
    if not MOMENT.fullmatch(text):
        return str(parse_limit(text)) if text else ""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        sentence = _("“%(text)s” is not a date and time. Write for example 2026-02-13T16:30.") % {"text": text[:40]}
        raise Invalid(sentence, fields={"limit": sentence})
    local = timezone.localtime(moment) if moment.tzinfo else timezone.make_aware(moment)
    days = (local.date() - timezone.localtime(at).date()).days
    if days < 0 or local <= at:
        sentence = _("The deadline must lie in the future.")
        raise Invalid(sentence, fields={"limit": sentence})
    return str(parse_limit(f"{days}d@{local:%H:%M}"))
