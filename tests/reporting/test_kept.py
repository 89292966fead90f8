"""The promises that were kept: each as each, averages as averages, with and without what pauses gained."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings

from deadlines.actions import revise
from deadlines.models import Promise
from deadlines.models.pauses import PauseReason
from reporting.kept import Period, kept
from tests.people import MONDAY_NINE, minutes, no_power
from tickets import sweep
from tickets.actions import desk, extending, field, pausing

DAY = Period(date(2026, 3, 16), date(2026, 3, 16), MONDAY_NINE - minutes(540), MONDAY_NINE + minutes(900))
HERE = "/reports/kept/?from=2026-03-16&to=2026-03-16"


def rows(user, **where):
    return {row.name: row for row in kept(user, DAY, **where).rows}


@pytest.fixture
def repaired(company, guifang, flat, min, lin, qiang):
    """Repair a fault: `arrive` and `restore` so many minutes after the one before, in the middle perhaps a pause."""

    def repair(arrive: float, restore: float, pause: float = 0) -> None:
        ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
        field.dispatch(ticket, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(1))
        field.accept(ticket, by=qiang, at=MONDAY_NINE + minutes(2))
        field.arrive(ticket, by=qiang, at=MONDAY_NINE + minutes(arrive))
        now = MONDAY_NINE + minutes(arrive + 10)
        if pause:
            told = {"why": PauseReason.CUSTOMER_ABSENT, "proof": "敲门无人", "by": qiang, "at": now}
            ticket = pausing.suspend(ticket, review_at=now + minutes(pause), **told)
            ticket = pausing.resume(ticket, by=qiang, at=now + minutes(pause))
        field.restore(ticket, by=qiang, at=MONDAY_NINE + minutes(arrive + restore))

    return repair


def test_each_promise_counts_its_cases(guo, repaired):
    repaired(arrive=40, restore=60)
    repaired(arrive=50, restore=60)
    found = rows(guo)

    assert (found["arrive"].ended, found["arrive"].kept, found["arrive"].share) == (2, 1, "50.0")
    assert (found["arrive.floor"].ended, found["arrive.floor"].kept) == (2, 2)
    assert found["dispatch"].kept == found["dispatch"].kept_without == 2


def test_an_average_is_reported_as_an_average(guo, repaired):
    repaired(arrive=10, restore=100)
    repaired(arrive=10, restore=240)
    restore = rows(guo)["restore"]

    assert (restore.is_average, restore.used, restore.target) == (True, minutes(340), 2 * minutes(180))
    assert restore.is_average_kept and restore.is_average_kept_without
    repaired(arrive=10, restore=300)
    assert not rows(guo)["restore"].is_average_kept


def test_a_pause_gains_nothing_in_the_second_figure(company, guo, repaired):
    shipped = Promise.objects.get(code="power-fault-restore-sgcc-2022-urban")
    revise(shipped, by=None, at=MONDAY_NINE - minutes(1), org=company.org, statistic="each")
    repaired(arrive=10, restore=240, pause=120)
    restore = rows(guo)["restore"]

    assert (restore.ended, restore.kept, restore.kept_without) == (1, 1, 0)
    assert (restore.used, restore.used_without) == (minutes(120), minutes(240))


def test_more_time_gains_nothing_in_the_second_figure(guo, application, qiang):
    """Four working days, made seven on the second day; answered on the sixth."""
    sixth = MONDAY_NINE + timedelta(days=7)
    asked = {"name": "reply", "limit": "7wd", "why": "material", "reason": "电能表缺货"}
    extending.extend(application, by=qiang, at=MONDAY_NINE + timedelta(days=1), **asked)
    extending.approve_extension(application, name="reply", by=guo, at=MONDAY_NINE + timedelta(days=1))
    for verb in (field.arrive, field.restore):
        verb(application, by=qiang, at=sixth)
    field.report(application, cause="已换表", by=qiang, at=sixth)
    reply = kept(guo, Period(date(2026, 3, 23), date(2026, 3, 23), sixth - minutes(540), sixth + minutes(900))).rows
    (row,) = [row for row in reply if row.name == "reply"]

    assert (row.limit, row.ended, row.kept, row.kept_without) == ("4wd", 1, 1, 0)


def test_a_breach_that_fired_before_a_pause_is_never_kept(company, guo, repaired):
    repaired(arrive=50, restore=60)
    sweep.sweep_all(at=MONDAY_NINE + minutes(600))

    assert rows(guo)["arrive"].kept == 0


def test_other_halls_other_days_and_other_companies_are_left_out(company, guo, stranger, repaired):
    repaired(arrive=40, restore=60)
    yesterday = Period(DAY.first, DAY.first, DAY.begins - timedelta(days=1), DAY.begins)

    assert rows(guo, hall=company.hall)["arrive"].ended == 1
    assert rows(guo, hall=company.north) == {}
    assert kept(guo, yesterday).rows == []
    assert rows(stranger) == {}


def test_the_page_and_its_table_show_the_same(client, guo, repaired):
    repaired(arrive=40, restore=60)
    client.force_login(guo)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(HERE).content.decode()
    answer = client.get(f"{HERE}&as=csv&hall=CN")
    table = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))

    assert "100.0 %" in page and "on average" in page
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "kept-2026-03-16-2026-03-16.csv" in answer["Content-Disposition"]
    arrive = next(row for row in table if row[0] == "arrive on site")
    assert arrive[1:8] == ["within 45 minutes", "each", "1", "1", "100.0", "1", "100.0"]
    assert 'href="/reports/kept/"' in client.get("/board/").content.decode()


@pytest.mark.parametrize("query", ["", "?from=x&to=2026-02-30", "?from=9999-01-01", "?from=2026-03-20&to=2026-03-01"])
def test_what_is_no_period_is_the_last_thirty_days(client, guo, query):
    client.force_login(guo)

    assert client.get(f"/reports/kept/{query}").status_code == 200


def test_the_queries_do_not_grow_with_the_cases(guo, repaired, django_assert_max_num_queries):
    for count in range(3):
        repaired(arrive=10 + count, restore=240, pause=30)
    guo.units("board"), guo.orgs()

    with django_assert_max_num_queries(6):
        kept(guo, DAY)
