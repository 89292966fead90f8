"""By what a case is found: words in the middle of a sentence, last digits, initials; never by what names a person. L1-L3."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, no_power
from tickets.actions import desk
from tickets.actions.replanning import reclassify
from tickets.models import CaseWords, Category, Ticket
from tickets.searching import narrowed


@pytest.fixture
def told(company, min, guifang, flat):
    words = "陈桂芳称变压器烧毁，夜里停电两次，电话13800006217，住文昌路 86 号 3 幢 2 单元 501"
    return desk.register(no_power(company, guifang, flat, description=words), unit=company.hall, by=min, at=MONDAY_NINE)


def found(words: str, by) -> list[Ticket]:
    return list(narrowed(Ticket.objects.visible_to(by), words, by=by, at=timezone.now()))


@pytest.mark.parametrize(
    "words", ["停电", "变压器", "烧毁 停电", "压器烧", "单户", "CN2603160001", "0316-0001", "6217", "6204", "wm"]
)
def test_what_finds_it(told, min, words):
    assert found(words, min) == [told]


@pytest.mark.parametrize("words", ["桂芳", "文昌", "停水", "变压器 停水", "5678", "zz", "138 0000"])
def test_what_does_not_find_it(told, min, words):
    """Names, numbers and addresses are not among the words."""
    assert found(words, min) == []


def test_no_number_of_a_person_is_among_the_words(told):
    row = CaseWords.objects.filter(pk=told.pk)

    assert "13800006217" not in str(row.values_list("words", flat=True)[0])
    assert row.get().tail == "71260000831"


def test_a_note_makes_it_findable_at_once(told, min, lin):
    assert found("电线杆", min) == []
    desk.note(told, text="邻居说电线杆倒了", by=lin)

    assert found("电线杆 烧毁", min) == [told]


def test_another_category_is_found_by_its_name(told, min, lin, company):
    other = Category.objects.create(org=company.org, code="meter", name="表计异常", kind="fault")
    reclassify(told, category=other, reason="是表计", by=lin)

    assert found("表计异常", min) == [told]


def test_one_outside_ones_scope_is_not_found(told, other, stranger):
    """I32."""
    assert found("停电", other) == []
    assert found("停电", stranger) == []


def test_digits_are_a_search_for_a_customer(told, shen, jing):
    with pytest.raises(NotAllowed):
        found("6217", shen)
    with pytest.raises(Invalid):
        found("   ", jing)


def test_cases_from_before_are_given_words_in_batches(told, fault, min, capsys):
    CaseWords.objects.all().delete()
    assert found("停电", min) == []

    call_command("fill_words", batch=1)

    assert found("停电", min) == [told]
    assert CaseWords.objects.count() == 2
