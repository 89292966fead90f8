"""What files hold in practice: encodings, separators, dates, rounded numbers, empty rows, cells without end, bombs, masks."""

import io
import zipfile

import pytest
import xlsxwriter

from customers.models import Customer, SupplyPoint
from hotline.bulk import reading
from hotline.bulk.fields import TIMES, moment, number, phone, text
from servicedesk.lib.refusals import Invalid
from servicedesk.lib.tables.refusals import Unusable
from tests.bulk.conftest import told

TABLE = "户号,用电地址\n000532001,文昌路 1 号\n\n ,\n000532002,文昌路 2 号\n"


def workbook(*rows: tuple[object, ...]) -> bytes:
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(line, place, cell)
    book.close()
    return raw.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_any_encoding_and_separator(bring, encoding, between):
    job = bring("supply_points", TABLE.replace(",", between).encode(encoding))

    assert (job.stage, job.made, job.refused) == ("loaded", 2, 0), job.trouble or told(job)
    assert set(SupplyPoint.objects.values_list("account_number", flat=True)) == {"000532001", "000532002"}


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2026-03-16 09:00", "09:00"),
        ("2026/3/16 9:00:05", "09:00"),
        ("2026年3月16日 09:00", "09:00"),
        ("20260316", "00:00"),
        ("2026-03-16T01:00:00Z", "09:00"),
        ("2026-03-16T09:00:00+08:00", "09:00"),
        (46097.375, "09:00"),
    ],
)
def test_moments_as_people_write_them(cell, hour):
    found = moment(cell)
    assert (
        found is not None
        and f"{found.astimezone(moment('2026-01-01 00:00').tzinfo):%Y-%m-%d %H:%M}" == f"2026-03-16 {hour}"
    )
    assert TIMES.zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (moment, "16/03/2026"),
        (moment, "03-16-2026 09:00"),
        (moment, "2026-13-01"),
        (moment, "1066-10-14"),
        (number(20), "5.32E+10"),
        (number(20), 5.5),
        (number(20), "0" * 21),
        (phone, "138****6217"),
        (text(60, masked=False), "陈*芳"),
        (text(60, masked=False), "陈**"),
        (text(60), "a\0b"),
        (text(60), "\ud800"),
        (text(60), "x" * 61),
    ],
)
def test_what_nobody_can_know_is_refused(read, cell):
    with pytest.raises(Invalid):
        read(cell)


def test_a_number_keeps_its_zeros_and_a_guarded_cell_its_text():
    assert number(20)("0532 1187-6204") == "053211876204"
    assert number(20)(188006.0) == "188006"
    assert text(60)("'=1+1") == "=1+1" and text(60)("'quoted'") == "'quoted'"


def test_a_formula_is_what_was_saved_with_it(bring):
    content = workbook(("户号", "用电地址"), ("000532001", '=HYPERLINK("http://x","文昌路")'))
    job = bring("supply_points", content, name="x.xlsx")

    assert job.made + job.refused == 1
    assert not SupplyPoint.objects.filter(address__startswith="=").exists()


def test_a_cell_without_end_and_a_slipped_row_harm_only_themselves(bring):
    rows = [
        "姓名,电话",
        '陈桂芳,"13900000001',
        "李玉芬,13900000002",
        "王强,13900000003,多",
        f"{'长' * 1_100_000},13900000004",
    ]
    job = bring("customers", "\n".join([*rows, "赵东,13900000005"]).encode())

    assert Customer.objects.filter(name__in=["李玉芬", "赵东"]).count() == 2, told(job)
    assert job.refused == 3 and all(one.sentence for one in told(job) if one.outcome == "refused")


def test_lines_of_json_are_strict_and_bounded(bring, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_LINE", 200)
    lines = [
        '{"name": "陈桂芳", "phone": "13900000001"}',
        '{"name": "陈桂芳", "name": "x", "phone": "1"}',
        "[1, 2]",
        '{"name": NaN}',
        '{"name": "x", "phone": "13900000002", "wrong": 1}',
        '{"name": {"a": 1}, "phone": "13900000002"}',
        '{"name": "' + "x" * 300 + '"}',
        "",
        "[" * 5000,
        '{"name": "李玉芬", "phone": "13900000003"}',
    ]
    job = bring("customers", "\n".join(lines).encode() + b"\n\xff\xfe{}\n", name="x.ndjson", form="ndjson")

    assert (job.made, job.refused) == (2, 8), [one.sentence for one in told(job)]
    assert [one.line for one in told(job) if one.outcome == "made"] == [1, 10]


def test_a_bomb_and_a_damaged_workbook_are_unusable(bring, monkeypatch):
    monkeypatch.setattr("servicedesk.lib.tables.sheets.LARGEST_WORKBOOK", 10_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    for content in (bomb.getvalue(), b"PK\x03\x04broken", b"\x00" * 100):
        with pytest.raises(Unusable):
            bring("customers", content, name="x.xlsx")


def test_two_columns_of_one_name_are_told(bring):
    with pytest.raises(Unusable):
        bring("customers", "姓名,电话,电话\n陈桂芳,13900000001,2\n".encode())
