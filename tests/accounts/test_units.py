"""The tree: added to, renamed, moved, closed; what a unit takes from above; and staff from a table."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts import places
from accounts.actions import plant
from accounts.branding import contrast, look_of
from accounts.hanging import HANGING, hanging_on
from accounts.inheriting import values_of
from accounts.models import Brand, Unit, User
from accounts.people_pages import tree
from accounts.staff_table import STAFF, UNITS
from deadlines.models import PolicyRule
from fieldwork.model_crews import Coverage, CrewEvent
from servicedesk.lib.refusals import Invalid
from tests.people import MONDAY_NINE
from tickets.actions.telling import link_for
from tickets.models import CustomerLink

AT = MONDAY_NINE


def test_a_hall_is_added_renamed_and_closed(client, company, root, min, fault):
    client.force_login(root)
    here = f"/manage/units/{company.org.pk}/"
    told = {"add-kind": "hall", "add-code": "xq", "add-name": "新区营业厅", "add-phone": "", "add-calendar": ""}

    assert client.post(f"{here}add/", told).status_code == 302
    assert client.post(f"{here}add/", told).status_code == 422
    hall = Unit.objects.get(code="XQ")
    assert hall.parent == company.org and hall.path.endswith("/C1/XQ/")

    assert (
        client.post(f"/manage/units/{hall.pk}/", {"name": "新区", "phone": "1", "calendar": "cn-office"}).status_code
        == 302
    )
    hall.refresh_from_db()
    assert (hall.name, hall.phone, hall.calendar) == ("新区", "1", "cn-office")

    client.post(f"/manage/units/{company.hall.pk}/switch/", {"on": "0"})
    with pytest.raises(places.SomethingHangsOnIt):
        places.close(company.hall, by=root, at=AT)
    company.hall.refresh_from_db()
    assert company.hall.is_active
    assert {str(one.word): count for one, count in hanging_on(company.hall)}[str(HANGING[-1].word)] == 1  # open cases
    assert client.post(f"/manage/units/{hall.pk}/switch/", {"on": "0"}).status_code == 302
    hall.refresh_from_db()
    assert not hall.is_active


def test_a_crew_moves_with_all_below_it_inside_its_company(company, root):
    desk = plant(parent=company.hall, kind="desk", code="CN1", name="1 号柜台")
    moved = places.move(desk, to=company.north, by=root, at=AT)
    assert moved.path == f"{company.north.path}CN1/" and moved.parent == company.north

    crew = places.move(company.crew, to=company.north, by=root, at=AT)
    assert crew.path == f"{company.north.path}Q1/"
    for where in (company.crew, company.foreign_hall, crew):
        with pytest.raises(Exception) as refused:
            places.move(company.hall, to=where, by=root, at=AT)
        assert refused.value.code in {"invalid", "not_allowed"}


def test_what_a_unit_takes_from_above_and_from_where(company):
    """The nearest that says it; a desk takes its hall's phone, the company's title, the city's colour."""
    desk = plant(parent=company.hall, kind="desk", code="CN1", name="1 号柜台")
    Brand.objects.create(unit=company.org, org=company.org, title="城区供电", hotline="95598")
    Brand.objects.create(unit=company.org.parent, colour="#0a4f8f", title="市公司")

    told = {one.field: (one.value, one.source.code if one.source else "") for one in values_of(desk)}

    assert told == {
        "phone": ("0532-00000", "CN"),
        "calendar": ("", ""),
        "title": ("城区供电", "C1"),
        "hotline": ("95598", "C1"),
        "colour": ("#0a4f8f", "3702"),
        "language": ("", ""),
    }


def test_a_thousand_units_cost_no_more_than_ten(company, root, django_assert_max_num_queries):
    """Pitfall 17: inheritance never walks the tree row by row."""
    Unit.objects.bulk_create(
        Unit(
            org=company.org,
            parent=company.hall,
            kind="desk",
            code=f"D{n}",
            name=f"{n} 号",
            path=f"{company.hall.path}D{n}/",
        )
        for n in range(300)
    )
    root.__dict__.pop("reach", None)
    with django_assert_max_num_queries(6):
        lines, is_cut = tree(root)

    assert len(lines) > 300 and not is_cut
    assert {line.phone.value for line in lines if line.unit.parent_id == company.hall.pk} == {"0532-00000"}


