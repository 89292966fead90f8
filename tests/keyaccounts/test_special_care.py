"""What a tag or a level of the customer changes in their cases: the clocks that bind, and who decides about more time."""

import pytest

from accounts.models import User
from customers.lookup import look_up
from customers.models import Customer, CustomerTag, SupplyPoint
from customers.refusals import NamedApprover
from customers.secrecy import classify
from customers.tagging import take_usual_tags
from tests.people import MONDAY_NINE, Company, no_power, on_duty
from tests.tickets.test_extend import SOON, ask, grant
from tickets.actions import desk
from tickets.actions.promises import case_of
from tickets.models import Ticket


@pytest.mark.parametrize(
    ("level", "tags", "counts"),
    [("", [], ""), ("second", [], "second"), ("", ["生命支持设备"], "first"), ("special", ["生命支持设备"], "special")],
)
def test_the_level_and_the_tags_bind_the_promises_of_a_case(
    company: Company, guifang: Customer, flat: SupplyPoint, min: User, level: str, tags: list[str], counts: str
) -> None:
    take_usual_tags(company.org, by=None)
    Customer.objects.filter(pk=guifang.pk).update(level=level, tags=tags)
    guifang.refresh_from_db()

    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)

    assert case_of(ticket).importance == counts


def test_whoever_a_tag_names_decides_about_more_time(
    application: Ticket, company: Company, qiang: User, guo: User
) -> None:
    named = on_duty("wei", "supervisor", company.org)
    CustomerTag.objects.create(org=company.org, name="敏感客户", approver=named)
    Customer.objects.filter(pk=application.customer_id).update(tags=["敏感客户"])
    ask(application, qiang)

    with pytest.raises(NamedApprover) as refused:
        grant(application, guo)
    assert "张伟" in refused.value.sentence()

    assert grant(application, named)


def test_whoever_is_named_and_asked_leaves_it_to_the_others(application: Ticket, company: Company, guo: User) -> None:
    other = on_duty("wei", "supervisor", company.org)
    CustomerTag.objects.create(org=company.org, name="敏感客户", approver=other)
    Customer.objects.filter(pk=application.customer_id).update(tags=["敏感客户"])
    ask(application, other, at=SOON)

    assert grant(application, guo)


def test_the_counter_learns_that_a_restricted_customer_fits_and_a_machine_does_not(
    guifang: Customer, flat: SupplyPoint, min: User, guo: User, line: User
) -> None:
    classify(guifang, "secret", reason="涉密", by=guo, at=MONDAY_NINE)

    assert look_up("6217 cgf", by=min, at=MONDAY_NINE).restricted == [guifang.pk]
    assert look_up("13800006217", by=min, at=MONDAY_NINE).customers == []
    assert look_up("13800006217", by=line, at=MONDAY_NINE).restricted == []


def test_the_box_at_the_counter_says_so(client, guifang: Customer, flat: SupplyPoint, min: User, guo: User) -> None:
    classify(guifang, "secret", reason="涉密", by=guo, at=MONDAY_NINE)
    client.force_login(min)

    page = client.post("/intake/lookup/", {"q": "6217 cgf"}).content.decode()

    assert f"/customers/{guifang.pk}/" in page
    assert "陈" not in page
