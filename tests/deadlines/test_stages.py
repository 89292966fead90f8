"""B12, B13: any number of stages, each with its moment and its rungs; what could not be kept is refused."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from deadlines.calendar import due, warn_at
from deadlines.hours import ROUND_THE_CLOCK, Calendar
from deadlines.limits import parse_limit
from deadlines.stages import BadStages, Rung, check_stages, moments, read_stages, usual_stages
from tests.people import MONDAY_NINE

ALWAYS = Calendar("cn-24x7", 1, ROUND_THE_CLOCK)


def rows(*codes: str, rungs: tuple[str, ...] = ("handler",)) -> list[dict]:
    return [{"stage": code, "rungs": list(rungs)} for code in codes]


def minutes_of(codes: list[str], limit: str) -> list[float]:
    due_at = due(MONDAY_NINE, parse_limit(limit), ALWAYS)
    timed = moments(
        read_stages(rows(*codes)),
        begun=MONDAY_NINE,
        due_at=due_at,
        percent_at=lambda point: warn_at(MONDAY_NINE, parse_limit(limit), ALWAYS, point),
    )
    return [(moment - MONDAY_NINE) / timedelta(minutes=1) for _stage, moment in timed]


def test_each_sort_of_stage_comes_at_its_moment():
    assert minutes_of(["after30", "breach", "before15", "warn50"], "60m") == [30, 45, 60, 90]


def test_any_number_of_stages_stand_in_the_order_of_time():
    """I19"""
    codes = ["warn25", "warn50", "warn75", "before10", "before5", "breach", "after10", "after20", "after240"]
    found = minutes_of(codes, "100m")

    assert found == sorted(found) == [25, 50, 75, 90, 95, 100, 110, 120, 340]


def test_a_warning_that_would_come_before_the_start_is_left_out():
    """The same day until 24:00 may be short: what would lie before the start warns nobody."""
    assert minutes_of(["before1000", "breach"], "0d") == [15 * 60]


@pytest.mark.parametrize(
    ("stages", "limit", "statistic", "sentence"),
    [
        (rows("warn100", "breach"), "45m", "each", "percents from 1 to 99"),
        (rows("warn0", "breach"), "45m", "each", "percents from 1 to 99"),
        (rows("after0", "breach"), "45m", "each", "whole minutes"),
        (rows("before-5", "breach"), "45m", "each", "whole minutes"),
        (rows("beforelong", "breach"), "45m", "each", "whole minutes"),
        (rows("soon", "breach"), "45m", "each", "whole minutes"),
        (rows("before45", "breach"), "45m", "each", "lies before the start"),
        (rows("before90", "breach"), "cut16:00/1h/30m", "each", "lies before the start"),
        (rows("before999999", "breach"), "5wd", "each", "lies before the start"),
        (rows("warn50", "warn50", "breach"), "45m", "each", "twice"),
        (rows("breach", "breach"), "45m", "each", "twice"),
        (rows("warn50"), "45m", "each", "the limit itself"),
        (rows("breach", rungs=()), "45m", "each", "choose at least one"),
        (rows("breach", rungs=("boss",)), "45m", "each", "from the list"),
        (rows("breach", rungs=("handler", "handler")), "45m", "each", "from the list"),
        (rows("breach", "after30"), "45m", "average", "An average"),
        ([{"stage": "breach"}], "45m", "each", "when it comes and who"),
        ("breach", "45m", "each", "when it comes and who"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(stages, limit, statistic, sentence):
    with override("en"), pytest.raises(BadStages) as refused:
        check_stages(stages, limit=parse_limit(limit), statistic=statistic)
    assert sentence in str(refused.value.args[0])


@pytest.mark.parametrize(
    ("limit", "facts", "codes"),
    [
        ("45m", {"kind": "fault", "milestone": "arrive"}, ["warn50", "warn80", "breach", "after30", "after120"]),
        ("5m", {"kind": "fault", "milestone": "dispatch"}, ["warn80", "breach", "after30"]),
        ("24h", {"kind": "complaint", "milestone": "contact"}, ["warn50", "warn80", "breach", "after60", "after240"]),
        ("5wd", {"kind": "enquiry", "milestone": "reply"}, ["warn50", "warn80", "breach", "after1440"]),
        ("45m", {"kind": "fault", "milestone": "arrive", "statistic": "average"}, ["warn50", "warn80", "breach"]),
    ],
)
def test_what_is_shipped_warns_at_the_desk_and_climbs_the_chain(limit, facts, codes):
    stages = usual_stages(parse_limit(limit), **facts)

    assert [stage.code for stage in stages] == codes
    check_stages(
        [stage.as_row() for stage in stages], limit=parse_limit(limit), statistic=facts.get("statistic", "each")
    )
    assert all(set(stage.rungs) == {Rung.HANDLER, Rung.FIRST_CONTACT} for stage in stages if stage.sort == "warn")


def test_a_promise_that_names_no_limit_tells_the_usual_rungs():
    (stage,) = read_stages([])

    assert (stage.code, stage.rungs) == ("breach", ("handler", "first_contact", "team_leader"))
