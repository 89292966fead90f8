"""A phone that had no signal: its steps count by its own time, within bounds, each once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.api.caller import Caller, signed_in
from tests.people import minutes, no_power
from tickets import sweep
from tickets.actions import desk, field
from tickets.models import Clock, Ticket, TicketEvent


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def job(company, guifang, flat, min, lin, qiang, now) -> Ticket:
    """A fault of two hours ago, which the crew accepted six minutes later and then drove out of reach."""
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=now - minutes(120))
    field.dispatch(ticket, crew=company.crew, by=lin, at=now - minutes(116))
    return field.accept(ticket, by=qiang, at=now - minutes(114))


@pytest.fixture
def crew(qiang) -> Caller:
    return signed_in(qiang)


def step(at: datetime) -> dict[str, str]:
    return {"client_id": str(uuid4()), "device_at": at.isoformat()}


def test_a_step_counts_by_the_phones_time(crew, job, now):
    at = now - minutes(90)
    crew.do(f"tickets/{job.number}/arrive/", step(at))
    event = TicketEvent.objects.get(ticket=job, what="arrive")
    clock = Clock.objects.get(ticket=job, name="arrive")

    assert (event.at, event.device_at) == (at, at)
    assert event.recorded_at >= now
    assert clock.stopped_at == at
    assert clock.was_kept is True


def test_a_whole_drive_is_told_afterwards_in_its_order(crew, job, now):
    for verb, ago in [("depart", 110), ("arrive", 90), ("restore", 30)]:
        crew.do(f"tickets/{job.number}/{verb}/", step(now - minutes(ago)))
    crew.do(f"tickets/{job.number}/report/", step(now - minutes(20)) | {"cause": "接头烧断"})

    job.refresh_from_db()
    assert job.status == "resolved"
    assert Clock.objects.get(ticket=job, name="callback").started_at == now - minutes(20)


def test_the_same_step_again_changes_nothing(crew, job, now):
    told = step(now - minutes(90))
    first, second = (crew.do(f"tickets/{job.number}/arrive/", told) for _time in range(2))

    assert first == second
    assert TicketEvent.objects.filter(ticket=job, what="arrive").count() == 1


def test_the_same_step_again_is_known_even_when_the_case_has_gone_on(crew, job, now):
    told = step(now - minutes(90))
    crew.do(f"tickets/{job.number}/arrive/", told)
    crew.do(f"tickets/{job.number}/restore/", step(now - minutes(60)))

    assert crew.do(f"tickets/{job.number}/arrive/", told)["status"] == "restored"


def test_a_live_step_may_carry_an_id_alone(crew, job):
    told = {"client_id": str(uuid4())}
    crew.do(f"tickets/{job.number}/arrive/", told)

    assert crew.do(f"tickets/{job.number}/arrive/", told)["status"] == "on_site"


def test_a_clock_a_little_fast_is_brought_back_to_now(crew, job, now):
    crew.do(f"tickets/{job.number}/arrive/", step(now + timedelta(seconds=90)))

    assert TicketEvent.objects.get(ticket=job, what="arrive").at <= timezone.now()


@pytest.mark.parametrize("off", [5, -13 * 60, -115], ids=["ahead", "too old", "before the last step"])
def test_a_time_that_cannot_be_true_is_refused(crew, job, now, off):
    answer = crew.post(f"tickets/{job.number}/arrive/", step(now + minutes(off)))

    assert (answer.status_code, answer.json()["code"]) == (422, "device_time")
    assert set(answer.json()["fields"]) == {"device_at"}


def test_a_note_in_between_does_not_stand_in_the_way(crew, job, min, now):
    desk.note(job, text="客户再次来电", by=min, at=now - minutes(10))

    assert crew.do(f"tickets/{job.number}/arrive/", step(now - minutes(90)))["status"] == "on_site"


def test_a_promise_that_fired_in_between_does_not_stand_in_the_way(crew, job, now):
    sweep.sweep_all(at=now)
    assert TicketEvent.objects.filter(ticket=job, what="deadline_missed").exists()

    crew.do(f"tickets/{job.number}/arrive/", step(now - minutes(90)))

    assert Clock.objects.get(ticket=job, name="arrive").was_kept is True


@pytest.mark.parametrize("who", ["lin", "guo"])
def test_only_the_crew_itself_tells_an_earlier_time(request, job, now, who):
    answer = signed_in(request.getfixturevalue(who)).post(f"tickets/{job.number}/arrive/", step(now - minutes(90)))

    assert (answer.status_code, answer.json()["code"]) == (422, "device_time")


def test_an_earlier_time_needs_an_id(crew, job, now):
    answer = crew.post(f"tickets/{job.number}/arrive/", {"device_at": (now - minutes(90)).isoformat()})

    assert set(answer.json()["fields"]) == {"client_id"}


@pytest.mark.parametrize("verb", ["note", "urge", "withdraw", "dispatch", "transfer"])
def test_no_other_verb_takes_a_time(guo, job, now, verb):
    answer = signed_in(guo).post(f"tickets/{job.number}/{verb}/", step(now - minutes(90)))

    assert answer.status_code == 400
    assert {"client_id", "device_at"} <= set(answer.json()["fields"])


def test_nobody_sets_the_time_of_a_registration(hotline):
    answer = hotline.post("tickets/", {"at": "2026-01-01T00:00:00Z"})

    assert "at" in answer.json()["fields"]
