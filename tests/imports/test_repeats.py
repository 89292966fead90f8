"""Rows that say the same are linked to the earliest of them: not merged, not lost."""

import pytest

from tests.imports.tables import Desk, row
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("company")
SAME = "小区晚上没有路灯"


def links() -> dict[str, str | None]:
    return dict(Ticket.objects.values_list("external_number", "repeats__external_number"))


def test_the_earliest_is_what_the_others_repeat(desk: Desk):
    report = desk.bring(
        [
            row("W1", 内容=f"  {SAME}\n", 姓名="甲"),
            row("W2", 内容=SAME, 受理时间="2025-03-01 08:00:00", 姓名="乙"),
            row("W3", 内容=f"\t{SAME}　", 受理时间="2025-03-02 08:00:00"),
            row("W4", 内容=f"{SAME}！"),
            row("W5", 内容=""),
            row("W6", 内容=""),
        ]
    )

    assert (report["read"], report["imported"], report["repeats"]) == (6, 6, 2)
    assert links() == {"W1": "W2", "W2": None, "W3": "W2", "W4": None, "W5": None, "W6": None}


def test_a_later_run_links_to_what_was_there(desk: Desk):
    desk.bring([row("W1", 内容=SAME)])
    desk.bring([row("W2", 内容=SAME, 受理时间="2025-03-03 09:30:00")])

    assert links() == {"W1": None, "W2": "W1"}


def test_a_later_run_that_brings_an_earlier_row(desk: Desk):
    desk.bring([row("W1", 内容=SAME), row("W2", 内容=SAME)])
    desk.bring([row("W3", 内容=SAME, 受理时间="2025-03-01 08:00:00")])

    assert links() == {"W1": "W3", "W2": "W3", "W3": None}


def test_a_link_that_people_made_is_theirs(desk: Desk, fault: Ticket):
    desk.bring([row("W1", 内容=SAME), row("W2", 内容=SAME)])
    Ticket.objects.filter(external_number="W2").update(repeats=fault)

    desk.bring([row("W3", 内容=SAME)])

    assert Ticket.objects.get(external_number="W2").repeats == fault
    assert Ticket.objects.get(external_number="W3").repeats.external_number == "W1"


def test_another_source_is_another_matter(desk: Desk):
    desk.bring([row("W1", 内容=SAME)])
    desk.bring([row("W1", 内容=SAME)], source="other-desk")

    assert not Ticket.objects.filter(repeats__isnull=False).exists()


def test_a_second_run_counts_the_same_repeats(desk: Desk):
    rows = [row("W1", 内容=SAME), row("W2", 内容=SAME), row("W1", 内容=SAME)]

    assert [desk.bring(rows)["repeats"] for _run in range(2)] == [1, 1]
    assert desk.bring(rows, dry_run=True)["repeats"] == 1
