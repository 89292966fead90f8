"""Lines of a policy: in order, the first that fits; where address and person both have one, the tighter."""

from datetime import timedelta

import pytest
from django.conf import settings

from deadlines.actions import bindings_for, promises_for, revise
from deadlines.conditions import Case, conditions
from deadlines.models import PolicyRule, Promise
from deadlines.publishing import BadPromise, check_order, clashes
from tests.people import MONDAY_NINE, minutes, no_power
from tickets.actions import desk, replanning
from tickets.actions.promises import preview
from tickets.recheck import due_of

BEFORE = MONDAY_NINE - timedelta(days=1)


@pytest.fixture
def rule(company):
    """Write one line of the company for the arrival at a fault, before all others."""

    def write(code: str = "", *, order: int = 1, **conditions: object) -> PolicyRule:
        promise = Promise.objects.get(code=code or "power-important-arrive", org=None)
        line = "/".join(["own", str(order), code, *map(str, conditions)])
        facts = {"kind": "fault", "milestone": "arrive", "active_from": BEFORE} | conditions
        return PolicyRule.objects.create(
            org=company.org, profile="own", line=line, order=order, promise=promise, **facts
        )

    return write


def arrival(company, **facts: object) -> str:
    told = {"category": "no-power", "area": "urban"} | facts
    return promises_for(org=company.org, kind="fault", at=MONDAY_NINE, **told)["arrive"].limit


@pytest.mark.parametrize(
    ("condition", "fitting", "other"),
    [
        ({"category": "no-*"}, {}, {"category": "burst"}),
        ({"level": "major"}, {"level": "major"}, {"level": "general"}),
        ({"area": "urban"}, {}, {"area": "rural"}),
        ({"importance": "first"}, {"importance": "first"}, {"importance": "second"}),
        ({"importance": "any"}, {"importance": "second"}, {}),
        ({"channel": "hotline"}, {"channel": "hotline"}, {"channel": "counter"}),
    ],
)
def test_each_condition_chooses(company, rule, condition, fitting, other):
    rule(**condition)

    assert arrival(company, **fitting) == "30m"
    assert arrival(company, **other) != "30m"


def test_a_line_for_one_hall_binds_there_alone(company, rule):
    rule(hall=company.hall)

    assert arrival(company, hall=company.hall.pk) == "30m"
    assert arrival(company, hall=company.north.pk) == arrival(company) == "45m"


def test_the_first_line_in_order_that_fits_decides(company, rule):
    rule("power-fault-arrive-gb-28583-floor-urban", order=2, channel="counter")
    rule(order=1, channel="counter", category="no-*")

    assert arrival(company, channel="counter") == "30m"
    assert arrival(company, channel="counter", category="burst") == "60m"


@pytest.mark.parametrize("order", [1, 999])
def test_the_tighter_of_area_and_importance_counts_whichever_comes_first(company, rule, order):
    rule(order=order, importance="any")
    bound = bindings_for(org=company.org, kind="fault", area="urban", importance="first", at=MONDAY_NINE)

    assert (bound["arrive"].limit, bound["arrive"].also.limit) == ("30m", "45m")
    assert bound["arrive.floor"].also is None


def test_a_laxer_level_does_not_loosen_what_the_address_is_promised(company, rule):
    rule("power-fault-arrive-sgcc-2011-remote", level="general")
    bound = bindings_for(org=company.org, kind="fault", area="urban", level="general", at=MONDAY_NINE)

    assert (bound["arrive"].limit, bound["arrive"].also.limit) == ("45m", "120m")


def test_a_line_for_both_address_and_person_decides_alone(company, rule):
    rule("power-fault-arrive-sgcc-2011-remote", area="urban", importance="any")
    bound = bindings_for(org=company.org, kind="fault", area="urban", importance="first", at=MONDAY_NINE)

    assert (bound["arrive"].limit, bound["arrive"].also) == ("120m", None)


