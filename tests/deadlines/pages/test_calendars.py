"""A year of a calendar, and the official notice that makes a new version of it."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from deadlines.calendar import due
from deadlines.hours import ImpossibleCalendar
from deadlines.limits import parse_limit
from deadlines.models import WorkCalendar
from deadlines.models.calendars import calendar_for
from deadlines.notice import NoticeDay, UnreadableNotice, read_notice
from deadlines.publishing import StaleCalendar, publish_calendar
from deadlines.signals import calendar_published
from deadlines.yearly import year_of
from tests.people import MONDAY_NINE

NOTICE = "date,kind,name\n2027-02-05..2027-02-11,holiday,春节\n2027-01-30,work,春节调休上班\n2027年2月20日,班,\n"
HERE = "/manage/calendars/cn-office/notice/"
SAID = {"notice": NOTICE, "source": "国办发明电〔2026〕9号", "version": "1"}


@pytest.fixture
def admin(client, root):
    client.force_login(root)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def publish(company, days, **more):
    told = {"official_until": date(2027, 12, 31), "source": "x", "by": None, "at": MONDAY_NINE} | more
    shipped = WorkCalendar.objects.get(org=None, code="cn-office")
    return publish_calendar(told.pop("before", shipped), days=days, org=company.org, **told)


def test_the_year_shows_holidays_and_make_up_days(admin):
    told = admin.get("/manage/calendars/?code=cn-office&year=2026").content.decode()

    assert "春节" in told
    assert "调休上班" in told
    kinds = {
        cell.day: cell.kind
        for month in year_of(calendar_for("cn-office"), 2026)
        for week in month.weeks
        for cell in week
        if cell
    }
    assert len(kinds) == 365
    assert kinds[date(2026, 2, 14)] == "makeup"
    assert kinds[date(2026, 2, 15)] == "holiday"
    assert kinds[date(2026, 2, 25)] == "work"
    assert kinds[date(2026, 3, 1)] == "rest"


def test_a_year_without_a_notice_is_marked_provisional(admin):
    assert 'class="work prov"' in admin.get("/manage/calendars/?year=2027").content.decode()


@pytest.mark.parametrize("query", ["?year=0", "?year=99999", "?year=x", "?year=2026&version=1"])
def test_a_strange_year_is_this_year(admin, query):
    assert admin.get(f"/manage/calendars/{query}").status_code == 200


@pytest.mark.parametrize("query", ["?code=no-such", "?version=77", "?version=x"])
def test_what_is_no_calendar_is_not_there(admin, query):
    assert admin.get(f"/manage/calendars/{query}").status_code == 404


def test_less_than_ninety_days_known_is_an_alarm(admin, monkeypatch):
    alarm = "officially settled (until 31 Dec 2026). Take the notice"
    for today, rings in ((date(2026, 11, 22), True), (date(2026, 8, 1), False)):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda today=today: today)
        assert (alarm in admin.get("/manage/calendars/").content.decode()) is rings
    assert alarm not in admin.get("/manage/calendars/?code=cn-24x7").content.decode()


def test_a_notice_is_read_with_runs_chinese_words_and_a_heading():
    days = read_notice(NOTICE)

    assert len(days) == 9
    assert [(day.date, day.working) for day in (days[0], days[1], days[-1])] == [
        (date(2027, 1, 30), True),
        (date(2027, 2, 5), False),
        (date(2027, 2, 20), True),
    ]
    assert read_notice("2027/1/1\t休\t元旦") == [NoticeDay(date(2027, 1, 1), False, "元旦")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "date,kind,name",
        "2027-02-30,holiday,x",
        "2027-02-05,party,x",
        "tomorrow,holiday,x",
        "2027-02-05",
        "2027-02-11..2027-02-05,holiday,x",
        "2027-01-01..2027-12-31,holiday,x",
        "2027-02-05,holiday,x\n2027-02-05,work,x",
    ],
)
def test_what_is_no_notice_is_refused_with_its_line(db, text):
    with pytest.raises(UnreadableNotice):
        read_notice(text)


def test_looking_changes_nothing_and_says_what_would(admin):
    answer = admin.post(HERE, SAID | {"do": "look"})
    told = answer.content.decode()

    assert answer.status_code == 200
    assert "was foreseen, now settled" in told
    assert "was foreseen, not in the notice: goes" in told
    assert "2027-01-30" in told
    assert WorkCalendar.objects.filter(code="cn-office").count() == 1


def test_a_file_is_read_in_either_encoding_and_kept_for_publishing(admin):
    file = SimpleUploadedFile("notice.csv", NOTICE.encode("gb18030"))
    told = admin.post(HERE, SAID | {"notice": "", "file": file, "do": "look"}).content.decode()

    assert "2027-02-05..2027-02-11,holiday,春节" in told


def test_publishing_makes_the_companys_own_version(admin, company, root):
    heard = []

    def listen(**told):
        heard.append((told["before"].version, told["calendar"].version, told["by"]))

    calendar_published.connect(listen)
    try:
        answer = admin.post(HERE, SAID | {"do": "publish"})
    finally:
        calendar_published.disconnect(listen)

    assert answer["Location"] == "/manage/calendars/?code=cn-office&year=2027"
    fresh = WorkCalendar.objects.get(org=company.org, code="cn-office")
    assert (fresh.version, fresh.official_until) == (2, date(2027, 12, 31))
    assert heard == [(1, 2, root)]
    ours, theirs = (calendar_for("cn-office", org=org) for org in (company.org, company.foreign_org))
    assert ours.is_working(date(2027, 1, 30)) and not theirs.is_working(date(2027, 1, 30))
    assert not ours.is_working(date(2027, 2, 11)) and theirs.is_working(date(2027, 2, 11))
    assert ours.is_working(date(2027, 9, 15)), "what was only foreseen goes with the notice"
    assert not ours.is_working(date(2026, 2, 16)), "what earlier notices settled stays"
    start = datetime(2027, 2, 4, 1, 0, tzinfo=UTC)
    assert due(start, parse_limit("1wd"), ours).date() == date(2027, 2, 12)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"notice": ""}, "Paste the notice first"),
        ({"notice": "2027-02-05,party,x"}, "Line 1: “party” is neither holiday nor work."),
        ({"source": ""}, "Number of the notice"),
        ({"official_until": "2027-01-01"}, "The notice itself names later days."),
        ({"official_until": "soon"}, "Settles everything until"),
    ],
)
@pytest.mark.parametrize("do", ["look", "publish"])
def test_a_bad_notice_is_refused_with_a_sentence(admin, said, sentence, do):
    answer = admin.post(HERE, SAID | said | {"do": do})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert WorkCalendar.objects.filter(code="cn-office").count() == 1


def test_a_calendar_without_an_open_day_is_refused(company):
    shipped = WorkCalendar.objects.get(org=None, code="cn-office")
    closed = WorkCalendar.objects.create(
        org=company.org, code="cn-closed", name="停业", weekly=[[]] * 7, zone=shipped.zone
    )

    with pytest.raises(ImpossibleCalendar, match="cn-closed"):
        publish(company, read_notice("2027-02-05,holiday,x"), before=closed)
    assert not WorkCalendar.objects.filter(code="cn-closed", version=2).exists()


def test_a_calendar_that_never_closes_takes_no_holiday(company):
    with pytest.raises(ImpossibleCalendar):
        publish(company, read_notice(NOTICE), before=WorkCalendar.objects.get(code="cn-24x7"))


def test_whoever_looked_at_an_older_version_is_told(admin, company):
    publish(company, read_notice("2027-01-01,holiday,元旦"))

    with pytest.raises(StaleCalendar):
        publish(company, read_notice(NOTICE))
    answer = admin.post(HERE, SAID | {"do": "publish"})
    assert answer.status_code == 409
    assert "has a newer version" in answer.content.decode()


def test_only_an_administrator_takes_a_notice(client, guo):
    client.force_login(guo)

    assert client.post(HERE, SAID | {"do": "publish"}).status_code == 403
