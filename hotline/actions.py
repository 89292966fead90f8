"""What is done at the outside world's door: clients made and revoked, requests done once, phones' replays judged."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.actions import audit, grant
from accounts.models import Unit, User
from accounts.roles import MAY, Role
from hotline.models import KEY, REMEMBERED, ApiClient, ApiKey, IdempotencyKey
from hotline.refusals import DeviceTime, SameKeyOtherContent, SourceTaken
from servicedesk.lib.refusals import Invalid
from servicedesk.lib.sealing import token_hash
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.lifecycle import FIELD
from tickets.models import Ticket, TicketEvent

AHEAD = timedelta(minutes=2)
BEHIND = timedelta(hours=12)
# What a phone tells must come after the last of these; notes and calls may cross it.
IN_ORDER = frozenset({"register"} | FIELD.keys() - {"note", "urge", "call", "transfer"})


class Issued(NamedTuple):
    """A client and the text of a key of its, which can be read nowhere afterwards."""

    client: ApiClient
    key: str


@transaction.atomic
def make_client(
    *,
    org: Unit,
    name: str,
    source: str,
    by: User | None = None,
    secret: str | None = None,
    scopes: tuple[str, ...] = (),
    role: str = Role.HOTLINE,
    unit: Unit | None = None,
    expires_at: datetime | None = None,
) -> Issued:
    """Let another system in as its own service user, with a role (the hotline's) at a unit (None: the whole company).

    The secret is made here and returned this once. With a `secret` of one's own (a key, or its secret part) the same call
    again gives the same client and key. Raises SourceTaken, Invalid.
    """
    unknown = [verb for verb in scopes if verb not in MAY]
    if unknown:
        raise Invalid(_("There is no such verb: %(verb)s") % {"verb": unknown[0]}, fields={"scopes": unknown[0]})
    client = ApiClient.objects.select_for_update().filter(source=source).first()
    if client is None:
        client = _new_client(org=org, name=name, source=source, by=by, scopes=scopes)
        grant(client.user, role=role, unit=unit or org)
    elif client.org_id != org.pk or secret is None:
        raise SourceTaken(source)
    return Issued(client, add_key(client, by=by, secret=secret, expires_at=expires_at))


def _new_client(*, org: Unit, name: str, source: str, by: User | None, scopes: tuple[str, ...]) -> ApiClient:
    if Ticket.objects.filter(source=source).exclude(org=org).exists():
        raise SourceTaken(source)
    login = f"api-{secrets.token_hex(6)}"
    user = User.objects.create_user(login, None, name=name, org=org, home=org, is_service=True)
    client = ApiClient(org=org, user=user, name=name, source=source, scopes=list(scopes), created_by=by)
    client.save(force_insert=True)
    return client


@transaction.atomic
def add_key(
    client: ApiClient, *, by: User | None = None, secret: str | None = None, expires_at: datetime | None = None
) -> str:
    """Give a client one more key and return its text, this once. A secret that it already has stays one key."""
    told = KEY.fullmatch(secret or "")
    plain = told["secret"] if told else secret or secrets.token_urlsafe(32)
    # The prefix follows from the secret, so that a kept secret makes the same key in a fresh database.
    digest = token_hash(plain)
    text = f"hl_{digest[:12]}_{plain}"
    if KEY.fullmatch(text) is None:
        raise Invalid(_("A secret has 32 to 86 letters, digits, - or _."), fields={"secret": _("wrong shape")})
    facts = {"client": client, "org_id": client.org_id, "secret_hash": digest, "expires_at": expires_at}
    key, is_new = ApiKey.objects.get_or_create(prefix=digest[:12], defaults=facts)
    if key.client_id != client.pk:
        raise SourceTaken(client.source)
    if is_new:
        audit(what="api_key_made", by=by, at=database_time(), facts={"client": str(client.pk), "prefix": key.prefix})
    return text


def revoke_key(key: ApiKey, *, by: User | None = None) -> None:
    """Take one key back; the next request with it is refused."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=Now()):
        facts: dict[str, object] = {"client": str(key.client_id), "prefix": key.prefix}
        audit(what="api_key_revoked", by=by, at=database_time(), facts=facts)


@transaction.atomic
def revoke(client: ApiClient, *, by: User | None = None) -> None:
    """Shut a client out: all its keys at once."""
    for key in client.keys.filter(revoked_at__isnull=True):
        revoke_key(key, by=by)


def touch(key: ApiKey) -> None:
    """Note that a key is in use."""
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=Now())


