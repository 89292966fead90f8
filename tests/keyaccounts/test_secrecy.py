"""A secret customer is seen by whoever was granted a viewing, and every step is on record."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Notice, User
from customers import secrecy
from customers.lookup import look_up
from customers.models import Customer, CustomerEvent, SupplyPoint, Viewing
from customers.refusals import Decided, OwnRequest
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import Company, on_duty
from tickets.models import Ticket


@pytest.fixture
def secret(guifang: Customer, flat: SupplyPoint, guo: User) -> Customer:
    return secrecy.classify(guifang, "secret", reason="涉密单位", by=guo, at=timezone.now())


@pytest.fixture
def boss(company: Company) -> User:
    return on_duty("wei", "director", company.org)


def seen_by(user: User) -> bool:
    return Customer.objects.visible_to(user).exists()


@pytest.mark.parametrize("who", ["min", "lin", "qian", "guo", "root", "shen"])
def test_nobody_sees_a_secret_customer_by_role(request: pytest.FixtureRequest, secret: Customer, who: str) -> None:
    user = request.getfixturevalue(who)

    assert not seen_by(user)
    assert not SupplyPoint.objects.visible_to(user).exists()


def test_a_viewing_is_asked_for_decided_by_another_and_ends(secret: Customer, min: User, guo: User) -> None:
    at = timezone.now()
    viewing = secrecy.ask_to_see(secret, reason="核对户号", hours=4, by=min, at=at)
    again = secrecy.ask_to_see(secret, reason="再催一次", hours=8, by=min, at=at)
    assert viewing == again
    assert Notice.objects.filter(what="viewing_asked", user=guo).count() == 1
    assert not seen_by(min)

    secrecy.decide_viewing(viewing, grant=True, by=guo, at=at)

    assert seen_by(min)
    assert look_up("6217 cgf", by=min, at=at).customers == [secret]
    Viewing.objects.update(until_at=at - timedelta(seconds=1))
    assert not seen_by(min)
    steps = CustomerEvent.objects.filter(what__startswith="viewing").order_by("id")
    assert [step.what for step in steps] == ["viewing_asked", "viewing_granted"]


def test_a_refusal_needs_its_reason_and_is_told(secret: Customer, min: User, guo: User) -> None:
    at = timezone.now()
    viewing = secrecy.ask_to_see(secret, reason="好奇", hours=1, by=min, at=at)
    with pytest.raises(Invalid):
        secrecy.decide_viewing(viewing, grant=False, by=guo, at=at)

    secrecy.decide_viewing(viewing, grant=False, answer="与业务无关", by=guo, at=at)

    assert not seen_by(min)
    assert Notice.objects.filter(user=min, what="viewing_refused").exists()
    with pytest.raises(Decided):
        secrecy.decide_viewing(viewing, grant=True, by=guo, at=at)


def test_nobody_decides_about_their_own_request(secret: Customer, guo: User, boss: User) -> None:
    at = timezone.now()
    viewing = secrecy.ask_to_see(secret, reason="检查", hours=1, by=guo, at=at)
    with pytest.raises(OwnRequest):
        secrecy.decide_viewing(viewing, grant=True, by=guo, at=at)

    secrecy.decide_viewing(viewing, grant=True, by=boss, at=at)

    assert seen_by(guo)


def test_a_viewing_is_ended_early(secret: Customer, min: User, qian: User, guo: User) -> None:
    at = timezone.now()
    viewing = secrecy.ask_to_see(secret, reason="核对", hours=4, by=min, at=at)
    secrecy.decide_viewing(viewing, grant=True, by=guo, at=at)
    with pytest.raises(NotAllowed):
        secrecy.end_viewing(viewing, by=qian, at=at)

    secrecy.end_viewing(viewing, by=min, at=at)

    assert not seen_by(min)


def test_whoever_looks_after_them_sees_them(secret: Customer, mei: User) -> None:
    assert not seen_by(mei)
    Customer.objects.update(caretaker=mei)
    assert seen_by(mei)


def test_a_machine_sees_public_customers_alone(guifang: Customer, guo: User, line: User) -> None:
    assert seen_by(line)
    secrecy.classify(guifang, "internal", reason="内部", by=guo, at=timezone.now())
    assert not seen_by(line)
    assert seen_by(guo)


def test_the_page_of_a_secret_customer_offers_to_ask(client: Client, secret: Customer, min: User, guo: User) -> None:
    client.force_login(min)
    page = client.get(f"/customers/{secret.pk}/").content.decode()
    assert "陈" not in page
    assert "6217" not in page
    assert client.get(f"/customers/{secret.pk}/services/").status_code == 404
    assert client.post(f"/customers/{secret.pk}/reveal/", {"field": "phone"}).status_code == 404
    assert client.get(f"/api/v1/customers/{secret.pk}/").status_code == 404

    assert client.post(f"/customers/{secret.pk}/do/ask/", {"hours": "4", "reason": ""}).status_code == 422
    assert client.post(f"/customers/{secret.pk}/do/ask/", {"hours": "4", "reason": "核对户号"}).status_code == 302
    client.force_login(guo)
    viewing = Viewing.objects.get()
    assert str(viewing.pk) in client.get("/customers/viewings/").content.decode()
    client.post(f"/customers/viewings/{viewing.pk}/grant/")

    client.force_login(min)
    assert "陈*芳" in client.get(f"/customers/{secret.pk}/").content.decode()
    assert AuditEvent.objects.get(what="secret_seen").by == min


def test_a_search_says_that_there_is_one_and_nothing_else(client: Client, secret: Customer, mei: User) -> None:
    client.force_login(mei)

    page = client.post("/customers/find/", {"q": "13800006217"}).content.decode()

    assert f"/customers/{secret.pk}/" in page
    assert "陈" not in page


def test_their_tickets_show_no_name(client: Client, fault: Ticket, guo: User, min: User) -> None:
    secrecy.classify(fault.customer, "secret", reason="涉密", by=guo, at=timezone.now())
    client.force_login(min)

    assert "陈*芳" not in client.get(f"/t/{fault.number}/").content.decode()
    assert "陈*芳" not in client.get("/my/").content.decode()


def test_the_class_is_set_for_a_reason_by_whoever_may(guifang: Customer, min: User, guo: User) -> None:
    at = timezone.now()
    with pytest.raises(NotAllowed):
        secrecy.classify(guifang, "secret", reason="试试", by=min, at=at)
    with pytest.raises(Invalid):
        secrecy.classify(guifang, "secret", reason=" ", by=guo, at=at)
