"""The letterbox emptied: whoever hands a message over holds it by a lease, and its key makes a repeat one message there.

No lock is held while a gateway is asked. A crash between asking and writing down sends the message once more, with the
same key; so neither the lease nor the outcome waits for the disk.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import Notice
from accounts.quiet import URGENT, is_quiet, waits
from accounts.sentences import tell_notice
from customers.models import Message
from servicedesk.lib import sms

log = logging.getLogger(__name__)
ONE_BY_ONE = 10  # held at once where a request takes one message: with the longest wait for each, less than a lease
PASSED_ON = 500
# A summary grows for a while; a registration may be undone for some seconds, and then nobody is to be called out for it; who is
# urged reads it under the bell, and in the messenger only if it is still unread after five minutes.
RESTS = {"digest": timedelta(minutes=2), "register": timedelta(seconds=15), "urge": timedelta(minutes=5)}
# 1, 2, 4 … seconds, at most an hour: about six hours in all.
MOST_ATTEMPTS = 17
_LAX = "(SELECT set_config('synchronous_commit', 'off', true)) = 'off'"
_TAKE = f"""
UPDATE customers_message SET lease = %(mine)s, available_at = %(at)s + interval '60 s', attempts = attempts + 1
 WHERE {_LAX} AND id = ANY(ARRAY(
   SELECT id FROM customers_message
    WHERE sent_at IS NULL AND dead_at IS NULL AND channel = %(channel)s AND available_at <= %(at)s
    ORDER BY available_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED))
RETURNING key, address, text
"""
_SENT = f"""
UPDATE customers_message SET sent_at = %(at)s, lease = NULL, last_error = ''
 WHERE {_LAX} AND key = ANY(%(keys)s) AND lease = %(mine)s
"""
_LATER = f"""
UPDATE customers_message m SET lease = NULL, last_error = refused.error,
       available_at = %(at)s + LEAST(3600, 2 ^ (m.attempts - 1)) * (0.8 + 0.4 * random()) * interval '1 s',
       dead_at = CASE WHEN m.attempts >= %(most)s THEN %(at)s::timestamptz END
  FROM unnest(%(keys)s::text[], %(errors)s::text[]) AS refused (key, error)
 WHERE {_LAX} AND m.key = refused.key AND m.lease = %(mine)s
RETURNING m.dead_at
"""


def deliver(channel: str, *, at: datetime) -> int | None:
    """Hand over some of what is due on one channel, oldest first: how many were taken; None when nothing is due.

    What is refused is tried again alone, ever later, and at last set aside for somebody to look at.
    """
    to = sms.gateway(channel)
    if not to.url:
        _without_gateway(channel, at=at)
        return None
    mine = uuid4()
    texts = _take(channel, mine, to.batch if to.batch > 1 else ONE_BY_ONE, at=at)
    if not texts:
        return None
    refused = _hand_over(texts, to)
    taken = [one.key for one in texts if one.key not in refused]
    if taken:
        _run(_SENT, {"at": at, "keys": taken, "mine": mine})
    if refused:
        _try_later(refused, mine, at=at)
    return len(taken)


def _take(channel: str, mine: UUID, most: int, *, at: datetime) -> list[sms.Text]:
    rows = _run(_TAKE, {"mine": mine, "at": at, "channel": channel, "most": most})
    return [sms.Text(key, to, text) for key, to, text in rows]


def _hand_over(texts: list[sms.Text], to: sms.Gateway) -> dict[str, str]:
    """Why some were not taken, by key."""
    refused: dict[str, str] = {}
    for request in [texts] if to.batch > 1 else [[one] for one in texts]:
        try:
            refused |= sms.hand_over(request, to)
        except sms.NotDelivered as error:
            refused |= {one.key: str(error) for one in request}
    return refused


def _try_later(refused: dict[str, str], mine: UUID, *, at: datetime) -> None:
    facts = {"keys": list(refused), "errors": list(refused.values()), "mine": mine, "at": at, "most": MOST_ATTEMPTS}
    dead = sum(1 for (dead_at,) in _run(_LATER, facts) if dead_at)
    if dead:
        log.error("%d messages given up after %d attempts", dead, MOST_ATTEMPTS)


def _without_gateway(channel: str, *, at: datetime) -> None:
    """Customers' messages lie in the letterbox and count as told; nobody reads there what was meant for a messenger."""
    due = Message.objects.due(at).filter(channel=channel)
    if channel == Message.Channel.STAFF:
        due.update(dead_at=at, last_error="no gateway")
    else:
        due.update(sent_at=at, attempts=F("attempts") + 1)


def _run(statement: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return list(cursor.fetchall()) if cursor.description else []


@transaction.atomic
def pass_on(*, at: datetime) -> int:
    """Put some of what staff were told into the letterbox of the company's messenger; returns how many were looked at.

    What has been read under the bell meanwhile is not repeated, a summary is passed on when it has stopped growing, and what
    is not urgent waits for the end of its reader's night: then all of it is one message.
    """
    ready = ~Q(what__in=RESTS)
    for what, rests in RESTS.items():
        ready |= Q(what=what, at__lte=at - rests)
    waiting = Notice.objects.filter(ready, ~waits(at), to_pass_on=True).order_by("id").select_related("user")
    held = waiting.select_for_update(skip_locked=True, of=("self",))
    notices = list(held[:PASSED_ON])
    kept = {notice.user_id for notice in notices if _was_kept(notice)}
    if kept and len(notices) == PASSED_ON:
        notices += held.filter(user__in=kept, id__gt=notices[-1].pk)
    Message.objects.bulk_create(_letters(notices, at=at), ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(to_pass_on=False)
    return len(notices)


def _was_kept(notice: Notice) -> bool:
    return notice.what not in URGENT and is_quiet(notice.user, notice.at)


def _letters(notices: Iterable[Notice], *, at: datetime) -> list[Message]:
    """One message for each, in the reader's language, with the way to the page; what was kept over night is one for all."""
    made, kept = [], defaultdict[UUID, list[Notice]](list)
    for notice in notices:
        if notice.read_at or not notice.user.is_active or not (notice.org_id or notice.user.org_id):
            continue
        if _was_kept(notice):
            kept[notice.user_id].append(notice)
        else:
            made.append(_letter(notice, at=at))
    made += [_letter(rows[0], at=at) if len(rows) == 1 else _collected(rows, at=at) for rows in kept.values()]
    return made


def _letter(notice: Notice, *, at: datetime, key: str = "notice", text: str = "") -> Message:
    """No name and no number of a customer is in it."""
    reader = notice.user
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        said = text or f"{tell_notice(notice)['text']} {settings.PUBLIC_URL}{notice.path}"
    letter = Message(key=f"{key}:{notice.pk}", channel=Message.Channel.STAFF)
    letter.org_id = notice.org_id or reader.org_id  # type: ignore[assignment]
    letter.template, letter.address, letter.text = notice.what, reader.staff_number or reader.login, said
    letter.created_at = letter.available_at = at
    return letter


def _collected(rows: list[Notice], *, at: datetime) -> Message:
    """One message about everything that came in somebody's night."""
    last = rows[-1]
    with translation.override(last.user.language or settings.LANGUAGE_CODE):
        told = {"n": len(rows), "last": tell_notice(last)["text"], "url": f"{settings.PUBLIC_URL}/notices/"}
        text = ngettext(
            "%(n)d notice came in your quiet hours. The last: %(last)s %(url)s",
            "%(n)d notices came in your quiet hours. The last: %(last)s %(url)s",
            len(rows),
        )
    return _letter(last, at=at, key="notices", text=text % told)
