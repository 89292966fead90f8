"""Opening hours in the browser: of the company and of one hall, with seasons."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from deadlines.actions import promises_for
from deadlines.hours import ImpossibleCalendar
from deadlines.models import WorkCalendar
from deadlines.models.calendars import calendar_for
from deadlines.notice import read_notice
from deadlines.opening import hours_text, read_hours
from deadlines.publishing import publish_calendar
from tests.people import MONDAY_NINE, minutes
from tickets.actions import desk
from tickets.actions.replanning import rearm_calendar

HERE = "/manage/calendars/cn-office/hours/"
DAYS = {f"week_{number}": "08:30-12:00, 14:00-17:30" for number in range(5)}
SUMMER = {"season0_name": "夏令", "season0_from": "06-01", "season0_to": "09-30"} | {
    f"season0_{number}": "8:00–11:30、15:00-18:00" for number in range(5)
}
JUNE, MARCH = date(2026, 6, 17), date(2026, 3, 18)


@pytest.fixture
def admin(client, root):
    client.force_login(root)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def hours(day: date, **where: object) -> str:
    return hours_text(calendar_for("cn-office", **where).shifts_on(day))


def told(version: int = 1, **more: str) -> dict[str, str]:
    return {"version": str(version), **DAYS} | more


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("08:30-12:00, 14:00-17:30", [["08:30", "12:00"], ["14:00", "17:30"]]),
        ("８：３０～１２：００；１４：００—１７：３０", [["08:30", "12:00"], ["14:00", "17:30"]]),
        ("8:30至12:00、14:00到17:30", [["08:30", "12:00"], ["14:00", "17:30"]]),
        ("00:00-24:00", [["00:00", "24:00"]]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(text, hours):
    assert read_hours(text) == hours


@pytest.mark.parametrize("text", ["all day", "08:30", "12:00-08:30", "08:30-12:00, 11:00-13:00", "08:30-25:00"])
def test_what_no_hall_could_keep_is_refused(text):
    with pytest.raises(ImpossibleCalendar):
        read_hours(text)


def test_a_season_holds_between_its_days_every_year(admin, company):
    answer = admin.post(HERE, told(**SUMMER))

    assert (answer.status_code, answer["Location"]) == (302, "/manage/calendars/?code=cn-office")
    assert hours(JUNE, org=company.org) == hours(date(2027, 6, 1), org=company.org) == "08:00-11:30, 15:00-18:00"
    assert hours(MARCH, org=company.org) == hours(date(2026, 10, 9), org=company.org) == "08:30-12:00, 14:00-17:30"
    assert hours(JUNE, org=company.foreign_org) == hours(MARCH), "the neighbours keep theirs"
    assert not calendar_for("cn-office", org=company.org).is_working(date(2026, 2, 16)), "holidays stay"
    shown = admin.get("/manage/calendars/").content.decode()
    assert "夏令" in shown and "06-01 – 09-30" in shown


def test_a_make_up_day_has_the_hours_of_its_season(admin, company):
    winter = {name.replace("season0", "season1"): text for name, text in SUMMER.items()}
    winter |= {"season1_name": "冬令", "season1_from": "11-01", "season1_to": "03-01"}
    admin.post(HERE, told(**SUMMER, **winter))

    assert hours(date(2026, 2, 14), org=company.org) == "08:00-11:30, 15:00-18:00"
    assert hours(date(2026, 5, 9), org=company.org) == "08:30-12:00, 14:00-17:30"


def test_a_halls_hours_hold_at_that_hall_alone(admin, company):
    admin.post(f"{HERE}?hall=CN", told(week_5="09:00-12:00"))
    saturday = date(2026, 3, 21)

    assert hours(saturday, org=company.org, hall=company.hall) == "09:00-12:00"
    assert hours(saturday, org=company.org, hall=company.north) == hours(saturday, org=company.org) == ""
    facts = {"org": company.org, "kind": "enquiry", "at": MONDAY_NINE}
    assert promises_for(**facts, hall=company.hall.pk)["reply"].work_calendar().is_working(saturday)
    assert not promises_for(**facts, hall=company.north.pk)["reply"].work_calendar().is_working(saturday)
    assert "城南营业厅" in admin.get("/manage/calendars/?hall=CN").content.decode()


def test_open_cases_of_the_hall_are_counted_anew_and_those_of_others_are_not(admin, company, min, other):
    here, there = (
        desk.register(desk.Intake(category=company.enquiry, contact_name="孙先生"), unit=hall, by=clerk, at=MONDAY_NINE)
        for hall, clerk in ((company.hall, min), (company.north, other))
    )
    before = there.clocks.get(name="reply").due_at
    admin.post(f"{HERE}?hall=CN", told(week_5="09:00-12:00"))
    again = {"org": company.org, "code": "cn-office", "reason": "周六开门", "at": MONDAY_NINE + minutes(60)}

    assert rearm_calendar(**again, hall=company.hall) == 1
    assert rearm_calendar(**again, hall=company.hall) == 0, "asked twice, it finds nothing left to do"
    moved, kept = (ticket.clocks.running().get(name="reply") for ticket in (here, there))
    assert (before, kept.due_at) == (datetime(2026, 3, 23, 9, 30, tzinfo=UTC),) * 2
    assert moved.due_at == datetime(2026, 3, 21, 4, 0, tzinfo=UTC)
    assert rearm_calendar(**again) == 0, "the company's calendar is not that of the hall"


def test_a_notice_for_the_company_reaches_the_hall_with_its_own_hours(admin, company):
    admin.post(f"{HERE}?hall=CN", told(week_5="09:00-12:00"))
    shipped = WorkCalendar.objects.get(org=None, code="cn-office")

    publish_calendar(
        shipped,
        days=read_notice("2027-01-01,holiday,元旦\n2027-02-08,holiday,春节"),
        official_until=date(2027, 12, 31),
        source="x",
        org=company.org,
        by=None,
        at=MONDAY_NINE,
    )

    own = calendar_for("cn-office", org=company.org, hall=company.hall)
    assert not own.is_working(date(2027, 2, 8)) and own.is_working(date(2027, 2, 13))
    assert own.official_until == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"week_0": "08:30"}, "is no opening time"),
        ({"week_0": "17:30-08:30"}, "Write the shifts of a day in order"),
        ({f"week_{number}": "" for number in range(5)}, "No day is open."),
        (SUMMER | {"season0_to": ""}, "A season has a first and a last day"),
        (SUMMER | {"season0_from": "06-31"}, "is no day of the year"),
        ({"season1_name": "冬令"}, "Say when the season begins and ends."),
        (SUMMER | {"season1_name": "高温", "season1_from": "07-01", "season1_to": "07-31"}, "share the day 07-01"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_a_sentence(admin, company, said, sentence):
    answer = admin.post(HERE, told(**said))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert WorkCalendar.objects.filter(code="cn-office").count() == 1


def test_whoever_looked_at_an_older_version_is_told(admin, company):
    admin.post(HERE, told(**SUMMER))
    answer = admin.post(HERE, told())

    assert answer.status_code == 409
    assert "has a newer version" in answer.content.decode()


def test_what_is_always_open_stays_so(admin, company):
    answer = admin.post(HERE.replace("cn-office", "cn-24x7"), told())

    assert answer.status_code == 422


def test_only_an_administrator_writes_hours(client, company, guo):
    client.force_login(guo)

    assert client.post(HERE, told()).status_code == 403
