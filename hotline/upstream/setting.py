"""A hotline above us is set up, changed, paused, tried; every change stands in the audit, its secret never."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from deadlines.limits import parse_limit
from deadlines.models import WorkCalendar
from hotline.hookwords import WHY_NOT
from hotline.model_clients import ApiClient
from hotline.model_hooks import Hook
from hotline.model_upstream import Upstream
from hotline.refusals import HookChanged
from hotline.upstream import asking
from servicedesk.lib.outward import Forbidden, look_up
from servicedesk.lib.refusals import Invalid
from tickets.models import Category

TOPIC = "upstream"
WATCHED = ("name", "kind", "address", "accept_limit", "calendar", "accepts_by_rule", "reconcile_hour")
LETTERS = "progress/"
ACCEPT_LIMIT = "30m"


@transaction.atomic
def set_up(
    client: ApiClient, *, secret: str = "", is_checked: bool = True, by: User, at: datetime, **told: Any
) -> Upstream:
    """Take orders from a hotline above us from now on, and tell it what becomes of them. Raises Invalid.

    Without `is_checked` its address is looked at only when something is sent there.
    """
    held = ApiClient.objects.select_for_update().get(pk=client.pk)
    if Upstream.objects.filter(client=held).exists():
        text = _("This client is another hotline above us already.")
        raise Invalid(text, fields={"client": text})
    upstream = Upstream(org_id=held.org_id, client=held, created_by=by)
    _tell(upstream, secret=secret, is_checked=is_checked, **told)
    # Its events are the trigger's affair; no topic of a client's own is among them.
    hook = Hook(org_id=held.org_id, client=held, address=upstream.address + LETTERS, topics=[TOPIC], created_by=by)
    hook.save(force_insert=True)
    upstream.hook = hook
    upstream.save(force_insert=True)
    audit(what="upstream_made", by=by, at=at, facts=_facts(upstream, after=_state(upstream)))
    return upstream


@transaction.atomic
def change(
    upstream: Upstream, *, version: int, secret: str = "", is_active: bool = True, by: User, at: datetime, **told: Any
) -> Upstream:
    """Change it; an empty secret leaves the one there is. Paused: nothing goes up, what is written waits.

    Raises HookChanged where somebody was quicker, Invalid.
    """
    held = Upstream.objects.select_for_update(of=("self",)).select_related("hook", "client").get(pk=upstream.pk)
    if held.version != version:
        raise HookChanged
    before = _state(held)
    _tell(held, secret=secret, **told)
    held.version += 1
    held.save()
    hook = Hook.objects.select_for_update().get(pk=held.hook_id)
    hook.address, hook.is_active = held.address + LETTERS, is_active
    if is_active:
        hook.is_gone, hook.failures, hook.rests_until = False, 0, None
    hook.save()
    facts = _facts(held, before=before, after=_state(held) | {"is_active": is_active})
    audit(what="upstream_changed", by=by, at=at, facts=facts)
    return held


def test_connection(upstream: Upstream) -> int:
    """Ask it for today's list; how many orders it names on its first page. Raises NotReadable, Invalid."""
    return len(asking.page_of(upstream, day=None, number=1).rows)


def _tell(
    upstream: Upstream,
    *,
    secret: str,
    hall: Unit,
    category: Category,
    address: str,
    is_checked: bool = True,
    accept_limit: str = ACCEPT_LIMIT,
    **told: Any,
) -> None:
    address = address if address.endswith("/") else address + "/"
    if is_checked:
        check_address(address)
    if hall.org_id != upstream.org_id or category.org_id != upstream.org_id:
        text = _("It belongs to another company than the hall.")
        raise Invalid(text, fields={"hall": text})
    parse_limit(accept_limit)
    calendar = told.get("calendar", upstream.calendar)
    if not WorkCalendar.objects.open_to(upstream.org).filter(code=calendar).exists():
        text = _("Choose one of the list.")
        raise Invalid(text, fields={"calendar": text})
    upstream.address, upstream.accept_limit, upstream.hall, upstream.category = address, accept_limit, hall, category
    for name, value in told.items():
        setattr(upstream, name, value)
    if secret:
        upstream.secret = secret


def check_address(address: str) -> None:
    """Refuse what leads inside, unless the settings name that network. Raises Invalid."""
    try:
        look_up(address, allowed=settings.WEBHOOK_NETWORKS)
    except Forbidden as why:
        sentence = str(WHY_NOT[why.code])
        raise Invalid(sentence, fields={"address": sentence}) from None


def _state(upstream: Upstream) -> dict[str, object]:
    named = {"hall": str(upstream.hall_id), "category": str(upstream.category_id), "secret": bool(upstream.sealed)}
    return {name: getattr(upstream, name) for name in WATCHED} | named


def _facts(upstream: Upstream, **more: object) -> dict[str, object]:
    return {"upstream": str(upstream.pk), "client": str(upstream.client_id), **more}
