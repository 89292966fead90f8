"""What their codes mean here; one that nobody has mapped is put on a list, and the default serves meanwhile."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from deadlines.conditions import LEVELS
from hotline.model_upstream import Upstream, UpstreamCode, UpstreamOrder
from hotline.upstream.words import STATUS_WORDS
from servicedesk.lib.refusals import Invalid, Refusal
from tickets.actions import desk
from tickets.actions.replanning import reclassify
from tickets.models import Category, Ticket

Kind = UpstreamCode.Kind


def meaning(upstream: Upstream, kind: str, theirs: str, label: str = "") -> str:
    """What a code of theirs means here, or nothing; one that was never seen before is put on the list."""
    if not theirs:
        return ""
    row, _is_new = UpstreamCode.objects.get_or_create(
        upstream=upstream, kind=kind, theirs=theirs, defaults={"org_id": upstream.org_id, "label": label}
    )
    if not row.ours:
        UpstreamCode.objects.filter(pk=row.pk).update(seen=F("seen") + 1)
    return row.ours


def category_of(upstream: Upstream, theirs: str, label: str = "") -> Category | None:
    """Our category of theirs; None where nobody has said, or where ours is no longer in use."""
    ours = meaning(upstream, Kind.CATEGORY, theirs, label)
    return _categories(upstream).filter(code=ours).first() if ours else None


def hall_of(upstream: Upstream, theirs: str, label: str = "") -> Unit | None:
    """Our hall of their area; None where nobody has said."""
    ours = meaning(upstream, Kind.AREA, theirs, label)
    return _halls(upstream).filter(code=ours).first() if ours else None


def _categories(upstream: Upstream) -> QuerySet[Category]:
    return Category.objects.filter(org=upstream.org_id, is_active=True)


def _halls(upstream: Upstream) -> QuerySet[Unit]:
    return Unit.objects.filter(org=upstream.org_id, kind="hall")


def choices(upstream: Upstream, kind: str) -> list[tuple[str, str]]:
    """What a code of this kind may mean here: code and word."""
    if kind == Kind.CATEGORY:
        return [(one.code, one.name) for one in _categories(upstream).order_by("kind", "name")]
    if kind == Kind.AREA:
        return [(one.code, one.name) for one in _halls(upstream).order_by("name")]
    words = LEVELS if kind == Kind.LEVEL else STATUS_WORDS
    return [(code, str(word)) for code, word in words.items()]


@transaction.atomic
def map_code(code: UpstreamCode, *, ours: str, by: User, at: datetime) -> tuple[int, int]:
    """Say what a code means here, and put right what came with it and is not being worked on yet.

    Returns how many cases were put right and how many could not be. An empty `ours` takes the meaning away.
    """
    held = UpstreamCode.objects.select_for_update().select_related("upstream").get(pk=code.pk)
    if ours and ours not in dict(choices(held.upstream, held.kind)):
        text = _("Choose one of the list.")
        raise Invalid(text, fields={"ours": text})
    before, held.ours = held.ours, ours
    held.seen = 0 if ours else held.seen
    held.save(update_fields=["ours", "seen"])
    facts = {"upstream": str(held.upstream_id), "kind": held.kind, "theirs": held.theirs}
    audit(what="upstream_code", by=by, at=at, facts=facts | {"before": before, "after": ours})
    return _apply_again(held, by=by) if ours else (0, 0)


@transaction.atomic
def add_code(upstream: Upstream, *, kind: str, theirs: str, ours: str, by: User, at: datetime) -> UpstreamCode:
    """Say beforehand what a code will mean."""
    if kind not in Kind.values or not theirs.strip():
        text = _("Write their code.")
        raise Invalid(text, fields={"theirs": text})
    row, _is_new = UpstreamCode.objects.get_or_create(
        upstream=upstream, kind=kind, theirs=theirs.strip()[:60], defaults={"org_id": upstream.org_id}
    )
    map_code(row, ours=ours, by=by, at=at)
    return row


def _apply_again(code: UpstreamCode, *, by: User) -> tuple[int, int]:
    put = _PUT.get(code.kind)
    if put is None:
        return 0, 0
    orders = UpstreamOrder.objects.filter(upstream=code.upstream_id, **{f"{code.kind}_code": code.theirs})
    done = left = 0
    for order in orders.filter(state__in=("waiting", "accepted")).select_related("ticket")[:500]:
        try:
            with transaction.atomic():
                done += put(code, order.ticket, by)
        except Refusal:
            left += 1
    return done, left


def _because(code: UpstreamCode) -> str:
    return _("%(source)s: code %(code)s was mapped") % {"source": code.upstream.name, "code": code.theirs}


def _recategorise(code: UpstreamCode, ticket: Ticket, by: User) -> bool:
    category = _categories(code.upstream).filter(code=code.ours).first()
    if category is None or category.pk == ticket.category_id:
        return False
    reclassify(ticket, category=category, reason=_because(code), by=None)
    return True


def _pass_on(code: UpstreamCode, ticket: Ticket, by: User) -> bool:
    hall = _halls(code.upstream).filter(code=code.ours).first()
    if hall is None or hall.pk in (ticket.unit_id, ticket.queue_id) or ticket.status != "registered":
        return False
    desk.transfer(ticket, to=hall, reason=_because(code), by=by)
    return True


def _level(code: UpstreamCode, ticket: Ticket, by: User) -> bool:
    if ticket.level == code.ours:
        return False
    reclassify(ticket, level=code.ours, reason=_because(code), by=None)
    return True


_PUT: dict[str, Callable[[UpstreamCode, Ticket, User], bool]] = {
    Kind.CATEGORY: _recategorise,
    Kind.AREA: _pass_on,
    Kind.LEVEL: _level,
}
