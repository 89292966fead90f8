"""Visits planned and paid, and what was promised there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice, User
from customers.models import Customer
from keyaccounts.actions.visits import drop_visit, pay_visit, plan_visit, promise_follow_up, remind_follow_up
from keyaccounts.actions.visits import settle_follow_up as settle
from keyaccounts.model_dealings import CareVisit, FollowUp
from keyaccounts.refusals import DoneAlready
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE

TODAY = timezone.localdate(MONDAY_NINE)
DAY = timedelta(days=1)


def test_a_planned_visit_is_paid_once(kept: Customer, mei: User) -> None:
    planned = plan_visit(kept, purpose="季度走访", on=TODAY + DAY, by=mei, at=MONDAY_NINE)

    paid = pay_visit(kept, visit=planned, said="一切正常", met="站长", on=TODAY, by=mei, at=MONDAY_NINE)

    assert (paid.pk, paid.paid_on, paid.paid_by, paid.purpose) == (planned.pk, TODAY, mei, "季度走访")
    with pytest.raises(DoneAlready):
        pay_visit(kept, visit=planned, said="再一次", on=TODAY, by=mei, at=MONDAY_NINE)
    with pytest.raises(DoneAlready):
        drop_visit(planned, reason="改期", by=mei, at=MONDAY_NINE)


@pytest.mark.parametrize("wrong", [{"said": " "}, {"purpose": ""}, {"on": TODAY + DAY}])
def test_visits_that_are_not_written_down(kept: Customer, mei: User, wrong: dict[str, object]) -> None:
    facts: dict[str, object] = {"said": "一切正常", "purpose": "走访", "on": TODAY}
    with pytest.raises(Invalid):
        pay_visit(kept, by=mei, at=MONDAY_NINE, **(facts | wrong))  # type: ignore[arg-type]
    assert not CareVisit.objects.exists()


def test_who_may_only_read_plans_nothing(kept: Customer, min: User) -> None:
    with pytest.raises(NotAllowed):
        plan_visit(kept, purpose="走访", on=TODAY, by=min, at=MONDAY_NINE)


def test_what_was_promised_is_brought_to_mind_once_on_its_day(kept: Customer, mei: User) -> None:
    owed = promise_follow_up(kept, text="送操作卡", due_on=TODAY + 2 * DAY, by=mei, at=MONDAY_NINE)
    assert not remind_follow_up(owed, at=MONDAY_NINE + DAY)

    assert remind_follow_up(owed, at=MONDAY_NINE + 2 * DAY)
    assert not remind_follow_up(owed, at=MONDAY_NINE + 2 * DAY)

    assert Notice.objects.get(what="follow_up_due").user == mei


def test_what_is_done_is_not_brought_to_mind(kept: Customer, mei: User) -> None:
    owed = promise_follow_up(kept, text="送操作卡", due_on=TODAY + 2 * DAY, by=mei, at=MONDAY_NINE)
    settle(owed, outcome="已送达", by=mei, at=MONDAY_NINE)

    assert not remind_follow_up(owed, at=MONDAY_NINE + 2 * DAY)
    with pytest.raises(DoneAlready):
        settle(owed, outcome="又送了一次", by=mei, at=MONDAY_NINE)


def test_a_visit_is_written_down_with_its_follow_up_on_the_page(client: Client, kept: Customer, mei: User) -> None:
    client.force_login(mei)
    today = timezone.localdate()
    planned = plan_visit(kept, purpose="迎峰度冬检查", on=today, by=mei, at=timezone.now())
    assert str(planned.pk) in client.get(f"/customers/{kept.pk}/visits/?visit={planned.pk}").content.decode()
    assert f"/customers/{kept.pk}/" in client.get("/customers/?show=due").content.decode()
    told = {"row": planned.pk, "on": today, "said": "应急电源完好", "text": "送操作卡", "due_on": ""}

    assert client.post(f"/customers/{kept.pk}/do/visit/", told).status_code == 422
    assert client.post(f"/customers/{kept.pk}/do/visit/", told | {"due_on": today + DAY}).status_code == 302

    owed = FollowUp.objects.get()
    assert (owed.visit, owed.text) == (planned, "送操作卡")
    page = client.get(f"/customers/{kept.pk}/visits/").content.decode()
    assert "应急电源完好" in page
    assert client.post(f"/customers/{kept.pk}/do/settle/", {"row": owed.pk, "outcome": "已送"}).status_code == 302
    stranger = Customer.objects.exclude(pk=kept.pk).first()
    assert stranger is None or client.post(f"/customers/{stranger.pk}/do/settle/", {"row": owed.pk}).status_code != 302
