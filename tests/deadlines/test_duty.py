"""Emergency duty: a second profile that stands before a company's own lines as long as it wants."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Unit
from deadlines.actions import adopt_profile, promises_for, put_profile_by
from deadlines.loading import UnknownProfile
from deadlines.publishing import clashes
from deadlines.reading import lines_of
from tests.people import MONDAY_NINE, Company, no_power
from tests.tickets.plans import latest
from tickets.actions import desk
from tickets.actions.mending import wrong_clocks
from tickets.actions.replanning import reclassify

pytestmark = pytest.mark.django_db
ON = MONDAY_NINE - timedelta(days=1)


def limits(org: Unit, kind: str = "fault", at=MONDAY_NINE, **case: str) -> dict[str, str]:
    return {name: one.limit for name, one in promises_for(org=org, kind=kind, area="rural", at=at, **case).items()}


def test_urgent_needs_are_answered_in_ten_minutes_and_attended_in_45(company: Company):
    before = limits(company.org, importance="first")
    assert adopt_profile(company.org, "duty", by=None, at=ON) == 8

    assert limits(company.org, importance="first") == before | {"accept": "10m", "arrive": "45m"}
    assert limits(company.org, level="major")["arrive"] == "45m"
    assert limits(company.org)["arrive"] == before["arrive"], "whatever is not urgent keeps its own line"
    assert limits(company.org, kind="service")["resolve"] == "24h"
    assert not clashes(lines_of(company.org, MONDAY_NINE))


def test_it_can_be_taken_off_and_put_on_again(company: Company):
    before = limits(company.org, importance="first")
    adopt_profile(company.org, "duty", by=None, at=ON)

    assert put_profile_by(company.org, "duty", at=MONDAY_NINE) == 8
    assert limits(company.org, importance="first") == before
    assert adopt_profile(company.org, "duty", by=None, at=MONDAY_NINE) == 8
    with pytest.raises(UnknownProfile):
        put_profile_by(company.org, "power", at=MONDAY_NINE)


def test_the_ten_minutes_run_from_the_registration(company: Company, guifang, flat, lin):
    adopt_profile(company.org, "duty", by=None, at=ON)
    ticket = desk.register(no_power(company, guifang, flat, level="major"), unit=company.hall, by=lin, at=MONDAY_NINE)

    answered = latest(ticket, "accept")
    assert (answered.started_at, answered.due_at) == (MONDAY_NINE, MONDAY_NINE + timedelta(minutes=10))
    assert latest(ticket, "arrive").due_at == MONDAY_NINE + timedelta(minutes=45)


def test_the_administrator_puts_it_in_force(client, company: Company, root, guo):
    client.force_login(guo)
    assert client.post("/manage/promises/profiles/duty/", {"do": "on"}).status_code == 403
    client.force_login(root)
    assert client.post("/manage/promises/profiles/power/", {"do": "off"}).status_code == 404
    client.post("/manage/promises/profiles/duty/", {"do": "on"})
    assert limits(company.org, level="special", at=timezone.now())["accept"] == "10m"
    assert 'value="off"' in client.get("/manage/promises/").content.decode()


def test_a_case_that_turns_out_urgent_is_counted_from_its_registration(company: Company, guifang, flat, lin):
    """The usual clock of accepting begins when a crew is sent; the urgent one has run since the case came."""
    adopt_profile(company.org, "duty", by=None, at=ON)
    later = desk.register(no_power(company, guifang, flat), unit=company.hall, by=lin, at=MONDAY_NINE)
    assert not later.clocks.filter(name="accept").exists()
    later = reclassify(later, level="major", reason="医院", by=lin, at=MONDAY_NINE + timedelta(minutes=4))

    assert latest(later, "accept").due_at == MONDAY_NINE + timedelta(minutes=10)
    assert wrong_clocks(later) == []