def digest_of(*parts: object) -> str:
    """Return a digest that is equal for equal requests, in whatever order their fields are written."""
    plain = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


class Answer(NamedTuple):
    """What a caller is answered, and whether it was answered so before."""

    status: int
    body: Any
    is_repeat: bool = False


@transaction.atomic
def once(key: str, digest: str, act: Callable[[], Answer], *, by: User, at: datetime) -> Answer:
    """Do `act` under a caller's own key: the same request again gets the same answer, another one is refused.

    A repeat that comes while the first is still at work waits for it; a refused request leaves the key free.
    """
    IdempotencyKey.objects.filter(user=by, key=key, created_at__lt=at - REMEMBERED).delete()
    fresh = IdempotencyKey(user=by, org_id=by.org_id, key=key, digest=digest, created_at=at)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return _remembered(key, digest, by=by)
    answer = act()
    IdempotencyKey.objects.filter(pk=fresh.pk).update(status=answer.status, answer=answer.body)
    return answer


def _remembered(key: str, digest: str, *, by: User) -> Answer:
    known = IdempotencyKey.objects.get(user=by, key=key)
    if known.digest != digest:
        raise SameKeyOtherContent
    return Answer(known.status, known.answer, is_repeat=True)


def forget(*, at: datetime) -> int:
    """Forget what was answered more than seven days ago; returns how many answers that were."""
    old = IdempotencyKey.objects.filter(created_at__lt=at - REMEMBERED)
    return old.delete()[0]


def take_in(intake: desk.Intake, *, unit: Unit, by: User, answer: str = "") -> tuple[Ticket, bool]:
    """Register a request and say whether it is new: under a known external number the ticket that exists comes back."""
    at = database_time()
    ticket = desk.register(intake, unit=unit, by=by, at=at, answer=answer)
    return ticket, ticket.registered_at == at


@transaction.atomic
def replay(
    verb: Callable[..., Ticket],
    ticket: Ticket,
    *,
    by: User,
    client_id: UUID | None = None,
    device_at: datetime | None = None,
    **told: Any,
) -> Ticket:
    """Do a field verb that a phone may have recorded without signal; its clocks are judged by the phone's time.

    The same `client_id` again changes nothing. Raises DeviceTime when the phone's time is out of bounds: more than two
    minutes ahead, more than twelve hours back, or before the last step of the case.
    """
    if client_id is None:
        return verb(ticket, by=by, **told)
    locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if TicketEvent.objects.filter(ticket=locked, client_id=client_id).exists():
        return locked
    at = _judged(locked, device_at, by=by) if device_at else None
    return verb(locked, by=by, at=at, device=(client_id, device_at), **told)


def _judged(ticket: Ticket, device_at: datetime, *, by: User) -> datetime:
    """Return the moment by which a step counts: the phone's, or now if its clock is a little fast."""
    now = database_time()
    if ticket.crew_id is None or Role.CREW not in by.reach.get(ticket.crew_id, frozenset()):
        raise _refused(_("Only the crew on the job may tell an earlier time."))
    if device_at > now + AHEAD:
        raise _refused(_("The phone's time lies in the future. Set its clock."))
    if device_at < now - BEHIND:
        raise _refused(_("More than 12 hours have passed. Ask the supervisor to correct the time."))
    last = ticket.timeline.filter(what__in=IN_ORDER).order_by("-seq").first()
    if last and device_at < last.at:
        raise _refused(_("The phone's time lies before the last step of this ticket."))
    return min(device_at, now)


def _refused(sentence: str) -> DeviceTime:
    return DeviceTime(sentence, fields={"device_at": sentence})
