"""The report counts every good row, and a dry run shows what nobody would otherwise see: dates, words, mended rows."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.imports.tables import MAPPING, POLICY, Desk, as_csv, row

pytestmark = pytest.mark.usefixtures("company")
KEYS = {
    *("source", "read", "imported", "refused", "duplicate", "with_due", "due_equal", "closed_with_due", "late"),
    *("refusals", "ranges", "values", "repeats", "overdue", "importable", "dry_run", "hall", "notes"),
}
DUE = "2025-03-04 09:00:00"
ROWS = [
    row("W1", 到期时间=DUE),
    row("W2", 到期时间=DUE, 办结时间="2025-03-04 09:00:01"),
    row("W3", 到期时间="2025-03-04 09:00:01"),
    row("W4", 到期时间=DUE, 状态="处理中", 办结时间=""),
    row("W5", 类型="其他", 到期时间="2025-03-03 09:30:00"),
    row("W6"),
    row("bad"),
]
FIGURES = {"with_due": 6, "due_equal": 3, "closed_with_due": 5, "late": 2, "overdue": 1}


@pytest.mark.parametrize("dry_run", [True, False])
def test_figures_count_every_good_row_in_every_run(desk: Desk, dry_run):
    first = desk.bring(ROWS, promises=POLICY, dry_run=dry_run)
    second = desk.bring(ROWS, promises=POLICY)

    assert set(first) == set(second) == KEYS
    for report in (first, second):
        assert {name: report[name] for name in FIGURES} == FIGURES
        assert (report["read"], report["refused"]) == (7, 1)
        assert report["notes"] == {"due_differs": 1, "due_without_promise": 1}
        assert report["values"]["类型"] == {"电费": 5, "其他": 1}
    assert (first["imported"], second["imported"]) == ((0, 6) if dry_run else (6, 0))


def test_without_a_policy_the_files_own_due_times_are_counted(desk: Desk):
    report = desk.bring(ROWS)

    assert [report[name] for name in ("with_due", "due_equal", "closed_with_due", "late", "overdue")] == [5, 0, 4, 2, 0]


def test_the_range_of_every_date_column(desk: Desk):
    report = desk.bring([row("W1"), row("W2", 办结时间="2025-03-09")], dry_run=True)

    assert report["ranges"] == {
        "受理时间": {"min": "2025-03-03T09:00:00+08:00", "max": "2025-03-03T09:00:00+08:00"},
        "办结时间": {"min": "2025-03-03T10:00:00+08:00", "max": "2025-03-09T00:00:00+08:00"},
    }
    assert "办结时间: 2025-03-03 10:00 – 2025-03-09 00:00" in desk.said


def exchanged(day: int) -> str:
    """A day of May as a program writes it that takes the day for the month where it can."""
    return f"05/{day:02d}/2015" if day <= 12 else f"{day:02d}/05/2015"


def test_days_exchanged_with_months_are_shown_and_can_be_exchanged_back(desk: Desk):
    rows = [row(f"W{day}", 受理时间=exchanged(day), 办结时间="2015-12-31") for day in range(1, 32)]
    mapping = MAPPING.replace("[times]\n", '[times]\nformats = ["%d/%m/%Y", "%Y-%m-%d"]\n')

    seen = desk.bring(rows, mapping, dry_run=True)["ranges"]["受理时间"]
    assert (seen["min"][:10], seen["max"][:10]) == ("2015-01-05", "2015-12-05")
    assert seen["if_swapped"]["rows"] == 11
    assert (seen["if_swapped"]["min"][:10], seen["if_swapped"]["max"][:10]) == ("2015-05-01", "2015-05-31")
    assert "11 of them look as if day and month were exchanged" in desk.said

    mended = desk.bring(rows, mapping.replace("[times]\n", "[times]\nswap_day_month = true\n"), dry_run=True)
    assert (mended["ranges"]["受理时间"]["min"][:10], mended["ranges"]["受理时间"]["max"][:10]) == (
        "2015-05-01",
        "2015-05-31",
    )
    assert "if_swapped" not in mended["ranges"]["受理时间"]


def test_dates_over_a_year_are_not_suspected(desk: Desk):
    rows = [row(f"W{n}", 受理时间=f"2024-{n % 12 + 1:02d}-{n % 28 + 1:02d}") for n in range(200)]

    assert "if_swapped" not in desk.bring(rows, dry_run=True)["ranges"]["受理时间"]


def test_the_twenty_most_frequent_words(desk: Desk):
    rows = [row(f"W{n}", 类型=f"类型{n % 30:02d}") for n in range(75)]

    words = desk.bring(rows, dry_run=True)["values"]["类型"]
    assert len(words) == 20
    assert list(words.values()) == [3] * 15 + [2] * 5


def test_the_report_alone_on_standard_output(desk: Desk):
    out = StringIO()
    table, mapping = desk.file("t.csv", as_csv([row("W1")])), desk.file("m.toml", MAPPING)

    call_command("import_tickets", table, mapping=mapping, hall="CN", report="-", stdout=out)

    assert json.loads(out.getvalue())["imported"] == 1


def test_a_report_that_could_not_be_written_stops_the_run_before_it_begins(desk: Desk):
    sentence = desk.refused([row("W1")], report=desk.folder / "nowhere" / "report.json")

    assert "is no file into which the report could be written." in sentence


def test_many_refusals_are_told_in_part_and_written_whole(desk: Desk):
    report = desk.bring([row(f"X{n}") for n in range(30)], dry_run=True)

    assert len(report["refusals"]) == report["refused"] == 30
    assert desk.said.count("no external number as") == 20
    assert "… and 10 more; --report writes them all" in desk.said
