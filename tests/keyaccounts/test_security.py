"""Supply security (保电): planned, approved by a second person, kept with its record, reported; reminders once each."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Notice
from keyaccounts import tasks
from keyaccounts.models import SecurityRecord, SecurityReminder, SecurityTask
from keyaccounts.security import keeping, planning
from keyaccounts.security.figures import figures_of
from keyaccounts.security.reminding import remind
from keyaccounts.security.spine import CannotNow, ChangedMeanwhile
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes

BEGIN, END = MONDAY_NINE + timedelta(days=3), MONDAY_NINE + timedelta(days=3, hours=10)


@pytest.fixture
def task(kept, mei) -> SecurityTask:
    """The final examinations, at the hospital next door."""
    told = {"event": "高考保电", "level": "first", "from_at": BEGIN, "until_at": END, "measures": "双电源，发电车待命"}
    task = planning.open_task(kept.org, **told, by=mei, at=MONDAY_NINE)
    return planning.cover(task, customer=kept, point=kept.supply_points.get(), by=mei, at=MONDAY_NINE)


@pytest.fixture
def planned(task, company, mei, qiang) -> SecurityTask:
    duty = {"part": "配电室值守", "from_at": BEGIN, "until_at": END}
    task = planning.ask_duty(task, person=qiang, **duty, by=mei, at=MONDAY_NINE)
    task = planning.ask_duty(task, crew=company.second_crew, **duty, by=mei, at=MONDAY_NINE)
    task = planning.set_asset(task, kind="generator", name="发电车 500", count=2, kilowatts=500, by=mei, at=MONDAY_NINE)
    return planning.set_check(task, lines="发电车试机\n\n接入电缆", by=mei, at=MONDAY_NINE)


@pytest.fixture
def approved(planned, mei, guo) -> SecurityTask:
    return planning.approve(planning.submit(planned, by=mei, at=MONDAY_NINE), by=guo, at=MONDAY_NINE)


def test_from_the_plan_to_the_report(approved, planned, mei, qiang):
    first = approved.checks.earliest("position")
    keeping.tick_off(approved, row=first.pk, by=qiang, at=BEGIN)
    task = keeping.start(approved, by=qiang, at=BEGIN)
    keeping.patrol(task, text="正常", place="1 号配电室", by=qiang, at=BEGIN + timedelta(hours=2))
    keeping.incident(task, text="电压短时波动", by=qiang, at=BEGIN + timedelta(hours=3))
    task = keeping.finish(task, text="", by=qiang, at=END)
    task = keeping.report(task, text="保电任务圆满完成", by=mei, at=END)

    seen = figures_of(task)
    assert (task.number, task.state) == ("BD26-0001", "reported")
    assert (seen.hours, seen.customers, seen.people, seen.crews) == (10.0, 1, 1, 1)
    assert (seen.generators, seen.kilowatts, seen.checked, seen.checks) == (2, 1000, 1, 2)
    assert (seen.patrols, seen.incidents) == (1, 1)
    assert Notice.objects.filter(user=mei, what="secure_incident").count() == 1


def test_nobody_approves_a_plan_of_their_own(planned, guo):
    own = planning.submit(planned, by=guo, at=MONDAY_NINE)

    with pytest.raises(planning.OwnPlan):
        planning.approve(own, by=guo, at=MONDAY_NINE)
    with pytest.raises(IntegrityError), transaction.atomic():
        facts = {"state": "approved", "approved_by": guo, "approved_at": MONDAY_NINE}
        SecurityTask.objects.filter(pk=own.pk).update(**facts)


def test_what_is_missing_is_named_and_what_was_approved_is_not_changed(task, approved, mei):
    bare = planning.open_task(
        task.org, event="春晚", level="third", from_at=BEGIN, until_at=END, by=mei, at=MONDAY_NINE
    )
    with pytest.raises(Invalid) as said:
        planning.submit(bare, by=mei, at=MONDAY_NINE)
    assert said.value.sentence().count("、") == 2

    with pytest.raises(CannotNow):
        planning.set_check(approved, lines="再加一项", by=mei, at=MONDAY_NINE)
    back = planning.replan(approved, text="改时间", by=mei, at=MONDAY_NINE)
    assert (back.state, back.approved_by) == ("planning", None)
    with pytest.raises(ChangedMeanwhile):
        planning.submit(back, version=approved.version, by=mei, at=MONDAY_NINE)


@pytest.mark.parametrize(
    ("act", "who"),
    [("open", "min"), ("open", "stranger"), ("approve", "qiang"), ("start", "shen")],
)
def test_who_may_not(request, company, planned, act, who, mei):
    by = request.getfixturevalue(who)
    waiting = planning.submit(planned, by=mei, at=MONDAY_NINE)

    with pytest.raises(NotAllowed):
        if act == "open":
            told = {"event": "x", "level": "third", "from_at": BEGIN, "until_at": END}
            planning.open_task(company.org, **told, by=by, at=MONDAY_NINE)
        elif act == "approve":
            planning.approve(waiting, by=by, at=MONDAY_NINE)
        else:
            keeping.start(waiting, by=by, at=BEGIN)


def test_each_reminder_is_said_once_and_only_while_it_matters(planned, mei, guo, qiang):
    assert remind(at=BEGIN - timedelta(hours=25)) == 0
    assert [remind(at=BEGIN - timedelta(hours=24)) for _twice in range(2)] == [1, 0]
    assert Notice.objects.filter(what="secure_plan", user__in=[mei, guo]).count() == 2

    task = planning.approve(planning.submit(planned, by=mei, at=BEGIN), by=guo, at=BEGIN)
    remind(at=BEGIN + minutes(16))
    assert Notice.objects.filter(what="secure_start", user=qiang).count() == 1

    keeping.start(task, by=qiang, at=BEGIN + minutes(20))
    for hour in range(1, 9):
        remind(at=BEGIN + timedelta(hours=hour))
    assert Notice.objects.filter(what="secure_patrol", user=qiang).count() == 3, "every two hours, nobody walked"
    planning_changed = SecurityReminder.objects.filter(task=task, said_at__isnull=True)
    assert set(planning_changed.values_list("kind", flat=True)) == {"patrol", "finish", "report"}
    tasks.secure()


def test_the_record_is_never_rewritten(task):
    with pytest.raises(DatabaseError), transaction.atomic():
        SecurityRecord.objects.filter(task=task).update(text="x")


def test_the_pages_plan_approve_and_print(client, kept, mei, guo, qiang, other, stranger):
    client.force_login(mei)
    told = {"event": "高考保电", "level": "first", "patrol_hours": "2", "measures": "双电源"}
    times = {"from_at": "2026-06-07T08:00", "until_at": "2026-06-07T18:00"}
    page = client.post(f"/supply-security/new/?customer={kept.pk}", told | times)["Location"]
    task = SecurityTask.objects.get()
    client.post(f"{page}cover/", {"account": "053200001234"})
    duty = {"part": "值守", "person": str(qiang.pk), **times}
    assert client.post(f"{page}do/ask_duty/", duty).status_code == 302
    late = client.post(f"{page}do/change/", told | times | {"until_at": "2026-06-07T07:00", "version": "9"})
    assert late.status_code == 422
    assert client.post(f"{page}do/submit/", {"version": "3"}).status_code == 422
    task.refresh_from_db()
    client.post(f"{page}do/submit/", {"version": str(task.version)})

    client.force_login(guo)
    text = client.get(page).content.decode()
    assert "do/approve/" in text and "李强" in text
    client.post(f"{page}do/approve/", {"version": str(task.version + 1)})
    task.refresh_from_db()
    assert task.state == "approved"
    assert "李强" in client.get(f"{page}print/").content.decode()
    assert task.event in client.get("/supply-security/").content.decode()
    assert task.event in client.get(f"/customers/{kept.pk}/supply-security/").content.decode()
    client.force_login(stranger)
    assert client.get(page).status_code in (403, 404)
