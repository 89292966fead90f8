"""Names: rare characters, several readings, several shapes. Found, masked, sorted and told apart."""

import pytest

from accounts.models import User
from customers.actions import register_customer
from customers.lookup import look_up
from customers.models import Customer
from servicedesk.lib.hanzi import characters, folded, only_difference
from servicedesk.lib.masks import mask_name
from servicedesk.lib.pinyin import initials, readings, sort_key
from tests.people import MONDAY_NINE, Company
from tickets.hits import Part, parts_of, side_by_side

# What is stored, and what a clerk types.
RARE = [
    ("陈𠮷", "陈𠮷"),
    ("陈𠮷", "陈吉"),
    ("陈𠮷", "cj"),
    ("陈𠮷", "chenji"),
    ("𠮷田", "jt"),
    ("王珺", "wj"),
    ("王珺", "珺"),
    ("赵璟珺", "璟"),
    ("曾𠮷", "𠮷"),
    ("欧阳昇", "升"),
    ("周璟", "周璟"),
    ("李昇", "ls"),
    ("李昇", "李升"),
    ("李昇", "李昇"),
    ("赵㛃", "zj"),
    ("钱𪚥", "qz"),
    ("孙𰻞", "sb"),
    ("吴𬱖", "wd"),
    ("葛\U000e0100云", "葛云"),
    ("葛云", "葛\U000e0100云"),
    ("㐃明", "㐃"),
    ("王㐃明", "wm"),
    ("曾国", "zg"),
    ("曾国", "cg"),
    ("单雄", "sx"),
    ("单雄", "danxiong"),
    ("仇英", "qy"),
    ("查良", "zl"),
    ("查良", "cl"),
    ("尉迟恭", "ycg"),
    ("尉迟恭", "wcg"),
    ("万俟雪", "mqx"),
    ("张乐", "zl"),
    ("张乐", "zhangyue"),
    ("买买提·吐尔逊", "买买提吐尔逊"),
    ("买买提·吐尔逊", "买买提•吐尔逊"),
    ("买买提·吐尔逊", "吐尔逊"),
    ("买买提·吐尔逊", "mmttex"),
    ("買買提", "买买提"),
    ("ＡＢＣ贸易", "abc贸易"),
    ("John Smith", "johnsmith"),
    ("John Smith", "smith"),
]


@pytest.mark.parametrize(("stored", "typed"), RARE)
def test_a_rare_name_is_found(company: Company, min: User, stored: str, typed: str) -> None:
    register_customer(org=company.org, name=stored, phone="15400001111", at=MONDAY_NINE)

    assert [one.name for one in look_up(typed, by=min, at=MONDAY_NINE).customers] == [stored]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("陈桂芳", "陈*芳"),
        ("陈芳", "陈*"),
        ("陈𠮷", "陈*"),
        ("𠮷田", "𠮷*"),
        ("吴𠮷生", "吴*生"),
        ("欧阳𠮷生", "欧**生"),
        ("葛\U000e0100云", "葛\U000e0100*"),
        ("买买提·吐尔逊", "买**·**逊"),
        ("上海路海鲜酒楼", "上海***酒楼"),
        ("𠮷", "𠮷"),
    ],
)
def test_a_mask_never_cuts_a_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked
    assert "�" not in mask_name(name)


def test_selectors_belong_to_their_character() -> None:
    assert characters("葛\U000e0100𠮷é") == ["葛\U000e0100", "𠮷", "é"]
    assert folded("買買提 · Ａ\U000e0100") == "买买提a"


def test_names_sort_as_they_are_said_and_unreadable_ones_come_last() -> None:
    names = ["王明", "㐃明", "陈𠮷", "曾国", "𠮷田", "阿里", "陈桂芳", "㐇"]

    assert sorted(names, key=sort_key) == ["阿里", "陈桂芳", "陈𠮷", "𠮷田", "王明", "曾国", "㐇", "㐃明"]


@pytest.mark.parametrize("name", ["", "·", "㐃㐇", "1", "𠮷", "曾重行乐朝长单传"])
def test_any_name_has_readings_or_none_and_never_too_many(name: str) -> None:
    assert len(readings(name)) <= 8
    assert len(initials(name)) <= 60


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [("陈桂芳", "陈桂芬", 2), ("陈桂芳", "陈贵芳", 1), ("陈𠮷", "陈吉", 1), ("陈芳", "陈芳", None), ("陈芳", "陈桂芳", None),
     ("陈桂芳", "程桂芬", None), ("陈", "王", None), ("葛\U000e0100云", "葛云", 0)],
)  # fmt: skip
def test_where_two_names_differ(one: str, other: str, place: int | None) -> None:
    assert only_difference(one, other) == place


def marked(parts: list[Part]) -> str:
    return "".join(f"[{part.text}]" if part.differs else part.text for part in parts)


@pytest.mark.parametrize(
    ("name", "names", "for_clerk", "for_others"),
    [
        ("陈桂芳", ["陈桂芳", "陈桂芬"], "陈*[芳]", "陈*[芳]"),
        ("陈桂芳", ["陈桂芳", "陈贵芳"], "陈[桂]*", "陈[*]芳"),
        ("陈芳", ["陈芳", "陈芬"], "*[芳]", "陈[*]"),
        ("陈𠮷", ["陈𠮷", "陈吉"], "*[𠮷]", "陈[*]"),
        ("陈桂芳", ["陈桂芳", "王桂芳", "陈贵芳", "陈桂芬"], "[陈][*][芳]", "[陈][*][芳]"),
        ("陈桂芳", ["陈桂芳", "陈桂芳"], "陈*芳", "陈*芳"),
    ],
)
def test_the_character_that_differs_is_shown_and_another_hidden(
    name: str, names: list[str], for_clerk: str, for_others: str
) -> None:
    assert marked(parts_of(name, names, sees_all=True)) == for_clerk
    assert marked(parts_of(name, names, sees_all=False)) == for_others


def test_those_of_one_characters_difference_stand_together_and_keep_their_digits() -> None:
    people = [Customer(name=name) for name in ("陈桂芳", "陈果夫", "陈桂芬", "程刚")]

    groups = side_by_side(people, sees_all=True)

    assert [[hit.customer.name for hit in group] for group in groups] == [["陈桂芳", "陈桂芬"], ["陈果夫"], ["程刚"]]
    assert [hit.digit for group in groups for hit in group] == [1, 2, 3, 4]


@pytest.mark.parametrize("typed", ["珺", "王珺", "璟珺", "𠮷", "陈𠮷", "昇", "李昇"])
def test_one_character_tells_names_apart(company: Company, min: User, typed: str) -> None:
    for place, name in enumerate(("王珺", "王琼", "王君", "赵璟珺", "赵憬琼", "陈𠮷", "陈佶", "李昇", "李晟")):
        register_customer(org=company.org, name=name, phone=f"1540000{place:04d}", at=MONDAY_NINE)
    found = look_up(typed, by=min, at=MONDAY_NINE)

    assert {typed in one.name for one in found.customers} == {True}, "none that differs in one character"
    assert look_up("𠮷珺", by=min, at=MONDAY_NINE).words[0].said == "𠮷珺", "told as it was typed"
