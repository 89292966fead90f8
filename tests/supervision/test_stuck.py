"""What is stuck is listed with its error, tried again or dropped for a reason, by those who may, on record."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from accounts.roles import Role
from customers import actions as letterbox
from customers.models import Message
from tests.people import minutes, somebody
from tickets import sweep
from tickets.actions import announce
from tickets.actions.spine import database_time
from tickets.models import Deadline, Outbox
from tickets.proofs import prove_all


@pytest.fixture
def aside(fault) -> Deadline:
    """A breach that could not be settled."""
    row = Deadline.objects.get(ticket=fault, name="arrive", stage="breach")
    Deadline.objects.filter(pk=row.pk).update(quarantined_at=database_time(), last_error="duplicate key")
    return row


@pytest.fixture
def dead_news(fault) -> Outbox:
    sweep.sweep_all()
    Outbox.objects.update(delivered_at=database_time())
    row = Outbox.objects.filter(deadline__stage="breach").first()
    assert row is not None
    Outbox.objects.filter(pk=row.pk).update(delivered_at=None, dead_at=database_time(), attempts=8, last_error="gone")
    return row


@pytest.fixture
def dead_letter(company) -> Message:
    now = database_time()
    letter = letterbox.owe(
        org=company.org, customer=None, address="13800006217", key="k", template="registered", text="……", at=now
    )
    assert letter is not None
    Message.objects.filter(pk=letter.pk).update(dead_at=now, attempts=8, last_error="HTTP 500")
    return letter


@pytest.fixture
def foreign_root(company):
    """The administrator of the neighbouring company."""
    return somebody("far", "方远", Role.ADMIN, company.foreign_org, company.foreign_org, "9003")


STUCK = {"deadlines": "aside", "news": "dead_news", "letters": "dead_letter"}


@pytest.fixture(params=STUCK)
def thing(request):
    return request.param, request.getfixturevalue(STUCK[request.param])


def post(client, kind: str, verb: str, row, reason: str = "供应商已停用该接口"):
    return client.post(f"/manage/stuck/{kind}/{verb}/", {"key": [str(row.pk)], "reason": reason}, follow=True)


def is_stuck(row) -> bool:
    if isinstance(row, Deadline):
        return Deadline.objects.set_aside().filter(pk=row.pk).exists()
    rows = Outbox.objects.given_up() if isinstance(row, Outbox) else Message.objects.dead_letters()
    return rows.filter(pk=row.pk).exists()


def test_it_is_listed_with_its_error(client, guo, thing):
    kind, row = thing
    client.force_login(guo)
    row.refresh_from_db()

    shown = client.get(f"/manage/stuck/?what={kind}").content.decode()

    assert row.last_error in shown
    assert str(row.pk) in shown
    assert "13800006217" not in shown


def test_it_opens_on_the_first_kind_that_has_any(client, guo, dead_letter):
    client.force_login(guo)

    assert "HTTP 500" in client.get("/manage/stuck/").content.decode()


@pytest.mark.parametrize("who", ["guo", "root"])
def test_it_is_tried_again_on_record(client, request, thing, who):
    kind, row = thing
    client.force_login(request.getfixturevalue(who))
    post(client, kind, "again", row)

    assert not is_stuck(row)
    assert AuditEvent.objects.get(what="stuck_again").facts["id"] == str(row.pk)
    row.refresh_from_db()
    assert getattr(row, "attempts", 0) == 0


def test_it_is_dropped_for_a_reason_on_record(client, guo, thing):
    kind, row = thing
    client.force_login(guo)
    post(client, kind, "drop", row, reason=" ")
    assert is_stuck(row)

    post(client, kind, "drop", row)

    assert not is_stuck(row)
    assert AuditEvent.objects.get(what="stuck_dropped").reason == "供应商已停用该接口"


@pytest.mark.parametrize("who", ["min", "lin", "shen"])
def test_who_may_not(client, request, thing, who):
    kind, row = thing
    client.force_login(request.getfixturevalue(who))

    assert post(client, kind, "again", row).status_code == 403
    assert is_stuck(row)


def test_another_company_neither_sees_nor_touches_it(client, company, thing, foreign_root):
    kind, row = thing
    client.force_login(foreign_root)

    assert str(row.pk) not in client.get(f"/manage/stuck/?what={kind}").content.decode()
    post(client, kind, "again", row)
    assert is_stuck(row)


def test_a_released_deadline_fires(client, guo, aside, fault):
    client.force_login(guo)
    sweep.sweep_all()
    post(client, "deadlines", "again", aside)
    sweep.sweep_all()

    aside.refresh_from_db()
    assert aside.state == "fired"
    assert fault.timeline.filter(what="deadline_released", by=guo).exists()


def test_a_dropped_deadline_contradicts_no_proof(client, guo, aside, fault):
    client.force_login(guo)
    sweep.sweep_all()
    post(client, "deadlines", "drop", aside)
    announce.fan_out(at=database_time() + minutes(1))

    assert fault.timeline.get(what="deadline_dropped").reason
    assert [finding.number for finding in prove_all() if finding.count] == []


def test_nothing_chosen_and_nonsense_are_said(client, guo, aside):
    client.force_login(guo)
    client.cookies["desk_language"] = "en"
    answer = client.post("/manage/stuck/deadlines/again/", {"key": ["x"]}, follow=True)

    assert "Choose at least one first." in answer.content.decode()
    assert client.post("/manage/stuck/deadlines/burn/").status_code == 404
    assert client.post("/manage/stuck/people/again/").status_code == 404


def told(*words: str, **options: object) -> str:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("stuck", *words, stdout=out, **options)
    return out.getvalue()


def test_the_command_lists_tries_again_and_drops(thing):
    kind, row = thing
    assert f"{kind} {row.pk}" in told()
    with pytest.raises(CommandError, match="Name the ids"):
        call_command("stuck", drop="…")

    out = StringIO()
    call_command("stuck", str(row.pk), again=True, stdout=out)

    assert out.getvalue().splitlines()[-1] == "0 stuck."
    assert not is_stuck(row)
