"""Which promise binds a case, and what becomes of it when promises change."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.actions import hire, plant
from accounts.models import Unit, User
from deadlines.actions import adopt_profile, promises_for, revise
from deadlines.calendar import due
from deadlines.limits import UnreadableLimit
from deadlines.loading import UnknownProfile
from deadlines.models import CalendarDay, PolicyRule, Promise, WorkCalendar
from deadlines.models.calendars import calendar_for
from deadlines.publishing import BadPromise, StalePromise
from deadlines.stages import BadStages

pytestmark = pytest.mark.django_db

MONDAY_NINE = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
LATER = MONDAY_NINE + timedelta(days=30)


@pytest.fixture
def company() -> Unit:
    return plant(parent=None, kind=Unit.Kind.COMPANY, code="3790", name="临水供电公司")


@pytest.fixture
def neighbours() -> Unit:
    return plant(parent=None, kind=Unit.Kind.COMPANY, code="3791", name="临山供电公司")


@pytest.fixture
def wen(company: Unit) -> User:
    return hire(login="wen-rules", name="文静", home=company)


@pytest.fixture
def power(company: Unit, wen: User) -> Unit:
    adopt_profile(company, "power", by=wen, at=MONDAY_NINE)
    return company


def bound(org: Unit, kind: str, *, category: str = "", area: str = "", level: str = "", at: datetime = LATER):
    found = promises_for(org=org, kind=kind, category=category, area=area, level=level, at=at)
    return {milestone: promise.limit for milestone, promise in found.items()}


@pytest.mark.parametrize(
    ("kind", "facts", "limits"),
    [
        ("fault", {"area": "urban"}, "2m 3m 45m 3h 30m 2h 24h"),
        ("fault", {"area": "rural"}, "2m 3m 90m 4h 30m 2h 24h"),
        ("fault", {}, "2m 3m 45m 3h 30m 2h 24h"),
    ],
)
def test_a_power_fault_is_promised_by_its_area(power, kind, facts, limits):
    milestones = ["dispatch", "accept", "arrive", "restore", "report", "review", "callback"]
    assert bound(power, kind, **facts) == dict(zip(milestones, limits.split(), strict=True))


def test_a_remote_fault_has_an_arrival_but_no_published_restoration(power):
    found = bound(power, "fault", area="remote")
    assert found["arrive"] == "120m"
    assert "restore" not in found


def test_arrival_binds_each_case_and_restoration_is_an_average(power):
    found = promises_for(org=power, kind="fault", category="", area="urban", level="", at=LATER)
    assert (found["arrive"].statistic, found["arrive"].binds_each) == ("each", True)
    assert (found["restore"].statistic, found["restore"].binds_each) == ("average", False)
    assert [found[name].verified for name in ("dispatch", "arrive", "restore")] == [False, True, True]


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("complaint", {"contact": "24h", "reply": "5wd", "callback": "1wd"}),
        ("enquiry", {"reply": "5wd"}),
        ("service", {"dispatch": "20m", "accept": "2h", "review": "1wd", "reply": "5wd", "callback": "1wd"}),
        ("report", {"reply": "10wd", "callback": "1wd"}),
        ("suggestion", {"reply": "10wd", "callback": "1wd"}),
        ("opinion", {"reply": "10wd", "callback": "1wd"}),
        ("praise", {"reply": "10wd"}),
        ("appeal", {"reply": "10wd", "callback": "1wd"}),
        ("filing", {}),
    ],
)
def test_the_other_kinds_of_a_power_company(power, kind, limits):
    assert bound(power, kind) == limits


def test_a_line_with_a_category_comes_before_the_general_one(power):
    assert bound(power, "service", category="reconnect")["reply"] == "24h"
    assert bound(power, "service", category="svc-meter-check")["reply"] == "5wd"
    assert bound(power, "service", category="meter-fault")["reply"] == "4wd"
    assert bound(power, "service", category="appliance")["arrive"] == "24h"


@pytest.mark.parametrize(
    ("profile", "kind", "facts", "milestone", "limit"),
    [
        ("telecom", "fault", {"area": "urban"}, "restore", "48h"),
        ("telecom", "fault", {"area": "remote"}, "restore", "72h"),
        ("telecom", "fault", {"category": "broadband-down"}, "restore", "cut16:00"),
        ("telecom", "complaint", {}, "reply", "15d"),
        ("telecom", "appeal", {}, "reply", "30d"),
        ("gas", "fault", {"category": "gas-leak"}, "arrive", "1h"),
        ("gas", "fault", {}, "arrive", "cut19:00/4h/1d@12:00"),
        ("gas", "fault", {}, "restore", "24h@not22:00-06:00"),
        ("water", "fault", {"category": "burst"}, "restore", "24h"),
        ("water", "fault", {}, "arrive", "60m"),
        ("water", "complaint", {"level": "special"}, "reply", "15wd"),
        ("water", "complaint", {}, "reply", "3wd"),
        ("water", "complaint", {"category": "water-quality"}, "contact", "2h"),
    ],
)
def test_the_other_trades(company, profile, kind, facts, milestone, limit):
    adopt_profile(company, profile, by=None, at=MONDAY_NINE)
    assert bound(company, kind, **facts)[milestone] == limit


def test_every_profile_answers_complaints_enquiries_and_calls_back_after_faults(company):
    for profile in ("power", "telecom", "gas", "water"):
        PolicyRule.objects.all().delete()
        adopt_profile(company, profile, by=None, at=MONDAY_NINE)
        assert {"contact", "reply", "callback"} <= bound(company, "complaint").keys()
        assert "reply" in bound(company, "enquiry")
        assert {"dispatch", "accept", "restore", "report", "callback"} <= bound(company, "fault").keys()


def test_choosing_is_one_query_and_counting_adds_none(power, django_assert_num_queries):
    promises_for(org=power, kind="fault", category="", area="urban", level="", at=LATER)["arrive"].work_calendar()
    with django_assert_num_queries(1):
        found = promises_for(org=power, kind="fault", category="", area="urban", level="", at=LATER)
        assert {promise.work_calendar().code for promise in found.values()} == {"cn-24x7"}


def test_a_company_without_a_policy_and_a_time_before_it_are_promised_nothing(power, neighbours):
    assert bound(neighbours, "fault", area="urban") == {}
    assert bound(power, "fault", area="urban", at=MONDAY_NINE - timedelta(seconds=1)) == {}


def test_adopting_twice_is_adopting_once(power, wen):
    assert adopt_profile(power, "power", by=wen, at=LATER) == 0
    assert PolicyRule.objects.filter(org=power).count() == PolicyRule.objects.filter(active_from=MONDAY_NINE).count()


def test_an_unknown_profile_is_refused_with_the_known_ones(company):
    with pytest.raises(UnknownProfile) as refused:
        adopt_profile(company, "steam", by=None, at=MONDAY_NINE)
    assert "telecom" in refused.value.sentence()


def test_a_revised_promise_is_a_new_version_and_the_old_row_stays(power, wen):
    old = Promise.objects.get(code="power-enquiry-reply")
    before = Promise.objects.filter(pk=old.pk).values().get()
    fresh = revise(
        old, by=wen, at=LATER, org=power, limit="24h", stages=stages("warn25", "breach"), note="县公司自行承诺"
    )
    assert (fresh.version, fresh.org, fresh.limit, fresh.clock) == (2, power, "24h", "elapsed")
    assert (fresh.code, fresh.name, fresh.source, fresh.published_by) == (old.code, old.name, old.source, wen)
    assert (fresh.effective_from, fresh.published_at) == (LATER, LATER)
    assert Promise.objects.filter(pk=old.pk).values().get() == before


def test_a_revision_binds_from_its_day_on_and_earlier_cases_keep_theirs(power, wen):
    revise(Promise.objects.get(code="power-enquiry-reply"), by=wen, at=LATER, org=power, limit="3wd")
    assert bound(power, "enquiry", at=LATER - timedelta(seconds=1)) == {"reply": "5wd"}
    assert bound(power, "enquiry", at=LATER) == {"reply": "3wd"}


def test_a_companys_own_version_leaves_the_neighbours_alone(power, neighbours, wen):
    adopt_profile(neighbours, "power", by=None, at=MONDAY_NINE)
    revise(Promise.objects.get(code="power-enquiry-reply"), by=wen, at=LATER, org=power, limit="3wd")
    assert bound(neighbours, "enquiry", at=LATER) == {"reply": "5wd"}


def test_a_newer_shipped_version_reaches_those_who_use_the_shipped_one(power, neighbours, wen):
    adopt_profile(neighbours, "power", by=None, at=MONDAY_NINE)
    shipped = Promise.objects.get(code="power-enquiry-reply")
    revise(shipped, by=wen, at=LATER, org=power, limit="3wd")
    revise(shipped, by=None, at=LATER, limit="4wd")
    assert bound(neighbours, "enquiry", at=LATER) == {"reply": "4wd"}
    assert bound(power, "enquiry", at=LATER) == {"reply": "3wd"}


def test_only_the_newest_version_can_be_revised(power, wen):
    shipped = Promise.objects.get(code="power-enquiry-reply")
    second = revise(shipped, by=wen, at=LATER, org=power, limit="4wd")
    with pytest.raises(StalePromise):
        revise(shipped, by=wen, at=LATER, org=power, limit="3wd")
    third = revise(second, by=wen, at=LATER, limit="3wd")
    assert (third.version, third.org) == (3, power)
    assert bound(power, "enquiry", at=LATER) == {"reply": "3wd"}


def stages(*codes: str) -> list[dict]:
    return [{"stage": code, "rungs": ["handler"]} for code in codes]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"limit": "soon"}, UnreadableLimit),
        ({"stages": stages("warn100", "breach")}, BadStages),
        ({"calendar": "moon"}, BadPromise),
        ({"statistic": "mostly"}, BadPromise),
        ({"effective_until": LATER}, BadPromise),
        ({"code": "other"}, BadPromise),
        ({"colour": "red"}, BadPromise),
    ],
)
def test_a_promise_that_cannot_be_kept_or_counted_is_refused(power, wen, change, refusal):
    promise = Promise.objects.get(code="power-enquiry-reply")
    with pytest.raises(refusal) as refused:
        revise(promise, by=wen, at=LATER, org=power, **change)
    assert refused.value.sentence()
    assert Promise.objects.filter(code=promise.code).count() == 1


def test_a_company_counts_by_its_own_calendar_if_it_has_one(power):
    week = [[["09:00", "12:00"]]] * 5 + [[], []]
    own = WorkCalendar.objects.create(org=power, code="cn-office", version=2, name="夏令", weekly=week)
    CalendarDay.objects.create(org=power, calendar=own, date="2026-04-16", working=False, name="厂休")
    promise = promises_for(org=power, kind="enquiry", category="", area="", level="", at=LATER)["reply"]
    calendar = promise.work_calendar()
    assert (calendar.code, calendar.version) == ("cn-office", 2)
    assert due(LATER, promise.parsed_limit, calendar).isoformat() == "2026-04-23T12:00:00+08:00"
    assert calendar_for("cn-office", org=power, version=1).version == 1
    assert Promise.objects.counted_by(power).get(pk=promise.pk).work_calendar() is calendar
    assert Promise.objects.get(pk=promise.pk).work_calendar().version == 1
