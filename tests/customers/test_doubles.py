"""Which customers may be one: names compared, pairs found by rule, and what somebody said of them remembered."""

import pytest

from customers import cleaning
from customers.actions import add_phone, add_supply_point, register_customer
from customers.doubles import masked, side_by_side, similar
from customers.finding_doubles import find_doubles
from customers.models import Double, Holding
from tests.founding import MONDAY_NINE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("陈桂芳", "陈桂方"),
        ("陈桂芳", "陈 桂 芳"),
        ("陈桂芳", "陈桂芳女士"[:4]),
        ("欧阳昇", "欧阳升"),
        ("王珺", "王君"),
        ("青岛海鲜酒楼有限公司", "青岛海鲜酒楼"),
        ("ＡＢＣ商行", "abc商行"),
        ("海滨冷链仓库", "海滨冷链仓库二号库"),
    ],
)
def test_names_that_may_be_one(one, other):
    assert similar(one, other) and similar(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("张伟", "张三"), ("陈桂芳", "陈国强"), ("陈桂芳", ""), ("王敏", "王敏洁芳"), ("李", "王")]
)
def test_names_that_are_two(one, other):
    assert not similar(one, other)


def shown(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


def test_the_difference_is_marked_and_the_rest_hidden():
    left, right = side_by_side("陈桂芳", "陈桂方")

    assert (shown(left), shown(right)) == ("陈桂[芳]", "陈桂[方]")
    assert (shown(masked(left)), shown(masked(right))) == ("陈*[芳]", "陈*[方]")


@pytest.fixture
def fang(company):
    """The same woman, mistyped by another clerk."""
    return register_customer(org=company.org, name="陈桂方", phone="138 0000 6217", at=MONDAY_NINE)


def pairs(company) -> dict[frozenset, list[str]]:
    find_doubles(company.org, at=MONDAY_NINE)
    return {frozenset((row.one.name, row.other.name)): row.why for row in Double.objects.select_related("one", "other")}


def test_the_same_phone_and_a_similar_name(company, guifang, fang):
    assert pairs(company) == {frozenset({"陈桂芳", "陈桂方"}): ["phone"]}


def test_the_same_phone_and_another_name_is_a_family(company, guifang):
    register_customer(org=company.org, name="赵国强", phone="138 0000 6217", at=MONDAY_NINE)

    assert pairs(company) == {}


def test_the_same_id_number_whatever_the_name(company):
    for name, phone in (("陈桂芳", "13800006218"), ("芳姐", "13800006219")):
        register_customer(org=company.org, name=name, phone=phone, identity="370203199001011234", at=MONDAY_NINE)

    assert list(pairs(company).values()) == [["identity"]]


def test_the_same_account_and_the_same_address(company, guifang, flat):
    again = register_customer(org=company.org, name="陈桂芳", phone="13900001111", at=MONDAY_NINE)
    Holding.objects.create(org=company.org, customer=again, supply_point=flat, part="contact")
    third = register_customer(org=company.org, name="陈桂芳", phone="13900002222", at=MONDAY_NINE)
    address = flat.address.replace(" ", "")
    add_supply_point(org=company.org, holder=third, account_number="053211879999", address=address, area="urban")

    found = pairs(company)

    assert sorted(why for row in Double.objects.all() for why in row.why) == ["account", *["address"] * 3]
    assert set(found) == {frozenset({"陈桂芳"})}


def test_a_switchboard_makes_no_doubles(company):
    for number in range(14):
        someone = register_customer(
            org=company.org, name=f"宏达公司{number}部", phone=f"1390000{number:04d}", at=MONDAY_NINE
        )
        add_phone(someone, "053288880000", is_main=False)

    assert pairs(company) == {}


def test_what_was_said_is_remembered_and_may_be_taken_back(company, guifang, fang, guo):
    pairs(company)
    cleaning.say_different(Double.objects.get(), by=guo, at=MONDAY_NINE)

    assert find_doubles(company.org, at=MONDAY_NINE) == 0
    assert not Double.objects.open().exists()

    cleaning.ask_again(Double.objects.get(), by=guo)

    assert Double.objects.open().count() == 1


def test_a_pair_that_fits_no_rule_any_more_leaves_the_list(company, guifang, fang):
    pairs(company)
    fang.phones.all().delete()

    assert pairs(company) == {}
