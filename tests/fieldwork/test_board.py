"""The dispatch desk: who is suggested and why, one press sends, seconds to think again, and nobody sends twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Absence, AuditEvent, Notice
from customers.models import Message, SupplyPoint
from fieldwork.actions import assigning, rota, storm
from fieldwork.choosing import fits, suggested
from fieldwork.duty import crews_now, crews_of
from fieldwork.jobs import Jobs
from fieldwork.models import Assignment, Coverage, CrewPosition, CrewProfile, Skill, SkillNeed
from fieldwork.refusals import SentAlready, TooLateToTakeBack
from tests.people import MONDAY_NINE, minutes, no_power
from tickets.actions import desk, field
from tickets.actions.mending import wrong_clocks
from tickets.lifecycle import Status
from tickets.models import Ticket, TicketLink

AT = MONDAY_NINE + minutes(3)
SOON = timedelta(seconds=5)


@pytest.fixture
def skills(company) -> dict[str, Skill]:
    """A fault without power asks for live working, which the second crew can do."""
    live = Skill.objects.create(org=company.org, name="带电作业")
    SkillNeed.objects.create(org=company.org, category=company.fault, skill=live)
    CrewProfile.objects.create(org=company.org, unit=company.second_crew).skills.add(live)
    return {"live": live}


@pytest.fixture
def neighbours(company, guifang, flat, min, fault) -> list[Ticket]:
    """The fault and two more at the same transformer, told a minute apart."""
    more = []
    for n in (1, 2):
        point = SupplyPoint.objects.create(
            org=company.org, account_number=f"05321187700{n}", account_reversed=f"00778112350{n}", address=f"文昌路 {n} 号",
            transformer=flat.transformer, feeder=flat.feeder,
        )  # fmt: skip
        told = no_power(company, guifang, point)
        more.append(desk.register(told, unit=company.hall, by=min, at=MONDAY_NINE + minutes(n)))
    return [fault, *more]


def chosen(user, ticket, *, at=AT):
    """The crews as they fit a job."""
    jobs = Jobs.visible_to(user)
    job = next(one for one in jobs.all if one.ticket == ticket)
    return fits(crews_now(crews_of(user), jobs, at=at), job)


@pytest.mark.parametrize(
    ("who", "answer"), [("lin", 200), ("guo", 200), ("min", 403), ("qiang", 403), ("stranger", 403)]
)
def test_who_may_open_the_dispatch_desk(client, request, fault, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/dispatch/").status_code == answer


def test_the_desk_shows_what_waits_the_ground_and_the_crews(client, lin, fault, company, skills):
    client.force_login(lin)

    page = client.get("/dispatch/").content.decode()

    for word in (fault.short_number, "文昌 3 号公变", company.crew.name, "带电作业", 'data-key="3"', 'data-key="2"'):
        assert (word in page) == (word != 'data-key="3"'), word  # there are two crews
    assert "13800006217" not in page
    assert "单元" not in page


def test_a_missing_skill_comes_last_and_is_said(lin, fault, company, skills):
    found = chosen(lin, fault)

    assert [fit.crew.unit for fit in found] == [company.second_crew, company.crew]
    assert "带电作业" in found[0].reason
    assert found[1].lacking == ("带电作业",)


def test_the_nearest_free_crew_comes_first_with_the_distance(lin, qiang, fault, flat, company):
    SupplyPoint.objects.filter(pk=flat.pk).update(latitude=36.06, longitude=120.38)
    for crew, north in ((company.crew, 36.20), (company.second_crew, 36.08)):
        told = {"person": qiang, "ticket": fault, "step": "arrive", "accuracy": 10, "at": AT}
        CrewPosition.objects.create(org=company.org, crew=crew, latitude=north, longitude=120.38, **told)

    found = chosen(lin, fault)

    assert found[0].crew.unit == company.second_crew
    assert found[0].is_nearest
    assert "2.2" in found[0].reason


def off_by_rota(company, qiang, lin):
    CrewProfile.objects.create(org=company.org, unit=company.crew, by_rota=True)


def everybody_away(company, qiang, lin):
    told = {"from_at": MONDAY_NINE, "until_at": MONDAY_NINE + timedelta(days=1), "by": lin, "made_at": MONDAY_NINE}
    Absence.objects.create(org=company.org, person=qiang, **told)


def resting(company, qiang, lin):
    told = {"by": lin, "at": MONDAY_NINE - timedelta(days=1)}
    for sort in ("duty", "rest"):
        rota.add_shift(company.crew, sort=sort, from_at=MONDAY_NINE, until_at=MONDAY_NINE + minutes(90), **told)


def full(company, qiang, lin):
    CrewProfile.objects.create(org=company.org, unit=company.crew, job_limit=1)
    ticket = Ticket.objects.get()
    copy = Ticket.objects.get(pk=ticket.pk)
    copy.pk, copy.number = None, "CN2603169999"
    copy._state.adding, copy.status, copy.crew, copy.queue = True, Status.DISPATCHED, company.crew, company.crew
    copy.save(force_insert=True)


@pytest.mark.parametrize(
    ("why", "state"), [(off_by_rota, "off"), (everybody_away, "off"), (resting, "rest"), (full, "on")]
)
def test_who_is_not_there_or_full_is_not_suggested(lin, qiang, fault, company, why, state):
    why(company, qiang, lin)

    found = chosen(lin, fault)

    assert [fit.crew.unit for fit in suggested(found)] == [company.second_crew]
    assert {fit.crew.unit: fit.crew.state for fit in found}[company.crew] == state


def test_ground_and_whose_turn_it_is_decide_among_equals(lin, fault, company):
    Coverage.objects.create(org=company.org, crew=company.crew, by="hall", value="CB")
    assert chosen(lin, fault)[0].crew.unit == company.second_crew

    Coverage.objects.create(org=company.org, crew=company.crew, by="transformer", value="文昌 3 号公变")
    assert chosen(lin, fault)[0].crew.unit == company.crew
    assigned = {"org": company.org, "ticket": fault, "crew": company.crew, "seq": 99, "at": AT, "held_until": AT}
    Assignment.objects.create(how="rule", **assigned)
    assert chosen(lin, fault)[0].crew.unit == company.second_crew


def test_one_press_sends_and_nobody_is_told_before_the_seconds_are_over(client, lin, fault, company, qiang):
    client.force_login(lin)

    answer = client.post(f"/dispatch/{fault.number}/", {"crew": company.crew.pk, "how": "suggested"})

    fault.refresh_from_db()
    made = Assignment.objects.get()
    assert (fault.status, fault.crew, made.how) == (Status.DISPATCHED, company.crew, "suggested")
    assert 'data-key="z Alt+Z"' in client.get(answer["Location"]).content.decode()
    told = Notice.objects.filter(user=qiang, what="dispatch")
    assert assigning.tell_due(at=made.at + SOON) == 0
    assert not told.exists()
    assert assigning.tell_due(at=made.held_until + SOON) == 1
    assert assigning.tell_due(at=made.held_until + SOON) == 0
    assert told.count() == 1
    assert Message.objects.filter(template="dispatched").count() == 1


def test_taken_back_within_the_seconds_nothing_has_happened(client, lin, guo, fault, company, qiang):
    made = assigning.assign(fault, crew=company.crew, by=lin, at=AT)
    with pytest.raises(TooLateToTakeBack):
        assigning.take_back(made, by=guo, at=AT + SOON)

    assigning.take_back(made, by=lin, at=AT + SOON)
    assigning.take_back(made, by=lin, at=AT + SOON)

    fault.refresh_from_db()
    assert (fault.status, fault.crew, fault.queue) == (Status.REGISTERED, None, company.dispatch)
    assert wrong_clocks(fault) == []
    assert assigning.tell_due(at=AT + minutes(5)) == 0
    assert not Message.objects.filter(template="dispatched").exists()
    assert assigning.assign(fault, crew=company.second_crew, by=guo, at=AT + minutes(1))


@pytest.mark.parametrize("is_accepted", [True, False])
def test_it_is_too_late_once_accepted_or_over(lin, fault, company, qiang, is_accepted):
    made = assigning.assign(fault, crew=company.crew, by=lin, at=AT)
    if is_accepted:
        field.accept(fault, by=qiang, at=AT + SOON)
        assert assigning.tell_due(at=AT + SOON) == 1

    with pytest.raises(TooLateToTakeBack):
        assigning.take_back(made, by=lin, at=AT + (SOON if is_accepted else minutes(1)))


def test_the_second_dispatcher_is_told_who_was_faster_and_moves_on(client, lin, guo, neighbours, company):
    fault, following, _third = neighbours
    assigning.assign(fault, crew=company.crew, by=guo)
    client.force_login(lin)

    page = client.post(f"/dispatch/{fault.number}/", {"crew": company.second_crew.pk}, follow=True).content.decode()

    fault.refresh_from_db()
    assert fault.crew == company.crew
    assert guo.name in page
    assert company.crew.name in page
    assert f'action="/dispatch/{following.number}/"' in page


@pytest.mark.parametrize("crew", ["", "nonsense", "01900000-0000-7000-8000-000000000000"])
def test_an_unknown_crew_is_not_found(client, lin, fault, crew):
    client.force_login(lin)

    assert client.post(f"/dispatch/{fault.number}/", {"crew": crew}).status_code == 404


def test_one_crew_for_all_of_one_transformer_and_back_again(client, lin, neighbours, company):
    fault, *others = neighbours
    elsewhere = others[1]
    SupplyPoint.objects.filter(pk=elsewhere.supply_point_id).update(transformer="别处 1 号公变")
    client.force_login(lin)

    told = {"n": [one.number for one in neighbours], "crew": company.crew.pk}
    page = client.post("/dispatch/together/", told, follow=True).content.decode()

    status = dict(Ticket.objects.values_list("number", "status"))
    assert [status[one.number] for one in neighbours] == ["dispatched", "dispatched", "registered"]
    assert elsewhere.short_number in page
    assert TicketLink.objects.standing().get(source=others[0], follows=True).target == fault
    made = Assignment.objects.get()
    assert made.how == "batch"
    client.post(f"/dispatch/back/{made.pk}/")
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.REGISTERED}
    assert [wrong_clocks(one) for one in neighbours] == [[], [], []]


def test_a_storm_is_on_record_and_everybody_sees_who_and_when(client, lin, guo, neighbours, company):
    client.force_login(lin)
    client.post("/dispatch/storm/", {"on": "1"})
    storm.switch(company.org, on=True, by=guo, at=timezone.now())
    client.force_login(guo)

    page = client.get("/dispatch/").content.decode()

    assert lin.name in page
    assert 'class="grp"' in page
    client.post("/dispatch/storm/", {"on": "0"})
    assert list(AuditEvent.objects.order_by("at").values_list("what", "by__login")) == [
        ("storm_on", "lin"),
        ("storm_off", "guo"),
    ]


def test_the_desk_asks_as_many_questions_for_many_rows_as_for_one(
    client, lin, neighbours, company, skills, django_assert_max_num_queries
):
    field.dispatch(neighbours[2], crew=company.crew, by=lin)
    client.force_login(lin)

    with django_assert_max_num_queries(12):
        client.get("/dispatch/")
    storm.switch(company.org, on=True, by=lin, at=timezone.now())
    with django_assert_max_num_queries(12):
        client.get("/dispatch/")


def test_the_day_is_drawn_and_stands_in_a_table(client, lin, reported, company):
    client.force_login(lin)

    page = client.get("/dispatch/day/?on=2026-03-16").content.decode()

    assert page.count(f"/t/{reported.number}/") == 6  # five steps drawn, one line of the table
    assert 'class="b-restore"' in page
    assert client.get("/dispatch/day/?on=nonsense").status_code == 200


def test_whoever_is_second_is_refused_by_the_action_itself(lin, guo, fault, company):
    assigning.assign(fault, crew=company.crew, by=lin)

    with pytest.raises(SentAlready) as late:
        assigning.assign(fault, crew=company.second_crew, by=guo)

    assert lin.name in late.value.sentence()
