"""Security line 7: single sign-on against a real provider on this machine; issuer and subject say who it is, nothing else."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pytest_django.fixtures import Settings

from accounts import sso_links
from accounts.models import AuditEvent, DoorPolicy, SsoLink, SsoProvider, User
from accounts.sso import COLUMN
from servicedesk.lib.sealing import seal
from tests.people import Company

SECRET = "a secret that both know"
KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})


class Provider:
    """A small OpenID provider: it keeps what it was asked by, and holds us to it."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "u-77"}
        self.key, self.seen, self.alg = KEY, dict[str, str](), "RS256"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.issuer = self.told_issuer = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def handler(provider) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/keys":
                    return self.say(KeySet([KEY]).as_dict(private=False))
                ways = {f"{name}_endpoint": f"{provider.issuer}/{name}" for name in ("authorization", "token")}
                return self.say({"issuer": provider.told_issuer, "jwks_uri": f"{provider.issuer}/keys", **ways})

            def do_POST(self) -> None:
                told = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                pair = base64.b64decode(self.headers["Authorization"].split()[1]).decode()
                digest = hashlib.sha256(told["code_verifier"][0].encode()).digest()
                proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
                if pair != f"desk:{SECRET.replace(' ', '%20')}" or proof != provider.seen["code_challenge"]:
                    self.send_error(401)
                    return
                self.say({"id_token": provider.token(), "access_token": "x", "token_type": "Bearer"})

            def say(self, told: dict[str, Any]) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *args: object) -> None:
                pass

        return Handler

    def token(self) -> str:
        now = int(datetime.now(UTC).timestamp())
        usual = {"iss": self.issuer, "aud": "desk", "nonce": self.seen["nonce"], "iat": now, "exp": now + 60}
        return jwt.encode({"alg": self.alg, "kid": "one"}, usual | self.claims, self.key)

    def ask(self, client: Client, where: str = "/notices/") -> dict[str, str]:
        """Begin, as the button does, and keep what the provider is asked by."""
        address = urlsplit(client.get(f"/sign-in/sso/corp/?next={where}")["Location"])
        self.seen = {name: values[0] for name, values in parse_qs(address.query).items()}
        return {"state": self.seen["state"], "code": "c0de"}

    def come(self, client: Client, **other: str) -> Any:
        return client.get("/sign-in/sso/corp/back/", self.ask(client) | other)


@pytest.fixture
def corp(company: Company, settings: Settings) -> Iterator[Provider]:
    settings.SSO_NETWORKS = [ip_network("127.0.0.0/8")]
    provider = Provider()
    sealed = seal(SECRET, column=COLUMN)
    facts = {"name": "统一认证", "slug": "corp", "issuer": provider.issuer, "client_id": "desk", "is_on": True}
    SsoProvider.objects.create(org=company.org, sealed=sealed, **facts)
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@pytest.fixture
def linked(corp: Provider, min: User, root: User) -> Provider:
    sso_links.link(min, SsoProvider.objects.get(), subject="u-77", by=root, at=datetime.now(UTC))
    return corp


def test_who_signs_in_there_comes_in_here_and_a_code_is_asked_all_the_same(
    client: Client, linked: Provider, min: User
) -> None:
    assert "统一认证" in client.get("/sign-in/").content.decode()
    assert linked.come(client)["Location"] == "/notices/"
    assert client.get("/notices/").status_code == 200
    assert (linked.seen["code_challenge_method"], linked.seen["scope"]) == ("S256", "openid profile")
    assert AuditEvent.objects.get(what="sign_in").facts["how"] == "sso"
    DoorPolicy.objects.create(org=min.org, factor="all")
    assert linked.come(Client())["Location"] == "/sign-in/enrol/"


BAD = {
    "another state": ({}, {"state": "x" * 43}),
    "no state": ({}, {"state": ""}),
    "refused there": ({}, {"code": ""}),
    "another issuer": ({"iss": "https://evil.example"}, {}),
    "for somebody else": ({"aud": "other"}, {}),
    "another nonce": ({"nonce": "x"}, {}),
    "over": ({"exp": 1_700_000_000}, {}),
    "no subject": ({"sub": ""}, {}),
    "another subject, the same name and mail": ({"sub": "u-78", "email": "min@corp", "name": "王敏"}, {}),
}


