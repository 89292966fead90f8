"""Sheets that are not finished: saved sealed with every change, offered back, thrown away with a second thought."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid, TooMany
from servicedesk.lib.sealing import seal, unseal
from tickets.model_draft import OFFERED
from tickets.models import Attachment, Draft, Ticket, Visit, Window
from tickets.visit_refusals import DraftEnded

COLUMN = "tickets.draft.body"
LONGEST = 30_000
MOST = 20
# After a minute nothing is left of what has ended.
SECOND_THOUGHT = OFFERED + timedelta(seconds=5)
# What the page sends beside what somebody has typed or chosen.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "print", "sheet", "channel", "area", "hall", "call", "visit"})
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "print"})
Told = Mapping[str, str]


def has_words(told: Told) -> bool:
    """Whether anything stands on the sheet."""
    return any(value.strip() for name, value in told.items() if name not in NOT_TYPED)


@transaction.atomic
def save_draft(
    told: Told, *, sheet: UUID, by: User, at: datetime, label: str = "", visit: Visit | None = None
) -> Draft | None:
    """Keep what stands on a sheet; an empty one is kept nowhere. None when there is nothing to keep.

    A sheet that was registered or thrown away meanwhile stays so: the last save of a quick hand comes too late.
    """
    known = Draft.objects.of(by).select_for_update(of=("self",)).filter(sheet=sheet).first()
    if known and known.ended_at:
        return None
    if not has_words(told):
        if known:
            known.delete()
        return None
    if known is None and Draft.objects.of(by).open().count() >= MOST:
        raise TooMany(_("You have 20 drafts. Finish or throw away some of them first."))
    draft = known or Draft(org_id=by.org_id, user=by, sheet=sheet, made_at=at, visit=visit)
    draft.sealed, draft.label, draft.saved_at = _sealed(told), label[:60], at
    draft.channel = told.get("channel", "")[:20]
    draft.window = draft.window or Window.objects.filter(clerk=by).first()
    draft.save()
    return draft


def _sealed(told: Told) -> bytes:
    text = json.dumps({name: value for name, value in told.items() if name not in NOT_KEPT}, ensure_ascii=False)
    if len(text) > LONGEST:
        raise Invalid(_("This is too long to keep as a draft."))
    return seal(text, column=COLUMN)


def words_of(draft: Draft) -> dict[str, str]:
    """What stands on the sheet."""
    told: dict[str, str] = json.loads(unseal(bytes(draft.sealed), column=COLUMN))
    return told | {"sheet": str(draft.sheet)}


def drafts_of(user: User, *, but: UUID | None = None) -> list[Draft]:
    """My unfinished sheets, the latest first; `but`: the one that lies before me."""
    mine = Draft.objects.of(user).open().exclude(sheet=but) if but else Draft.objects.of(user).open()
    return list(mine.select_related("visit", "window").defer("sealed").order_by("-saved_at")[:MOST])


@transaction.atomic
def finish_draft(told: Told, *, sheet: UUID, ticket: Ticket, at: datetime) -> None:
    """The sheet is a ticket now: it is kept only until this can be undone no more."""
    facts = {"org_id": ticket.org_id, "sealed": _sealed(told), "saved_at": at, "ended_at": at, "ticket": ticket}
    Draft.objects.update_or_create(
        user=ticket.first_contact, sheet=sheet, defaults=facts, create_defaults=facts | {"made_at": at}
    )


@transaction.atomic
def pass_sheet(sheet: UUID, *, owner: UUID, to: UUID, onto: UUID, at: datetime) -> None:
    """A call goes on with somebody else: what stood on its sheet stands on theirs, and a late save of the old one is none.

    Whoever has begun a sheet for this call already keeps their own.
    """
    old = Draft.objects.open().select_for_update(of=("self",)).filter(user=owner, sheet=sheet).first()
    if old is None or Draft.objects.filter(user=to, sheet=onto).exists():
        return
    facts = {"sealed": old.sealed, "label": old.label, "channel": old.channel, "made_at": old.made_at, "saved_at": at}
    Draft.objects.create(org_id=old.org_id, user_id=to, sheet=onto, **facts)
    throw_away(old, at=at)


def drop_draft(*, sheet: UUID, by: User) -> None:
    """Nothing of this sheet is needed any more."""
    Draft.objects.of(by).filter(sheet=sheet, ticket__isnull=True).delete()


@transaction.atomic
def throw_away(draft: Draft, *, at: datetime) -> Draft:
    """Put a draft in the bin, from which it can be fetched for a few seconds."""
    if not Draft.objects.open().filter(pk=draft.pk).update(ended_at=at):
        raise DraftEnded
    draft.refresh_from_db()
    return draft


@transaction.atomic
def bring_back(draft: Draft, *, at: datetime) -> Draft:
    """Fetch it from the bin. Raises DraftEnded."""
    binned = Draft.objects.filter(pk=draft.pk, ticket__isnull=True, ended_at__gte=at - SECOND_THOUGHT)
    if not binned.update(ended_at=None):
        raise DraftEnded
    draft.refresh_from_db()
    return draft


@transaction.atomic
def as_it_was(ticket: Ticket, *, by: User, at: datetime) -> Draft | None:
    """The sheet of a ticket that was undone, its files with it, as a new draft; None if it is not kept any more."""
    old = Draft.objects.of(by).select_for_update(of=("self",)).filter(ticket=ticket).first()
    if old is None:
        return None
    fresh = Draft(org_id=old.org_id, user=by, sheet=uuid4(), visit=old.visit, window=old.window, sealed=old.sealed)
    fresh.label, fresh.channel, fresh.made_at, fresh.saved_at = old.label, old.channel, old.made_at, at
    old.delete()
    fresh.save()
    Attachment.objects.filter(ticket=ticket, by=by).update(ticket=None, sheet=fresh.sheet)
    return fresh
