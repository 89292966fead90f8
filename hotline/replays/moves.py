"""Our verbs as a log can ask for them: each is the product's own action, with the words of the log as reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Unit, User
from deadlines.calendar import due
from deadlines.limits import Limit
from deadlines.models.calendars import calendar_for
from tickets.actions import closing, desk, field, pausing
from tickets.models import Ticket


@dataclass(frozen=True)
class Deed:
    """What somebody did to a case at a moment, in the words of the log; the rest is what our verbs ask for besides."""

    by: User
    at: datetime
    words: str
    crew: Unit
    why: str
    review: Limit
    outcome: str


def _suspend(ticket: Ticket, deed: Deed) -> Ticket:
    review_at = due(deed.at, deed.review, calendar_for("cn-24x7"))
    return pausing.suspend(ticket, why=deed.why, proof=deed.words, review_at=review_at, by=deed.by, at=deed.at)


VERBS: dict[str, Callable[[Ticket, Deed], Ticket]] = {
    "note": lambda ticket, deed: desk.note(ticket, text=deed.words, by=deed.by, at=deed.at),
    "transfer": lambda ticket, deed: desk.transfer(ticket, to=deed.by, reason=deed.words, by=deed.by, at=deed.at),
    "dispatch": lambda ticket, deed: field.dispatch(ticket, crew=deed.crew, by=deed.by, at=deed.at),
    "accept": lambda ticket, deed: field.accept(ticket, by=deed.by, at=deed.at),
    "depart": lambda ticket, deed: field.depart(ticket, by=deed.by, at=deed.at),
    "arrive": lambda ticket, deed: field.arrive(ticket, by=deed.by, at=deed.at),
    "restore": lambda ticket, deed: field.restore(ticket, by=deed.by, at=deed.at),
    "report": lambda ticket, deed: field.report(ticket, cause=deed.words, by=deed.by, at=deed.at),
    "send_back": lambda ticket, deed: field.send_back(ticket, reason=deed.words, by=deed.by, at=deed.at),
    "reply": lambda ticket, deed: desk.reply(ticket, text=deed.words, by=deed.by, at=deed.at),
    "suspend": _suspend,
    "resume": lambda ticket, deed: pausing.resume(ticket, by=deed.by, at=deed.at),
    "close": lambda ticket, deed: closing.close(ticket, outcome=deed.outcome, by=deed.by, at=deed.at),
    "reopen": lambda ticket, deed: closing.reopen(ticket, reason=deed.words, by=deed.by, at=deed.at),
    "withdraw": lambda ticket, deed: desk.withdraw(ticket, reason=deed.words, by=deed.by, at=deed.at),
}
