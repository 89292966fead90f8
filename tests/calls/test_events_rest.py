"""A telephone system at the door: events twice, late, in any order, wrong, and somebody else's."""

import logging
from datetime import timedelta
from urllib.parse import urlencode

from calls.models import Call, CallEvent, Recording
from tests.calls.conftest import PHONE


def event(noon, what="ringing", after=0, **more):
    at = (noon - timedelta(minutes=1) + timedelta(seconds=after)).isoformat()
    told = {"call": "c1", "event": f"c1-{what}", "what": what, "at": at, "number": "138 0000 6217", "extension": "801"}
    return told | more


def test_from_the_first_ring_to_the_recording(pbx, noon, seated, guifang, min):
    rings = pbx.do("calls/", event(noon))
    pbx.do("calls/", event(noon, "answered", 4))
    pbx.do("calls/", event(noon, "ended", 50))
    told = {"address": "https://rec.example.cn/2026/c1.wav", "sha256": "ab" * 32, "seconds": 46}
    done = pbx.do("calls/", event(noon, "recording", 55) | told)

    assert (rings["state"], rings["number"], rings["seat"]) == ("ringing", "138****6217", min.staff_number)
    assert (done["state"], done["waited"]) == ("ended", 4)
    assert Call.objects.get().customer == guifang
    assert Recording.objects.get().keep_until > noon + timedelta(days=170)
    assert pbx.see("calls/", state="ended")["results"][0]["id"] == done["id"]
    assert pbx.see(f"calls/{done['id']}/")["call"] == "c1"


def test_the_same_event_again_changes_nothing_and_another_under_its_name_is_refused(pbx, noon):
    first, again = (pbx.post("calls/", event(noon)) for _ in "ab")
    other = pbx.post("calls/", event(noon, "answered", event="c1-ringing"))
    elsewhere = pbx.post("calls/", event(noon, call="c2"))

    assert (first.status_code, again.status_code) == (201, 200)
    assert (other.status_code, other.json()["code"]) == (409, "same_event_other_content")
    assert elsewhere.status_code == 409
    assert (CallEvent.objects.count(), Call.objects.count()) == (1, 1)


def test_an_answer_after_the_end_is_still_an_answer(pbx, noon):
    pbx.do("calls/", event(noon))
    gone = pbx.do("calls/", event(noon, "ended", 40))
    late = pbx.do("calls/", event(noon, "answered", 4))

    assert (gone["state"], late["state"], late["waited"]) == ("missed", "ended", 4)


def test_a_switch_that_sends_forms_is_understood_too(pbx, noon, seated):
    form = "application/x-www-form-urlencoded"
    told = event(noon, "recording", 5, address="https://rec.example.cn/1.wav", seconds=46) | {"line": "", "to": ""}
    done = pbx.raw("calls/", urlencode(told), kind=form)
    bad = ("call=a&call=b", "seconds=x&" + urlencode(event(noon)), "=", "call=%ff", "a" * 300_000)

    assert (done.status_code, Recording.objects.get().seconds) == (201, 46)
    assert [pbx.raw("calls/", body, kind=form).status_code for body in bad] == [400, 400, 400, 400, 413]


WRONG = [
    ({"what": "exploded"}, "what"),
    ({"at": "2020-01-01T00:00:00Z"}, "at"),
    ({"extension": "801; DROP"}, "extension"),
    ({"call": "陈桂芳"}, "call"),
    ({"call": f"SIP-{PHONE}"}, "call"),
    ({"what": "transferred"}, "to"),
    ({"what": "recording"}, "address"),
    ({"what": "recording", "address": "http://rec.example.cn/1"}, "address"),
    ({"what": "recording", "address": "javascript:alert(1)"}, "address"),
    ({"what": "recording", "address": "https://me:pw@rec.example.cn/1"}, "address"),
    ({"what": "recording", "address": f"https://rec.example.cn/{PHONE}.wav"}, "address"),
    ({"seconds": 4}, "seconds"),
    ({"number": 13800006217}, "number"),
    ({"colour": "red"}, "colour"),
]


def test_what_is_wrong_is_refused_by_name_and_nothing_is_kept(pbx, noon):
    answers = [(pbx.post("calls/", event(noon) | wrong), field) for wrong, field in WRONG]

    assert [(answer.status_code, field in answer.json()["fields"]) for answer, field in answers] == [(400, True)] * len(
        WRONG
    )
    assert not Call.objects.exists()


NUMBERS = {
    "anonymous": "",
    "": "",
    "+86-138-0000-6217": PHONE,
    "0532 8001": "05328001",
    "12": "",
    "95598": "95598",
}


def test_no_call_is_lost_for_its_number(pbx, noon):
    """M3: what cannot be read is still a call."""
    for place, number in enumerate(NUMBERS):
        pbx.do("calls/", event(noon, number=number, call=f"c{place}", event=f"e{place}"))

    assert list(Call.objects.order_by("pk").values_list("number", flat=True)) == list(NUMBERS.values())


def test_another_systems_calls_do_not_exist(pbx, foreign, noon, min, guifang):
    mine = pbx.do("calls/", event(noon))
    theirs = foreign.do("calls/", event(noon))

    assert mine["id"] != theirs["id"]
    assert foreign.get(f"calls/{mine['id']}/").status_code == 404
    assert Call.objects.get(pk=theirs["id"]).customer is None, "another company's customers are not looked for"
    assert [one["id"] for one in foreign.see("calls/")["results"]] == [theirs["id"]]


def test_no_number_stands_in_a_log(pbx, noon, caplog, seated):
    with caplog.at_level(logging.DEBUG):
        pbx.do("calls/", event(noon))

    assert PHONE not in caplog.text
    assert "6217" not in caplog.text
