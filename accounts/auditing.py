"""The record of who looked at what, and the limits that are counted by it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from servicedesk.lib.refusals import TooMany

LOOKUPS_AN_HOUR = 400
MASKED_LOOKUPS_AN_HOUR = 60
REVEALS_A_DAY = 50


def audit(
    *,
    what: str,
    by: User | None,
    at: datetime,
    facts: Mapping[str, object],
    reason: str = "",
) -> AuditEvent:
    """Record that somebody saw or exported something; `facts` carries ids, never the data themselves."""
    org_id = by.org_id if by else None
    return AuditEvent.objects.create(what=what, by=by, at=at, facts=dict(facts), reason=reason, org_id=org_id)


def count_lookup(user: User, *, at: datetime, facts: Mapping[str, object], sees_all: bool = True) -> None:
    """Count one search for a person and refuse beyond 400 an hour: nobody serves that many people, a script does.

    Of somebody to whom numbers are masked (`sees_all` false) only searches by a part of something count against a limit,
    a lower one for people: with enough of them a mask could be guessed away.
    """
    searches = AuditEvent.objects.filter(by=user, what="lookup", at__gt=at - timedelta(hours=1))
    most = LOOKUPS_AN_HOUR
    if not sees_all:
        searches = searches.filter(facts__partial=True)
        most = LOOKUPS_AN_HOUR if user.is_service else MASKED_LOOKUPS_AN_HOUR
    counts = facts.get("partial", True) if not sees_all else not user.is_service
    if counts and searches[:most].count() >= most:
        raise TooMany(
            _("More than %(most)d searches in an hour. Wait a little, or ask the supervisor.") % {"most": most}
        )
    audit(what="lookup", by=user, at=at, facts=facts)


def count_reveal(user: User, *, at: datetime, facts: Mapping[str, object], reason: str = "") -> None:
    """Record that `user` saw one field of one person in full; at most 50 a day."""
    today = AuditEvent.objects.filter(by=user, what="reveal", at__gt=at - timedelta(days=1))[:REVEALS_A_DAY].count()
    if today >= REVEALS_A_DAY:
        raise TooMany(_("50 numbers were shown to you in 24 hours, which is the limit. Ask the supervisor."))
    audit(what="reveal", by=user, at=at, facts=dict(facts), reason=reason)
