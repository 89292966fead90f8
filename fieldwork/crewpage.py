"""What the crew's pages show: the job, the steps that are left, the photos that are asked for, what was refused."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from fieldwork.actions.standing import slot_of, terms_of
from fieldwork.models import PhoneAction, PhoneTerms
from fieldwork.phonejobs import theirs
from fieldwork.phonekeys import Keys, keys_of
from fieldwork.phonewords import BACK_MINUTES, DOOR, DOOR_WORD, FAR_REASONS, LATE_MINUTES
from fieldwork.places import ABSURD, JUMPED, NONE, POOR
from fieldwork.sheetpage import work_of
from tickets.closing_panel import ClosingPanel, closing_of
from tickets.fieldwords import CAUSES, REASONS
from tickets.filing import Files, files_of
from tickets.lifecycle import CREWED, Status, legal
from tickets.models import Attachment, Ticket
from tickets.standing import Standing, standing_of

WITHOUT_PLACE = frozenset({NONE, ABSURD, JUMPED, POOR})


@dataclass(frozen=True)
class Step:
    """One step of every job: its verb, what stands on the big button, and its word in the row of five."""

    verb: str
    start: Status
    button: object
    word: object


STEPS = (
    Step("accept", Status.DISPATCHED, gettext_lazy("Accept the job"), pgettext_lazy("step", "Accepted")),
    Step("depart", Status.ACCEPTED, gettext_lazy("Set off"), gettext_lazy("On the way")),
    Step("arrive", Status.EN_ROUTE, gettext_lazy("I have arrived"), gettext_lazy("Arrived")),
    Step("restore", Status.ON_SITE, gettext_lazy("Supply is back"), pgettext_lazy("step", "Restored")),
    Step("report", Status.RESTORED, gettext_lazy("Send the report"), pgettext_lazy("step", "Reported")),
)
LEAVING = ("report", "send_back")


@dataclass(frozen=True)
class Dot:
    """One dot of the five at the top of a job."""

    verb: str
    word: object
    state: str


@dataclass(frozen=True)
class Slot:
    """A photo that is asked for, and the one that is there."""

    code: str
    label: object
    photo: Attachment | None


@dataclass(frozen=True)
class Job:
    """A job as its page shows it."""

    ticket: Ticket
    files: Files
    closing: ClosingPanel | None
    terms: PhoneTerms
    events: tuple[tuple[str, dict[str, Any]], ...]

    @property
    def left(self) -> tuple[Step, ...]:
        """The steps that are left, the next one first; none once the work is handed in."""
        at = next((n for n, step in enumerate(STEPS) if step.start == self.ticket.status), None)
        return () if at is None else STEPS[at:]

    @property
    def dots(self) -> list[Dot]:
        left = [step.verb for step in self.left]
        states = {verb: "next" if verb == left[0] else "" for verb in left}
        return [Dot(step.verb, step.word, states.get(step.verb, "done" if self.is_begun else "")) for step in STEPS]

    @property
    def is_begun(self) -> bool:
        return self.ticket.status != Status.REGISTERED

    @property
    def slots(self) -> list[Slot]:
        """What closing asks a photo of, and the street number where the phone did not know its place."""
        asked = [(code, label) for code, label, _lacks in (self.closing.slots if self.closing else [])]
        asked += [(slot_of(label), label) for label in self.terms.photos]
        if self.lacks_place:
            asked.append((DOOR, str(DOOR_WORD)))
        there = {file.slot: file for file in reversed(self.files.shown) if file.slot}
        return [Slot(code, label, there.get(code)) for code, label in asked]

    @property
    def taken(self) -> int:
        return sum(slot.photo is not None for slot in self.slots)

    @property
    def lacks_place(self) -> bool:
        """Whether the last arrival was told without a place that can be relied on."""
        arrivals = [facts.get("place") for what, facts in self.events if what == "arrive"]
        place = arrivals[-1] if arrivals else None
        return isinstance(place, dict) and place.get("found") in WITHOUT_PLACE


def job_page(ticket: Ticket, user: User, posted: QueryDict | None = None) -> dict[str, Any]:
    """Everything that the page of one job shows to this person."""
    happened = ticket.timeline.filter(what="arrive").order_by("seq").values_list("what", "facts")
    terms = terms_of(ticket.org_id)
    job = Job(ticket, files_of(ticket), closing_of(ticket, posted), terms, tuple(happened))
    return {
        "ticket": ticket,
        "job": job,
        "row": standing_of(ticket),
        "left": job.left,
        "verb": job.left[0].verb if job.left else "",
        "steps": job.dots,
        "causes": CAUSES,
        "reasons": REASONS,
        "far_reasons": FAR_REASONS,
        "minutes": LATE_MINUTES,
        "back_in": BACK_MINUTES,
        "closing": job.closing,
        "files": job.files,
        "behind": waiting(user).exclude(pk=ticket.pk).count(),
        **_way_there(ticket, terms),
        "may": {
            verb: legal(ticket.way, ticket.status, verb) for verb in ("send_back", "be_late", "ask_support", "estimate")
        },
        "refused": PhoneAction.objects.visible_to(user).unseen().filter(ticket=ticket).order_by("seq"),
        "keys": keys_of(user),
        "work": work_of(ticket, user),
    }


def _way_there(ticket: Ticket, terms: PhoneTerms) -> dict[str, Any]:
    """Where it is, for the map of the phone: figures alone, so that no address is told to anybody."""
    place = ticket.supply_point.place if ticket.supply_point else None
    nav = f"{place[0]:.5f},{place[1]:.5f}" if place else ""
    return {"place": place, "nav": nav, "far": terms.far_metres, "poor": terms.poor_metres}


def waiting(user: User) -> Any:
    """The open jobs of this person's crews, and those of whom they stand in for, whose crew it may not be."""
    jobs = Ticket.objects.visible_to(user).on_their_own()
    return jobs.filter(theirs(user), status__in=CREWED)


def list_page(rows: list[Standing], user: User, pages: list[str]) -> dict[str, Any]:
    """What the list of jobs shows, and which pages the phone is to keep: each with its version. `pages`: those of sheets."""
    keep = " ".join([*(f"/m/t/{row.ticket.number}/@{row.ticket.version}" for row in rows), *pages])
    refused = PhoneAction.objects.visible_to(user).unseen().select_related("ticket").order_by("seq")
    keys: Keys = keys_of(user)
    return {"rows": rows, "keep": keep, "refused": refused, "keys": keys}