def test_both_are_shown_before_saving_and_kept_with_the_case(company, rule, guifang, flat, min):
    rule(importance="any")
    guifang.level = "second"
    guifang.save(update_fields=["level"])
    facts = {"area": "urban", "importance": "second", "hall": company.hall.pk}
    lines = preview(org=company.org, kind="fault", category=company.fault, at=MONDAY_NINE, **facts)
    shown = next(line for line in lines if line.milestone == "arrive")

    ticket = desk.register(
        desk.Intake(
            category=company.fault,
            customer=guifang,
            supply_point=flat,
            answers={"neighbours": "on", "danger": "none"},
        ),
        unit=company.hall,
        by=min,
        at=MONDAY_NINE,
    )

    assert (shown.promise.limit, shown.also.limit) == ("30m", "45m")
    assert shown.conditions == conditions(PolicyRule.objects.get(profile="own"))
    assert ticket.clocks.get(name="arrive").due_at == shown.due_at == MONDAY_NINE + minutes(30)
    assert set(ticket.pledges) >= {"arrive", "arrive.also", "arrive.floor"}
    assert not ticket.clocks.filter(name="arrive.also").exists()


def test_lines_that_fit_one_case_without_an_order_are_refused(company, rule):
    one, other = rule(level="major", order=7), rule(channel="hotline", order=7)

    assert clashes([one, other]) == [(one, other)]
    with pytest.raises(BadPromise) as refused:
        check_order([one, other])
    assert str(one) in refused.value.sentence() and str(other) in refused.value.sentence()


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        ({"importance": "first"}, {"importance": "second"}),
        ({"channel": "hotline"}, {"channel": "counter"}),
        ({"category": "no-power"}, {"category": "burst"}),
    ],
)
def test_lines_that_never_meet_need_no_order(company, rule, mine, yours):
    assert clashes([rule(order=7, **mine), rule("power-fault-arrive-gd-grid-urban", order=7, **yours)]) == []


def test_a_case_is_only_its_facts():
    assert Case(area="urban") == Case(area="urban", hall=None)


def test_why_tells_the_line_that_chose_and_what_it_was_tighter_than(company, rule, guifang, flat, min, client):
    rule(importance="any", channel="counter")
    guifang.level = "second"
    guifang.save(update_fields=["level"])
    answers = {"neighbours": "on", "danger": "none"}
    intake = desk.Intake(category=company.fault, customer=guifang, supply_point=flat, answers=answers)
    ticket = desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE)
    client.force_login(min)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    page = client.get(f"/t/{ticket.number}/why/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    runs = {run["name"]: run for run in client.get(f"/api/v1/tickets/{ticket.number}/deadlines/").json()["why"]}

    assert "any important customer · at the counter" in page
    assert "also binding, less tightly: within 45 minutes" in page
    assert len(runs["arrive"]["conditions"]) == 2
    assert (runs["arrive"]["promise"]["limit"], runs["arrive"]["also"]["limit"]) == ("30m", "45m")
    assert runs["dispatch"]["also"] is None


def test_the_version_in_force_at_intake_stays_with_the_case(company, guifang, flat, min, lin):
    old = Promise.objects.get(code="power-fault-arrive-sgcc-2011-urban", version=1)
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    revise(old, by=None, at=MONDAY_NINE + minutes(1), org=company.org, limit="20m")
    later = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE + minutes(2))

    replanning.reclassify(ticket, area="rural", reason="地址在乡下", by=lin, at=MONDAY_NINE + minutes(3))
    replanning.reclassify(ticket, area="urban", reason="还是城区", by=lin, at=MONDAY_NINE + minutes(4))

    versions = [one.clocks.filter(name="arrive").latest("generation").promise.version for one in (ticket, later)]
    assert versions == [1, 2]
    assert later.clocks.get(name="arrive").due_at == MONDAY_NINE + minutes(22)
    assert ticket.clocks.running().get(name="arrive").due_at == MONDAY_NINE + minutes(45)


def test_a_case_is_never_due_in_forbidden_hours_but_warned_in_them(company, guifang, flat, min):
    old = Promise.objects.get(code="power-fault-arrive-sgcc-2011-urban", version=1)
    stages = [{"stage": name, "rungs": ["handler"]} for name in ("warn95", "breach")]
    revise(old, by=None, at=BEFORE, org=company.org, limit="15h@not22:00-06:00", stages=stages)
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    clock = ticket.clocks.get(name="arrive")

    moments = dict(clock.deadlines.values_list("stage", "due_at"))
    assert moments == {"warn95": MONDAY_NINE + minutes(855), "breach": MONDAY_NINE + minutes(21 * 60)}
    assert due_of(clock) == clock.due_at == moments["breach"]
