"""Whoever rang in vain is called back: once, in time, by somebody; and the figures are the rows they count."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent, Notice
from calls.models import Call, CallRule, ReturnCall
from calls.tasks import watch_returns
from tests.calls.conftest import PHONE


def rang_in_vain(heard, call="c1", after=0, **more):
    heard(call, "ringing", after, extension="801", **more)
    return heard(call, "missed", after + 30, **more)


def test_the_same_number_again_is_one_row(heard, seated, guifang, min):
    for n in range(3):
        rang_in_vain(heard, f"c{n}", n * 60)
    row = ReturnCall.objects.get()

    assert (row.calls, row.owner, row.customer) == (3, min, guifang)
    assert row.due_at > row.first_at
    assert Notice.objects.filter(user=min, what="call_owed").count() == 1


SETTLED = [
    ("in", "came", {}),
    ("out", "called", {}),
    ("in", None, {"number": "13911112222"}),
]


@pytest.mark.parametrize(("direction", "how", "more"), SETTLED)
def test_whoever_is_reached_is_owed_nothing(heard, seated, min, direction, how, more):
    rang_in_vain(heard)
    heard("c2", "ringing", 100, extension="801", direction=direction, **more)
    heard("c2", "answered", 105, extension="801", direction=direction, **more)
    row = ReturnCall.objects.get()

    assert (row.how or None, row.settled_by) == (how, min if how else None)


def test_news_in_the_wrong_order_owe_nothing(heard, seated):
    heard("c2", "answered", 105, extension="801")
    rang_in_vain(heard)
    assert not ReturnCall.objects.exists(), "they had been reached before we heard that they were not"

    rang_in_vain(heard, "c3", 200)
    heard("c3", "answered", 204, extension="801")
    assert ReturnCall.objects.get().how == "answered", "the answer came late"


def test_nothing_is_owed_to_nobody(heard, seated):
    rang_in_vain(heard, number="anonymous")
    heard("c2", "ringing", 0)
    heard("c2", "missed", 1)
    rang_in_vain(heard, "c3", direction="out")

    assert not ReturnCall.objects.exists(), "a withheld number, a slip of the finger, a call of ours"
    assert Call.objects.filter(state="missed").count() == 3


def test_past_its_time_the_shift_leader_is_told_once(heard, seated, guo):
    rang_in_vain(heard)
    watch_returns()
    assert not Notice.objects.filter(what="call_late").exists()
    ReturnCall.objects.update(due_at=Call.objects.get().began_at - timedelta(hours=1))
    watch_returns()
    watch_returns()

    assert list(Notice.objects.filter(what="call_late").values_list("user", "facts__number")) == [
        (guo.pk, "138****6217")
    ]


def test_the_list_is_worked_by_hand(client, heard, seated, min, guo, shen):
    rang_in_vain(heard)
    row = ReturnCall.objects.get()
    client.force_login(guo)
    page = client.get("/calls/back/").content.decode()
    dialled = client.post(f"/calls/back/{row.pk}/dial/").content.decode()
    client.post(f"/calls/back/{row.pk}/take/")
    without = client.post(f"/calls/back/{row.pk}/settle/", {"how": "needless"})
    client.post(f"/calls/back/{row.pk}/settle/", {"how": "needless", "reason": "已到营业厅"})
    again = client.post(f"/calls/back/{row.pk}/take/")
    row.refresh_from_db()

    assert PHONE not in page
    assert f'href="tel:{PHONE}"' in dialled
    assert AuditEvent.objects.filter(what="reveal", facts__call=str(row.pk)).count() == 1
    assert (without.status_code, again.status_code) == (422, 409)
    assert (row.owner, row.how, row.settled_by) == (guo, "needless", guo)
    assert "已到营业厅" in client.get("/calls/back/?show=settled").content.decode()
    client.force_login(shen)
    assert client.post(f"/calls/back/{row.pk}/take/").status_code == 403


def test_the_figures_are_the_rows_they_count(client, heard, seated, guo):
    for n, wait in enumerate((4, 15, 16, 40)):
        heard(f"a{n}", "ringing", extension="801")
        heard(f"a{n}", "answered", wait, extension="801")
        heard(f"a{n}", "ended", 60)
    rang_in_vain(heard, "m1")
    heard("o1", "ringing", extension="801", direction="out")
    client.force_login(guo)
    day = Call.objects.first().began_at.astimezone().date()
    figures = client.get("/calls/all/").context["figures"]
    listed = {
        what: len(client.get(f"/calls/all/?what={what}").context["pager"].rows)
        for what in ("came", "answered", "in_time", "missed", "out")
    }

    assert day
    assert listed == {"came": 5, "answered": 4, "in_time": 2, "missed": 1, "out": 1}
    assert all(getattr(figures, name) == n for name, n in listed.items())
    assert (figures.share_in_time, figures.share_missed, figures.average) == (40.0, 20.0, 18.75)


def test_the_rule_is_the_companys(client, guo, company, heard, seated):
    client.force_login(guo)
    told = {
        "answer_within": 20,
        "within": "30m",
        "least_wait": 5,
        "recording_days": 90,
        "first": "seat",
        "then": "",
        "last": "",
    }
    assert client.post("/manage/calls/", told | {"within": "soon"}).status_code == 422
    assert client.post("/manage/calls/", told).status_code == 302
    rule = CallRule.of(company.org.pk)
    rang_in_vain(heard)
    row = ReturnCall.objects.get()

    assert (rule.version, rule.owners, rule.within) == (1, ["seat"], "30m")
    assert row.due_at - row.first_at == timedelta(minutes=30)
