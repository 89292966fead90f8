"""Jobs find their crew by rule, again and again without sending twice; what fits nobody stays in the queue and is said."""

from datetime import timedelta

import pytest

from accounts.models import Notice, Unit
from fieldwork import tasks
from fieldwork.actions import assigning, auto_assigning, crewing, storm
from fieldwork.models import Assignment, AutoRule, CrewProfile, Skill, SkillNeed
from tests.people import MONDAY_NINE, minutes, no_power
from tickets.actions import desk
from tickets.lifecycle import Status
from tickets.models import Ticket

AT = MONDAY_NINE + minutes(2)


@pytest.fixture
def rule(company) -> AutoRule:
    return AutoRule.objects.create(org=company.org, is_on=True, alert_minutes=10)


@pytest.fixture
def both(company, guifang, flat, min, fault) -> list[Ticket]:
    told = no_power(company, guifang, None, address="建设路 5 号")
    return [fault, desk.register(told, unit=company.hall, by=min, at=MONDAY_NINE + minutes(1))]


def test_each_job_goes_once_and_equals_take_turns(both, company, rule):
    assert auto_assigning.run(at=AT) == 2
    assert auto_assigning.run(at=AT) == 0

    crews = set(Ticket.objects.values_list("crew", flat=True))
    assert crews == {company.crew.pk, company.second_crew.pk}
    event = both[0].timeline.get(what="dispatch")
    assert event.by is None
    assert event.facts["by_rule"]
    assert set(Assignment.objects.values_list("how", "by")) == {("rule", None)}


def no_rule(company, rule, lin):
    AutoRule.objects.update(is_on=False)


def not_yet(company, rule, lin):
    AutoRule.objects.update(wait_minutes=30)


def hall_is_off(company, rule, lin):
    AutoRule.objects.create(org=company.org, hall=company.hall, is_on=False)


def in_a_storm(company, rule, lin):
    storm.switch(company.org, on=True, by=lin, at=AT)


@pytest.mark.parametrize("why", [no_rule, not_yet, hall_is_off, in_a_storm])
def test_nothing_goes_by_itself(fault, company, rule, lin, why):
    why(company, rule, lin)

    assert auto_assigning.run(at=AT) == 0
    assert Ticket.objects.get().status == Status.REGISTERED


def test_nobody_fits_so_it_stays_and_the_supervisor_is_told_once(fault, company, rule, guo):
    live = Skill.objects.create(org=company.org, name="带电作业")
    SkillNeed.objects.create(org=company.org, category=company.fault, skill=live)
    told = Notice.objects.filter(what="unplaced")

    assert auto_assigning.run(at=AT) == 0
    assert not told.exists()
    for late in (11, 12, 90):
        auto_assigning.run(at=MONDAY_NINE + minutes(late))

    fault.refresh_from_db()
    assert [one.user for one in told] == [guo]
    assert fault.queue == company.dispatch
    CrewProfile.objects.create(org=company.org, unit=company.second_crew).skills.add(live)
    assert auto_assigning.run(at=MONDAY_NINE + minutes(91)) == 1


def test_no_crew_gets_more_than_it_may_carry(both, company, rule):
    for crew in (company.crew, company.second_crew):
        CrewProfile.objects.create(org=company.org, unit=crew, job_limit=1)
    Unit.objects.filter(pk=company.second_crew.pk).update(is_active=False)

    assert auto_assigning.run(at=AT) == 1
    assert sorted(Ticket.objects.values_list("status", flat=True)) == [Status.DISPATCHED, Status.REGISTERED]


def test_what_somebody_took_back_from_the_rule_is_theirs(fault, company, rule, lin):
    auto_assigning.run(at=AT)
    assigning.take_back(Assignment.objects.get(), by=lin, at=AT + timedelta(seconds=3))

    assert auto_assigning.run(at=AT + minutes(1)) == 0
    planned = auto_assigning.plan(company.org, at=AT + minutes(1))
    assert [(one.by_hand, one.fit) for one in planned] == [(True, None)]


def test_the_pages_write_rules_and_show_where_each_would_go(client, guo, lin, fault, company):
    client.force_login(guo)
    told = {"hall": "CN", "is_on": "on", "wait_minutes": "0", "alert_minutes": "15"}

    client.post("/manage/crews/rules/", told)

    page = client.get("/manage/crews/rules/").content.decode()
    assert AutoRule.objects.get().hall == company.hall
    assert company.crew.name in page
    assert fault.short_number in page
    assert client.post("/manage/crews/rules/", told | {"alert_minutes": "0"}).status_code == 422
    client.post("/manage/crews/rules/", {"hall": "CN", "drop": "1"})
    assert not AutoRule.objects.exists()


def test_the_ticks_do_the_same(fault, company, rule):
    tasks.auto_assign.run()
    tasks.tell_assigned.run()

    fault.refresh_from_db()
    assert fault.status == Status.DISPATCHED


def test_the_crew_page_keeps_every_change_as_an_event(client, guo, root, company):
    live = crewing.name_skill(company.org, name="带电作业", by=guo, at=AT)
    client.force_login(guo)
    address = f"/manage/crews/{company.crew.pk}/"
    told = {
        "job_limit": "4",
        "skills": [live.pk],
        "halls": ["CN"],
        "feeders": "10kV 南桥线\n",
        "home": "城南",
        "version": "0",
    }

    assert client.post(address, told).status_code == 302
    assert client.post(address, told).status_code == 422  # somebody else was faster
    assert client.post(address, told | {"version": "1"}).status_code == 302  # nothing changed: no event
    assert client.post(address, told | {"version": "1", "latitude": "36"}).status_code == 422

    page = client.get(address).content.decode()
    event = company.crew.crew_events.get()
    assert event.facts["job_limit"] == [6, 4]
    assert event.facts["ground"][1] == ["feeder:10kV 南桥线", "hall:CN"]
    assert "6 → 4" in page
    client.post("/manage/crews/need/", {"category": "no-power", "skill": ["带电作业"]})
    assert "带电作业" in client.get("/manage/crews/").content.decode()
    assert SkillNeed.objects.get().skill == live


def test_a_crew_is_switched_off_in_the_middle(client, guo, root, qiang, accepted, company):
    client.force_login(guo)
    assert client.post(f"/manage/crews/people/{qiang.pk}/off/").status_code == 403

    client.post(f"/manage/crews/{company.crew.pk}/switch/", {"on": "0"})

    accepted.refresh_from_db()
    assert (accepted.status, accepted.queue) == (Status.REGISTERED, company.dispatch)
    client.force_login(root)
    client.post(f"/manage/crews/people/{qiang.pk}/off/")
    qiang.refresh_from_db()
    assert not qiang.is_active
