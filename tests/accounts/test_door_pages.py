"""My own sign-in, and the company's rules of the door."""

from datetime import UTC, datetime

from django.test import Client

from accounts.models import AuditEvent, DoorPolicy, Factor, KnownDevice, Session, User
from tests.accounts.test_factor import code_of
from tests.people import PASSWORD

GOOD = "Kite-over-the-river-7"
RULES = {
    "profile": "dengbao",
    "min_length": 10,
    "classes": 3,
    "max_age_days": 90,
    "history": 5,
    "most_failures": 5,
    "factor": "managers",
    "trust_days": 0,
    "idle_minutes": 30,
    "idle_minutes_admin": 10,
    "idle_minutes_field": 480,
    "longest_hours": 12,
}


def inside(login: str = "min") -> Client:
    client = Client()
    client.post("/sign-in/", {"login": login, "password": PASSWORD})
    return client


def test_my_sessions_are_ended_here_and_nobody_elses(min: User, lin: User) -> None:
    here, there, other = inside(), inside(), inside("lin")
    assert "127.0.0.1" in here.get("/me/security/").content.decode()
    foreign = Session.objects.get(user=lin)
    assert here.post(f"/me/sessions/{foreign.pk}/end/").status_code == 404
    here.post("/me/sessions/end/")
    assert [client.get("/notices/").status_code for client in (here, there, other)] == [200, 302, 200]
    device = KnownDevice.objects.filter(user=min).first()
    assert device is not None
    assert other.post(f"/me/devices/{device.pk}/forget/").status_code == 404
    assert here.post(f"/me/devices/{device.pk}/forget/").status_code == 302


def test_another_password_of_mine(min: User) -> None:
    client = inside()
    told = {"old": PASSWORD, "new": GOOD, "again": GOOD}
    for wrong in ({"old": "x"}, {"again": "y"}, {"new": "short", "again": "short"}):
        assert client.post("/me/password/", told | wrong).status_code == 422
    assert client.post("/me/password/", told)["Location"] == "/sign-in/"
    assert client.get("/notices/").status_code == 302
    assert Client().post("/sign-in/", {"login": "min", "password": GOOD}).status_code == 302


def test_my_authenticator_set_up_and_taken_off_with_my_password(min: User) -> None:
    client = inside()
    assert "data:image/svg" in client.get("/me/factor/").content.decode()
    assert client.post("/me/factor/", {"code": "000000"}).status_code == 422
    assert client.post("/me/factor/", {"code": code_of(min)}).status_code == 200
    assert client.post("/me/codes/", {"password": "x"}).status_code == 302
    assert b"<code>" in client.post("/me/codes/", {"password": PASSWORD}).content
    client.post("/me/factor/off/", {"password": "x"})
    assert Factor.objects.exists()
    DoorPolicy.objects.create(org=min.org, factor="all")
    client.post("/me/factor/off/", {"password": PASSWORD})
    assert Factor.objects.exists(), "where it is asked it stays"
    DoorPolicy.objects.update(factor="off")
    client.post("/me/factor/off/", {"password": PASSWORD})
    assert not Factor.objects.exists()


def test_the_rules_are_changed_with_before_and_after(root: User, min: User) -> None:
    client = Client()
    client.force_login(root)
    assert client.post("/manage/doors/", RULES | {"version": "0"}).status_code == 302
    assert client.post("/manage/doors/", RULES | {"version": "0"}).status_code == 422, "stale"
    assert client.post("/manage/doors/", RULES | {"version": "1", "min_length": 6}).status_code == 422
    assert client.post("/manage/doors/", RULES | {"version": "1", "factor": "off", "trust_days": 5}).status_code == 422
    assert client.post("/manage/doors/", RULES | {"version": "1", "factor": "all"}).status_code == 302
    entry = AuditEvent.objects.filter(what="door_policy").latest("at")
    assert (entry.facts["before"], entry.facts["after"]) == ({"factor": "managers"}, {"factor": "all"})


def test_the_administrator_ends_anybodys_session_of_the_company_and_helps_with_a_lost_phone(
    root: User, min: User, stranger: User
) -> None:
    theirs, foreign = inside(), inside("stranger")
    client = Client()
    client.force_login(root)
    page = client.get("/manage/doors/").content.decode()
    assert "王敏" in page
    assert "吴远" not in page
    for whose, answer in ((min, 302), (stranger, 404)):
        held = Session.objects.get(user=whose)
        assert client.post(f"/me/sessions/{held.pk}/end/", {"from": "manage"}).status_code == answer
    assert (theirs.get("/notices/").status_code, foreign.get("/notices/").status_code) == (302, 200)
    Factor.objects.create(user=min, sealed=b"x", made_at=datetime.now(UTC))
    assert client.post(f"/manage/doors/people/{min.pk}/factor/").status_code == 302
    assert client.post(f"/manage/doors/people/{stranger.pk}/factor/").status_code == 404
    assert not Factor.objects.exists()
