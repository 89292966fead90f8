"""One form, one step, then back to the page asked for; who was turned away is recorded without what was typed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from tests.people import PASSWORD


def test_the_form_has_the_two_fields_and_posts_to_its_own_address(client: Client, db: None) -> None:
    page = client.get("/sign-in/?next=/my/").content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert "csrfmiddlewaretoken" in page
    assert 'action=""' in page


def test_a_page_without_sign_in_leads_to_the_form_and_back(client: Client, min: User) -> None:
    asked = client.get("/notices/?before=1")
    assert asked.status_code == 302
    entered = client.post(asked["Location"], {"login": "min", "password": PASSWORD})
    assert entered.status_code == 302
    assert entered["Location"] == "/notices/?before=1"


def test_a_staff_number_is_as_good_as_a_name(client: Client, min: User) -> None:
    assert client.post("/sign-in/", {"login": "3017", "password": PASSWORD}).status_code == 302


def test_a_stranger_address_to_return_to_is_not_followed(client: Client, min: User) -> None:
    entered = client.post("/sign-in/?next=https://evil.example/", {"login": "min", "password": PASSWORD})
    assert entered["Location"] == "/"


def test_signing_in_gives_a_new_session_and_an_entry(client: Client, min: User) -> None:
    client.get("/sign-in/")
    client.post("/sign-in/", {"login": "min", "password": PASSWORD})
    entry = AuditEvent.objects.get(what="sign_in")
    facts = {"ip": "127.0.0.1", "how": "password", "steps": []}
    assert (entry.by, entry.org_id, entry.facts) == (min, min.org_id, facts)


@pytest.mark.parametrize(("login", "known"), [("min", True), ("nobody", False)])
def test_a_wrong_password_keeps_the_name_and_says_the_same_for_an_unknown_one(
    client: Client,
    min: User,
    login: str,
    known: bool,
) -> None:
    page = client.post("/sign-in/", {"login": login, "password": "wrong wrong"})
    assert page.status_code == 422
    assert f'value="{login}"' in page.content.decode()
    assert "wrong wrong" not in page.content.decode()
    entry = AuditEvent.objects.get(what="sign_in_failed")
    assert entry.by == (min if known else None)
    assert login not in str(entry.facts)
    assert "wrong" not in str(entry.facts)


def test_a_service_user_cannot_come_in_by_the_door(client: Client, line: User) -> None:
    line.set_password(PASSWORD)
    line.save()
    assert client.post("/sign-in/", {"login": "line", "password": PASSWORD}).status_code == 422


def test_somebody_who_left_cannot_come_in(client: Client, min: User) -> None:
    User.objects.filter(pk=min.pk).update(is_active=False)
    assert client.post("/sign-in/", {"login": "min", "password": PASSWORD}).status_code == 422


def test_signing_out_is_a_post_that_clears_what_the_browser_kept(client: Client, min: User) -> None:
    client.force_login(min)
    assert client.get("/sign-out/").status_code == 405
    left = client.post("/sign-out/")
    assert left["Location"] == "/sign-in/"
    assert "storage" in left["Clear-Site-Data"]
    assert client.get("/notices/").status_code == 302
    assert AuditEvent.objects.filter(what="sign_out", by=min).exists()


def test_a_session_ends_after_twelve_hours(client: Client, min: User) -> None:
    client.post("/sign-in/", {"login": "min", "password": PASSWORD})
    ends = client.session.get_expiry_date()
    assert ends <= timezone.now() + timedelta(hours=12)
