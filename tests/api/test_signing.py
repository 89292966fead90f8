"""A signed request: the secret never travels, and what was sent once cannot be sent again. Security lines 41 and 43.

The vectors of docs/api/signing.md were made with openssl, not with our own function.
"""

import hashlib
import hmac
import json
import re
import secrets
import time
from pathlib import Path

import pytest

from hotline.actions import add_key, revoke_key
from hotline.models import ApiClient, ApiKey
from hotline.signing import Signed
from tests.api.caller import ROOT, Caller
from tests.api.conftest import no_power
from tickets.models import Ticket

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api" / "signing.md"


@pytest.fixture
def key(issued) -> ApiKey:
    return issued.client.keys.get()


def signature(secret: str, *parts: str, body: bytes) -> str:
    """As an integrator would write it, with nothing of ours."""
    text = "\n".join([*parts, hashlib.sha256(body).hexdigest()])
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def headers(key: ApiKey, path: str, body: bytes = b"", *, method: str = "POST", **more: str) -> dict[str, str]:
    told = {"at": str(int(time.time())), "nonce": secrets.token_hex(12), "idempotency": "", **more}
    parts = (told["at"], told["nonce"], method, f"{ROOT}{path}", told["idempotency"])
    made = signature(more.get("secret", key.signing_secret), *parts, body=body)
    head = {"Authorization": f"HMAC-SHA256 {key.prefix}:{made}", "X-Timestamp": told["at"], "X-Nonce": told["nonce"]}
    return head | ({"Idempotency-Key": told["idempotency"]} if told["idempotency"] else {})


def test_the_prefix_is_named_as_it_stands_on_the_key(key):
    told = headers(key, "me/", method="GET")
    told["Authorization"] = told["Authorization"].replace(key.prefix, f"hl_{key.prefix}")

    assert Caller().get("me/", headers=told).status_code == 200


def test_a_signed_request_needs_no_secret_on_the_way(db, key, issued):
    body = json.dumps(no_power()).encode()
    answer = Caller().raw("tickets/", body, headers=headers(key, "tickets/", body, idempotency="k-1"))
    query = "tickets/?open=true&page_size=1"
    listed = Caller().client.get(ROOT + query, headers=headers(key, query, method="GET"))

    assert (answer.status_code, listed.status_code) == (201, 200)
    assert Caller().get("me/", headers=headers(key, "me/", method="GET")).json()["client"]["way"] == "signed"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("body", "wrong_signature"),
        ("path", "wrong_signature"),
        ("method", "wrong_signature"),
        ("idempotency", "wrong_signature"),
        ("timestamp", "wrong_signature"),
        ("nonce", "wrong_signature"),
        ("secret", "wrong_signature"),
        ("old", "stale_signature"),
        ("early", "stale_signature"),
        ("no stamp", "stale_signature"),
        ("short nonce", "stale_signature"),
        ("prefix", "authentication_failed"),
        ("shape", "authentication_failed"),
    ],
)
def test_what_was_changed_on_the_way_is_refused(db, key, what, code):
    body, now = json.dumps(no_power()).encode(), int(time.time())
    more = {
        "path": {},
        "old": {"at": str(now - 310)},
        "early": {"at": str(now + 310)},
        "no stamp": {"at": "soon"},
        "short nonce": {"nonce": "abc"},
        "secret": {"secret": "another"},
        "method": {"method": "PUT"},
    }.get(what, {})
    head = headers(key, "halls/" if what == "path" else "tickets/", body, **more)
    head |= {
        "idempotency": {"Idempotency-Key": "k-2"},
        "timestamp": {"X-Timestamp": str(now - 1)},
        "nonce": {"X-Nonce": "n" * 16},
        "prefix": {"Authorization": f"HMAC-SHA256 {'0' * 12}:{'0' * 64}"},
        "shape": {"Authorization": "HMAC-SHA256 é"},
    }.get(what, {})
    answer = Caller().raw("tickets/", body + b" " if what == "body" else body, headers=head)

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert "WWW-Authenticate" in answer
    assert not Ticket.objects.exists()


