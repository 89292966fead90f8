"""What is done to people, places and their letterbox."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from accounts.auditing import LOOKUPS_AN_HOUR, MASKED_LOOKUPS_AN_HOUR, REVEALS_A_DAY, audit, count_lookup, count_reveal
from accounts.models import Grant, Notice, Session, Unit, User, has_messenger
from accounts.passing import end_sessions
from accounts.passwords import first_password
from accounts.roles import roles_for
from servicedesk.lib.ids import uuid7
from servicedesk.lib.pinyin import initials
from servicedesk.lib.together import put

__all__ = [  # what stands in modules of its own and is asked for here
    "LOOKUPS_AN_HOUR",
    "MASKED_LOOKUPS_AN_HOUR",
    "REVEALS_A_DAY",
    "audit",
    "count_lookup",
    "count_reveal",
    "end_sessions",
    "first_password",
]
_SUMMARY = """
INSERT INTO accounts_notice (id, org_id, user_id, key, what, facts, path, at, to_pass_on)
SELECT id, org_id, user_id, %(key)s, 'digest', jsonb_build_object('count', count), path, %(at)s, %(pass_on)s
  FROM unnest(%(ids)s::uuid[], %(orgs)s::uuid[], %(people)s::uuid[], %(counts)s::int[], %(paths)s::text[])
    AS told(id, org_id, user_id, count, path) ORDER BY user_id
ON CONFLICT (user_id, key) DO UPDATE
   SET facts = jsonb_build_object('count', (accounts_notice.facts->>'count')::int + (EXCLUDED.facts->>'count')::int)
"""


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
    """Give a person a role at a unit and everything below it. Whoever may do more comes in anew: their sessions end."""
    person.__dict__.pop("reach", None)
    given, is_new = Grant.objects.live().get_or_create(
        person=person,
        role=role,
        unit=unit,
        defaults={"org": unit.org, "until_at": until_at},
    )
    if is_new:
        Session.objects.filter(user=person).delete()
    return given


def end_grant(given: Grant, *, at: datetime) -> None:
    """Take a role away from `at` on; the sessions in which it was held end with it."""
    if Grant.objects.filter(pk=given.pk, until_at__isnull=True).update(until_at=at):
        Session.objects.filter(user_id=given.person_id).delete()


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
    put(*rows, once=True)
    return len(rows)


def untell(users: QuerySet[User], *, path: str) -> None:
    """Take what these people were told of a page out of their letterboxes: they may know of it no more."""
    Notice.objects.filter(user__in=users, path=path).delete()


def deliver(notices: Iterable[Notice]) -> None:
    """Put many notices in their letterboxes with one statement; a key that a person already has is skipped."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def summarise(counts: Mapping[UUID, int], *, orgs: Mapping[UUID, UUID | None], key: str, at: datetime) -> None:
    """Add each person's number of late deadlines to one summary, so that a restart after days is one line and no flood.

    It leads to the board those who may open it, the others to their own list.
    """
    if not counts:
        return
    grants = Grant.objects.live().filter(person__in=counts.keys(), role__in=roles_for("board"))
    watching = set(grants.values_list("person_id", flat=True))
    people = sorted(counts)  # in one order, so that two workers never wait for each other
    rows: dict[str, Any] = {
        "ids": [uuid7() for _one in people],
        "people": people,
        "orgs": [orgs[pk] for pk in people],
        "counts": [counts[pk] for pk in people],
        "paths": ["/board/" if pk in watching else "/my/" for pk in people],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY, rows | {"key": key, "at": at, "pass_on": has_messenger()})


def read_notices(user: User, *, at: datetime, pk: UUID | None = None) -> int:
    """Mark my notices (or the one with `pk`) as read; returns how many were unread."""
    unread = Notice.objects.visible_to(user).unread()
    return (unread.filter(pk=pk) if pk else unread).update(read_at=at)


def take_back_notices(people: Iterable[User], *, path: str, at: datetime) -> None:
    """What these people were told about a page is no news any more: it counts as read, and no messenger carries it."""
    Notice.objects.unread().filter(user__in=people, path=path).update(read_at=at, to_pass_on=False)


def set_habits(user: User, *, shortcuts: bool, compact: bool, quiet: tuple[time, time] | None = None) -> None:
    """Remember how a person works: single-letter keys, how close rows stand, and when the messenger is silent."""
    begins, ends = quiet or (user.quiet_from, user.quiet_until)
    User.objects.filter(pk=user.pk).update(shortcuts=shortcuts, compact=compact, quiet_from=begins, quiet_until=ends)


def set_language(user: User, language: str) -> None:
    """Remember in which language a person reads the product."""
    User.objects.filter(pk=user.pk).update(language=language)
