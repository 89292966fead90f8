"""A file of monthly figures is looked at, then imported: each line once, bad ones named with their reason."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from keyaccounts.figures import loading, reading, views
from keyaccounts.figures.lines import BadLine, read_line
from keyaccounts.models import Consumption, FigureImport
from servicedesk.lib.tables.refusals import Unusable
from servicedesk.lib.tables.writing import safe_cell
from tests.founding import MONDAY_NINE

COLUMNS = {"account": "户号", "month": "月份", "quantity": "用量", "unit": "单位", "amount": "金额", "sort": "种类"}
GOOD = '户号,月份,用量,单位,金额\n053211876204,2026-01,120.5,kWh,66.3\n053211876204,2026年2月,"1,080",度,590\n'


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["desk_language"] = "en"
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def handed_in(text: str | bytes, name: str = "电量.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def looked(company, root, text: str | bytes, name: str = "电量.csv") -> FigureImport:
    return loading.look(handed_in(text, name), org=company.org, by=root, at=MONDAY_NINE)


def counts(job: FigureImport) -> tuple[int, ...]:
    return job.read, job.fresh, job.changed, job.same, job.refused


def test_looking_writes_nothing_and_importing_writes_each_line_once(company, root, flat):
    job = looked(company, root, GOOD)
    assert counts(job) == (2, 2, 0, 0, 0)
    assert not Consumption.objects.exists()

    done = loading.load(job, by=root, at=MONDAY_NINE)

    assert counts(done) == (2, 2, 0, 0, 0)
    figures = Consumption.objects.filter(supply_point=flat).order_by("month")
    assert [(f.month, f.quantity, f.unit, f.amount) for f in figures] == [
        (date(2026, 1, 1), Decimal("120.500"), "kWh", Decimal("66.30")),
        (date(2026, 2, 1), Decimal("1080.000"), "kWh", Decimal("590.00")),
    ]


def test_the_same_file_again_changes_nothing_and_a_newer_figure_replaces_the_older(company, root, flat):
    loading.load(looked(company, root, GOOD), by=root, at=MONDAY_NINE)

    again = loading.load(looked(company, root, GOOD), by=root, at=MONDAY_NINE)
    newer = loading.load(looked(company, root, GOOD.replace("120.5", "121")), by=root, at=MONDAY_NINE)

    assert counts(again) == (2, 0, 0, 2, 0)
    assert counts(newer) == (2, 0, 1, 1, 0)
    assert Consumption.objects.get(month="2026-01-01").quantity == 121


def test_a_file_is_imported_once(company, root, flat):
    job = looked(company, root, GOOD)
    loading.load(job, by=root, at=MONDAY_NINE)

    with pytest.raises(loading.AlreadyImported):
        loading.load(FigureImport.objects.get(pk=job.pk), by=root, at=MONDAY_NINE)


def test_bad_lines_are_named_with_their_reason_and_stop_no_other(company, root, flat):
    text = (
        GOOD + "053211876204,2026-01,9,kWh,1\n053200009999,2026-01,5,,\n053211876204,2031-01,5,,\n053211876204,,5,,\n"
    )
    text += '053211876204,2025-12,"=HYPERLINK(""http://x"")",,\n053211876204,2025-11,-4,,\n053211876204,2025-10,4,m3,\n'

    job = looked(company, root, text)

    assert counts(job) == (9, 2, 0, 0, 7)
    reasons = dict(job.refusals)
    assert reasons[4] == "the same account, month and sort stands in line 2 already"
    assert reasons[5] == "no account 0532****9999"
    assert "has not begun" in reasons[6]
    assert "is empty" in reasons[7]
    assert "is no figure" in reasons[8]
    assert "below zero" in reasons[9]
    assert "name the sort" in reasons[10]


def workbook(rows: list[list[object]]) -> bytes:
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()
    return raw.getvalue()


def test_a_workbook_that_lost_the_leading_zeros_is_read(company, root, flat):
    rows = [["2026 年电量"], ["户号", "电费年月", "电量"], [53211876204, 202601, 88], ["053211876204", "2026-02", "90"]]

    job = looked(company, root, workbook(rows), "电量.xlsx")

    assert counts(job) == (2, 2, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("姓名,电话\n某,1\n", "No row names the columns"),
        ("", "is empty"),
        (b"PK\x03\x04 not a book", "damaged"),
        ("户号,户号,月份,用量\n1,1,2026-01,3\n", "Two columns"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(company, root, text, words):
    with pytest.raises(Unusable, match=words):
        looked(company, root, text)

    assert not FigureImport.objects.exists()
    assert list((settings.MEDIA_ROOT / "figures").iterdir()) == []


def test_a_hundred_thousand_lines_are_never_in_memory_together(company, root, flat, monkeypatch):
    """Batches of a thousand: the largest number of lines that are held at once."""
    largest = 0
    taken = reading.Reading._take

    def measured(run, figures):
        nonlocal largest
        largest = max(largest, len(figures))
        taken(run, figures)

    monkeypatch.setattr(reading.Reading, "_take", measured)
    lines = "".join(f"053211876204,{2000 + n // 12}-{n % 12 + 1:02d},{n}\n" for n in range(12 * 26)) * 8

    job = looked(company, root, "户号,月份,用量\n" + lines)

    assert job.read == 2496
    assert job.fresh == 312
    assert largest == reading.BATCH


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"月份": "2026/3"}, (date(2026, 3, 1), "power")),
        ({"月份": 46082.0}, (date(2026, 3, 1), "power")),
        ({"单位": "MB"}, (date(2026, 1, 1), "data")),
        ({"种类": "气", "单位": "立方米"}, (date(2026, 1, 1), "gas")),
        ({"种类": "水"}, (date(2026, 1, 1), "water")),
        ({"单位": "元"}, (date(2026, 1, 1), "charge")),
    ],
)
def test_what_a_line_says(told, expected):
    figure = read_line(
        2, {"户号": "053211876204", "月份": "2026-01", "用量": "5"} | told, COLUMNS, today=date(2026, 3, 16)
    )

    assert (figure.month, figure.sort) == expected


@pytest.mark.parametrize(
    "told",
    [
        {"户号": "5.32E+11"},
        {"户号": "陈桂芳"},
        {"月份": "2026-13"},
        {"月份": "上月"},
        {"用量": "NaN"},
        {"用量": "1e99"},
        {"种类": "煤"},
        {"种类": "水", "单位": "kWh"},
    ],
)
def test_what_no_line_may_say(told):
    with pytest.raises(BadLine):
        read_line(2, {"户号": "053211876204", "月份": "2026-01", "用量": "5"} | told, COLUMNS, today=date(2026, 3, 16))


def test_the_pages_lead_from_the_file_to_the_import(client, root, flat):
    client.force_login(root)

    there = client.post("/manage/figures/", {"file": handed_in(GOOD + "053211876204,2026-09,=1+1,,\n")})
    page = client.get(there["Location"]).content.decode()
    client.post(f"{there['Location']}import/")

    assert "Import the good lines" in page
    assert Consumption.objects.count() == 2
    assert "4,“用量” is no figure: =1+1" in client.get(f"{there['Location']}?as=csv").content.decode()
    assert client.post(f"{there['Location']}import/").status_code == 409


def test_a_bad_file_is_told_on_the_page(client, root, company):
    client.force_login(root)

    answer = client.post("/manage/figures/", {"file": handed_in("a,b\n1,2\n")})

    assert answer.status_code == 422
    assert "No row names the columns" in answer.content.decode()


def test_another_companys_file_does_not_exist(client, root, stranger, company, flat):
    job = looked(company, root, GOOD)
    client.force_login(stranger)

    assert client.get(f"/manage/figures/{job.pk}/").status_code == 403


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@a", "\t=1", " =1"])
def test_no_cell_is_a_formula(text):
    assert safe_cell(text).startswith("'")


def many(count: int) -> str:
    """So many months of one account, the last of them twice."""
    days = [f"053211876204,{2025 - n // 12}-{n % 12 + 1:02d},{n + 1}" for n in range(count)]
    return "\n".join(["户号,月份,用量", *days, days[-1], days[0]])


def test_a_worker_that_is_killed_loses_nothing_and_the_next_goes_on(company, root, flat, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 5)
    job = loading.order(looked(company, root, many(18)), by=root, at=MONDAY_NINE)
    assert (job.stage, job.lines, job.done) == ("load", 20, 0)
    taken, batches = reading.Reading._take, []

    def killed(self, figures):
        taken(self, figures)
        batches.append(len(figures))
        if len(batches) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(reading.Reading, "_take", killed)
        loading.work(job, at=MONDAY_NINE)

    job.refresh_from_db()
    assert (job.stage, job.done, Consumption.objects.count()) == ("load", 10, 10)
    assert loading.work_next(at=MONDAY_NINE) is None, "the lease of the dead one still runs"
    FigureImport.objects.filter(pk=job.pk).update(lease_until=MONDAY_NINE)
    done = loading.work_next(at=MONDAY_NINE)

    assert done is not None and done.stage == "loaded"
    assert counts(done) == (20, 18, 0, 0, 2), "what stood in an earlier batch is a twin for the second reader too"
    assert Consumption.objects.count() == 18
    assert loading.work_next(at=MONDAY_NINE) is None


def test_who_was_silent_for_too_long_writes_nothing_more(company, root, flat, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 5)
    job = loading.order(looked(company, root, many(18)), by=root, at=MONDAY_NINE)
    slow = FigureImport.objects.get(pk=job.pk)
    loading.work(job, at=MONDAY_NINE)

    with pytest.raises(reading.LostLease):
        reading.Reading(slow, tmp_copy(many(18)), today=MONDAY_NINE.date()).go()
    assert Consumption.objects.count() == 18


def tmp_copy(text: str):
    path = settings.MEDIA_ROOT / "again"
    path.write_text(text)
    return path


def test_a_large_file_is_a_ticks_work_and_the_page_says_how_far_it_is(client, company, root, flat, monkeypatch):
    monkeypatch.setattr(views, "SMALL", 0)
    monkeypatch.setattr(views, "FEW", 0)
    client.force_login(root)
    page = client.post("/manage/figures/", {"file": handed_in(GOOD)})["Location"]
    assert 'hx-trigger="every 2s"' in client.get(page).content.decode()

    loading.work_next(at=MONDAY_NINE)
    assert "HX-Refresh" in client.get(page, headers={"HX-Request": "true"})
    client.post(f"{page}import/")
    text = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "0 of 2 lines" in text and "<html" not in text
    loading.work_next(at=MONDAY_NINE)
    assert Consumption.objects.count() == 2
