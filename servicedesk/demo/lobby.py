"""The southern hall of the demo as one finds it: windows, people who were served this morning, and people who wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime

from accounts.models import User
from servicedesk.demo.company import Units
from servicedesk.lib.ids import uuid7
from tickets.actions import windows
from tickets.actions.numbers import take_number
from tickets.actions.visiting import abandon, begin, call_next, current_visit, end, rate, settle_on_the_spot
from tickets.models import Category, Visit

SOURCE = "demo-queue"
SEATS = (("1", "s3018"), ("3", "clerk"))


@dataclass(frozen=True)
class Story:
    """One visit, in minutes before now. Without `ended` the customer was not there."""

    number: str
    clerk: str
    drawn: int
    called: int
    ended: int = -1
    about: str = ""
    score: int = 0


STORIES = (
    Story("A030", "s3018", 66, 62, 51, "fee-query", 5),
    Story("A031", "clerk", 64, 57, 45, "fee-tariff", 4),
    Story("A032", "s3018", 60, 50, 42),
    Story("A033", "clerk", 55, 44),
    Story("A034", "clerk", 52, 42, 30, "outage-eta", 5),
    Story("A035", "s3018", 49, 41, 22, "fee-payment", 3),
    Story("A036", "clerk", 40, 29, 9, "fee-invoice", 5),
)
NOW = Story("A037", "clerk", 14, 8)
WAITING = ((11, "A038"), (9, "A039"), (7, "A040"), (4, "A041"), (1, "A042"))


def open_doors(units: Units, people: dict[str, User], *, at: datetime) -> int:
    """Put everybody at their window and in the queue; on another call of the same day nothing is added."""
    hall, boss = units["CN"], people["admin"]
    for name, login in SEATS:
        windows.sit(windows.open_window(hall, name=name, by=boss, at=at), by=people[login])
    windows.open_window(hall, name="2", by=boss, at=at)
    if Visit.objects.filter(hall=hall, source=SOURCE, day=localtime(at).date()).exists():
        return 0
    for story in (*STORIES, NOW):
        _tell(story, units, people, at=at)
    for drawn, number in WAITING:
        _draw(number, drawn, units, people, at=at)
    return len(STORIES) + 1 + len(WAITING)


def _draw(number: str, drawn: int, units: Units, people: dict[str, User], *, at: datetime) -> None:
    day = at - timedelta(minutes=drawn)
    facts: dict[str, Any] = {"number": number, "source": SOURCE, "external_id": f"{day:%Y%m%d}-{number}"}
    take_number(units["CN"], by=people["supervisor"], at=day, **facts)


def _tell(story: Story, units: Units, people: dict[str, User], *, at: datetime) -> None:
    clerk, hall = people[story.clerk], units["CN"]
    _draw(story.number, story.drawn, units, people, at=at)
    if (left := current_visit(clerk)) is not None:
        end(left, by=clerk, at=max(left.called_at or at, at - timedelta(minutes=story.called)))
    called = at - timedelta(minutes=story.called)
    visit = call_next(hall, by=clerk, at=called)
    if visit is None or story is NOW:
        if visit is not None:
            begin(visit, by=clerk, at=called + timedelta(minutes=1))
        return
    if story.ended < 0:
        abandon(visit, by=clerk, at=called + timedelta(minutes=2))
        return
    begin(visit, by=clerk, at=called + timedelta(minutes=1))
    _settle(story, units, clerk, at=called + timedelta(minutes=2))
    over = end(visit, by=clerk, at=at - timedelta(minutes=story.ended))
    if story.score:
        rate(over, score=story.score, at=at - timedelta(minutes=story.ended - 1), on_pad=True)


def _settle(story: Story, units: Units, clerk: User, *, at: datetime) -> None:
    category = Category.objects.filter(org=units["C1"], code=story.about).first() if story.about else None
    if category:
        settle_on_the_spot(units["CN"], sheet=uuid7(), by=clerk, at=at, category=category)
