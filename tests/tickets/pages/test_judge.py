"""On the page that tells why: a supervisor voids a false breach, a second one agrees, and everybody reads it."""

import pytest

from accounts.roles import Role
from deadlines.models import Binding
from tests.people import MONDAY_NINE, minutes, somebody
from tickets import sweep
from tickets.actions import field
from tickets.models import Clock, Deadline, Ticket

REASON = "时钟跳快, 已核对"


@pytest.fixture
def arrived_late(departed, qiang) -> Ticket:
    sweep.sweep_all(at=MONDAY_NINE + minutes(50))
    return field.arrive(departed, by=qiang, at=MONDAY_NINE + minutes(52))


@pytest.fixture
def breach(arrived_late) -> Deadline:
    return Deadline.objects.get(ticket=arrived_late, name="arrive", stage="breach")


@pytest.fixture
def desk_of(client, arrived_late, breach):
    client.cookies["desk_language"] = "en"
    path = f"/t/{arrived_late.number}/why/"

    def ask(who, verb="", **told):
        client.force_login(who)
        sent = {"deadline": str(breach.pk), "reason": REASON} | told
        answer = client.post(f"{path}{verb}/", sent, follow=True) if verb else client.get(path)
        return answer.status_code, " ".join(answer.content.decode().split())

    return ask


def test_a_supervisor_voids_it_and_everybody_reads_why(desk_of, guo, min, breach):
    assert str(breach.pk) in desk_of(guo)[1]

    desk_of(guo, "void")

    shown = desk_of(min)[1]
    assert "not counted, its breach was voided" in shown
    assert REASON in shown
    assert str(breach.pk) not in desk_of(guo)[1]


def test_a_clerk_is_not_offered_it_and_refused(desk_of, min):
    assert "This breach is false" not in desk_of(min)[1]
    assert desk_of(min, "void")[0] == 403


def test_without_a_reason_it_says_so(desk_of, guo):
    code, shown = desk_of(guo, "void", reason=" ")

    assert code == 422
    assert "a reason" in shown


@pytest.mark.parametrize("key", ["", "no id", "00000000-0000-7000-8000-000000000000"])
def test_a_deadline_that_is_none_is_refused_with_a_sentence(desk_of, guo, key):
    code, shown = desk_of(guo, "void", deadline=key)

    assert code == 409
    assert "no such breach" in shown


def test_another_verb_is_not_there(desk_of, guo):
    assert desk_of(guo, "forget")[0] == 404


def test_a_legal_limit_takes_a_second_person(desk_of, guo, company, breach):
    boss = somebody("boss", "方远", Role.SUPERVISOR, company.org, company.org, "2002")
    Clock.objects.filter(pk=breach.clock_id).update(binding=Binding.FLOOR)

    desk_of(guo, "void")
    assert "Take it back" in desk_of(guo)[1]
    assert desk_of(guo, "void")[0] == 403
    shown = desk_of(boss)[1]
    assert "Agree: void it" in shown and "The breach stands" in shown

    desk_of(boss, "void")
    assert "not counted, its breach was voided" in desk_of(guo)[1]


def test_what_was_asked_can_be_taken_back(desk_of, guo, breach):
    Clock.objects.filter(pk=breach.clock_id).update(binding=Binding.FLOOR)
    desk_of(guo, "void")
    desk_of(guo, "uphold", reason="弄错了")

    assert "This breach is false" in desk_of(guo)[1]
