"""A filed matter is approved by somebody else, is seen at the counter while it holds, and ends by the clock."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from applications.actions import filing
from applications.actions.filing import FilingFacts, filings_for
from applications.models import Filing
from applications.refusals import NotApprovedByOneself
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, category, minutes
from tickets.actions.desk import Intake
from tickets.lifecycle import Kind, Status
from tickets.models import Clock
from tickets.refusals import Needed, WrongMoment

DAY = timedelta(days=1)


@pytest.fixture
def kind(company):
    return category(company.org, "filed", "重要服务事项报备", Kind.FILING)


def file(kind, company, by, *, days=10, **more):
    facts = {
        "kind": "outage",
        "place": company.hall,
        "valid_from": MONDAY_NINE,
        "to_say": "今晚检修，22 点前来电",
    } | more
    facts.setdefault("valid_until", MONDAY_NINE + days * DAY)
    intake = Intake(category=kind, title="文昌路临时停电")
    return filing.file_matter(intake, facts=FilingFacts(**facts), unit=company.hall, by=by, at=MONDAY_NINE)


@pytest.fixture
def filed(kind, company, min):
    return file(kind, company, min)


@pytest.fixture
def approved(filed, guo):
    return filing.approve(filed, by=guo, at=MONDAY_NINE + minutes(5))


def test_it_waits_for_approval_and_is_in_force_for_nobody_yet(guo, filed, flat, guifang):
    assert (filed.status, filed.get_status_display()) == (Status.REGISTERED, filed.get_status_display())
    assert filings_for(guifang, flat, MONDAY_NINE + minutes(1)) == []
    assert Notice.objects.filter(user=guo, what="file").count() == 1


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"place": None}, Needed),
        ({"valid_until": None}, Needed),
        ({"valid_until": MONDAY_NINE - DAY}, Invalid),
        ({"valid_until": MONDAY_NINE + 400 * DAY}, Invalid),
    ],
)
def test_what_could_not_hold_is_refused(kind, company, min, more, refusal):
    with pytest.raises(refusal):
        file(kind, company, min, **more)


def test_nobody_approves_their_own(kind, company, guo, min):
    own = file(kind, company, guo)
    with pytest.raises(NotApprovedByOneself):
        filing.approve(own, by=guo)
    with pytest.raises(NotAllowed):
        filing.approve(own, by=min)


def test_a_refusal_needs_its_reason_and_ends_it(filed, guo, min):
    with pytest.raises(Needed):
        filing.refuse(filed, reason=" ", by=guo)
    ticket = filing.refuse(filed, reason="时间未定", by=guo, at=MONDAY_NINE + minutes(3))

    assert ticket.status == Status.CLOSED
    assert Notice.objects.filter(user=min, what="refuse").exists()
    assert not ticket.surveys.exists()


@pytest.mark.parametrize(
    ("concerns", "seen"),
    [
        ({}, True),
        ({"place": None, "transformer": "文昌 3 号公变"}, True),
        ({"place": None, "transformer": "别处公变"}, False),
    ],
)
def test_at_the_counter_it_is_seen_for_whom_and_where_it_holds(kind, company, min, guo, flat, guifang, concerns, seen):
    filing.approve(file(kind, company, min, **concerns), by=guo, at=MONDAY_NINE + minutes(5))

    for moment, is_then in ((-1, False), (10, seen), (60 * 24 * 11, False)):
        found = filings_for(guifang, flat, MONDAY_NINE + minutes(moment))
        assert bool(found) is is_then


def test_of_one_customer_it_says_nothing_to_another_company(kind, company, min, guo, flat, guifang):
    filing.approve(file(kind, company, min, place=None, customer=guifang), by=guo)

    assert len(filings_for(guifang, None, MONDAY_NINE + DAY)) == 1
    assert filings_for(None, flat, MONDAY_NINE + DAY) == []


def test_it_is_reminded_of_exactly_once_before_its_end(approved, min, guo):
    row = Filing.objects.get(ticket=approved)
    soon = MONDAY_NINE + 8 * DAY

    assert not Filing.objects.to_remind(MONDAY_NINE + 6 * DAY).exists()
    assert [filing.remind(row, at=soon), filing.remind(row, at=soon)] == [True, False]
    assert Notice.objects.filter(what="filing_ends").count() == 2, "who filed it and who approved it, once each"


def test_it_ends_once_however_often_the_clock_looks(approved):
    row, over = Filing.objects.get(ticket=approved), MONDAY_NINE + 10 * DAY
    assert not Filing.objects.to_end(over - minutes(1)).exists()
    assert [filing.expire(row, at=over), filing.expire(row, at=over)] == [True, False]

    approved.refresh_from_db()
    assert approved.status == Status.CLOSED
    assert approved.timeline.filter(what="expire").count() == 1
    assert not Clock.objects.running().filter(ticket=approved).exists()


def test_renewed_it_is_reminded_of_anew(approved, guo, min):
    row = Filing.objects.get(ticket=approved)
    filing.remind(row, at=MONDAY_NINE + 8 * DAY)
    with pytest.raises(NotApprovedByOneself):
        filing.renew(approved, until=MONDAY_NINE + 20 * DAY, by=min)
    filing.renew(approved, until=MONDAY_NINE + 20 * DAY, by=guo, at=MONDAY_NINE + 9 * DAY)

    row.refresh_from_db()
    assert (row.renewals, row.reminded_at) == (1, None)
    assert filing.remind(row, at=MONDAY_NINE + 18 * DAY)
    assert Notice.objects.filter(user=min, what="filing_ends").count() == 2


def test_revoked_it_holds_no_longer(approved, guo, flat, guifang):
    filing.revoke(approved, reason="提前恢复", by=guo, at=MONDAY_NINE + DAY)

    assert filings_for(guifang, flat, MONDAY_NINE + DAY) == []
    with pytest.raises(WrongMoment):
        filing.renew(approved, until=MONDAY_NINE + 30 * DAY, by=guo, at=MONDAY_NINE + 2 * DAY)


def test_from_form_to_approval_in_the_browser(client, kind, company, min, guo, flat):
    client.force_login(min)
    told = {"kind": "event", "title": "中考保电", "account": "053211876204", "remind_days": "3"}
    times = {"valid_from": "2036-06-12T08:00", "valid_until": "2036-06-13T20:00"}
    bad = client.post("/filings/new/", told | times | {"account": "9"})
    made = client.post("/filings/new/", told | times)
    page = made["Location"]

    assert (bad.status_code, made.status_code) == (422, 302)
    assert client.post(f"{page}approve/").status_code == 403
    client.force_login(guo)
    assert client.post(f"{page}approve/").status_code == 302
    assert "中考保电" in client.get("/filings/?tab=ahead").content.decode()
    assert client.post(f"{page}revoke/", {"reason": ""}).status_code == 422
    assert client.get(page).status_code == 200
