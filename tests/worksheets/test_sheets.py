"""Sheets of work: kinds as versions, a sheet's own way, and that the case waits for it."""

from decimal import Decimal

import pytest

from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.actions import closing
from tickets.lifecycle import Status
from tickets.refusals import Needed
from worksheets.actions import sheets
from worksheets.actions.materials import Used
from worksheets.actions.reporting import report
from worksheets.capitals import in_capitals
from worksheets.models import SheetKind, SheetVersion, StockLevel, WorkSheet
from worksheets.paper import as_lines, put_right, read_sections, written
from worksheets.refusals import OwnReport, SheetMoved, SheetsOpen

AT = MONDAY_NINE + minutes(45)
SAID = {"warranty": "保外", "fault": "反复跳闸"}
DONE = SAID | {"way": "更换部件", "done": "换漏电保护器", "new_serial": "LB-77"}


@pytest.fixture
def kind(company):
    sheets.adopt_usual(company.org, by=None, at=MONDAY_NINE)
    return SheetKind.objects.get(code="repair")


@pytest.fixture
def issued(restored, kind, lin):
    sheet = sheets.begin(restored, kind=kind, said=SAID, by=lin, at=AT)
    return sheets.issue(sheet, seen=sheet.seen, by=lin, at=AT)


def test_a_sheet_goes_its_way_and_its_ticket_tells_of_it(issued, qiang, guo):
    sheet = sheets.write(issued, said=DONE, fee="35", receipt="SJ-1", seen=issued.seen, by=qiang, at=AT)
    sheet = sheets.finish(sheet, seen=sheet.seen, by=qiang, at=AT)
    sheet = sheets.approve(sheet, seen=sheet.seen, by=guo, at=AT)

    told = issued.ticket.timeline.filter(what="sheet").order_by("seq").values_list("facts__state", flat=True)
    assert (sheet.state, sheet.number, sheet.owner) == ("approved", "WX2026-00001", qiang)
    assert list(told) == ["draft", "issued", "done", "approved"]


def test_a_case_is_not_settled_while_a_sheet_is_issued_nor_closed_before_it_is_approved(issued, qiang, guo):
    with pytest.raises(SheetsOpen):
        report(issued.ticket, by=qiang, cause="开关", at=AT)
    sheet = sheets.write(issued, said=DONE, fee="", receipt="", seen=issued.seen, by=qiang, at=AT)
    sheet = sheets.finish(sheet, seen=sheet.seen, by=qiang, at=AT)
    ticket = report(issued.ticket, by=qiang, cause="开关", at=AT)
    with pytest.raises(SheetsOpen) as refused:
        closing.close(ticket, outcome="exempt", reason="免访", by=guo, at=AT)
    sheets.approve(sheet, seen=sheet.seen, by=guo, at=AT)

    assert "WX2026-00001" in refused.value.sentence()
    assert closing.close(ticket, outcome="exempt", reason="客户电话已确认", by=guo, at=AT).status == Status.CLOSED


def test_what_is_required_is_asked_for_when_the_sheet_goes_on(restored, kind, lin, qiang, issued):
    draft = sheets.begin(restored, kind=kind, said={}, by=lin, at=AT)

    with pytest.raises(Needed) as refused:
        sheets.issue(draft, seen=draft.seen, by=lin, at=AT)
    with pytest.raises(Needed) as unfinished:
        sheets.finish(issued, seen=issued.seen, by=qiang, at=AT)

    assert set(refused.value.fields) == {"warranty", "fault"}
    assert set(unfinished.value.fields) == {"way", "done"}


def test_a_stale_sheet_and_ones_own_work_are_refused(issued, guo, lin, qiang):
    with pytest.raises(SheetMoved):
        sheets.finish(issued, seen=issued.seen - 1, by=qiang, at=AT)
    sheet = sheets.write(issued, said=DONE, fee="", receipt="", seen=issued.seen, by=guo, at=AT)
    sheet = sheets.finish(sheet, seen=sheet.seen, by=guo, at=AT)
    with pytest.raises(OwnReport):
        sheets.approve(sheet, seen=sheet.seen, by=guo, at=AT)
    with pytest.raises(NotAllowed):
        sheets.void(sheet, reason="重开", seen=sheet.seen, by=lin, at=AT)


def test_a_changed_kind_leaves_what_is_written_alone(issued, kind, root):
    sections = written("# 一\n部件 | choice | 开关, 表箱 | required\n数量 | number")
    version = sheets.revise(
        kind, name="维修服务单（新）", sections=sections, is_approved=False, asks_fee=False, by=root, at=AT
    )

    assert (version.n, SheetVersion.objects.filter(kind=kind).count()) == (2, 2)
    assert WorkSheet.objects.get().version.name == "维修服务单"
    assert as_lines(read_sections(version.sections)) == "# 一\n部件 | choice | 开关, 表箱 | required\n数量 | number"


@pytest.mark.parametrize(
    "line", ["没有标题的行", "# 一", "# 一\n部件 | choice", "# 一\n部件 | text | 甲, 乙", "# 一\n部件 | colour"]
)
def test_what_the_editor_cannot_read_is_refused(line):
    with pytest.raises(Invalid):
        written(line)


@pytest.mark.parametrize(
    ("code", "text"), [("f1", "木头"), ("f2", "三"), ("f2", "NaN"), ("f3", "2026-13-01"), ("f4", "maybe")]
)
def test_an_answer_fits_its_field(code, text):
    sections = written("# 一\n部件 | choice | 开关, 表箱\n数量 | number\n日 | day\n好 | tick")

    with pytest.raises(Invalid) as refused:
        put_right(sections, {code: text})
    assert code in refused.value.fields


