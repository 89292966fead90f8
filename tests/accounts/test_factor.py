"""Security line 5: a second factor wherever the company asks for it, on every way in; each code of use once."""

import base64
import re
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.test import Client

from accounts import factors
from accounts.models import AuditEvent, DoorPolicy, Factor, RecoveryCode, User
from tests.people import PASSWORD, Company

# RFC 6238, appendix B: the SHA-1 secret, and moments with the last six digits of their codes.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}


def code_of(user: User, off: int = 0) -> str:
    secret = base64.b32decode(factors.secret_of(Factor.objects.get(user=user)))
    moment = int(datetime.now(UTC).timestamp()) // 30 * 30 + 30 * off
    return TOTP(secret, 6, SHA1(), 30).generate(moment).decode()


def asked(company: Company, of: str = "all", **words: int) -> None:
    DoorPolicy.objects.create(org=company.org, factor=of, **words)


def enter(client: Client, login: str = "min") -> str:
    return client.post("/sign-in/?next=/notices/", {"login": login, "password": PASSWORD})["Location"]


def enrolled(client: Client, user: User) -> list[str]:
    """Set up at the door; returns the recovery codes."""
    assert enter(client, user.login) == "/sign-in/enrol/"
    assert "data:image/svg" in client.get("/sign-in/enrol/").content.decode()
    page = client.post("/sign-in/enrol/", {"code": code_of(user, -1)}).content.decode()
    assert client.post("/sign-in/go-on/")["Location"] == "/notices/"
    return re.findall(r"<code>([a-z0-9-]{14})</code>", page)


@pytest.mark.parametrize(("second", "digits"), VECTORS.items())
def test_codes_are_those_of_the_standard(second: int, digits: str) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    assert factors.matching_step(RFC_SECRET, digits, at=moment) == second // 30
    assert factors.matching_step(RFC_SECRET, "000000", at=moment) is None


def test_who_must_have_one_sets_it_up_and_is_asked_from_then_on(client: Client, company: Company, min: User) -> None:
    asked(company)
    assert enter(client) == "/sign-in/enrol/"
    assert client.get("/notices/").status_code == 302, "with the password alone nobody is inside"
    assert len(enrolled(client, min)) == 10
    assert client.get("/notices/").status_code == 200
    again = Client()
    assert enter(again) == "/sign-in/code/"
    assert again.get("/api/v1/tickets/").status_code in (401, 403), "nor by REST"
    assert again.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    right = code_of(min)
    assert again.post("/sign-in/code/", {"code": right})["Location"] == "/notices/"
    third = Client()
    enter(third)
    assert third.post("/sign-in/code/", {"code": right}).status_code == 422, "a code works once"
    sealed = Factor.objects.get(user=min)
    assert factors.secret_of(sealed).encode() not in bytes(sealed.sealed)


@pytest.mark.parametrize(
    ("of", "who", "step"), [("off", "root", ""), ("managers", "root", "enrol"), ("managers", "min", "")]
)
def test_of_whom_it_is_asked(client: Client, company: Company, request: pytest.FixtureRequest, of, who, step) -> None:
    asked(company, of)
    request.getfixturevalue(who)
    assert enter(client, who) == (f"/sign-in/{step}/" if step else "/notices/")


def test_a_recovery_code_stands_in_once(client: Client, company: Company, min: User) -> None:
    asked(company)
    code = enrolled(client, min)[0]
    assert RecoveryCode.objects.filter(user=min).count() == 10
    assert not RecoveryCode.objects.filter(code_hash__contains=code[:4]).exists()
    for answer in (302, 422):
        later = Client()
        enter(later)
        assert later.post("/sign-in/code/", {"code": code.upper()}).status_code == answer


def test_a_device_is_trusted_only_where_the_company_says_so(client: Client, company: Company, min: User) -> None:
    asked(company)
    enrolled(client, min)
    client.post("/sign-out/")
    enter(client)
    client.post("/sign-in/code/", {"code": code_of(min), "trust": "on"})
    assert enter(client) == "/sign-in/code/", "not by default"
    DoorPolicy.objects.update(trust_days=30)
    Factor.objects.update(last_step=0)
    client.post("/sign-in/code/", {"code": code_of(min), "trust": "on"})
    client.post("/sign-out/")
    assert enter(client) == "/notices/"
    assert enter(Client()) == "/sign-in/code/"


def test_guessing_codes_is_stopped_like_guessing_passwords(client: Client, company: Company, min: User) -> None:
    asked(company)
    enrolled(client, min)
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    enter(guesser)
    answers = [guesser.post("/sign-in/code/", {"code": f"00000{n}"}).status_code for n in range(5)]
    assert answers[-1] == 429


def test_nobody_stands_at_a_step_without_a_password_and_there_is_no_back_door(client: Client, min: User) -> None:
    for step in ("code", "enrol", "new-password"):
        assert client.get(f"/sign-in/{step}/").status_code == 409
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert client.get("/admin/").status_code == 404


def test_a_lost_phone_is_taken_off_by_the_administrator(
    client: Client, company: Company, min: User, root: User
) -> None:
    asked(company)
    enrolled(client, min)
    factors.drop(min, by=root, at=datetime.now(UTC))
    assert AuditEvent.objects.get(what="factor_off").by == root
    assert enter(Client()) == "/sign-in/enrol/"
