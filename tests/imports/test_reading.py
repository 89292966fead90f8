"""A table is read whatever program wrote it; what cannot be read is refused with a sentence or a row number."""

from datetime import date, datetime

import pytest
import xlsxwriter

from tests.imports.tables import HEAD, MAPPING, Desk, as_csv, reasons, row
from tickets.models import Ticket

GOOD = as_csv([row("W1", 内容="电费多收了"), row("W2", 内容="要过户，请问带什么")])
pytestmark = pytest.mark.usefixtures("company")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_found_out(desk: Desk, encoding):
    report = desk.bring(GOOD.encode(encoding))

    assert (report["read"], report["imported"]) == (2, 2)
    assert Ticket.objects.get(external_number="W2").description == "要过户，请问带什么"


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators_are_found_out(desk: Desk, separator):
    assert desk.bring(GOOD.replace(",", separator))["imported"] == 2


def test_the_header_may_stand_below_a_title_and_be_written_full_width(desk: Desk):
    odd = GOOD.replace("编号", "　编 号 ", 1)
    table = f"某市营业厅工单,,\n导出时间：2025,,\n\n{odd}"

    report = desk.bring(table, MAPPING.replace('column = "编号"', 'column = "编　号"'))

    assert report["imported"] == 2
    assert Ticket.objects.get(external_number="W1").description == "电费多收了"


def test_headings_are_compared_without_width_and_case(desk: Desk):
    table = GOOD.replace("编号", "ＴＩＣＫＥＴ　＃", 1)

    assert desk.bring(table, MAPPING.replace('column = "编号"', 'column = "Ticket #"'))["imported"] == 2


def test_white_space_around_a_text_goes_and_inside_it_stays(desk: Desk):
    desk.bring([row(" W1　", 内容="\u200b 　先生\t您好 \ufeff")])

    assert Ticket.objects.get(external_number="W1").description == "先生\t您好"


def test_a_formula_stays_text(desk: Desk):
    desk.bring([row("W1", 内容="=HYPERLINK(1)", 类型="+1+1")])

    ticket = Ticket.objects.get()
    assert (ticket.description, ticket.title) == ("=HYPERLINK(1)", "+1+1")


def test_rows_with_more_or_fewer_cells_are_refused_and_the_rest_goes_on(desk: Desk):
    lines = GOOD.splitlines()
    table = "\n".join([lines[0], "W7,电费", lines[1], f"{lines[2]},多一格", f"{row_line('W3')},,", ""])

    report = desk.bring(table)

    assert (report["read"], report["imported"]) == (4, 2)
    assert reasons(report) == [(1, "2 cells where the header has 9"), (3, "10 cells where the header has 9")]
    assert [refusal["line"] for refusal in report["refusals"]] == [2, 4]


def row_line(number: str) -> str:
    return as_csv([row(number)]).splitlines()[1]


def test_a_quotation_mark_that_is_never_closed_costs_one_row(desk: Desk):
    broken = row_line("W2").replace("内容 W2", '"内容 W2')
    table = "\n".join([",".join(HEAD), row_line("W1"), broken, row_line("W3"), row_line("W4"), ""])

    report = desk.bring(table)

    assert report["imported"] == 3
    assert [refusal["row"] for refusal in report["refusals"]] == [2]
    assert "quotation mark" in report["refusals"][0]["reason"]


def test_a_cell_may_run_over_lines(desk: Desk):
    desk.bring([row("W1", 内容="第一行,\n第二行"), row("W2")])

    assert Ticket.objects.get(external_number="W1").description == "第一行,\n第二行"


def test_a_nul_byte_is_refused_in_its_row(desk: Desk):
    report = desk.bring([row("W1", 内容="a\0b"), row("W2")])

    assert reasons(report) == [(1, "“内容” contains a NUL byte")]
    assert report["imported"] == 1


