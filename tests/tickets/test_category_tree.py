"""What administrators do to the tree of categories."""

import pytest
from django.db import IntegrityError, connection, transaction

from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from tests.founding import category
from tests.people import MONDAY_NINE, minutes, no_power
from tickets.actions import category_tree as tree
from tickets.actions import desk
from tickets.choosing import addressed, chosen, search, tops_of
from tickets.faces import answers_of, face_of
from tickets.lifecycle import Kind
from tickets.models import Category, CategoryVersion

ASK = [{"code": "since", "label": "多久了", "kind": "number", "unit": "天"}]


@pytest.fixture
def branch(company):
    top = category(
        company.org, "water", "供水", Kind.FAULT, questions=ASK, script="请关总阀", initials="gs", position=1
    )
    middle = category(company.org, "burst", "爆管", Kind.FAULT, parent=top, initials="bg")
    return top, middle, category(company.org, "burst-street", "路面爆管", Kind.FAULT, parent=middle, initials="lmbg")


def test_what_is_left_empty_comes_from_the_nearest_above(branch, root):
    _top, middle, leaf = branch
    tree.change(middle, facts={"script": "请离开路面"}, by=root, at=MONDAY_NINE)

    face = face_of(Category.objects.get(pk=leaf.pk))

    assert (face.script, face.questions[0].label) == ("请离开路面", "多久了")
    assert (face.sources["script"].code, face.sources["questions"].code) == ("burst", "water")


def test_every_change_is_a_version_and_the_last_one_can_be_taken_back_and_brought_back(branch, root):
    leaf = branch[2]
    tree.change(leaf, facts={"name": "马路爆管"}, by=root, at=MONDAY_NINE)
    assert tree.undo(leaf, by=root, at=MONDAY_NINE).name == "路面爆管"
    assert tree.undo(leaf, by=root, at=MONDAY_NINE).name == "马路爆管"

    assert [one.why for one in leaf.versions.order_by("n")] == ["changed", "undone", "undone"]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_categoryversion SET why = 'changed'")


def test_a_category_is_found_by_the_initials_of_its_words(branch, root, company):
    tree.change(branch[2], facts={"name": "单户停水"}, by=root, at=MONDAY_NINE)

    assert [one.name for one in search(company.org, "dhts")] == ["单户停水"], "and not as somebody called 单"


def test_saving_nothing_new_leaves_no_trace(branch, root):
    tree.change(branch[0], facts={"name": "供水"}, by=root, at=MONDAY_NINE)

    assert not CategoryVersion.objects.exists()


def test_a_save_over_somebody_elses_is_refused(branch, root):
    tree.change(branch[0], facts={"name": "自来水"}, by=root, at=MONDAY_NINE, version=0)

    with pytest.raises(tree.Overtaken):
        tree.change(branch[0], facts={"name": "水"}, by=root, at=MONDAY_NINE, version=0)


def test_what_is_retired_goes_with_all_below_it_and_comes_back_together(branch, root, company):
    assert len(tree.retire(branch[0], by=root, at=MONDAY_NINE)) == 3
    assert not search(company.org, "lmbg")

    tree.undo(branch[0], by=root, at=MONDAY_NINE)
    assert [one.name for one in search(company.org, "lmbg")] == ["路面爆管"]


@pytest.mark.parametrize("under", [1, 2])
def test_a_category_cannot_stand_below_itself(branch, root, under):
    with pytest.raises(Invalid):
        tree.move(branch[0], to=branch[under], by=root, at=MONDAY_NINE)


def test_only_administrators_change_the_tree(branch, guo, min, stranger):
    for who in (guo, min, stranger):
        with pytest.raises(NotAllowed):
            tree.change(branch[0], facts={"name": "水"}, by=who, at=MONDAY_NINE)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": " "},
        {"kind": "nonsense"},
        {"questions": [ASK[0], ASK[0]]},
        {"questions": [{"code": "a", "label": "哪个", "kind": "choice", "choices": [{"code": "x", "label": "一"}]}]},
        {"questions": [ASK[0] | {"only_if": {"question": "later", "is": "x"}}]},
        {"questions": ASK, "hazards": [["danger", "yes"]]},
        {"knowledge": ["../etc"]},
        {"to_close": [{"code": "a", "kind": "dance", "label": "跳舞"}]},
    ],
)
def test_settings_that_cannot_work_are_refused(branch, root, facts):
    with pytest.raises(Refusal):
        tree.change(branch[0], facts=facts, by=root, at=MONDAY_NINE)


def test_a_case_speaks_in_the_words_in_which_it_was_asked(company, guifang, flat, min, root):
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    asked = [one.as_data() for one in face_of(company.fault).questions]
    asked[0] = asked[0] | {"label": "隔壁有电吗"}
    tree.change(company.fault, facts={"questions": asked}, by=root, at=MONDAY_NINE + minutes(1))
    company.fault.refresh_from_db()

    later = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE + minutes(2))

    assert answers_of(ticket)[0] == ("邻居是否有电", "有电")
    assert answers_of(later)[0] == ("隔壁有电吗", "有电")


def test_a_hall_has_its_own_digits_and_a_leaf_is_found_from_anywhere(branch, company, root):
    tree.give_digits(company.hall, [branch[1], company.enquiry], by=root)

    assert [one.code for one in tops_of(company.hall, company.org)] == ["burst", "bill"]
    assert tops_of(company.north, company.org)[0].code != "burst"
    found = chosen(company.org, hall=company.hall, told={"leaf": "burst-street"})
    assert (found.top.code, found.category.code) == ("burst", "burst-street")


def test_the_script_addresses_who_stands_there(guifang):
    assert addressed("邻居家有电吗？", guifang) == "陈女士/先生，邻居家有电吗？"
    assert addressed("{customer}，请稍等", None) == "请稍等"
