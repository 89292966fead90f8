"""Who looks after whom: assigned, handed over with its undo, and left behind by somebody who has gone."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Notice, User
from customers.models import Customer
from keyaccounts.actions.caretakers import assign, hand_over, undo_handover
from keyaccounts.actions.visits import promise_follow_up
from keyaccounts.model_care import CaretakerTerm, Handover
from keyaccounts.model_dealings import FollowUp
from keyaccounts.refusals import TooLate
from keyaccounts.tasks import look_after
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes


def caretaker(customer: Customer) -> User | None:
    customer.refresh_from_db()
    return customer.caretaker


def test_one_term_follows_the_other(kept: Customer, mei: User, wei_manages: User, guo: User) -> None:
    assign(kept, wei_manages, reason="片区调整", by=guo, at=MONDAY_NINE + minutes(5))

    assert caretaker(kept) == wei_manages
    terms = CaretakerTerm.objects.order_by("from_at").values_list("person__login", "until_at", "assigned_by__login")
    assert list(terms) == [("mei", MONDAY_NINE + minutes(5), "guo"), ("wei", None, "guo")]


def test_only_whoever_may_care_can_be_assigned_and_only_by_whoever_may(
    kept: Customer, min: User, mei: User, guo: User, stranger: User
) -> None:
    for person in (min, stranger):
        with pytest.raises(Invalid):
            assign(kept, person, by=guo, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        assign(kept, None, by=mei, at=MONDAY_NINE)


def test_many_are_handed_over_each_with_its_own_answer(
    kept: Customer, guifang: Customer, wei_manages: User, guo: User
) -> None:
    assign(guifang, wei_manages, by=guo, at=MONDAY_NINE)

    result = hand_over([kept, guifang], wei_manages, by=guo, at=MONDAY_NINE + minutes(1))

    assert result.done == [kept]
    assert [customer for customer, _why in result.refused] == [guifang]
    assert Notice.objects.get(user=wei_manages).facts["count"] == 1


def test_a_hand_over_is_taken_back_within_ten_seconds(
    kept: Customer, guifang: Customer, mei: User, wei_manages: User, guo: User, lin: User
) -> None:
    at = MONDAY_NINE + minutes(1)
    handover = hand_over([kept, guifang], wei_manages, by=guo, at=at).handover
    assert handover
    with pytest.raises(TooLate):
        undo_handover(handover, by=guo, at=at + timedelta(seconds=16))
    with pytest.raises(TooLate):
        undo_handover(handover, by=lin, at=at + timedelta(seconds=3))

    assert undo_handover(handover, by=guo, at=at + timedelta(seconds=9)) == 2

    assert (caretaker(kept), caretaker(guifang)) == (mei, None)
    with pytest.raises(TooLate):
        undo_handover(handover, by=guo, at=at + timedelta(seconds=10))


def test_whoever_has_left_leaves_their_customers_on_the_list(
    client: Client, kept: Customer, mei: User, guo: User
) -> None:
    day = (MONDAY_NINE + timedelta(days=2)).date()
    promise_follow_up(kept, text="送操作卡", due_on=day, owner=mei, by=mei, at=MONDAY_NINE)
    User.objects.filter(pk=mei.pk).update(is_active=False)

    look_after()
    look_after()

    assert caretaker(kept) is None
    assert FollowUp.objects.get().owner is None
    assert Notice.objects.filter(what="orphans", user=guo).count() == 1
    client.force_login(guo)
    assert f"/customers/{kept.pk}/" in client.get("/customers/?show=orphans").content.decode()


def test_a_role_taken_away_counts_as_having_left(kept: Customer, mei: User) -> None:
    mei.grants.all().delete()

    look_after()

    assert caretaker(kept) is None


def test_the_page_hands_over_all_of_one_person(
    client: Client, kept: Customer, mei: User, wei_manages: User, guo: User
) -> None:
    client.force_login(guo)
    told = {"scope": "all", "all_of": mei.pk, "to": wei_manages.pk, "reason": "调岗"}

    page = client.post("/customers/handover/", told).content.decode()

    assert caretaker(kept) == wei_manages
    handover = Handover.objects.get()
    assert f"/customers/handover/{handover.pk}/undo/" in page
    assert client.post(f"/customers/handover/{handover.pk}/undo/").status_code == 302
    assert caretaker(kept) == mei


def test_nothing_chosen_is_refused(client: Client, kept: Customer, wei_manages: User, guo: User) -> None:
    client.force_login(guo)

    assert client.post("/customers/handover/", {"to": wei_manages.pk}).status_code == 422
