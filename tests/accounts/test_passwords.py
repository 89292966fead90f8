"""Security lines 1, 2, 3 and 6: what may be a password, under two profiles; first passwords; a forgotten one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actions import first_password
from accounts.models import DoorPolicy, ResetCode, User
from accounts.passwords import check, choose
from accounts.policy import PROFILES
from customers.models import Message
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import PASSWORD, Company

NOW = datetime.now(UTC)
GOOD = "Kite-over-the-river-7"


def refused(password: str, person: User, profile: str) -> bool:
    try:
        check(password, person=person, policy=DoorPolicy(org=person.org, profile=profile, **PROFILES[profile]))
    except Invalid:
        return True
    return False


@pytest.mark.parametrize(
    ("password", "dengbao", "asvs"),
    [
        ("Sh0rt!x", True, True),
        ("correct horse battery staple", True, False),  # 等保 asks for three kinds of characters, ASVS forbids asking
        (GOOD, False, False),
        ("Aa1" + "长句子密码" * 20, False, False),  # 64 and more are taken, in any script
        ("x" * 129, True, True),
        ("iloveyou1234", True, True),
        ("Password123!", True, True),
        ("Dianli95598!", True, True),
        ("Yingyeting-1", True, True),
        ("南城营业厅Aa12345", True, True),
        ("Min-3017-3017", True, True),
        ("aaaaaaaaaaaaaA1", True, True),
    ],
)
def test_what_may_be_a_password(min: User, password: str, dengbao: bool, asvs: bool) -> None:
    min.home.name = "南城营业厅"  # type: ignore[union-attr]
    assert (refused(password, min, "dengbao"), refused(password, min, "asvs")) == (dengbao, asvs)


def test_the_whole_password_is_compared_and_the_last_five_are_not_taken_again(client: Client, min: User) -> None:
    long = GOOD + "z" * 60
    choose(min, new=long, at=NOW)
    assert client.post("/sign-in/", {"login": "min", "password": long[:-1]}).status_code == 422
    assert client.post("/sign-in/", {"login": "min", "password": long}).status_code == 302
    with pytest.raises(Invalid):
        choose(min, new=long, at=NOW)
    for number in range(5):
        choose(min, new=f"{GOOD}-{number}", at=NOW + timedelta(minutes=number))
    with pytest.raises(Invalid):
        choose(min, new=f"{GOOD}-0", at=NOW)
    choose(min, new=long, at=NOW)


def test_a_first_password_opens_once_in_its_time_and_leads_to_an_own_one(client: Client, min: User, root: User) -> None:
    made = first_password(min, by=root, at=NOW)
    assert client.post("/sign-in/", {"login": "min", "password": made})["Location"] == "/sign-in/new-password/"
    assert client.get("/notices/").status_code == 302, "nothing is open before"
    assert Client().post("/sign-in/", {"login": "min", "password": made}).status_code == 422, "it opens once"
    assert client.post("/sign-in/new-password/", {"new": made, "again": made}).status_code == 422
    assert client.post("/sign-in/new-password/", {"new": GOOD, "again": GOOD})["Location"] == "/"
    assert client.get("/notices/").status_code == 200
    late = first_password(min, by=root, at=NOW - timedelta(days=4))
    assert client.post("/sign-in/", {"login": "min", "password": late}).status_code == 422
    with pytest.raises(NotAllowed):
        first_password(root, by=root, at=NOW)


def test_an_old_password_is_changed_before_anything_else(client: Client, min: User) -> None:
    User.objects.filter(pk=min.pk).update(password_at=NOW - timedelta(days=91))
    asked = {"login": "min", "password": PASSWORD}
    assert client.post("/sign-in/", asked)["Location"] == "/sign-in/new-password/"
    DoorPolicy.objects.create(org=min.org, profile="asvs", max_age_days=0)
    assert client.post("/sign-in/", asked)["Location"] == "/"


def test_nobody_has_a_password_from_the_start(db: None) -> None:
    """Line 6: no default administrator; an account without a password opens to nobody."""
    assert not User.objects.filter(is_superuser=True).exists()
    User.objects.create_user("fresh", name="新人")
    assert Client().post("/sign-in/", {"login": "fresh", "password": ""}).status_code == 422
    assert Client().post("/sign-in/", {"login": "fresh", "password": "!"}).status_code == 422


@pytest.fixture
def messenger(settings: Settings) -> None:
    settings.GATEWAYS = settings.GATEWAYS | {
        "staff": {"url": "https://messenger.example.org/", "token": "", "batch": 1}
    }


def sent() -> str:
    return Message.objects.get(template="reset_code").text.split("：")[-1].split(":")[-1].strip()[:11]


def test_a_forgotten_password_by_a_code_that_opens_once(client: Client, min: User, messenger: None) -> None:
    for login in ("min", "nobody"):
        assert client.post("/sign-in/forgotten/", {"login": login})["Location"] == "/sign-in/reset/"
    told = {"login": "min", "new": GOOD, "again": GOOD}
    for wrong in ("", "aaaaa-aaaaa", "0"):
        assert client.post("/sign-in/reset/", told | {"code": wrong}).status_code == 422
    code = sent()
    assert not ResetCode.objects.filter(code_hash=code).exists()
    assert client.post("/sign-in/reset/", told | {"code": code, "new": "x", "again": "x"}).status_code == 422
    assert client.post("/sign-in/reset/", told | {"code": code})["Location"] == "/"
    assert Client().post("/sign-in/reset/", told | {"code": code}).status_code == 422
    assert Client().post("/sign-in/", {"login": "min", "password": GOOD}).status_code == 302


def test_a_code_that_is_over_opens_nothing_when_it_is_sent(client: Client, min: User, messenger: None) -> None:
    client.post("/sign-in/forgotten/", {"login": "min"})
    ResetCode.objects.update(made_at=NOW - timedelta(hours=1), ends_at=NOW - timedelta(minutes=1))
    told = {"login": "min", "code": sent(), "new": GOOD, "again": GOOD}
    assert client.post("/sign-in/reset/", told).status_code == 422


def test_the_second_factor_is_asked_after_a_new_password_too(
    client: Client, company: Company, min: User, messenger: None
) -> None:
    DoorPolicy.objects.create(org=company.org, factor="all")
    client.post("/sign-in/forgotten/", {"login": "min"})
    told = {"login": "min", "code": sent(), "new": GOOD, "again": GOOD}
    assert client.post("/sign-in/reset/", told)["Location"] == "/sign-in/enrol/"


def test_passwords_are_hashed_by_argon2_in_the_house() -> None:
    assert settings.PASSWORD_HASHERS[-1].endswith("Argon2PasswordHasher")
