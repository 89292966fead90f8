"""Trying a promise or a limit before it is promised."""

import pytest
from django.conf import settings

from deadlines.actions import revise
from deadlines.models import Promise
from tests.people import MONDAY_NINE

TRY = "/manage/promises/try/"


@pytest.fixture
def desk(client, guo):
    client.force_login(guo)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def page(client, **told: str) -> str:
    answer = client.get(TRY, told)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(answer.content.decode().split())


def test_the_page_opens_without_an_answer(desk):
    assert 'name="start"' in page(desk)


def test_a_limit_is_tried_across_the_spring_festival_and_the_make_up_saturday(desk):
    told = page(desk, limit="2wd", start="2026-02-13T16:30")

    assert "24 Feb 2026 17:30" in told
    assert "15 Feb Sun – 23 Feb Mon" in told
    assert "调休上班" in told
    assert "warning at 50 %: 14 Feb 2026 17:30" in told


def test_a_promise_of_the_company_is_tried_by_its_own_calendar(desk):
    told = page(desk, promise="power-fault-arrive-sgcc-2011-urban@1", start="2026-03-16T09:00")

    assert "16 Mar 2026 09:45" in told
    assert "cn-24x7" in told


def test_two_versions_stand_side_by_side_with_their_difference(desk, company, root):
    old = Promise.objects.get(code="power-fault-arrive-sgcc-2011-urban")
    revise(old, by=root, at=MONDAY_NINE, org=company.org, limit="60m")

    told = page(
        desk,
        promise=f"{old.code}@1",
        other_promise=f"{old.code}@2",
        start="2026-03-16T09:00",
    )

    assert "16 Mar 2026 09:45" in told
    assert "16 Mar 2026 10:00" in told
    assert "The second is due 15 min later." in told


def test_days_that_no_notice_has_settled_are_marked(desk):
    assert "provisional" in page(desk, limit="5wd", start="2027-03-01T09:00")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"limit": "soon", "start": "2026-03-16T09:00"}, "“soon” is not a limit."),
        ({"limit": "5wd", "start": "yesterday"}, "“yesterday” is not a date and time."),
        ({"limit": "5wd", "start": "9999-12-31T23:59"}, "is not a date and time."),
        ({"start": "2026-03-16T09:00"}, "Choose a promise or write a limit."),
        ({"promise": "no-such@7", "start": "2026-03-16T09:00"}, "no-such@7"),
        ({"limit": "5wd", "other_limit": "0wd", "start": "2026-03-16T09:00"}, "“0wd” is not a limit."),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence_and_kept(desk, told, sentence):
    answer = desk.get(TRY, told)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert all(value in answer.content.decode() for value in told.values())


def test_the_longest_limit_is_answered_with_a_page_of_bounded_length(desk):
    assert page(desk, limit="2500wd", start="2026-03-16T09:00").count("<tr") < 420


def test_another_companys_versions_are_not_offered(desk, company, root):
    old = Promise.objects.get(code="power-fault-arrive-sgcc-2011-urban")
    revise(old, by=None, at=MONDAY_NINE, org=company.foreign_org, limit="60m")

    assert f"{old.code}@2" not in page(desk)
