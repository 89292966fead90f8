"""From the word that a phone sends to the action that it means; one table for the page's forms and for the queue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_time
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from fieldwork.actions.arriving import arrive
from fieldwork.actions.asking_support import ask_support
from fieldwork.actions.coming_late import be_late
from fieldwork.actions.picturing import add_photo
from fieldwork.actions.standing import find_place, keep_place, terms_of
from fieldwork.phonewords import place_words
from servicedesk.lib.files.limits import not_taken
from servicedesk.lib.files.reading import Ready
from tickets.actions import desk, field
from tickets.closing_panel import rules_of
from tickets.device import Device
from tickets.models import Ticket
from tickets.questionfields import filled_in
from worksheets.actions import reporting, returning, visits
from worksheets.actions.onsite import fill_on_site
from worksheets.forms import report_told, send_back_told
from worksheets.onsiteforms import told_on_site
from worksheets.windows import moment_of


@dataclass(frozen=True)
class Done:
    """One step to be taken: whose, when, with which fields, and the photo if there is one."""

    ticket: Ticket
    told: QueryDict
    by: User
    at: datetime
    device: Device | None = None
    photo: Ready | None = None

    @property
    def common(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at, "device": self.device}

    def text(self, name: str, most: int) -> str:
        return self.told.get(name, "")[:most]


def do(verb: str, done: Done) -> list[str]:
    """Do what `verb` means and return what there is to say about it. Raises whatever the action refuses."""
    words = DO[verb](done)
    if verb in PLACED:
        finding = find_place(done.ticket, done.told, by=done.by, at=done.at, terms=terms_of(done.ticket.org_id))
        keep_place(done.ticket, finding, step=verb, by=done.by, at=done.at)
    return [word for word in words if word]


def _accept(done: Done) -> list[str]:
    field.accept(done.ticket, **done.common)
    return []


def _depart(done: Done) -> list[str]:
    field.depart(done.ticket, **done.common)
    return []


def _arrive(done: Done) -> list[str]:
    finding = arrive(done.ticket, done.told, why=done.text("why", 100), **done.common)
    return [place_words(finding)]


def _restore(done: Done) -> list[str]:
    field.restore(done.ticket, text=done.text("text", 500), **done.common)
    return []


def _report(done: Done) -> list[str]:
    filled = filled_in(rules_of(done.ticket), done.told)
    told = report_told(done.ticket, done.told)
    reporting.report(done.ticket, cause=done.text("cause", 200), filled=filled, **told, **done.common)
    return []


def _send_back(done: Done) -> list[str]:
    photo = None
    if done.photo is not None:
        photo = add_photo(done.ticket, done.photo, done.told, by=done.by, at=done.at)
    returning.send_back(done.ticket, photo=photo, **send_back_told(done.ticket, done.told), **done.common)
    return []


def _sheet(done: Done) -> list[str]:
    sheet = fill_on_site(done.ticket, **told_on_site(done.ticket, done.told), **done.common)
    facts = {"sheet": f"{sheet.version.name} {sheet.number}"}
    return [_("%(sheet)s is done.") % facts if sheet.done_at else _("%(sheet)s is saved.") % facts]


def _appoint(done: Done) -> list[str]:
    starts_at = moment_of(done.text("starts_at", 40))
    row = visits.book(done.ticket, starts_at=starts_at, reason=done.text("reason", 200), **done.common)
    return [_("The visit is agreed: %(time)s.") % {"time": f"{localtime(row.starts_at):%m-%d %H:%M}"}]


def _note(done: Done) -> list[str]:
    desk.note(done.ticket, text=done.text("text", 2000), **done.common)
    return []


def _ask_support(done: Done) -> list[str]:
    ask_support(done.ticket, text=done.text("text", 500), **done.common)
    return [_("The dispatchers have been told.")]


def _be_late(done: Done) -> list[str]:
    be_late(done.ticket, expected_at=_expected(done), reason=done.text("reason", 200), **done.common)
    return [_("The customer has been told.") if done.ticket.contact_phone else ""]


def _estimate(done: Done) -> list[str]:
    field.estimate(done.ticket, expected_at=_expected(done), text=done.text("text", 200), **done.common)
    return [_("The hotline reads this out from now on.")]


def _expected(done: Done) -> datetime:
    """So many minutes from the moment of the tap, or the next time that the clock in the hall shows what was typed."""
    minutes, typed = done.told.get("minutes", ""), _time(done.told.get("expected", ""))
    if typed is None:
        count = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 5 else 0
        return done.at + timedelta(minutes=count)
    here = localtime(done.at)
    moment = here.replace(hour=typed.hour, minute=typed.minute, second=0, microsecond=0)
    return moment if moment > here else moment + timedelta(days=1)


def _time(text: str) -> Any:
    try:
        return parse_time(text[:5]) if text else None
    except ValueError:
        return None


def _photo(done: Done) -> list[str]:
    if done.photo is None:
        raise not_taken(_("The photo is empty. Take it again."))
    add_photo(done.ticket, done.photo, done.told, by=done.by, at=done.at, slot=done.text("slot", 40))
    return []


DO: dict[str, Callable[[Done], list[str]]] = {
    "accept": _accept,
    "depart": _depart,
    "arrive": _arrive,
    "restore": _restore,
    "report": _report,
    "send_back": _send_back,
    "note": _note,
    "ask_support": _ask_support,
    "be_late": _be_late,
    "estimate": _estimate,
    "photo": _photo,
    "sheet": _sheet,
    "appoint": _appoint,
}
# These may bring a photo: what a sending back shows.
WITH_PHOTO = frozenset({"send_back"})
# An arrival writes its own place.
PLACED = frozenset({"accept", "depart", "restore", "report"})
