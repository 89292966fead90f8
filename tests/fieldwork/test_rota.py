"""The rota: shifts are written and taken off, weeks are filled, somebody is away and another stands in."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Absence
from fieldwork.actions import rota
from fieldwork.model_crews import CrewEvent, CrewProfile
from fieldwork.models import Pattern, Shift
from fieldwork.refusals import ShiftsOverlap
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.refusals import NotYours

MONDAY = date(2026, 3, 16)
WEEK = timedelta(days=7)
AT = MONDAY_NINE


def hour(n: int, day: int = 0) -> datetime:
    return rota.midnight(MONDAY) + timedelta(days=day, hours=n)


@pytest.fixture
def shift(company, lin) -> Shift:
    """The first crew has the night from Monday to Tuesday."""
    return rota.add_shift(company.crew, sort="duty", from_at=hour(20), until_at=hour(32), by=lin, at=AT)


def test_the_first_shift_makes_the_rota_count(shift, company):
    assert CrewProfile.objects.get(unit=company.crew).by_rota
    assert CrewEvent.objects.get().facts["by_rota"] == [False, True]


def test_what_cannot_be_on_the_rota(shift, company, lin, guo, qiang, stranger):
    told = {"sort": "duty", "at": AT}
    with pytest.raises(ShiftsOverlap) as twice:
        rota.add_shift(company.crew, from_at=hour(31), until_at=hour(40), by=lin, **told)
    assert company.crew.name in twice.value.sentence()
    with pytest.raises(Invalid):
        rota.add_shift(company.crew, from_at=hour(60), until_at=hour(59), by=lin, **told)
    with pytest.raises(NotAllowed):
        rota.add_shift(company.crew, from_at=hour(60), until_at=hour(61), by=qiang, **told)
    with pytest.raises(NotYours):
        rota.add_shift(stranger, from_at=hour(60), until_at=hour(61), by=lin, **told)


def test_a_week_is_copied_kept_and_filled_and_again_changes_nothing(shift, company, lin):
    following, third = MONDAY + WEEK, MONDAY + 2 * WEEK

    assert rota.copy_week(company.org, monday=following, by=lin, at=AT) == 1
    assert rota.copy_week(company.org, monday=following, by=lin, at=AT) == 0
    assert rota.keep_as_usual(company.org, monday=MONDAY, by=lin) == 1
    assert rota.fill_week(company.org, monday=third, by=lin, at=AT) == 1

    assert Pattern.objects.get().weekday == 0
    assert sorted(Shift.objects.values_list("from_at", flat=True)) == [hour(20), hour(20, 7), hour(20, 14)]


@pytest.mark.parametrize(("later", "left"), [(-60, 0), (60 * 14, 1)])
def test_a_shift_taken_off_is_gone_and_one_that_runs_ends_now(shift, lin, later, left):
    at = AT + minutes(later)

    rota.cancel_shift(shift, by=lin, at=at)
    rota.cancel_shift(shift, by=lin, at=at)

    assert Shift.objects.standing().count() == left
    assert not Shift.objects.at(at + minutes(1)).exists()


def test_the_page_shows_writes_prints_and_exports_the_week(client, lin, qiang, shift, company):
    client.force_login(lin)
    told = {"who": f"c{company.second_crew.pk}", "sort": "duty", "on": "2026-03-18", "days": "2"}
    told |= {"begin": "20:00", "until": "08:00"}

    assert client.post("/rota/?on=2026-03-16", told).status_code == 302
    assert client.post("/rota/?on=2026-03-16", told).status_code == 422
    page = client.get("/rota/?on=2026-03-17").content.decode()

    assert page.count('class="sh duty"') == 3
    told = client.get("/rota/week.csv?on=2026-03-17").content.decode()
    assert told.count("20:00-08:00") == 3
    client.post("/rota/fill/keep/?on=2026-03-16")
    client.post("/rota/fill/usual/?on=2026-03-23")
    assert Shift.objects.count() == 6
    client.post(f"/rota/shift/{shift.pk}/off/")
    client.force_login(qiang)
    page = client.get("/rota/").content.decode()
    assert "/rota/shift/" not in page
    assert client.post("/rota/", {"sort": "duty"}).status_code == 200
    assert client.post(f"/rota/shift/{shift.pk}/off/").status_code == 403


def test_somebody_is_away_and_another_stands_in(client, lin, qiang, wei, company):
    client.force_login(lin)
    told = {
        "person": qiang.pk,
        "deputy": wei.pk,
        "why": "leave",
        "begin": "2026-03-16T08:00",
        "until": "2026-03-17T08:00",
    }

    assert client.post("/rota/?on=2026-03-16", told | {"deputy": qiang.pk}).status_code == 422
    assert client.post("/rota/?on=2026-03-16", told).status_code == 302
    assert client.post("/rota/?on=2026-03-16", told).status_code == 422  # away already

    away = Absence.objects.get()
    assert (away.person, away.deputy) == (qiang, wei)
    assert wei.name in client.get("/rota/?on=2026-03-16").content.decode()
    rota.end_absence(away, by=lin, at=AT)
    away.refresh_from_db()
    assert away.until_at == AT
    assert timezone.localdate(away.from_at) == MONDAY