def test_a_replay_is_refused_and_a_repeat_signed_anew_gets_the_answer(db, key):
    body = json.dumps(no_power()).encode()
    head = headers(key, "tickets/", body, idempotency="k-1")
    first, replay = (Caller().raw("tickets/", body, headers=head) for _try in range(2))
    again = Caller().raw("tickets/", body, headers=headers(key, "tickets/", body, idempotency="k-1"))

    assert (first.status_code, replay.status_code, again.status_code) == (201, 401, 201)
    assert replay.json()["code"] == "replayed_signature"
    assert (again.content, again["Idempotent-Replay"]) == (first.content, "true")
    assert Ticket.objects.count() == 1


def test_a_nonce_is_the_clients_own(db, key, company):
    other = ApiKey.objects.get(prefix=add_key(key.client).split("_")[1])
    nonce = "n" * 20

    assert Caller().get("me/", headers=headers(key, "me/", method="GET", nonce=nonce)).status_code == 200
    assert Caller().get("me/", headers=headers(other, "me/", method="GET", nonce=nonce)).status_code == 401


def test_two_secrets_sign_during_a_change_over_and_a_revoked_one_is_dead(db, key):
    second = ApiKey.objects.get(prefix=add_key(key.client).split("_")[1])
    assert second.signing_secret != key.signing_secret
    answers = [Caller().get("me/", headers=headers(one, "me/", method="GET")).status_code for one in (key, second)]
    revoke_key(key)

    assert answers == [200, 200]
    assert Caller().get("me/", headers=headers(key, "me/", method="GET")).status_code == 401


def test_a_client_that_signs_takes_nothing_unsigned(db, hotline, key):
    ApiClient.objects.update(must_sign=True)
    answer = hotline.get("me/")

    assert (answer.status_code, answer.json()["code"]) == (401, "signature_required")
    assert Caller().get("me/", headers=headers(key, "me/", method="GET")).status_code == 200


@pytest.mark.parametrize(("secret", "matches"), [("", True), ("another", False)])
def test_echo_shows_the_string_a_signature_is_made_over(db, key, secret, matches):
    body = b'{"a": "\xe5\x81\x9c"}'
    head = headers(
        key, "echo/", body, nonce="n" * 16, at=str(int(time.time())), **({"secret": secret} if secret else {})
    )
    first, second = (Caller().raw("echo/", body, headers=head).json() for _try in range(2))

    assert first == second
    assert first["matches"] is matches
    assert first["lines"][1:5] == ["n" * 16, "POST", "/api/v1/echo/", ""]
    assert first["lines"][5] == hashlib.sha256(body).hexdigest()
    assert key.signing_secret not in str(first)


def test_echo_helps_who_has_no_key_and_is_bounded(db, monkeypatch):
    assert Caller().post("echo/", {}).json()["matches"] is None
    assert Caller().raw("echo/", b"x" * 300_000).status_code == 413
    monkeypatch.setattr("hotline.api.echo.ECHOES_A_MINUTE", 1)
    monkeypatch.setattr("hotline.api.echo.blind_index", lambda *_told, **_more: secrets.token_hex(8))
    assert Caller().post("echo/", {}).status_code == 200


def test_the_vectors_of_the_manual_hold():
    vectors = re.findall(r"```vector\n(.*?)\n```", PAGE.read_text(), re.DOTALL)
    assert len(vectors) >= 3
    for vector in vectors:
        told = dict(line.split(": ", 1) if ": " in line else (line.rstrip(":"), "") for line in vector.split("\n"))
        signed = Signed(
            timestamp=told["timestamp"],
            nonce=told["nonce"],
            method=told["method"],
            path=told["path"],
            idempotency_key=told["idempotency-key"],
            body=told["body"].encode(),
        )
        assert signed.signature(told["secret"]) == told["signature"]