def table(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("staff.csv", io.BytesIO(text.encode("gb18030")).getvalue())


def test_staff_from_a_table_first_tried_then_imported(client, company, root, min):
    """Halls' own words for columns; each row told; a trial writes nothing; the same table twice is once."""
    client.force_login(root)
    rows = "姓名,工号,单位,角色\n钱多多,3099,城南营业厅,营业员、派单员\n王敏,3017,CN,\n孙某,3100,火星厅,\n,3101,CN,\n李某,3102,CN,国王\n"
    rows = rows.replace("营业员", "clerk").replace("派单员", "dispatcher")

    tried = client.post("/manage/people/table/", {"file": table(rows)})
    assert [one.state for one in tried.context["outcomes"]] == ["made", "refused", "refused", "refused", "refused"]
    assert not User.objects.filter(login="3099").exists()

    done = client.post("/manage/people/table/", {"rows": tried.context["rows"]})
    assert done.context["counts"]["made"] == 1
    fresh = User.objects.get(login="3099")
    assert fresh.home == company.hall and set(fresh.grants.values_list("role", flat=True)) == {"clerk", "dispatcher"}
    again = client.post("/manage/people/table/", {"file": table(rows)})
    assert again.context["outcomes"][0].state == "known"
    assert client.post("/manage/people/table/", {"rows": "forged"}).status_code == 422


def test_units_from_a_table_stand_below_each_other(client, company, root):
    client.force_login(root)
    rows = "名称,编码,类型,上级\n新区营业厅,XQ,hall,\n新区 1 号柜台,XQ1,desk,XQ\n火星,!!,hall,\n"

    tried = client.post("/manage/units/table/", {"file": table(rows)})
    client.post("/manage/units/table/", {"rows": tried.context["rows"]})

    assert Unit.objects.get(code="XQ1").parent.code == "XQ"
    assert [one.state for one in tried.context["outcomes"]] == ["made", "made", "refused"]


@pytest.mark.parametrize(("what", "columns"), [("people", STAFF), ("units", UNITS)])
def test_the_pattern_has_every_column(client, root, what, columns):
    client.force_login(root)
    text = client.get(f"/manage/tables/{what}/pattern/?as=csv").content.decode()

    assert all(str(column.word) in text for column in columns)


def test_a_company_is_not_closed_here(company, root):
    with pytest.raises(Invalid):
        places.close(company.org, by=root, at=AT)


def test_a_brand_is_checked_shown_and_inherited(client, company, root, fault):
    """Colour held to WCAG, the logo to its bytes; customers see name, number and picture, taken from the company."""
    client.force_login(root)
    told = {"unit": "C1", "title": "城区供电", "hotline": "95598", "language": "en"}
    assert client.post("/manage/brand/", told | {"colour": "#ffd700"}).status_code == 422
    bad = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\nnothing")
    assert client.post("/manage/brand/", told | {"logo": bad}).status_code == 422
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    good = SimpleUploadedFile("logo.png", out.getvalue())
    assert client.post("/manage/brand/", told | {"colour": "#0A4F8F", "logo": good}).status_code == 302

    look = look_of(company.hall)
    assert (look.title, look.hotline, look.language) == ("城区供电", "95598", "en")
    client.logout()
    assert client.get(look.logo)["Content-Type"] == "image/png" and b"#0a4f8f" in client.get(look.css).content
    page = client.get(f"/s/{link_for(fault, CustomerLink.Purpose.PROGRESS, at=AT)}/").content.decode()
    assert "城区供电" in page and "95598" in page and look.css in page and look.logo in page


@pytest.mark.parametrize(("colour", "ratio"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54)])
def test_contrast_is_counted_as_wcag_does(colour, ratio):
    assert round(contrast(colour), 2) == ratio


def test_a_unit_s_page_says_which_promises_and_ground_hold_there_and_from_where(client, company, root):
    """The company's lines in a hall, the hall's own first; crews by the ground that a table brought."""
    line = PolicyRule.objects.filter(org=company.org, active_until=None).order_by("order").first()
    PolicyRule.objects.filter(pk=line.pk).update(hall=company.north)
    client.force_login(root)
    north = client.get(f"/manage/units/{company.north.pk}/").context["panels"]
    ours = client.get(f"/manage/units/{company.hall.pk}/").context["panels"]
    promised = [next(one for one, _may in panels if one.url == "/manage/promises/").facts for panels in (north, ours)]
    assert {fact.source for fact in promised[0]} >= {company.north, company.org}
    assert len(promised[0]) == len(promised[1]) + 1 and company.north not in {fact.source for fact in promised[1]}

    text = "班组,类别,范围\nQ1,营业厅,城南营业厅\nQ1,transformer,滨海路3号变\nQ2,营业厅,没有\nQ9,hall,CN\n"
    tried = client.post("/manage/crews/table/", {"table": "ground", "file": SimpleUploadedFile("t.csv", text.encode())})
    assert tried.context["counts"] == {"made": 2, "known": 0, "refused": 2} and not Coverage.objects.exists()
    client.post("/manage/crews/table/", {"table": "ground", "rows": tried.context["rows"]})
    assert set(Coverage.objects.values_list("crew__code", "value")) == {("Q1", "CN"), ("Q1", "滨海路3号变")}
    assert CrewEvent.objects.filter(crew=company.crew, by=root).count() == 2
    assert "滨海路3号变" in client.get(f"/manage/units/{company.crew.pk}/").content.decode()
    assert "城南营业厅" in client.get(f"/manage/units/{company.hall.pk}/").content.decode()
    names = [
        fact.word
        for panel, _may in client.get(f"/manage/units/{company.north.pk}/").context["panels"]
        for fact in panel.facts
    ]
    assert company.second_crew.name in names


def test_a_public_page_looks_like_its_company_and_speaks_its_language(client, company, fault, settings):
    """Outages, knowledge, progress: name, hotline and colour; the company's language unless the reader has chosen."""
    Brand.objects.create(
        unit=company.org, org=company.org, title="Harbour Power", hotline="96777", language="en", colour="#0b5cad"
    )
    token = link_for(fault, CustomerLink.Purpose.PROGRESS, at=MONDAY_NINE)
    code = company.org.code
    pages = (f"/s/{token}/", f"/o/{code}/", reverse("knowledge:public_shelf", args=[code]))
    for path in pages:
        answer = client.get(path)
        text = answer.content.decode()
        assert 'lang="en"' in text and "Harbour Power" in text and "96777" in text and "look.css" in text, path
        assert answer["Content-Language"] == "en"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert 'lang="zh' in client.get(pages[1]).content.decode()
