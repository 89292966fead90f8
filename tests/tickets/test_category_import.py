"""A tree of categories handed in as a table."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE
from tickets.actions import category_tree
from tickets.actions.category_import import plan, take_over
from tickets.category_table import Line, read_lines
from tickets.models import Category, CategoryVersion

REAL = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[3].parent / "shared" / "data"))
TREE = REAL / "tipdm2020_gov_messages" / "附件1.xlsx"
TABLE = """一级分类,二级分类,三级分类,类型,话术
供水,报修,爆管,故障报修,请您离开积水的路面
供水,报修,无水,故障报修,
供水,,漏水,故障报修,
供水,报修,无水,故障报修,
供水,咨询,水价,胡说,
"""


def lines(*ways: str) -> list[Line]:
    return [Line(number, tuple(way.split("/"))) for number, way in enumerate(ways, start=2)]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "tree.csv"
    path.write_text(TABLE, encoding="gb18030")
    return path


def test_bad_rows_are_named_and_the_good_ones_read(table):
    good, bad = read_lines(table)

    assert [line.way for line in good] == [("供水", "报修", "爆管"), ("供水", "报修", "无水")]
    assert good[0].facts == {"kind": "fault", "script": "请您离开积水的路面"}
    assert [one.number for one in bad] == [4, 5, 6]


def test_the_same_table_again_changes_nothing(company, root):
    rows = lines("供水/报修/爆管", "供水/报修/无水", "供水/咨询")
    take_over(company.org, rows, kind="fault", retire=False, by=root, at=MONDAY_NINE)

    again = take_over(company.org, rows, kind="fault", retire=False, by=root, at=MONDAY_NINE)

    assert (len(again.new), len(again.changed), again.same) == (0, 0, 3)
    assert CategoryVersion.objects.filter(why="imported").count() == 5


def test_what_is_not_in_the_table_is_retired_only_if_asked_and_comes_back_with_it(company, root):
    rows = lines("供水/报修/爆管", "供水/报修/无水")
    take_over(company.org, rows, kind="fault", retire=False, by=root, at=MONDAY_NINE)
    assert Category.objects.get(name="单户无电").is_active

    take_over(company.org, rows[:1], kind="fault", retire=True, by=root, at=MONDAY_NINE)
    assert not Category.objects.get(name="无水").is_active
    assert not Category.objects.get(name="单户无电").is_active

    assert len(plan(company.org, rows, kind="fault", retire=False).changed) == 1


def test_who_does_not_administer_the_company_takes_nothing_over(company, guo, stranger):
    for who in (guo, stranger):
        with pytest.raises(NotAllowed):
            take_over(company.org, lines("供水"), kind="fault", retire=False, by=who, at=MONDAY_NINE)


def test_the_export_comes_back_as_it_was(client, company, root, tmp_path):
    facts = {
        "questions": [{"code": "n", "label": "=1+1 问", "kind": "number", "required": True, "most": "9"}],
        "hazards": [],
        "duplicates": {"account": "link"},
        "receipt": "请保留原样\n等候上门",
    }
    category_tree.change(company.fault, facts=facts, by=root, at=MONDAY_NINE)
    category_tree.retire(company.enquiry, by=root, at=MONDAY_NINE)
    client.force_login(root)
    path = tmp_path / "tree.xlsx"
    path.write_bytes(client.get("/manage/categories/export/").content)

    good, bad = read_lines(path)
    made = plan(company.org, good, kind="enquiry", retire=True)

    assert bad == []
    assert (made.new, made.changed, made.retired, made.same) == ([], [], [], 3)


def test_a_dry_run_writes_nothing_and_the_same_rows_are_then_taken_over(client, company, root, table):
    client.force_login(root)
    file = SimpleUploadedFile("tree.csv", table.read_bytes())

    looked = client.post("/manage/categories/import/", {"file": file, "kind": "fault", "do": "look"})
    assert looked.status_code == 200
    assert not Category.objects.filter(name="爆管").exists()
    assert len(looked.context["plan"].new) == 4

    held = {"held": looked.context["held"], "kind": "fault", "do": "apply"}
    assert client.post("/manage/categories/import/", held).status_code == 302
    assert Category.objects.get(name="爆管").parent.parent.name == "供水"
    assert client.post("/manage/categories/import/", held | {"held": "forged"}).status_code == 422


@pytest.mark.skipif(not TREE.exists(), reason="the real tree of 517 categories is not here")
def test_the_real_tree_has_517_leaves_on_three_levels(company, root):
    good, bad = read_lines(TREE)
    assert (len(good), bad) == (517, [])

    made = take_over(company.org, good, kind="enquiry", retire=False, by=root, at=MONDAY_NINE)
    assert len(made.new) == 517 + len({line.way[:1] for line in good}) + len({line.way[:2] for line in good})

    again = take_over(company.org, good, kind="enquiry", retire=False, by=root, at=MONDAY_NINE)
    assert (again.same, again.new, again.changed) == (517, [], [])
