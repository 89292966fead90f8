"""Whatever the order in which a call's events come, it stands the same."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from calls.lifecycle import Fact, fold

START = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)


def facts(story: str) -> list[Fact]:
    """`ringing 801 0, answered 801 4, transferred 801>802 60`."""
    told = []
    for line in story.split(", "):
        what, where, after = line.split()
        extension, _, to = where.partition(">")
        told.append(Fact(what, START + timedelta(seconds=int(after)), extension.strip("-"), to))
    return told


# The story, its state, the extension it is at, seconds waited, and where it is or was answered.
STORIES = [
    ("ringing 801 0", "ringing", "801", None, {}),
    ("ringing 801 0, ringing 802 0, answered 802 7", "talking", "802", 7, {"802"}),
    ("ringing 801 0, answered 801 7, ended - 90", "ended", "801", 7, {"801"}),
    ("ringing 801 0, missed - 31", "missed", "801", 31, {}),
    ("ringing 801 0, ended - 31", "missed", "801", 31, {}),
    ("ringing 801 0, declined 801 9, ringing 802 9", "ringing", "801", None, {}),
    ("ringing 801 0, answered 801 5, held 801 30", "held", "801", 5, {"801"}),
    ("ringing 801 0, answered 801 5, held 801 30, resumed 801 60", "talking", "801", 5, {"801"}),
    ("ringing 801 0, answered 801 5, transferred 801>802 60", "talking", "802", 5, {"801"}),
    (
        "ringing 801 0, answered 801 5, held 801 20, ringing 802 21, answered 802 25",
        "talking",
        "802",
        5,
        {"801", "802"},
    ),
    ("answered 801 5, ended - 3", "ended", "801", 2, {"801"}),
]


@pytest.mark.parametrize(("story", "state", "extension", "waited", "answered"), STORIES)
def test_the_order_in_which_events_come_changes_nothing(story, state, extension, waited, answered):
    for told in permutations(facts(story)):
        standing = fold(told)

        assert (standing.state, standing.waited) == (state, waited)
        assert standing.extension == extension
        assert {one for one, span in standing.spans.items() if span.answered} == set(answered)
        if standing.ended_at:
            assert all(span.until_at for span in standing.spans.values())


def test_of_a_recording_alone_nothing_is_known():
    assert fold([Fact("recording", START)]) is None
