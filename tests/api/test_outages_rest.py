"""Interruptions of supply over REST: announced, asked about by whoever calls, put off, over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.caller import Caller


@pytest.fixture
def off(dispatching: Caller, flat) -> dict:
    """The flat's transformer is off since an hour."""
    now = timezone.now().replace(microsecond=0)
    told = {"kind": "fault", "title": "文昌路一带", "transformers": [flat.transformer], "confirmed": True}
    moments = {"starts_at": now - timedelta(hours=1), "expected_end_at": now + timedelta(hours=2)}
    return dispatching.do("outages/", told | {name: moment.isoformat() for name, moment in moments.items()})


@pytest.mark.parametrize(
    ("asked", "is_known"),
    [({"supply_point": "053211876204"}, True), ({"phone": "13800006217"}, True), ({"address": "别处 1 号"}, False)],
)
def test_why_is_my_power_off(hotline, off, asked, is_known, guifang):
    (word,) = hotline.do("outages/query/", asked)["results"]

    assert [one["number"] for one in word["now"]] == ([off["number"]] if is_known else [])
    assert (word["supply_point"] is not None) == is_known
    assert not is_known or word["now"][0]["script"]


def test_a_question_is_about_one_place(hotline, off, flat, foreign):
    both = {"address": "文昌路", "phone": "13800006217"}

    assert [hotline.post("outages/query/", wrong).status_code for wrong in ({}, both)] == [400, 400]
    assert foreign.post("outages/query/", {"supply_point": flat.account_number}).status_code == 400
    assert foreign.see("outages/")["results"] == []


def test_an_outage_is_put_off_and_over(dispatching, hotline, off):
    path = f"outages/{off['id']}/"
    later = (timezone.now() + timedelta(hours=4)).isoformat()
    first = dispatching.post(path + "expect/", {"end_at": later, "reason": "电缆故障"}, headers={"If-Match": '"1"'})
    stale = dispatching.post(path + "expect/", {"end_at": later, "reason": "x"}, headers={"If-Match": '"1"'})

    assert (first.status_code, first.json()["version"]) == (200, 2)
    assert (stale.status_code, list(stale.json()["fields"])) == (412, ["last"])
    assert dispatching.do(path + "end/", {"ended_at": timezone.now().isoformat()})["state"] == "ended"
    assert [one["number"] for one in hotline.see("outages/", show="over")["results"]] == [off["number"]]
    assert hotline.see("outages/", show="now", transformer="文昌 3 号公变")["results"] == []
    assert hotline.post(path + "end/", {"ended_at": later}).status_code == 403


def test_what_is_said_of_a_place_stays_inside_the_company(hotline, off, flat, company):
    point = hotline.do("supply-points/lookup/", {"account": flat.account_number})["results"][0]
    supply = hotline.see(f"supply-points/{point['id']}/outages/")

    assert flat.account_number not in str(point)
    assert [one["number"] for one in supply["now"]] == [off["number"]]
    assert {line["milestone"] for line in hotline.see("promises/", kind="fault")["results"]} >= {"arrive"}
    assert "results" in hotline.see("staff/", on_duty="false")
    assert "results" in hotline.see("knowledge/", q="停电")
