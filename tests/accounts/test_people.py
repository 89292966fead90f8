"""The staff: taken on, given roles, retired, each within the places of who does it; and what nobody may do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import duties, staffing
from accounts.leaving import switch_off
from accounts.models import Absence, Grant, User
from accounts.roles import Role
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, on_duty

AT = MONDAY_NINE


@pytest.fixture
def second(company, root) -> User:
    """Somebody else who administers the company for good."""
    return on_duty("mei", Role.ADMIN, company.org)


@pytest.fixture
def chief(company) -> User:
    """Somebody who administers the southern hall alone."""
    return on_duty("wei", Role.ADMIN, company.hall)


def grants(person: User) -> set[tuple[str, str]]:
    return set(person.grants.live().values_list("role", "unit__code"))


def test_taken_on_given_a_role_seen_and_retired(client, company, root, min):
    """From the page, as an administrator does it; what the new one had is over the moment they are gone."""
    client.force_login(root)
    told = {"name": "钱多多", "login": "qdd", "staff_number": "3099", "home": company.hall.pk, "calendar": ""}
    assert client.post("/manage/people/new/", told).status_code == 302
    fresh = User.objects.get(login="qdd")
    here = f"/manage/people/{fresh.pk}/"

    give = {"give-role": "clerk", "give-unit": company.hall.pk, "give-begin": "", "give-until": ""}
    assert client.post(f"{here}roles/", give).status_code == 302
    assert client.post(f"{here}roles/", give).status_code == 422
    assert grants(fresh) == {("clerk", "CN")}
    assert "钱多多" in client.get("/manage/people/?q=qdd&unit=CN&role=clerk").content.decode()

    sheet = client.post(f"{here}password/")
    plain = sheet.content.decode().split("<code>")[1].split("</code>")[0]
    fresh.refresh_from_db()
    assert fresh.check_password(plain) and "no-store" in sheet["Cache-Control"]

    assert client.post(f"{here}switch/", {"on": "0"}).status_code == 302
    fresh.refresh_from_db()
    assert not fresh.is_active and grants(fresh) == set()
    assert client.post(f"{here}switch/", {"on": "1"}).status_code == 302
    fresh.refresh_from_db()
    assert fresh.is_active and not fresh.has_usable_password() and grants(fresh) == set()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"login": "min"}, "login"), ({"staff_number": "3017"}, "staff_number"), ({"login": "有 空格"}, "login")],
)
def test_two_people_are_never_one(client, company, root, wrong, field):
    client.force_login(root)
    told = {"name": "钱多多", "login": "qdd", "staff_number": "3099", "home": company.hall.pk} | wrong

    answer = client.post("/manage/people/new/", told)

    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_a_halls_administrator_keeps_that_hall_alone(company, chief, min, other):
    told = staffing.Told(name="甲", login="jia", home=company.north)
    with pytest.raises(NotAllowed):
        staffing.hire(told, by=chief, at=AT)
    with pytest.raises(NotAllowed):
        staffing.give_role(min, role=Role.ADMIN, unit=company.org, by=chief, at=AT)
    with pytest.raises(NotAllowed):
        staffing.retire(other, by=chief, at=AT)
    assert staffing.give_role(min, role=Role.CALLBACK, unit=company.hall, by=chief, at=AT).unit == company.hall


def test_who_is_elsewhere_is_not_there(client, company, root, stranger, guo):
    """Another company's people are 404; a supervisor sees and changes nothing."""
    client.force_login(root)
    assert client.get(f"/manage/people/{stranger.pk}/").status_code == 404
    assert client.get(f"/manage/units/{company.foreign_org.pk}/").status_code == 404
    assert client.post(f"/manage/people/{stranger.pk}/password/").status_code == 404
    client.force_login(guo)
    assert client.get(f"/manage/people/{guo.pk}/").status_code == 200
    assert client.post(f"/manage/people/{guo.pk}/switch/", {"on": "0"}).status_code == 403


