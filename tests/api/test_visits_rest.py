"""The queue machine at the door: numbers drawn once, given back, and who is called."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hotline.actions import make_client
from tests.api.caller import Caller, signed_in
from tickets.actions import windows
from tickets.actions.visiting import call_next
from tickets.models import Visit

TOLD = {"hall": "CN", "number": "A037", "external_id": "q-37"}
SCOPES = ("take_number", "cancel_number", "queue")


@pytest.fixture
def machine(company) -> Caller:
    """The queue machine of the southern hall."""
    client = make_client(org=company.org, name="叫号机", source="queue-cn", unit=company.hall, scopes=SCOPES)
    return Caller(client.key)


def test_a_number_is_drawn_once(machine):
    first, again = machine.post("visits/", TOLD), machine.post("visits/", TOLD)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["external_id"]) == ("waiting", "q-37")
    assert Visit.objects.get().source == "queue-cn"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "陈桂芳"}, "name"),
        ({"number": "A 37"}, "number"),
        ({"number": ""}, "number"),
        ({"hall": "CB"}, None),
        ({"hall": "LX"}, "hall"),
        ({"external_id": ""}, "external_id"),
        ({"taken_at": "2020-01-01T00:00:00Z"}, "taken_at"),
        ({"taken_at": "2999-01-01T00:00:00Z"}, "taken_at"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(machine, wrong, field):
    answer = machine.post("visits/", TOLD | wrong)

    assert answer.status_code == (400 if field else 403)
    assert field is None or field in answer.json()["fields"]
    assert not Visit.objects.exists()


@pytest.mark.parametrize("other", [{"external_id": "q-38"}, {"number": "A038"}])
def test_the_same_number_for_somebody_else_is_refused(machine, other):
    machine.do("visits/", TOLD)
    answer = machine.post("visits/", TOLD | other)

    assert (answer.status_code, answer.json()["code"]) == (409, "same_number_other_visit")


def test_what_was_drawn_while_the_line_was_broken_has_waited_since(machine):
    drawn = timezone.now() - timedelta(minutes=5)
    machine.do("visits/", TOLD | {"taken_at": drawn.isoformat()})

    assert Visit.objects.get().taken_at == drawn


def test_the_screen_reads_who_is_called_where(machine, company, min, root):
    windows.sit(windows.open_window(company.hall, name="3", by=root, at=timezone.now()), by=min)
    machine.do("visits/", TOLD)
    assert machine.see("visits/", hall="CN", state="called")["results"] == []

    call_next(company.hall, by=min)

    (called,) = machine.see("visits/", hall="CN", state="called")["results"]
    assert (called["number"], called["window"], called["recalls"]) == ("A037", "3", 0)
    assert "clerk" not in called


def test_a_number_is_given_back_until_it_is_called(machine, company, min):
    one = machine.do("visits/", TOLD)
    two = machine.do("visits/", TOLD | {"number": "A038", "external_id": "q-38"})
    gone = [machine.do(f"visits/{one['id']}/cancel/") for _again in range(2)]
    call_next(company.hall, by=min)
    late = machine.post(f"visits/{two['id']}/cancel/")

    assert gone[0] == gone[1]
    assert gone[0]["left"] == "cancelled"
    assert (late.status_code, late.json()["code"]) == (409, "wrong_visit_moment")


def test_the_machines_own_id_is_told_to_no_other(machine, hotline):
    machine.do("visits/", TOLD)

    assert hotline.see("visits/")["results"][0]["external_id"] is None


def test_it_may_do_nothing_else_and_a_person_draws_on_the_page(machine, guo):
    assert machine.get("tickets/").json()["code"] == "out_of_scope"
    answer = signed_in(guo).client.post("/api/v1/visits/", TOLD, content_type="application/json")
    assert answer.status_code in (400, 403)


def test_an_unknown_parameter_or_state_is_refused(machine):
    assert machine.get("visits/", state="gone").status_code == 400
    assert machine.get("visits/", colour="red").status_code == 400
