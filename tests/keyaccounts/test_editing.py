"""The customer's record changed, written down masked, and taken back."""

from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from accounts.models import User
from customers import editing
from customers.history import opened, to_take_back
from customers.lookup import look_up
from customers.models import Customer, CustomerEvent, Holding, SupplyPoint
from customers.refusals import StaleRecord, TakenBack
from customers.tagging import take_usual_tags
from customers.taking_back import take_back
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes


def last() -> CustomerEvent:
    return CustomerEvent.objects.order_by("-id").first()


def undo(customer: Customer, by: User, after: float = 1) -> None:
    take_back(customer, last().pk, by=by, at=MONDAY_NINE + minutes(after))
    customer.refresh_from_db()


def test_a_name_changed_stands_masked_in_the_history_and_sealed_beside(guifang: Customer, min: User) -> None:
    editing.edit(guifang, name="陈桂芬", by=min, at=MONDAY_NINE)

    event = last()
    assert event.facts == {"before": "陈*芳", "after": "陈*芬"}
    assert "桂".encode() not in bytes(event.sealed)
    assert opened(event) == {"before": "陈桂芳", "after": "陈桂芬"}
    guifang.refresh_from_db()
    assert (guifang.name, guifang.initials, guifang.version) == ("陈桂芬", "cgf", 2)


def test_the_history_is_never_changed(guifang: Customer, min: User) -> None:
    editing.edit(guifang, kind="business", by=min, at=MONDAY_NINE)

    for statement in ("UPDATE customers_customerevent SET what = 'x'", "DELETE FROM customers_customerevent"):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_tag_is_a_word_of_the_vocabulary(guifang: Customer, min: User) -> None:
    take_usual_tags(guifang.org, by=None)
    editing.edit(guifang, tags=["独居老人"], by=min, at=MONDAY_NINE)

    with pytest.raises(Invalid):
        editing.edit(guifang, tags=["独居老人", "难缠"], by=min, at=MONDAY_NINE)
    guifang.refresh_from_db()
    assert guifang.tags == ["独居老人"]


def test_a_stale_save_changes_nothing(guifang: Customer, min: User, other: User) -> None:
    editing.edit(guifang, kind="business", version=1, by=other, at=MONDAY_NINE)

    with pytest.raises(StaleRecord) as refused:
        editing.edit(guifang, kind="public", version=1, by=min, at=MONDAY_NINE)

    assert "赵东" in refused.value.sentence()
    guifang.refresh_from_db()
    assert guifang.kind == "business"


def test_who_lacks_the_verb_changes_nothing(guifang: Customer, jing: User) -> None:
    with pytest.raises(NotAllowed):
        editing.give_phone(guifang, "13900001111", by=jing, at=MONDAY_NINE)


def test_numbers_come_and_go_and_one_is_called_first(guifang: Customer, min: User) -> None:
    son = editing.give_phone(guifang, "139 0000 1111", label="儿子", by=min, at=MONDAY_NINE)
    assert not son.is_main
    editing.make_main(guifang, son.pk, by=min, at=MONDAY_NINE)
    assert [phone.number for phone in guifang.phones.filter(is_main=True)] == ["13900001111"]

    editing.retire_phone(guifang, son.pk, by=min, at=MONDAY_NINE)

    assert [(phone.number, phone.is_main) for phone in guifang.phones.all()] == [("13800006217", True)]
    assert look_up("13900001111", by=min, at=MONDAY_NINE).customers == []


@pytest.mark.parametrize("deed", ["name", "kind", "phone_added", "phone_removed", "phone_main"])
def test_a_change_is_taken_back_once(guifang: Customer, min: User, deed: str) -> None:
    def state() -> tuple[object, ...]:
        guifang.refresh_from_db()
        phones = sorted(guifang.phones.values_list("number", "label", "is_main"))
        return guifang.name, guifang.initials, guifang.kind, phones

    second = editing.give_phone(guifang, "13900002222", label="单位", by=min, at=MONDAY_NINE - minutes(60))
    first = guifang.phones.get(is_main=True)
    before = state()
    {
        "name": lambda: editing.edit(guifang, name="陈桂方", by=min, at=MONDAY_NINE),
        "kind": lambda: editing.edit(guifang, kind="public", by=min, at=MONDAY_NINE),
        "phone_added": lambda: editing.give_phone(guifang, "13900003333", is_main=True, by=min, at=MONDAY_NINE),
        "phone_removed": lambda: editing.retire_phone(guifang, first.pk, by=min, at=MONDAY_NINE),
        "phone_main": lambda: editing.make_main(guifang, second.pk, by=min, at=MONDAY_NINE),
    }[deed]()
    assert state() != before
    done = last()

    undo(guifang, min)

    assert state() == before
    with pytest.raises(TakenBack):
        take_back(guifang, done.pk, by=min, at=MONDAY_NINE + minutes(2))


@pytest.mark.parametrize(("who", "after"), [("other", 1), ("min", 11)])
def test_what_cannot_be_taken_back(
    request: pytest.FixtureRequest, guifang: Customer, min: User, other: User, who: str, after: float
) -> None:
    editing.edit(guifang, kind="public", by=min, at=MONDAY_NINE)

    with pytest.raises(TakenBack):
        undo(guifang, request.getfixturevalue(who), after)


def test_what_somebody_changed_since_is_not_taken_back(guifang: Customer, min: User, other: User) -> None:
    editing.edit(guifang, kind="public", by=min, at=MONDAY_NINE)
    mine = last()
    editing.edit(guifang, kind="business", by=other, at=MONDAY_NINE + timedelta(seconds=5))

    with pytest.raises(TakenBack):
        take_back(guifang, mine.pk, by=min, at=MONDAY_NINE + minutes(1))


def test_an_authorised_person_is_linked_with_what_they_may_and_until_when(
    guifang: Customer, flat: SupplyPoint, min: User
) -> None:
    told = {"name": "陈志远", "phone": "13900004444", "by": min, "at": MONDAY_NINE}
    until = (MONDAY_NINE + timedelta(days=30)).date()
    with pytest.raises(Invalid):
        editing.link_person(guifang, flat, part="agent", **told)

    holding = editing.link_person(guifang, flat, part="agent", powers=["pay", "fly"], until_on=until, **told)

    assert (holding.powers, holding.until_on) == (["pay"], until)
    assert last().facts["person"] == "陈*远"
    editing.unlink_person(guifang, holding.pk, by=min, at=MONDAY_NINE)
    assert flat.holdings.count() == 1
    undo(guifang, min)
    back = flat.holdings.get(part="agent")
    assert (back.powers, back.until_on) == (["pay"], until)


def test_the_last_account_holder_stays(guifang: Customer, flat: SupplyPoint, min: User) -> None:
    with pytest.raises(Invalid):
        editing.unlink_person(guifang, Holding.objects.get().pk, by=min, at=MONDAY_NINE)


def test_nothing_of_mine_waits_to_be_taken_back_for_others(guifang: Customer, min: User, other: User) -> None:
    editing.edit(guifang, kind="public", by=min, at=MONDAY_NINE)

    assert to_take_back(guifang, by=min, at=MONDAY_NINE + minutes(1)) == last()
    assert to_take_back(guifang, by=other, at=MONDAY_NINE + minutes(1)) is None
