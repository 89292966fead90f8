"""Tickets that belong together: what the page of one offers, and the steps of it."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid
from tickets.actions import amending, linking, merging, repeating, splitting, together
from tickets.actions.desk import Intake
from tickets.family import merged_into, relatives_of
from tickets.finding import numbered
from tickets.lifecycle import Kind, Status, legal
from tickets.link_refusals import NotAllDone
from tickets.models import Category, Ticket, TicketLink

ALONG = "along"
MOST = 50


def _other(told: Any) -> Ticket:
    """The ticket that a number names: the whole one, month-day and sequence, or today's sequence."""
    found = numbered(told.text("other", 40), user=told.by, at=timezone.now())
    if len(found) != 1:
        text = _("No ticket that you may see has this number. Write all of it.")
        raise Invalid(text, fields={"other": text})
    return found[0]


def _uuid(told: Any, name: str) -> UUID:
    try:
        return UUID(told.text(name, 40))
    except ValueError:
        raise Invalid(_("Look at the page again; this is not there any more.")) from None


def _link(ticket: Ticket, told: Any) -> Ticket:
    kind = told.text("kind", 12)
    along = kind == ALONG
    way = {"kind": TicketLink.Kind.CHILD if along else kind, "follows": along}
    return linking.link(ticket, to=_other(told), **way, **told.step)


def _merge(ticket: Ticket, told: Any) -> Ticket:
    return merging.merge(ticket, into=_other(told), reason=told.text("reason"), **told.step)


def _absorb(ticket: Ticket, told: Any) -> Ticket:
    """Several at once; each row says for itself why not."""
    picked = Ticket.objects.visible_to(told.by).filter(number__in=told.posted.getlist("pick")[:MOST])
    results = together.merge_all(picked.order_by("registered_at"), into=ticket, by=told.by)
    return told_of(ticket, results)


def told_of(ticket: Ticket, results: Iterable[together.Result]) -> Ticket:
    """The case as it is by now; where one of the rows refused, each says what became of it."""
    results = list(results)
    if not results:
        raise Invalid(_("Choose at least one."))
    if not all(result.is_done for result in results):
        raise NotAllDone(ticket, [(result.ticket, result.refusal) for result in results])
    ticket.refresh_from_db()
    return ticket


def with_parts(ticket: Ticket, told: Any, act: Callable[[Ticket], Ticket]) -> Ticket:
    """Do it to the case, and where the page asked for it to its open parts as well."""
    if not told.text("parts", 4):
        return act(ticket)
    return told_of(ticket, together.each([ticket, *together.visible_parts(ticket, by=told.by)], act))


def _split(ticket: Ticket, told: Any) -> Ticket:
    leaves = Category.objects.filter(org_id=ticket.org_id, is_active=True, children__isnull=True)
    category = leaves.filter(code=told.text("category", 40)).first()
    if category is None:
        text = _("Choose what it is about.")
        raise Invalid(text, fields={"category": text})
    same = told.text("who", 10) != "other"
    who = (
        (ticket.contact_name, ticket.contact_phone)
        if same
        else (told.text("contact_name", 60), told.text("contact_phone", 40))
    )
    customer, point = (ticket.customer, ticket.supply_point) if same else (None, None)
    intake = Intake(
        category=category, contact_name=who[0], contact_phone=who[1], customer=customer, supply_point=point,
        address=ticket.address, description=told.text("description", 5000), channel=ticket.channel,
    )  # fmt: skip
    return splitting.split(ticket, entry=_uuid(told, "entry"), intake=intake, **told.step)


def _amend(ticket: Ticket, told: Any) -> Ticket:
    said = {name: told.text(name, 5000 if name == "description" else 200) for name in amending.AMENDABLE}
    return amending.amend(ticket, **{name: said[name] for name in said if name in told.posted}, **told.step)


ACTS: dict[str, Callable[[Ticket, Any], Ticket]] = {
    "link": _link,
    "unlink": lambda ticket, told: linking.unlink(ticket, link=_uuid(told, "link"), **told.step),
    "merge": _merge,
    "absorb": _absorb,
    "unmerge": lambda ticket, told: merging.unmerge(ticket, reason=told.text("reason"), **told.step),
    "split": _split,
    "unsplit": lambda ticket, told: splitting.unsplit(ticket, reason=told.text("reason"), **told.step),
    "repeat": lambda ticket, told: repeating.repeat(ticket, text=told.text("text", 5000), by=told.by),
    "amend": _amend,
}


def family_panel(ticket: Ticket, user: User) -> dict[str, Any]:
    """What the page shows of tickets that belong together, and what may be done about it."""
    relatives = relatives_of(ticket, user)
    parts = [one.ticket for one in relatives if one.is_part and one.ticket and one.ticket.is_open]
    came_split = any(one.is_source and one.link.kind == TicketLink.Kind.SPLIT for one in relatives)
    return {
        "relatives": relatives,
        "parts": parts,
        "merged": merged_into(ticket),
        "link_kinds": _kinds(ticket),
        "may_unlink": user.may("unlink"),
        "may_amend": user.may("amend") and ticket.is_open,
        "may_split": user.may("split"),
        "may_absorb": user.may("absorb") and legal(ticket.way, ticket.status, "absorb"),
        "may_unmerge": user.may("unmerge") and ticket.status == Status.MERGED,
        "may_unsplit": user.may("unsplit") and came_split and ticket.status == Status.REGISTERED,
        "unsplit_until": splitting.unsplit_until(ticket, by=user, at=timezone.now()) if came_split else None,
        "leaves": SimpleLazyObject(lambda: _leaves(ticket)),
    }


def _kinds(ticket: Ticket) -> list[tuple[str, object]]:
    kinds: list[tuple[str, object]] = [(str(kind), kind.label) for kind in TicketLink.BY_HAND]
    return [(ALONG, _("goes along with: one crew, its times")), *kinds] if ticket.kind == Kind.FAULT else kinds


def _leaves(ticket: Ticket) -> list[Category]:
    rows = Category.objects.filter(org_id=ticket.org_id, is_active=True, children__isnull=True)
    return list(rows.order_by("kind", "position", "code")[:300])
