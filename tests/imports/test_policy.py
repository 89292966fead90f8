"""The policy is read whole before a row is imported: a promise that cannot be read would be missing for ever."""

import pytest

from tests.imports.tables import MAPPING, POLICY, Desk, row
from tickets.models import Clock, Ticket

pytestmark = pytest.mark.usefixtures("company")


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ("类型,小时\n电费,两天\n", "Line 2 of the policy: “两天” is no limit of a type."),
        ("类型,小时\n电费,24\n过户,\n", "Line 3 of the policy: “” is no limit of a type."),
        ("类型,小时\n,24\n", "Line 2 of the policy: “24” is no limit of a type."),
        ("类型,小时\n电费,-1\n", "“-1” is no limit of a type."),
        ("类型,小时\n电费,nan\n", "“nan” is no limit of a type."),
        ("类型,小时\n电费,1e9\n", "“1e9” is no limit of a type."),
        ("类型,小时\n电费,0.001\n", "“0.001” is no limit of a type."),
        ("类型,小时\n电费,24,1\n", "Line 2 of the policy: 3 cells where the header has 2."),
        ("类型,小时\n电费,24\n电费,48\n", "Line 3 of the policy: “电费” has two limits."),
        ("类型,天数\n电费,24\n", "Missing: 小时."),
        ("", "policy.csv is empty."),
    ],
)
def test_a_policy_that_cannot_be_used_stops_the_run(desk: Desk, policy, sentence):
    assert sentence in desk.refused([row("W1")], promises=policy)
    assert not Ticket.objects.exists()


def test_a_policy_needs_its_part_of_the_mapping(desk: Desk):
    mapping = MAPPING.partition("[promises]")[0]

    assert "The mapping has no [promises]" in desk.refused([row("W1")], mapping, promises=POLICY)


@pytest.mark.parametrize(
    ("written", "limit", "due"),
    [
        ("24", "24h", "2025-03-04 01:00"),
        ("120.0", "120h", "2025-03-08 01:00"),
        ("0", "0h", "2025-03-03 01:00"),
        ("0.75", "45m", "2025-03-03 01:45"),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall(desk: Desk, written, limit, due):
    desk.bring([row("W1")], promises=f"类型,小时\n电费,{written}\n")

    clock = Clock.objects.get()
    assert (clock.limit, f"{clock.due_at:%Y-%m-%d %H:%M}") == (limit, due)


def test_limits_may_be_written_as_the_product_writes_them(desk: Desk):
    mapping = MAPPING.replace('hours = "小时"', 'limit = "时限"')

    desk.bring([row("W1")], mapping, promises="类型,时限\n电费,5wd\n")

    clock = Clock.objects.select_related("promise").get()
    assert (clock.promise.calendar, clock.promise.clock) == ("cn-office", "working")
    assert f"{clock.due_at:%Y-%m-%d}" == "2025-03-10"


def test_a_long_name_of_a_type_still_has_a_code_of_its_own(desk: Desk):
    names = ["很长的名字" * 30 + end for end in "甲乙"]

    desk.bring(
        [row("W1", 类型=names[0]), row("W2", 类型=names[1])], promises=f"类型,小时\n{names[0]},1\n{names[1]},2\n"
    )

    codes = list(Clock.objects.order_by("due_at").values_list("limit", "promise__code"))
    assert [limit for limit, _code in codes] == ["1h", "2h"]
    assert all(len(code) <= 80 for _limit, code in codes)