def test_a_long_text_is_kept_and_an_endless_one_refused(desk: Desk):
    report = desk.bring([row("W1", 内容="长" * 60_000), row("W2", 内容="长" * 1_000_001), row("W3")])

    assert report["imported"] == 2
    assert [number for number, _reason in reasons(report)] == [2]
    assert len(Ticket.objects.get(external_number="W1").description) == 60_000


def test_empty_rows_are_passed_over(desk: Desk):
    table = GOOD.replace("\n", "\n\n,,,,,,,,\n")

    assert desk.bring(table)["read"] == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "table.csv is empty."),
        (b"\xef\xbb\xbf  \n ", "table.csv is empty."),
        (b"\x00\x01\x02\x00" * 50, "table.csv is neither text nor a workbook."),
        (b"PK\x03\x04 no workbook at all", "table.csv is a damaged workbook"),
        (
            "编号,类型\nW1,电费\n",
            "Missing: 内容、到期时间、办结时间、受理时间、姓名、状态、电话. The nearest row has: 编号、类型.",
        ),
        (GOOD.replace("电话", "姓名", 1), "Missing: 电话"),
        (GOOD.replace("内容", "内容,内容", 1), "Two columns are called “内容”."),
        (b"a,b\n\xff\xff\xff\n", "table.csv is not written in utf-8、gb18030."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(desk: Desk, content, sentence):
    assert sentence in desk.refused(content)
    assert not Ticket.objects.exists()


def test_an_encoding_that_is_told_is_the_one_that_is_used(desk: Desk):
    mapping = f'{MAPPING}\n[file]\nencoding = "utf-8"\n'

    assert "not written in utf-8." in desk.refused(GOOD.encode("gb18030"), mapping)


def test_a_file_that_is_not_there(desk: Desk):
    assert "nowhere.csv cannot be read: No such file or directory." in desk.refused(desk.folder / "nowhere.csv")


def book(desk: Desk, *, sheet: str = "工单") -> "xlsxwriter.Workbook":
    made = xlsxwriter.Workbook(desk.folder / "book.xlsx")
    made.add_worksheet("说明").write(0, 0, "只是说明")
    made.add_worksheet(sheet)
    return made


def test_a_workbook_mixes_true_dates_and_text(desk: Desk):
    made = book(desk)
    day, sheet = made.add_format({"num_format": "yyyy-mm-dd hh:mm"}), made.worksheets()[1]
    sheet.write_row(2, 1, HEAD)
    for place, (number, at) in enumerate([(1001, "2025/3/3 9:05:00"), (1002, None), (1003, 45719.5)], start=3):
        sheet.write_row(place, 1, [number, "电费", "处理中", at, "", "", "内容"])
    sheet.write_datetime(4, 4, datetime(2025, 3, 4, 10, 30), day)  # noqa: DTZ001
    sheet.write_row(6, 1, [1004, "电费", "处理中", "", "", ""])
    sheet.write_datetime(6, 4, date(2025, 3, 6), day)
    sheet.write_formula(6, 7, '="结果"', None, "结果")
    made.close()

    report = desk.bring(desk.folder / "book.xlsx", MAPPING.replace("W\\d+", "\\d+"))

    told = {ticket.external_number: ticket for ticket in Ticket.objects.all()}
    local = {number: f"{ticket.registered_at:%Y-%m-%d %H:%M}" for number, ticket in told.items()}
    assert report["imported"] == 4
    assert local == {
        "1001": "2025-03-03 01:05",
        "1002": "2025-03-04 02:30",
        "1003": "2025-03-03 04:00",
        "1004": "2025-03-05 16:00",
    }
    assert told["1004"].description == "结果"
    assert report["ranges"]["受理时间"] == {"min": "2025-03-03T09:05:00+08:00", "max": "2025-03-06T00:00:00+08:00"}


def test_a_sheet_that_is_not_there(desk: Desk):
    book(desk).close()

    sentence = desk.refused(desk.folder / "book.xlsx", f'{MAPPING}\n[file]\nsheet = "明细"\n')
    assert "There is no sheet “明细”. The workbook has: 说明、工单." in sentence
