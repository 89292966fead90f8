"""Every “no” has one shape, wherever on the way it is said, in the caller's language."""

import json

import pytest
from django.db import OperationalError
from django.test import Client

from hotline.models import ApiClient
from tests.api.caller import Caller
from tests.api.conftest import no_power

SHAPE = {"code", "sentence", "fields"}


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("get", "/api/", {}, 404, "not_found"),
        ("get", "/api/v2/tickets/", {}, 404, "not_found"),
        ("get", "/api/v1/tickets", {}, 404, "not_found"),
        ("post", "/api/v1/nothing/", {}, 404, "not_found"),
        ("delete", "/api/v1/me/", {}, 405, "method_not_allowed"),
        ("put", "/api/v1/me/", {}, 405, "method_not_allowed"),
        ("trace", "/api/v1/me/", {}, 405, "method_not_allowed"),
        ("get", "/api/v1/oauth/token/", {}, 405, "method_not_allowed"),
        ("get", "/api/v1/me/", {"HTTP_HOST": "evil.example.org"}, 400, "bad_request"),
        ("get", "/api/v1/me/", {"HTTP_HOST": "no host at all"}, 400, "bad_request"),
        ("post", "/api/v1/tickets/", {"CONTENT_LENGTH": "99999999"}, 413, "too_large"),
        ("post", "/api/v1/tickets/", {"CONTENT_LENGTH": "many"}, 413, "too_large"),
        ("post", "/api/v1/tickets/", {"content_type": "text/csv"}, 415, "unsupported_media_type"),
        ("get", "/api/v1/me/", {"HTTP_ACCEPT": "application/xml"}, 406, "not_acceptable"),
        ("get", "/api/v1/%00%ff/", {}, 404, "not_found"),
    ],
)
def test_every_no_has_the_same_shape(hotline, method, path, more, status, code):
    client = Client(raise_request_exception=False)
    told = {"content_type": "application/json"} if method in ("post", "put") else {}
    answer = getattr(client, method)(path, headers=hotline.headers, **{**told, **more})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == SHAPE
    assert answer["Content-Type"].startswith("application/json")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Request-Id"]


@pytest.mark.parametrize("where", ["auth", "view", "middleware"])
def test_a_database_that_is_away_is_told_with_when_to_come_again(hotline, monkeypatch, where):
    def away(*args: object, **told: object) -> None:
        raise OperationalError("gone")

    target = {
        "auth": "hotline.models.ApiKey.objects.behind",
        "view": "hotline.api.me.limits_of",
        "middleware": "servicedesk.pages._is_too_large",
    }[where]
    monkeypatch.setattr(target, away)
    answer = hotline.get("me/")

    assert (answer.status_code, set(answer.json())) == (500 if where == "middleware" else 503, SHAPE)
    assert where == "middleware" or answer["Retry-After"] == "2"


def test_an_error_of_ours_in_between_is_told_without_its_cause(hotline, monkeypatch):
    def broken(*args: object, **told: object) -> None:
        raise RuntimeError("陈桂芳")

    monkeypatch.setattr("servicedesk.pages._is_elsewhere", broken)
    answer = hotline.get("me/")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "陈桂芳" not in answer.content.decode()


@pytest.mark.parametrize("path", ["nothing/", "tickets/CN0/", "me/?x=1"])
@pytest.mark.parametrize(("asked", "own", "word"), [("en", "", "e"), ("", "en", "e"), ("zh-hans", "en", "请")])
def test_a_sentence_is_in_the_callers_language(hotline, path, asked, own, word):
    ApiClient.objects.update(language=own)
    if own and path == "nothing/":
        return  # nobody is recognised where there is nothing
    answer = hotline.get(
        path.partition("?")[0],
        headers={"Accept-Language": asked} if asked else {},
        **({"x": "1"} if "?" in path else {}),
    )

    assert answer.status_code in (400, 404)
    assert word in answer.json()["sentence"]


@pytest.mark.parametrize("field", ["customer", "supply_point", "parent", "hall", "category"])
def test_foreign_ids_in_a_body_are_unknown(hotline, company, field, foreign):
    """A row of another company is no row, whatever the field."""
    theirs = foreign.do("customers/", {"name": "陈桂芳", "phone": "13900001111", "kind": "resident"})["id"]
    answer = hotline.post("tickets/", no_power(**{field: theirs}))

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_body_that_is_kept_twice_is_read_once(hotline):
    """The same numbers in another order are the same body."""
    told = no_power()
    first = hotline.raw("tickets/", json.dumps(told), headers={"Idempotency-Key": "k-1"})
    second = hotline.raw("tickets/", json.dumps(dict(reversed(told.items()))), headers={"Idempotency-Key": "k-1"})

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Caller.get(hotline, "tickets/", external_number="").status_code in (200, 400)
