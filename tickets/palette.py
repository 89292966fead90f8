"""What the one box offers while somebody types: acts of the page, pages, tickets; at most eight lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.rail import beyond_for, rail_for
from servicedesk.lib.pinyin import word_initials
from tickets.finding import numbered

MOST_LINES, MOST_ACTS = 8, 60


@dataclass(frozen=True)
class Line:
    """One line. An act of the page is named by its place among the labels that the page sent, anything else by its address."""

    word: str
    icon: str
    url: str = ""
    act: int | None = None
    keys: str = ""
    hint: str = ""


def offered(words: str, *, user: User, at: datetime, labels: Sequence[tuple[str, str]] = ()) -> list[Line]:
    """The lines for what was typed; `labels` are the page's own acts with their keys, in the order of the page."""
    typed = " ".join(words.split())
    acts = _acts(labels[:MOST_ACTS], typed)
    pages = [_page(stop) for stop in rail_for(user) if _fits(str(stop["word"]), typed)]
    pages += [Line(str(one.word), one.icon, url=one.url) for one in beyond_for(user) if _fits(str(one.word), typed)]
    tickets = [
        Line(
            f"{ticket.short_number} {ticket.title}",
            "list",
            url=f"/t/{ticket.number}/",
            hint=ticket.get_status_display(),
        )
        for ticket in (numbered(typed, user=user, at=at) if typed else [])
    ]
    return [*tickets, *acts, *pages][:MOST_LINES]


def _acts(labels: Iterable[tuple[str, str]], typed: str) -> list[Line]:
    found = [(label, Line(label, "key", act=place, keys=keys)) for place, (label, keys) in enumerate(labels)]
    return [line for label, line in found if label and _fits(label, typed)]


def _page(stop: dict[str, object]) -> Line:
    keys = f"G {str(stop['key']).upper()}" if stop["key"] else ""
    return Line(str(stop["word"]), str(stop["icon"]), url=str(stop["url"]), keys=keys)


def _fits(label: str, typed: str) -> bool:
    """Whether a label holds what was typed, or its initials begin with it; nothing typed fits all."""
    low = typed.lower()
    return low in label.lower() or word_initials(label).startswith(low)
