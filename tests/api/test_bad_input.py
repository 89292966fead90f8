"""Whatever is thrown at the door, the answer is a refusal with a body, never an error of ours.

Strange values take turns, so that each of them and each name has its turn in every run; `FULL=1` tries each with each.
"""

import json
import os
from collections import defaultdict
from itertools import cycle, islice

import pytest
from django.utils import timezone

from tests.api.caller import Caller, signed_in
from tests.api.conftest import no_power
from tests.api.test_gates_rest import TABLE
from tickets.models import Ticket

VALUES = [
    None,
    True,
    0,
    -1,
    2**31,
    10**400,
    1.5,
    "",
    " ",
    "x" * 10_000,
    "\u202e\u200b",
    "'; DROP TABLE tickets_ticket; --",
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    [],
    ["x"] * 200,
    {},
    {"$ne": ""},
    [[[[]]]],
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00",
]
# Something good for the names of every address, and names that may be left out.
GOOD: dict[str, object] = {
    **dict.fromkeys(("text", "reason", "cause", "materials", "finding", "corrective", "note", "q", "name"), "x"),
    **no_power(),
    "reached": True,
    "crew": "Q1",
    "unit": "PD",
    "outcome": "satisfied",
    "fee": "1.00",
    "score": 4,
    "verdict": "unfounded",
    "responsible_unit": "CN",
    "field": "name",
    "result": "no_answer",
    "area": "urban",
    "phone": "13900001111",
    "kind": "resident",
}
OPTIONAL = (
    "version",
    "id",
    "person",
    "responsible_person",
    "client_id",
    "device_at",
    "place",
    "appointment_at",
    "level",
)
BRIEFLY = [None, 10**400, "", "x" * 10_000, [], {"$ne": ""}, "9999-12-31T23:59:59-12:00"]
BODIES = {
    "no JSON": "{",
    "text": '"x"',
    "list": "[]",
    "null": "null",
    "NaN": '{"version": NaN}',
    "infinity": '{"version": 1e999}',
    "endless number": '{"version": ' + "9" * 5000 + "}",
    "NUL": '{"text": "a\\u0000b"}',
    "NUL in a name": '{"a\\u0000b": 1}',
    "half a pair": '{"text": "\\ud800"}',
    "deep list": "[" * 100_000 + "]" * 100_000,
    "deep object": '{"a":' * 50 + "1" + "}" * 50,
    "twice the same name": '{"text": "a", "text": "b"}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "another encoding": '{"text": "\u505c\u7535"}'.encode("gb18030"),
    "UTF-16": '{"text": "x"}'.encode("utf-16"),
    "bytes": bytes(range(256)),
}
POSTS = sorted(path for method, path in TABLE if method == "post")
FULL = bool(os.environ.get("FULL"))


@pytest.fixture
def path_of(reported, guifang, flat):
    names = {
        "number": reported.number,
        "customer": str(guifang.pk),
        "callback": str(reported.callbacks.get().pk),
        "point": str(flat.pk),
    }
    known = defaultdict(lambda: str(guifang.pk), names)  # all others are keys, of which nobody has this one
    return lambda path: path.format_map(known)


def is_refusal(answer) -> bool:
    return 400 <= answer.status_code < 500 and set(answer.json()) == {"code", "sentence", "fields"}


def test_a_body_that_is_no_request_is_refused_everywhere(guo, path_of):
    """One door reads them all: every body at one address, and at every address some of them."""
    caller, bodies = signed_in(guo), list(BODIES)
    wheres = [("tickets/", name) for name in bodies]
    wheres += [
        (path, bodies[(place + turn * 5) % len(bodies)])
        for place, path in enumerate(POSTS)
        for turn in range(17 if FULL else 1)
    ]
    answers = {(path, name): caller.raw(path_of(path), BODIES[name]) for path, name in wheres}

    assert not {where: answer.content for where, answer in answers.items() if not is_refusal(answer)}


def test_a_strange_value_is_taken_or_refused_everywhere(guo, path_of):
    """Each name that an address knows takes strange values, the others stay good; a ninth of the addresses each day, or all of them."""
    caller, turns = signed_in(guo), cycle(BRIEFLY)
    for path in POSTS if FULL else POSTS[timezone.localdate().toordinal() % 9 :: 9]:
        here = path_of(path)
        unknown = caller.post(here, {name: [[]] for name in (*GOOD, *OPTIONAL, "wrong")}).json()["fields"]
        good = {name: value for name, value in GOOD.items() if name not in unknown}
        for name in sorted({*good, *OPTIONAL} - unknown.keys()):
            values = BRIEFLY if FULL else islice(turns, 1)
            answers = [caller.post(here, good | {name: value}) for value in values]
            assert all(answer.status_code in (200, 201) or is_refusal(answer) for answer in answers), (path, name)


def test_one_strange_value_in_a_good_request_is_taken_or_refused(hotline):
    strange = [*VALUES, {"neighbours": 5, "danger": "none"}, {"": ""}, {"neighbours": {"a": "b"}}]
    names = [*no_power(), "description", "external_number", "level", "area", "complaint"]
    apart = 1 if FULL else 5
    tried = [(name, value) for place, value in enumerate(strange) for name in names[place % apart :: apart]]
    answers = [(name, value, hotline.post("tickets/", no_power(**{name: value}))) for name, value in tried]

    assert not [(name, value) for name, value, answer in answers if answer.status_code not in (201, 400, 422)]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/plain", 415),
        ("application/xml", 415),
        ("", 415),
        ("application/json; charset=utf-8", 201),
    ],
)
def test_only_json_is_read(hotline, kind, status):
    answer = hotline.raw("tickets/", json.dumps(no_power()), kind=kind)

    assert answer.status_code == status
    assert status == 201 or answer.json()["code"] == "unsupported_media_type"


def test_a_body_of_more_than_256_kb_is_not_read(hotline):
    answer = hotline.post("tickets/", no_power(description="x" * 300_000))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not Ticket.objects.exists()


def test_a_body_in_chunks_is_not_taken_for_an_empty_one(hotline):
    answer = hotline.post("tickets/", no_power(), headers={"Transfer-Encoding": "chunked"})

    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_only_json_is_answered(hotline):
    answer = hotline.get("tickets/", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "path",
    ["tickets/CN%00/", "tickets/" + "9" * 500 + "/", "customers/" + "-" * 36 + "/", "callbacks/1/", "tickets/%F0%9F/"],
)
def test_an_address_that_cannot_be_is_not_found(hotline, db, path):
    answer = Caller.get(hotline, path)

    assert answer.status_code in (403, 404)
    assert answer["Content-Type"] == "application/json"


def test_what_a_customer_said_stays_what_they_said(hotline):
    said = "<script>alert(1)</script> =1+1 {{ 7*7 }} \u202e 🔌"
    number = hotline.do("tickets/", no_power(description=said))["number"]

    assert hotline.see(f"tickets/{number}/")["description"] == said


def test_an_error_of_ours_is_told_in_json_and_logged(hotline, monkeypatch, caplog):
    def broken(*args: object, **told: object) -> None:
        raise RuntimeError("a fault in the program")

    monkeypatch.setattr("hotline.api.tickets.receive", broken)
    answer = hotline.post("tickets/", no_power())

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "RuntimeError" not in answer.content.decode()
    assert any(record.exc_info and record.exc_info[0] is RuntimeError for record in caplog.records)
