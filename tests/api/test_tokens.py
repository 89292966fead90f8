"""OAuth2, client credentials: a key for a short-lived token, under the same walls. Security line 42."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from hotline.actions import revoke_key
from hotline.models import AccessToken, ApiClient
from tests.api.caller import ROOT, Caller
from tests.api.conftest import no_power

FORM = "application/x-www-form-urlencoded"


def ask(key: str, *, way: str = "basic", path: str = "oauth/token/", **told: str):
    head, prefix, secret = key.split("_", 2)
    form = {"grant_type": "client_credentials", **told}
    headers = {}
    if way == "basic":
        both = base64.b64encode(f"{head}_{prefix}:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {both}"}
    elif way == "post":
        form |= {"client_id": f"{head}_{prefix}", "client_secret": secret}
    body = "&".join(f"{name}={value}" for name, value in form.items())
    return Caller().client.post(ROOT + path, body, content_type=FORM, headers=headers)


@pytest.mark.parametrize("way", ["basic", "post"])
def test_a_key_is_exchanged_for_a_token_that_acts_as_the_client(issued, way):
    told = ask(issued.key, way=way).json()
    caller = Caller(told["access_token"])

    assert (told["token_type"], told["expires_in"]) == ("Bearer", 900)
    assert caller.see("me/")["client"]["way"] == "token"
    assert caller.post("tickets/", no_power()).status_code == 201
    assert told["access_token"] not in str(AccessToken.objects.values())


def test_a_token_may_be_narrower_than_its_key_and_never_wider(issued, hotline):
    reader = Caller(ask(issued.key, scope="read").json()["access_token"])
    wider, unknown = ask(issued.key, scope="read dispatch"), ask(issued.key, scope="everything")

    assert reader.get("tickets/").status_code == 200
    assert reader.post("tickets/", no_power()).json()["code"] == "out_of_scope"
    assert reader.see("me/")["verbs"] == ["read"]
    for answer in (wider, unknown):
        assert (answer.status_code, answer.json()["error"], answer.json()["code"]) == (400, *["invalid_scope"] * 2)


@pytest.mark.parametrize("end", ["key", "client", "time", "given back"])
def test_a_token_is_dead_at_once_when_its_ground_is_gone(issued, end):
    token = ask(issued.key).json()["access_token"]
    caller = Caller(token)
    assert caller.get("me/").status_code == 200
    if end == "key":
        revoke_key(issued.client.keys.get())
    elif end == "client":
        ApiClient.objects.update(is_active=False)
    elif end == "time":
        AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        assert ask(issued.key, path="oauth/revoke/", token=token).status_code == 200

    assert caller.get("me/").status_code == 401


def test_nobody_gives_back_anothers_token(issued, company, foreign):
    token = ask(issued.key).json()["access_token"]
    theirs = foreign.headers["Authorization"].removeprefix("Bearer ")

    assert ask(theirs, path="oauth/revoke/", token=token).status_code == 200
    assert Caller(token).get("me/").status_code == 200


@pytest.mark.parametrize(
    ("told", "status", "error"),
    [
        ({"way": "none"}, 401, "invalid_client"),
        ({"wrong": "secret"}, 401, "invalid_client"),
        ({"wrong": "prefix"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
    ],
)
def test_what_is_no_request_for_a_token_is_refused(issued, told, status, error):
    head, prefix, secret = issued.key.split("_", 2)
    wrong = told.pop("wrong", "")
    key = f"{head}_{'0' * 12 if wrong == 'prefix' else prefix}_{secret[::-1] if wrong == 'secret' else secret}"
    answer = ask(key, **told)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert {"code", "sentence", "fields"} <= set(answer.json())


def test_the_walls_of_the_client_stand_before_its_tokens(issued, hotline):
    ApiClient.objects.update(addresses=["203.0.113.0/24"])
    elsewhere = ask(issued.key)
    ApiClient.objects.update(addresses=[], must_sign=True)
    unsigned = ask(issued.key)

    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "wrong_address")
    assert (unsigned.status_code, unsigned.json()["code"]) == (401, "signature_required")
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_a_secret_in_an_address_or_in_another_shape_is_not_read(issued, kind):
    head, prefix, secret = issued.key.split("_", 2)
    path = f"{ROOT}oauth/token/?client_id={head}_{prefix}&client_secret={secret}&grant_type=client_credentials"

    assert Caller().client.post(path, "", content_type=FORM).status_code == 400
    assert Caller().client.post(f"{ROOT}oauth/token/", "{}", content_type=kind).status_code in (400, 401, 415)
    assert Caller().client.get(f"{ROOT}oauth/token/").status_code == 405


@pytest.mark.parametrize("text", ["ht_", "ht_" + "x" * 43, "ht_" + "é" * 43, "ht_" + "x" * 5000])
def test_a_made_up_token_opens_nothing(db, text):
    assert Caller().get("me/", headers={"Authorization": f"Bearer {text}"}).status_code == 401