@pytest.mark.parametrize(("claims", "told"), BAD.values(), ids=list(BAD))
def test_what_opens_nothing(client: Client, linked: Provider, claims: dict[str, Any], told: dict[str, str]) -> None:
    linked.claims |= claims
    assert linked.come(client, **told).status_code == 403
    assert client.get("/notices/").status_code == 302
    assert AuditEvent.objects.filter(what="sign_in_failed", facts__how="sso").count() == 1


def test_a_token_of_another_key_or_a_provider_that_calls_itself_otherwise(client: Client, linked: Provider) -> None:
    linked.key = OTHER_KEY
    assert linked.come(client).status_code == 403
    linked.key = KEY
    linked.told_issuer = "https://evil.example"
    assert client.get("/sign-in/sso/corp/").status_code == 403


def test_an_answer_opens_once_and_only_the_browser_that_asked(client: Client, linked: Provider) -> None:
    told = linked.ask(client)
    assert Client().get("/sign-in/sso/corp/back/", told).status_code == 403
    assert client.get("/sign-in/sso/corp/back/", told).status_code == 302
    assert client.get("/sign-in/sso/corp/back/", told).status_code == 403


def test_a_staff_number_links_only_where_the_company_says_so_and_only_once(
    client: Client, corp: Provider, min: User, stranger: User
) -> None:
    corp.claims = {"sub": "u-77", "staff": "3017"}
    assert corp.come(client).status_code == 403
    SsoProvider.objects.update(staff_claim="staff")
    assert corp.come(client).status_code == 302
    assert SsoLink.objects.get().user == min
    corp.claims = {"sub": "u-99", "staff": "3017"}
    assert corp.come(Client()).status_code == 403, "who is linked already is not linked again by a claim"
    corp.claims = {"sub": "u-55", "staff": "9001"}
    assert corp.come(Client()).status_code == 403, "nor is anybody of another company"
    User.objects.filter(pk=min.pk).update(is_active=False)
    corp.claims = {"sub": "u-77"}
    assert corp.come(Client()).status_code == 403


def test_a_header_that_names_somebody_is_nobodys_word(client: Client, min: User) -> None:
    heads = (
        "REMOTE_USER",
        "HTTP_REMOTE_USER",
        "HTTP_X_REMOTE_USER",
        "HTTP_X_FORWARDED_USER",
        "HTTP_X_AUTH_REQUEST_USER",
    )
    assert client.get("/notices/", **dict.fromkeys(heads, "min")).status_code == 302
    assert not any(
        "RemoteUser" in name for name in [*django_settings.MIDDLEWARE, *django_settings.AUTHENTICATION_BACKENDS]
    )


def test_the_administrator_sets_it_up_and_the_secret_is_not_readable(
    client: Client, company: Company, root: User, min: User
) -> None:
    client.force_login(root)
    told = {"name": "统一认证", "slug": "corp", "issuer": "https://id.example.org", "client_id": "desk", "is_on": "on"}
    assert client.post("/manage/doors/sso/", told | {"version": "0"}).status_code == 422, "a secret is needed at first"
    assert client.post("/manage/doors/sso/", told | {"version": "0", "secret": SECRET}).status_code == 302
    assert client.post("/manage/doors/sso/", told | {"version": "0"}).status_code == 422, "stale"
    assert client.post("/manage/doors/sso/", told | {"version": "1"}).status_code == 302, "empty keeps it"
    assert SECRET.encode() not in bytes(SsoProvider.objects.get().sealed)
    client.post("/manage/doors/sso/link/", {"staff_number": "3017", "subject": "u-1"})
    held = SsoLink.objects.get(user=min, subject="u-1")
    page = client.get("/manage/doors/sso/").content.decode()
    assert "u-1" in page
    assert SECRET not in page
    client.post(f"/manage/doors/sso/{held.pk}/unlink/")
    assert not SsoLink.objects.exists()
    assert {"sso_set", "sso_linked", "sso_unlinked"} <= set(AuditEvent.objects.values_list("what", flat=True))
    assert datetime.now(UTC) - AuditEvent.objects.filter(what="sso_set").latest("at").at < timedelta(minutes=1)
