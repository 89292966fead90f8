"""The timeline tells everything that happened, whatever its kind, and every text that the customer was sent."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from tests.people import MONDAY_NINE, minutes
from tickets.actions import extending
from tickets.actions.mending import MENDED
from tickets.actions.taking_back import VOIDED
from tickets.history import history_of
from tickets.lifecycle import MOVES
from tickets.models import TicketEvent
from tickets.sentences import SENTENCES, tell
from tickets.voids import ASKED, REFUSED

PROJECT = Path(__file__).resolve().parents[2]
# Where an event's kind is written down: as the verb of a step, as what the clock did, or in the statement of the sweep.
WRITTEN = re.compile(r"(?:\bstep|\bwrite_down)\(\s*\w+,\s*\"(\w+)\"|\bwhat=\"(deadline_\w+)\"|(?:THEN|ELSE) '(\w+)'")


def kinds() -> set[str]:
    """Every kind of event that the product writes, read from its source."""
    found = {"register", MENDED, VOIDED, ASKED, REFUSED, *(verb for moves in MOVES.values() for verb in moves)}
    for path in (
        path for app in ("tickets", "complaints", "surveys", "hotline") for path in PROJECT.glob(f"{app}/**/*.py")
    ):
        found |= {name for names in WRITTEN.findall(path.read_text()) for name in names if name}
    return found - {"void", "uphold"}  # their events say what came of them


def test_the_source_names_the_kinds_that_the_clock_writes():
    assert {"deadline_warned", "deadline_missed", "target_passed", "resume", "rearm"} <= kinds()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_of_event_has_words(fault, kind):
    event = TicketEvent(ticket=fault, what=kind, by=fault.first_contact, facts={"clock": "arrive"}, reason="原因")
    with override("en"):
        assert kind in SENTENCES
        assert tell(event) not in ("", kind)


def test_a_text_about_more_time_stands_in_the_timeline(application, qiang, guo):
    asked_at = MONDAY_NINE + minutes(60)
    extending.extend(application, name="reply", limit="7wd", why="material", reason="缺货", by=qiang, at=asked_at)
    extending.approve_extension(application, name="reply", by=guo, at=asked_at + minutes(5))

    texts = [item for item in history_of(application) if item.what == "sms"]
    assert texts[0].at == asked_at + minutes(5)
    assert texts[0].view == "customer"