def test_the_pages_of_a_sheet(client, restored, kind, lin, shen):
    client.force_login(lin)
    form = {"s_warranty": "保外", "s_fault": "反复跳闸"}
    begun = client.post(f"/t/{restored.number}/sheets/repair/", form)
    sheet = WorkSheet.objects.get()
    stale = client.post(f"/sheets/{sheet.pk}/", form | {"do": "issue", "seen": 99})
    client.post(f"/sheets/{sheet.pk}/", form | {"do": "issue", "seen": 1})
    paper = client.get(f"/sheets/{sheet.pk}/print/").content.decode()

    sheet.refresh_from_db()
    assert (begun["Location"], stale.status_code, sheet.state) == (f"/sheets/{sheet.pk}/", 409, "issued")
    assert "WX2026-00001" in paper or sheet.number in paper
    assert "陈桂芳" in paper
    client.force_login(shen)
    assert "陈桂芳" not in client.get(f"/sheets/{sheet.pk}/print/").content.decode()
    assert client.post(f"/sheets/{sheet.pk}/", form | {"do": "finish", "seen": sheet.seen}).status_code == 403


def test_the_kinds_and_rules_are_kept_on_pages(client, company, root):
    client.force_login(root)
    for what in ("kinds", "back", "windows"):
        assert client.post(f"/manage/sheets/usual/{what}/").status_code == 302
    lines = "# 一\n部件 | choice | 开关, 表箱 | required"
    bad = client.post("/manage/sheets/repair/", {"name": "维修", "sections": "?"})
    good = client.post("/manage/sheets/repair/", {"name": "维修单", "sections": lines, "is_approved": "on"})
    twice = [client.post("/manage/sheets/reports/", {"kind": "fault", "review_share": "20"}).status_code for _n in "ab"]
    wrong = client.post("/manage/sheets/reports/", {"review_share": "101"})
    terms = client.post(
        "/manage/sheets/back/", {"do": "terms", "minutes": "20", "since": "accept", "arbiter_after": "2"}
    )
    window = client.post(
        "/manage/sheets/windows/", {"opens": "18:00", "closes": "20:00", "places": "2", "days": ["1", "3"]}
    )

    assert (bad.status_code, good.status_code, twice, wrong.status_code) == (422, 302, [302, 422], 422)
    assert (terms.status_code, window.status_code) == (302, 302)


@pytest.fixture
def filled(issued, stocked, cable, meter, qiang):
    """A sheet with materials, done by the crew."""
    lines = [Used(cable, Decimal(4), stocked), Used(meter, Decimal(1), stocked, "SN-1")]
    sheet = sheets.write(issued, said=DONE, fee="35", receipt="SJ-1", lines=lines, seen=issued.seen, by=qiang, at=AT)
    assert level(stocked, cable) == 10, "what is only written is not booked"
    return sheets.finish(sheet, seen=sheet.seen, by=qiang, at=AT)


def level(depot, item):
    return StockLevel.objects.get(depot=depot, item=item).balance


def test_materials_of_a_sheet_are_booked_once_and_follow_every_correction(filled, stocked, cable, meter, guo, qiang):
    assert (level(stocked, cable), level(stocked, meter)) == (6, 0)

    back = sheets.return_sheet(filled, reason="电缆长度不符", seen=filled.seen, by=guo, at=AT)
    assert (back.state, level(stocked, cable), level(stocked, meter)) == ("issued", 10, 1)
    assert qiang.notices.filter(what="sheet_returned").count() == 1
    with pytest.raises(SheetsOpen):
        report(back.ticket, by=qiang, cause="开关", at=AT)

    lines = [Used(cable, Decimal(3), stocked), Used(meter, Decimal(1), stocked, "OLD-9", is_back=True)]
    again = sheets.write(back, said=DONE, fee="35", receipt="SJ-1", lines=lines, seen=back.seen, by=qiang, at=AT)
    again = sheets.finish(again, seen=again.seen, by=qiang, at=AT)
    assert (level(stocked, cable), level(stocked, meter), again.lines.filter(is_undone=False).count()) == (7, 2, 2)

    sheets.void(again, reason="重开", seen=again.seen, by=guo, at=AT)
    assert (level(stocked, cable), level(stocked, meter)) == (10, 1)


def test_the_paper_follows_its_kind(client, filled, kind, lin):
    client.force_login(lin)
    paper = client.get(f"/sheets/{filled.pk}/print/").content.decode()
    order = [paper.index(word) for word in ("报修内容", "设备与故障", "更换部件与材料", "维修人员", "叁拾伍元整")]

    assert order == sorted(order)
    assert "☑ 更换部件" in paper and "SN-1" in paper
    lines = as_lines(read_sections(filled.version.sections))
    assert as_lines(written(lines)) == lines and "+ signatures |  | 客户, 维修人员, 部门主管" in lines


@pytest.mark.parametrize(
    ("amount", "words"),
    [("0", "零元整"), ("1020.50", "壹仟零贰拾元伍角整"), ("100203", "壹拾万零贰佰零叁元整"), ("1.05", "壹元零伍分")],
)
def test_an_amount_is_written_so_that_nothing_can_be_added(amount, words):
    assert in_capitals(Decimal(amount)) == words
