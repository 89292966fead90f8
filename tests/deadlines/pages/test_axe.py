"""The pages of standards, and why a ticket is due: free of what axe finds against WCAG 2.2 AA."""

import pytest

from tests.test_axe import walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "root": [
        "/manage/promises/",
        "/manage/promises/power-fault-arrive-sgcc-2011-urban/",
        "/manage/promises/power-fault-arrive-sgcc-2011-urban/revise/",
        "/manage/promises/try/?limit=5wd&start=2026-02-13T16:30&other_limit=24h",
        "/manage/promises/try/?limit=soon&start=2026-02-13T16:30",
        "/manage/calendars/?year=2026",
        "/manage/calendars/?year=2027",
        "/manage/calendars/cn-office/notice/",
        "/manage/calendars/cn-office/hours/",
        "/manage/promises/lines/new/",
        "/t/{number}/why/",
    ],
    "guo": ["/board/kept/"],
}


# On a telephone, those that look otherwise there: tables that become cards, and long forms.
NARROW = {
    "root": [
        "/manage/promises/power-fault-arrive-sgcc-2011-urban/revise/",
        "/manage/calendars/?year=2026",
        "/manage/calendars/cn-office/hours/",
        "/t/{number}/why/",
    ],
    "guo": ["/board/kept/"],
}


def test_on_a_desk(page, live_server, dispatched, root, guo):
    assert walk(page, live_server, PAGES, dispatched.number) == []


def test_on_a_telephone(phone, live_server, dispatched, root, guo):
    assert walk(phone, live_server, NARROW, dispatched.number) == []
