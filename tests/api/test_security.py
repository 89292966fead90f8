"""The security checklist where it concerns the API; each test names its line."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.serializers import ModelSerializer, Serializer
from rest_framework.test import APIRequestFactory

from hotline.api.door import Door
from hotline.api.shapes import Out
from hotline.api.strict import Lean, Strict
from tests.api.caller import Caller, signed_in
from tests.api.conforming import described
from tests.api.conftest import no_power
from tests.api.test_customers_rest import SECRETS
from tests.people import MONDAY_NINE
from tests.people import no_power as intake
from tickets.actions import desk
from tickets.models import Ticket

EVERYBODY = ("min", "lin", "qiang", "qian", "jing", "guo", "root", "shen")


def shapes(base: type[Serializer]) -> set[type[Serializer]]:
    return {base}.union(*(shapes(inner) for inner in base.__subclasses__()))


def test_a_session_changes_nothing_without_its_csrf_token(fault, min):
    """Line 12."""
    careful = Caller(client=Client(enforce_csrf_checks=True))
    careful.client.force_login(min)
    path = f"tickets/{fault.number}/note/"
    refused = careful.post(path, {"text": "x"})
    careful.client.cookies["desk_csrf"] = token = "a" * 32

    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert careful.post(path, {"text": "x"}, headers={"X-CSRFToken": token}).status_code == 200


def test_a_key_needs_no_csrf_token_and_a_cookie_does_not_help_it(issued, fault, min):
    """Line 12."""
    careful = Caller(issued.key, client=Client(enforce_csrf_checks=True))

    assert careful.post(f"tickets/{fault.number}/urge/").status_code == 200


@pytest.mark.parametrize("path", ["me/", "tickets/", "echo/", "oauth/token/", "nothing/"])
def test_another_sites_script_reads_nothing(hotline, path):
    """Security line 13: no origin is let in, none is reflected, and a preflight is told no."""
    head = {"Origin": "https://evil.example.org", "Access-Control-Request-Method": "POST"}
    ask = hotline.client.options(f"/api/v1/{path}", headers=head)
    answers = [ask, hotline.get(path, headers=head), hotline.post(path, {}, headers=head)]

    assert ask.status_code in (401, 404, 405)
    assert not [name for answer in answers for name in answer.headers if name.lower().startswith("access-control")]


def test_nothing_changes_by_reading(hotline, fault):
    """Line 12."""
    for verb in ("note", "urge", "withdraw", "reveal"):
        assert hotline.get(f"tickets/{fault.number}/{verb}/").status_code == 405
    fault.refresh_from_db()
    assert fault.version == 1


@pytest.mark.parametrize("verbs", [{}, {"retrieve": "read"}, {"list": ""}, {"list": "no such verb"}])
def test_a_view_that_names_no_verb_is_closed(guo, verbs):
    """Line 16: even a supervisor finds it shut."""

    class Forgotten(Door):
        def list(self, request):
            raise AssertionError("open")

    Forgotten.verbs = verbs
    request = APIRequestFactory().get("/")
    request.user = guo

    assert Forgotten.as_view({"get": "list"})(request).status_code == 403


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_every_way_of_reading_passes_the_same_door(request, reported, guifang, who):
    """Line 17: list, filters, detail, history, deadlines, verbs and callbacks."""
    caller = signed_in(request.getfixturevalue(who))
    path = f"tickets/{reported.number}/"

    assert caller.see("tickets/")["results"] == []
    for query in ({"hall": "CN"}, {"kind": "fault"}, {"customer": str(guifang.pk)}, {"status": "resolved"}):
        assert caller.see("tickets/", **query)["results"] == []
    assert [caller.get(path + part).status_code for part in ("", "events/", "deadlines/")] == [404] * 3
    assert [caller.post(path + verb).status_code for verb in ("note/", "urge/", "accept/", "reveal/")] == [404] * 4


def test_a_foreign_ticket_and_a_missing_one_answer_alike(fault, other):
    """Line 18: the same body after the same work."""
    caller, seen = signed_in(other), []
    caller.get("me/")  # from now on it is known what they may do
    for number in (fault.number, "CN2603169999"):
        with CaptureQueriesContext(connection) as asked:
            answer = caller.get(f"tickets/{number}/")
        seen.append((answer.status_code, answer.content, len(asked)))

    assert seen[0] == seen[1]
    assert seen[0][0] == 404


def test_ids_cannot_be_guessed(hotline, fault, guifang):
    """Line 18: customers and callbacks are named by UUID."""
    assert guifang.pk.version == 7
    assert hotline.get("customers/1/").status_code == 404


def test_rows_named_in_a_body_pass_the_door_too(hotline, fault, lin, stranger, company):
    """Line 19: crew, colleague, desk, hall, customer and supply point of the neighbours are unknown."""
    theirs = {"crew": "LX", "person": "9001", "unit": "LX"}
    dispatch = signed_in(lin).post(f"tickets/{fault.number}/dispatch/", {"crew": theirs["crew"]})
    person, unit = (
        signed_in(lin).post(f"tickets/{fault.number}/transfer/", {name: theirs[name], "reason": "x"})
        for name in ("person", "unit")
    )
    hall = hotline.post("tickets/", no_power(hall=str(company.foreign_hall.pk)))

    assert [answer.status_code for answer in (dispatch, person, unit, hall)] == [400] * 4


def test_who_may_only_read_changes_nothing(fault, shen):
    """Line 20: an auditor sees the ticket and can neither write, urge nor pass it on."""
    caller, verbs = signed_in(shen), ("note", "urge", "call", "transfer", "close", "reopen", "withdraw", "dispatch")

    assert caller.get(f"tickets/{fault.number}/").status_code == 200
    assert {caller.post(f"tickets/{fault.number}/{verb}/").status_code for verb in verbs} == {403}


def test_a_right_that_ends_takes_the_next_request_with_it(fault, lin):
    """Lines 20 and 22."""
    caller = signed_in(lin)
    assert caller.get(f"tickets/{fault.number}/").status_code == 200
    lin.grants.all().delete()

    assert caller.get(f"tickets/{fault.number}/").status_code == 403


def test_shapes_name_their_fields_one_by_one():
    """Line 23: no shape follows a model, every input is strict."""
    for shape in shapes(Serializer):
        if shape.__module__.startswith("hotline."):
            assert not issubclass(shape, ModelSerializer)
            assert issubclass(shape, Strict | Out) or shape is Lean, shape


def test_nobody_writes_what_the_house_decides(hotline):
    """Line 23."""
    names = {"status", "handler", "due_at", "org", "version", "registered_at", "closed_at", "seq", "breached_at"}
    answer = hotline.post("tickets/", no_power(**dict.fromkeys(names, "1")))

    assert (answer.status_code, set(answer.json()["fields"])) == (400, names)


def test_personal_data_leave_masked(request, company, guifang, flat, min, lin):
    """Line 24: whatever the role, on every address that is read."""
    guifang.set_identity("370203199001011234")
    guifang.save()
    told = intake(company, guifang, flat, contact_name="陈桂芳")
    ticket = desk.register(told, unit=company.hall, by=min, at=MONDAY_NINE)
    signed_in(lin).do(f"tickets/{ticket.number}/dispatch/", {"crew": "Q1"})
    path = f"tickets/{ticket.number}/"
    paths = ["tickets/", path, path + "events/", path + "deadlines/", f"customers/{guifang.pk}/", "me/", "callbacks/"]
    for who in EVERYBODY:
        caller = signed_in(request.getfixturevalue(who))
        answers = [*(caller.get(one) for one in paths), caller.post("customers/lookup/", {"q": "6217"})]

        assert answers[0].status_code == 200
        for answer in answers:
            shown = [secret for secret in SECRETS if secret in answer.content.decode()]
            assert not shown, (who, answer.request["PATH_INFO"])


def test_the_hotline_reads_masks_as_everybody_does(hotline, guifang, flat):
    """Line 24."""
    answer = hotline.post("tickets/", no_power(customer=str(guifang.pk), supply_point="053211876204"))

    assert answer.status_code == 201
    assert not [secret for secret in SECRETS if secret in answer.content.decode()]


def test_only_listed_names_reach_a_query(hotline):
    """Line 29: what may stand behind the question mark is a list, and no name on it reaches into another table."""
    names = {one["name"] for one in described()["paths"]["/api/v1/tickets/"]["get"]["parameters"] if "in" in one}

    assert not [name for name in names if "__" in name]
    for name in ("customer__name", "first_contact__password", "org", "id__in", "registered_at__gte", "order_by"):
        assert hotline.get("tickets/", **{name: "x"}).status_code == 400
    assert hotline.get("tickets/", ordering="first_contact__password").status_code == 400


def test_everything_has_a_limit(hotline, fault):
    """Line 34: body, depth, page, span of time, list inside a body, and the database's own patience."""
    against = {"hall": "CN", "category": "attitude", "contact_name": "x", "complaint": {"against_units": ["CN"] * 11}}
    span = {"registered_after": "2024-01-01T00:00:00Z", "registered_before": "2026-01-01T00:00:00Z"}
    refused = [
        hotline.post("tickets/", no_power(description="x" * 300_000)),
        hotline.raw("tickets/", "[" * 20 + "]" * 20),
        hotline.get("tickets/", page_size=1000),
        hotline.get("tickets/", **span),
        hotline.post("tickets/", against),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        patience = cursor.fetchone()

    assert [answer.status_code for answer in refused] == [413, 400, 400, 400, 400]
    assert "0" not in patience
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("path", ["me/", "tickets/", "tickets/CN1/", "nothing/"])
def test_nothing_is_kept_by_a_browser_or_a_proxy(hotline, path):
    """Line 15: errors too."""
    for answer in (hotline.get(path), Caller().get(path), hotline.post(path, {"wrong": 1})):
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "application/json"
