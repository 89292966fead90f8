"""The shipped standards: what the rows of the product's own file become."""

from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from deadlines.limits import parse_limit
from deadlines.loading import limit_of, load_shipped, profile_lines, profiles, read, sort_of
from deadlines.models import CalendarDay, Measure, Promise, WorkCalendar
from deadlines.models.calendars import calendar_for
from deadlines.stages import check_stages
from deadlines.words import APPLICATION_STEPS
from tests.deadlines.halls import NOTICES, OFFICE

ROWS = read("standards.json")
DEFAULTS = read("defaults.json")
LIMITS = {"minute", "hour", "day", "business_day"}


def test_the_file_has_234_rows_each_with_its_source():
    assert len(ROWS) == len({row["code"] for row in ROWS}) == 234
    assert all(row["source"] and row["evidence"] and isinstance(row["verified"], bool) for row in ROWS)
    assert Counter(row["verified"] for row in ROWS) == {True: 176, False: 58}


def test_at_most_so_many_minutes_hours_or_days_is_a_promise_and_all_else_a_measure():
    for row in ROWS:
        assert (sort_of(row) == "promise") == (row["operator"] == "max" and row["unit"] in LIMITS), row["code"]
    assert Counter(map(sort_of, ROWS)) == {"promise": 186, "target": 32, "notice": 13, "retention": 3}


def test_a_promise_by_unit():
    units = Counter(row["unit"] for row in ROWS if sort_of(row) == "promise")
    assert units == {"minute": 55, "hour": 57, "business_day": 54, "day": 20}


def test_no_days_means_the_same_calendar_day():
    zeros = {row["code"]: limit_of(row) for row in ROWS if row["value"] == 0}
    assert len(zeros) == 3
    assert all(parse_limit(limit).clock_time == 1440 for limit in zeros.values())


def test_what_the_product_adds_says_so():
    assert all(row["evidence"] == "product-default" and row["verified"] is False for row in DEFAULTS)
    assert not {row["code"] for row in DEFAULTS} & {row["code"] for row in ROWS}


@pytest.mark.django_db
def test_the_rows_are_in_the_database():
    shipped = Promise.objects.filter(org=None)
    assert shipped.exclude(evidence="product-default").count() == 186
    assert Counter(Measure.objects.values_list("sort", flat=True)) == {"target": 32, "notice": 13, "retention": 3}
    assert Counter(shipped.exclude(evidence="product-default").values_list("statistic", flat=True)) == Counter(
        row["statistic"] for row in ROWS if sort_of(row) == "promise"
    )
    for promise in shipped:
        assert promise.clock == ("working" if parse_limit(promise.limit).is_working else "elapsed")
        check_stages(promise.stages, limit=parse_limit(promise.limit), statistic=promise.statistic)


@pytest.mark.django_db
def test_a_promise_carries_its_figure_and_where_it_comes_from():
    reply = Promise.objects.get(code="power-enquiry-reply")
    assert (reply.limit, reply.clock, reply.calendar, reply.version) == ("5wd", "working", "cn-office", 1)
    assert (reply.kind, reply.milestone, reply.starts_on, reply.verified) == ("enquiry", "reply", "register", True)
    assert "供电服务质量标准" in reply.source
    assert reply.name == "业务咨询答复"
    assert Measure.objects.get(code="hotline-interrupt-csg").value.normalize().as_tuple().digits == (1,)


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    before = [model.objects.count() for model in (Promise, Measure, WorkCalendar, CalendarDay)]
    load_shipped(apps)
    assert [model.objects.count() for model in (Promise, Measure, WorkCalendar, CalendarDay)] == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE deadlines_promise SET \"limit\" = '1m'",
        "UPDATE deadlines_promise SET source = '' WHERE code = 'power-enquiry-reply'",
        "DELETE FROM deadlines_promise",
        "UPDATE deadlines_measure SET value = 1",
        "UPDATE deadlines_workcalendar SET weekly = '[]'",
        "DELETE FROM deadlines_calendarday",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_published(change):
    with pytest.raises(DatabaseError, match="published"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_way_back_takes_the_shipped_rows_away_and_the_way_forward_brings_them_again(bare):
    frozen = import_module("deadlines.migrations.0003_frozen")
    shipped = import_module("deadlines.migrations.0002_shipped_standards")
    with connection.cursor() as cursor:
        for operation in reversed(frozen.Migration.operations):
            cursor.execute(operation.reverse_sql)
    shipped.unload(apps, None)
    assert not Promise.objects.exists() and not WorkCalendar.objects.exists() and not CalendarDay.objects.exists()
    shipped.load(apps, None)
    assert Promise.objects.count() == 186 + len(DEFAULTS)


@pytest.mark.django_db
def test_the_seeded_office_calendar_is_the_official_one(django_assert_num_queries):
    calendar = calendar_for("cn-office")
    differing = {day: special for day, special in calendar.days.items() if day.year < 2027}
    assert {day: bool(special.shifts) for day, special in differing.items()} == {
        day: bool(special.shifts) for day, special in NOTICES.items()
    }
    assert all(special.shifts in ((), OFFICE.weekly[0]) for special in differing.values())
    assert calendar.weekly == OFFICE.weekly
    with django_assert_num_queries(1):  # which version is the newest; the rest is known to the process
        assert calendar_for("cn-office") is calendar


@pytest.mark.django_db
def test_the_year_whose_notice_is_not_out_is_provisional():
    days = CalendarDay.objects.filter(date__year=2027)
    assert days.count() == 13
    assert set(days.values_list("provisional", "working")) == {(True, False)}
    assert not CalendarDay.objects.filter(date__year__lt=2027, provisional=True).exists()
    calendar = calendar_for("cn-office")
    assert calendar.official_until is not None and calendar.official_until.isoformat() == "2026-12-31"


@pytest.mark.parametrize("profile", ["power", "telecom", "gas", "water"])
def test_a_profile_names_known_promises_and_each_line_once(profile):
    promises = {row["code"] for row in [*ROWS, *DEFAULTS] if sort_of(row) == "promise"}
    lines = profile_lines(profile)
    assert {line["promise"] for line in lines} <= promises
    assert len({line["line"] for line in lines}) == len(lines)
    assert [line["order"] for line in lines] == sorted(line["order"] for line in lines)


def test_every_default_is_used_by_some_profile():
    used = {line["promise"] for profile in profiles() for line in profile_lines(profile)}
    # An order is no promise of a policy: its issuer may set another deadline. What a profile once named stays known.
    # The steps of applications are promised by their types.
    steps = {f"general-apply-{step}-default" for step in APPLICATION_STEPS}
    assert {row["code"] for row in DEFAULTS} - {"order-answer", "general-fault-restore-default"} - steps <= used
