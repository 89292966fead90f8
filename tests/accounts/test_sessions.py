"""Security lines 8 to 11: sessions as rows, new at every sign-in, dead when unused, dead everywhere when taken away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from accounts.actions import end_grant, grant
from accounts.leaving import switch_off
from accounts.models import DoorPolicy, Session, User
from accounts.passwords import choose
from servicedesk.lib.sealing import token_hash
from tests.people import PASSWORD

NOW = datetime.now(UTC)


def inside(login: str = "min", **facts: str) -> Client:
    client = Client(**facts)
    assert client.post("/sign-in/", {"login": login, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/notices/").status_code == 200


def test_a_session_says_whose_and_from_where_and_its_key_is_not_kept(min: User) -> None:
    before = Client()
    before.post("/sign-in/", {"login": "min", "password": "wrong"})
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
    client = inside(HTTP_USER_AGENT=agent)
    row = Session.objects.get(user=min)
    assert (row.org_id, row.how, row.address, row.agent) == (
        min.org_id,
        "password",
        "127.0.0.1",
        "Chrome 142 · Windows",
    )
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert row.key_hash == token_hash(key)
    assert len(key) == 32


def test_the_key_is_another_one_after_signing_in(min: User) -> None:
    client = Client()
    client.post("/sign-in/", {"login": "min", "password": PASSWORD})
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-in/", {"login": "min", "password": PASSWORD})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != first
    assert Session.objects.filter(user=min).count() == 1


@pytest.mark.parametrize(
    ("who", "minutes"),
    [("min", 30), ("root", 10), ("shen", 10), ("qiang", 480)],
    ids=["counter", "admin", "auditor", "crew"],
)
def test_unused_it_ends_by_role(request: pytest.FixtureRequest, who: str, minutes: int) -> None:
    request.getfixturevalue(who)
    client = inside(who)
    assert Session.objects.get(user__login=who).idle_seconds == 60 * minutes
    past = datetime.now(UTC) - timedelta(seconds=1)
    Session.objects.update(seen_at=past - timedelta(minutes=minutes), idle_at=past)
    assert not is_in(client)


def test_what_somebody_does_keeps_it_alive_and_what_a_page_asks_by_itself_does_not(min: User) -> None:
    client = inside()
    soon = datetime.now(UTC) + timedelta(minutes=5)
    Session.objects.update(seen_at=NOW - timedelta(minutes=25), idle_at=soon)
    client.get("/notices/", HTTP_X_LIVE="1")
    client.get("/notices/", HTTP_X_BY_ITSELF="1")
    assert Session.objects.get().idle_at == soon
    client.get("/notices/")
    assert Session.objects.get().idle_at > soon


def test_it_ends_after_twelve_hours_whatever_is_done(min: User) -> None:
    client = inside()
    assert Session.objects.get().ends_at <= datetime.now(UTC) + timedelta(hours=12)
    Session.objects.update(ends_at=datetime.now(UTC))
    assert not is_in(client)


def switched_off(min: User, root: User) -> None:
    switch_off(min, by=root, at=NOW)


def another_password(min: User, root: User) -> None:
    choose(min, new="Kite-over-the-river-7", at=NOW)


def another_role(min: User, root: User) -> None:
    grant(min, role="supervisor", unit=min.home)


def role_gone(min: User, root: User) -> None:
    end_grant(min.grants.get(), at=datetime.now(UTC) + timedelta(days=1))


@pytest.mark.parametrize("what", [switched_off, another_password, another_role, role_gone])
def test_every_session_ends_at_once(min: User, root: User, lin: User, what) -> None:
    """Within sixty seconds, says the list; at the next request, says the row that is gone."""
    both, other = (inside(), inside()), inside("lin")
    what(min, root)
    assert [is_in(client) for client in both] == [False, False]
    assert is_in(other)


def test_signing_out_kills_it_on_the_server(min: User) -> None:
    client = inside()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_in(stolen)
    client.post("/sign-out/")
    assert not is_in(stolen)


def test_one_session_a_person_where_the_company_wants_it(min: User) -> None:
    DoorPolicy.objects.create(org=min.org, one_session=True)
    first = inside()
    second = inside()
    assert (is_in(first), is_in(second)) == (False, True)


def test_a_page_costs_no_statement_more(min: User, django_assert_num_queries) -> None:
    client = inside()
    client.get("/notices/")
    with django_assert_num_queries(1) as asked:
        client.session.load()
    assert "accounts_session" in asked[0]["sql"]
