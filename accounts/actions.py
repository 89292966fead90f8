"""What is done to people, places and their letterbox."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, Grant, Notice, Unit, User
from servicedesk.lib.pinyin import initials
from servicedesk.lib.refusals import TooMany

LOOKUPS_AN_HOUR = 400
REVEALS_A_DAY = 50


def plant(
    *,
    parent: Unit | None,
    kind: str,
    code: str,
    name: str,
    duty: str = "",
    phone: str = "",
) -> Unit:
    """Add a unit to the tree below `parent` (None: at the root) and return it; the same code twice is one unit."""
    path = f"{parent.path if parent else '/'}{code}/"
    unit = Unit(
        parent=parent,
        kind=kind,
        code=code,
        name=name,
        duty=duty,
        path=path,
        phone=phone,
    )
    unit.org = parent.org if parent and parent.org_id else (unit if kind == Unit.Kind.COMPANY else None)
    known = Unit.objects.filter(path=path).first()
    if known:
        return known
    unit.save()
    return unit


def hire(
    *,
    login: str,
    name: str,
    home: Unit,
    staff_number: str = "",
    password: str | None = None,
) -> User:
    """Add a member of staff; without a password nobody can sign in as them."""
    return User.objects.create_user(
        login,
        password,
        name=name,
        initials=initials(name),
        home=home,
        org=home.org,
        staff_number=staff_number,
    )


def grant(person: User, *, role: str, unit: Unit, until_at: datetime | None = None) -> Grant:
    """Give a person a role at a unit and everything below it; it holds from the next request on."""
    person.__dict__.pop("reach", None)
    given, _is_new = Grant.objects.live().get_or_create(
        person=person,
        role=role,
        unit=unit,
        defaults={"org": unit.org, "until_at": until_at},
    )
    return given


def end_grant(given: Grant, *, at: datetime) -> None:
    """Take a role away from `at` on."""
    Grant.objects.filter(pk=given.pk, until_at__isnull=True).update(until_at=at)


def tell(
    users: Iterable[User],
    *,
    key: str,
    what: str,
    at: datetime,
    path: str = "",
    facts: Mapping[str, object] | None = None,
) -> int:
    """Put one notice in each person's letterbox; a key they already have is skipped. Returns how many people were meant."""
    rows = [
        Notice(
            user=user,
            org_id=user.org_id,
            key=key,
            what=what,
            facts=dict(facts or {}),
            path=path,
            at=at,
        )
        for user in users
        if user.is_active and not user.is_service
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def tell_digest(user: User, *, key: str, at: datetime, path: str, count: int) -> None:
    """Add `count` late deadlines to one summary notice, so that a restart after days is one line and not a flood."""
    facts = {"count": 0}
    notice, _is_new = Notice.objects.select_for_update().get_or_create(
        user=user,
        key=key,
        defaults={
            "org_id": user.org_id,
            "what": "digest",
            "at": at,
            "path": path,
            "facts": facts,
        },
    )
    notice.facts = {"count": int(notice.facts["count"]) + count}
    notice.save(update_fields=["facts"])


def read_notices(user: User, *, at: datetime, pk: UUID | None = None) -> int:
    """Mark my notices (or the one with `pk`) as read; returns how many were unread."""
    unread = Notice.objects.visible_to(user).unread()
    return (unread.filter(pk=pk) if pk else unread).update(read_at=at)


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


def count_lookup(user: User, *, at: datetime, facts: Mapping[str, object]) -> None:
    """Count one search for a person and refuse beyond 400 an hour: nobody serves that many people, a script does."""
    recent = AuditEvent.objects.filter(by=user, what="lookup", at__gt=at - timedelta(hours=1))[:LOOKUPS_AN_HOUR].count()
    if recent >= LOOKUPS_AN_HOUR and not user.is_service:
        raise TooMany(_("More than 400 searches in an hour. Wait a little, or ask the supervisor."))
    audit(what="lookup", by=user, at=at, facts=facts)


def count_reveal(user: User, *, at: datetime, facts: Mapping[str, object], reason: str = "") -> None:
    """Record that `user` saw one field of one person in full; at most 50 a day."""
    today = AuditEvent.objects.filter(by=user, what="reveal", at__gt=at - timedelta(days=1))[:REVEALS_A_DAY].count()
    if today >= REVEALS_A_DAY:
        raise TooMany(_("50 numbers were shown to you in 24 hours, which is the limit. Ask the supervisor."))
    audit(what="reveal", by=user, at=at, facts=dict(facts), reason=reason)


def set_language(user: User, language: str) -> None:
    """Remember in which language a person reads the product."""
    User.objects.filter(pk=user.pk).update(language=language)
