"""Another system says what it wants to hear and where; a secret is shown once, a message is sent again."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from hotline.hooks.topics import BY_NAME, TEST, verbs_of
from hotline.hookwords import WHY_NOT
from hotline.model_clients import ApiClient
from hotline.model_hooks import Hook, HookMessage, secret_of
from hotline.refusals import HookChanged, StillWaiting, TooManyHooks
from servicedesk.lib.ids import uuid7
from servicedesk.lib.outward import Forbidden, look_up
from servicedesk.lib.refusals import Invalid

MOST_HOOKS = 10
MOST_TESTS = 20  # waiting at once
SETTINGS = ("address", "topics", "is_active")


class Hooked(NamedTuple):
    """A hook and its secret, which can be read nowhere afterwards."""

    hook: Hook
    secret: str


@transaction.atomic
def hook_up(client: ApiClient, *, address: str, topics: Iterable[str], by: User, at: datetime) -> Hooked:
    """Send these events of what the client may see to this address from now on. Raises Invalid, TooManyHooks."""
    ApiClient.objects.select_for_update().get(pk=client.pk)
    if Hook.objects.filter(client=client, ended_at__isnull=True, upstream__isnull=True).count() >= MOST_HOOKS:
        raise TooManyHooks(MOST_HOOKS)
    hook = Hook(org_id=client.org_id, client=client, created_by=by)
    _tell(hook, address=address, topics=topics, is_active=True)
    hook.save(force_insert=True)
    audit(what="hook_made", by=by, at=at, facts=_facts(hook, after=_state(hook)))
    return Hooked(hook, secret_of(hook.pk, hook.secret_round))


@transaction.atomic
def change_hook(
    hook: Hook,
    *,
    address: str,
    topics: Iterable[str],
    is_active: bool,
    version: int | None = None,
    by: User,
    at: datetime,
) -> Hook:
    """Another address, other events, off or on again; an address that rested is tried anew. Raises HookChanged, Invalid."""
    held = _held(hook, version)
    before = _state(held)
    _tell(held, address=address, topics=topics, is_active=is_active)
    if is_active:
        held.is_gone, held.failures, held.rests_until = False, 0, None
    held.version += 1
    held.save()
    audit(what="hook_changed", by=by, at=at, facts=_facts(held, before=before, after=_state(held)))
    return held


@transaction.atomic
def end_hook(hook: Hook, *, version: int | None = None, by: User, at: datetime) -> Hook:
    """Nothing more is sent there, what still waits neither; twice is once."""
    held = Hook.objects.select_for_update().get(pk=hook.pk)
    if held.ended_at is None:
        held = _held(hook, version)
        held.ended_at, held.is_active = at, False
        held.version += 1
        held.save()
        waiting = HookMessage.objects.filter(hook=held, state=HookMessage.State.WAITING)
        waiting.update(state=HookMessage.State.DEAD, settled_at=at)
        audit(what="hook_ended", by=by, at=at, facts=_facts(held, before=_state(hook)))
    return held


@transaction.atomic
def new_secret(hook: Hook, *, version: int | None = None, by: User, at: datetime) -> Hooked:
    """Another secret, shown this once; for a day every message is signed with both."""
    held = _held(hook, version)
    held.secret_round += 1
    held.secret_changed_at = at
    held.version += 1
    held.save(update_fields=["secret_round", "secret_changed_at", "version"])
    audit(what="hook_secret", by=by, at=at, facts=_facts(held))
    return Hooked(held, secret_of(held.pk, held.secret_round))


@transaction.atomic
def send_test(hook: Hook, *, at: datetime) -> HookMessage:
    """Send an event that says nothing, on the way that all others take. Raises StillWaiting."""
    held = _held(hook, None)
    waiting = HookMessage.objects.filter(hook=held, about="test", state=HookMessage.State.WAITING)
    if waiting.count() >= MOST_TESTS:
        raise StillWaiting
    message = HookMessage(id=uuid7(), org_id=held.org_id, hook=held, what=TEST, about="test", at=at, due_at=at)
    message.save(force_insert=True)
    return message


@transaction.atomic
def send_again(message: HookMessage, *, at: datetime) -> HookMessage:
    """Send what was taken or given up once more, under the same id and with a full set of tries. Raises StillWaiting."""
    held = HookMessage.objects.select_for_update().select_related("hook").get(pk=message.pk)
    _held(held.hook, None)
    if held.state == HookMessage.State.WITHHELD:
        raise Invalid(_("This client may not see what the message is about."))
    if held.state == HookMessage.State.WAITING and held.due_at <= at:
        raise StillWaiting
    held.state, held.settled_at, held.due_at, held.tries = HookMessage.State.WAITING, None, at, 0
    held.save(update_fields=["state", "settled_at", "due_at", "tries"])
    Hook.objects.filter(pk=held.hook_id).update(rests_until=None)
    return held


def _held(hook: Hook, version: int | None) -> Hook:
    held = Hook.objects.select_for_update().get(pk=hook.pk)
    if held.ended_at is not None or (version is not None and held.version != version):
        raise HookChanged
    return held


def _tell(hook: Hook, *, address: str, topics: Iterable[str], is_active: bool) -> None:
    chosen = [name for name in BY_NAME if name in set(topics)]
    unknown = sorted(set(topics) - set(BY_NAME))
    if unknown or not chosen:
        sentence = (
            _("There is no such event: %(name)s") % {"name": unknown[0][:60]} if unknown else _("Choose an event.")
        )
        raise Invalid(sentence, fields={"topics": sentence})
    try:
        look_up(address, allowed=settings.WEBHOOK_NETWORKS)
    except Forbidden as why:
        sentence = str(WHY_NOT[why.code])
        raise Invalid(sentence, fields={"address": sentence}) from None
    hook.address, hook.topics, hook.is_active = address, chosen, is_active
    hook.ticket_verbs, hook.outage_verbs = verbs_of(chosen, "ticket"), verbs_of(chosen, "outage")


def _state(hook: Hook) -> dict[str, object]:
    return {name: getattr(hook, name) for name in SETTINGS}


def _facts(hook: Hook, **more: object) -> dict[str, object]:
    return {"client": str(hook.client_id), "hook": str(hook.pk), **more}