@pytest.mark.parametrize("how", ["end", "retire", "switch_off"])
def test_the_last_administrator_stays(company, root, chief, how):
    """Refused in the action, whichever it is; a hall's administrator is none of the company's."""
    given = root.grants.get()
    acts = {
        "end": lambda: staffing.end_role(given, by=root, at=timezone.now()),
        "retire": lambda: staffing.retire(root, by=somebody_above(company), at=AT),
        "switch_off": lambda: switch_off(root, by=chief, at=AT),
    }
    with pytest.raises(duties.LastAdministrator) as refused:
        acts[how]()

    assert company.org.name in refused.value.sentence()
    assert root.grants.live().count() == 1


def somebody_above(company) -> User:
    """An administrator of the city, but only for a day: the company is not safe with them."""
    person = User.objects.get(login="jing")
    tomorrow = timezone.now() + timedelta(days=1)
    Grant.objects.create(person=person, role=Role.ADMIN, unit=company.org.parent, until_at=tomorrow)
    return person


@pytest.mark.parametrize(
    "write",
    [
        lambda root: Grant.objects.filter(person=root).update(until_at=timezone.now() + timedelta(seconds=1)),
        lambda root: Grant.objects.filter(person=root).update(role=Role.CLERK),
        lambda root: Grant.objects.filter(person=root).delete(),
        lambda root: User.objects.filter(pk=root.pk).update(is_active=False),
    ],
)
def test_the_database_keeps_the_last_administrator_too(root, write):
    with pytest.raises(IntegrityError, match="administrator"), transaction.atomic():
        write(root)


def test_one_of_two_administrators_may_go(company, root, second):
    staffing.retire(root, by=second, at=timezone.now())

    assert not User.objects.get(pk=root.pk).is_active
    with pytest.raises(duties.LastAdministrator):
        staffing.end_role(second.grants.get(), by=second, at=timezone.now())


def test_the_three_duties_are_three_people(company, root, shen, second):
    """In the action with a sentence, in the database without one; and where there is a security administrator, roles are theirs."""
    with pytest.raises(duties.DutiesApart) as refused:
        staffing.give_role(shen, role=Role.ADMIN, unit=company.org, by=root, at=AT)
    assert shen.name in refused.value.sentence()
    with pytest.raises(IntegrityError, match="auditor"), transaction.atomic():
        Grant.objects.create(person=shen, role=Role.SECURITY, unit=company.hall, org=company.org)

    guard = staffing.give_role(
        User.objects.get(login="other"), role=Role.SECURITY, unit=company.org, by=root, at=AT
    ).person
    with pytest.raises(duties.SecurityDecides):
        staffing.give_role(guard, role=Role.CLERK, unit=company.hall, by=root, at=AT)
    with pytest.raises(Invalid):
        staffing.give_role(guard, role=Role.AUDITOR, unit=company.org, by=guard, at=AT)
    assert staffing.give_role(second, role=Role.MANAGER, unit=company.org, by=guard, at=AT)


def test_an_absence_is_kept_on_the_page_of_the_person(client, company, root, min, other):
    client.force_login(root)
    told = {"away-why": "leave", "away-begin": "2027-01-04T08:00", "away-until": "2027-01-08T18:00"}
    here = f"/manage/people/{min.pk}/"

    assert client.post(f"{here}away/", told | {"away-deputy": other.pk}).status_code == 302
    assert client.post(f"{here}away/", told).status_code == 422
    away = Absence.objects.get(person=min, deputy=other)
    assert other.name in client.get(here).content.decode()
    assert client.post(f"/rota/away/{away.pk}/back/", {"next": here})["Location"] == here
    away.refresh_from_db()
    assert away.cancelled_at is not None


def test_the_table_of_rights_in_words(client, shen):
    client.force_login(shen)
    text = client.get("/manage/roles/?role=auditor").content.decode()

    assert shen.name in text and "audit" in text
    assert client.get("/manage/roles/").context["rows"]
