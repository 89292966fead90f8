"""Corrective actions, help of other units, making a complaint less grave, and the shelf."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice, User
from complaints import actions
from complaints.actions import archiving, coordinating, lessening
from complaints.actions.dues import remind, tell_up
from complaints.models import Complaint, Coordination, Corrective, Downgrade, Due
from complaints.refusals import CorrectFirst, NothingWaits
from complaints.steps import Step
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.actions import closing, replanning
from tickets.models import Barred, Clock, Ticket
from tickets.refusals import Needed, NotYours, SecondPerson

LATER = MONDAY_NINE + minutes(300)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_corrective_action_is_reminded_of_told_up_done_with_proof_and_checked_by_another(verified, other, qian, guo):
    ticket = actions.plan_fix(verified, measure="重做公示牌", owner=other, by=qian, at=LATER)
    row = Corrective.objects.get(owner=other)
    due = Due.objects.get(ticket=ticket, key=f"fix:{row.pk}")
    assert remind(due, at=due.remind_at) and not remind(due, at=due.due_at)
    assert tell_up(due, at=due.due_at + minutes(1)) and not tell_up(due, at=due.due_at + minutes(2))
    assert Notice.objects.filter(what="complaint_late", user=guo).count() == 1
    assert Ticket.objects.visible_to(again(other)).filter(pk=ticket.pk).exists(), "the owner sees the case"

    with pytest.raises(Needed), transaction.atomic():
        actions.finish_fix(row, proof=" ", by=other)
    actions.finish_fix(row, proof="照片 P-12", by=other, at=LATER + minutes(5))
    with pytest.raises(SecondPerson), transaction.atomic():
        actions.check_effect(row, works=True, by=other)
    actions.check_effect(row, works=False, note="仍有客户反映", by=qian, at=LATER + minutes(9))

    fresh = Corrective.objects.get(follows=row)
    assert (fresh.owner, fresh.measure, fresh.effect) == (other, "重做公示牌", "")
    assert Notice.objects.filter(what="fix_failed").exists()


def test_a_unit_helps_and_signs_but_never_the_one_complained_of(verified, company, min, other, wei, qian):
    Barred.objects.create(org=company.org, ticket=verified, unit=company.hall)
    for unit, person in ((company.hall, other), (company.north, min)):
        with pytest.raises(NotYours), transaction.atomic():
            coordinating.ask_help(verified, unit=unit, person=person, question="请核对", by=qian)

    coordinating.ask_help(verified, unit=company.north, person=other, question="请核对叫号记录", by=qian, at=LATER)
    row = Coordination.objects.get()
    with pytest.raises(NotAllowed), transaction.atomic():
        coordinating.give_help(row, answer="已核对", by=wei)
    coordinating.give_help(row, answer="已核对，无异常", by=other, at=LATER + minutes(5))

    row.refresh_from_db()
    assert (row.answered_by, row.answered_at) == (other, LATER + minutes(5))
    assert Due.objects.get(key=f"help:{row.pk}").done_at == LATER + minutes(5)


def test_it_is_made_less_grave_only_by_two_and_no_clock_moves(verified, qian, guo):
    """I26: the level falls, the kind stays, what it was at first stays, and every clock with its promise."""
    replanning.reclassify(verified, level="major", reason="媒体关注", by=guo, at=LATER)
    before = list(Clock.objects.filter(ticket=verified).order_by("pk").values_list("pk", "due_at", "promise"))
    with pytest.raises(Invalid), transaction.atomic():
        replanning.reclassify(verified, level="general", reason="算了", by=guo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=verified.pk).update(level="general")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=verified.pk).update(kind="opinion")

    lessening.ask_less(verified, to="general", reason="媒体已撤稿", by=qian, at=LATER)
    with pytest.raises((SecondPerson, NotAllowed)), transaction.atomic():
        lessening.decide_less(verified, granted=True, by=qian)
    lessening.decide_less(verified, granted=True, by=guo, at=LATER + minutes(1))
    lessening.ask_less(verified, to="opinion", reason="实为意见", by=qian, at=LATER + minutes(2))
    lessening.decide_less(verified, granted=True, by=guo, at=LATER + minutes(3))

    verified.refresh_from_db()
    file = Complaint.objects.get(ticket=verified)
    assert (verified.kind, verified.level, file.handled_as, file.first_level) == (
        "complaint",
        "general",
        "opinion",
        "general",
    )
    assert list(Clock.objects.filter(ticket=verified).order_by("pk").values_list("pk", "due_at", "promise")) == before
    assert Downgrade.objects.filter(granted=True).count() == 2
    with pytest.raises(NothingWaits):
        lessening.decide_less(verified, granted=True, by=guo)


def test_nobody_spares_their_own_case_the_callback(verified, guo, qian):
    """I23: the exemption is somebody else's approval."""
    Ticket.objects.filter(pk=verified.pk).update(handler=guo)
    actions.draft(verified, text="经核实属实", by=guo, at=LATER)
    actions.review(verified, approved=True, by=qian, at=LATER)
    answered = actions.reply(verified, by=guo, at=LATER)

    with pytest.raises(SecondPerson), transaction.atomic():
        closing.close(answered, outcome="exempt", reason="不必回访", by=guo)


def test_the_shelf_takes_what_is_closed_and_put_right(answered, qian, guo):
    closed = closing.close(answered, outcome="exempt", reason="客户书面放弃回访", by=guo, at=LATER)
    assert Due.objects.open().filter(ticket=closed, step=Step.ARCHIVE).exists()
    with pytest.raises(CorrectFirst), transaction.atomic():
        archiving.archive(closed, by=qian)
    row = Corrective.objects.get(ticket=closed)
    actions.finish_fix(row, proof="班会记录", by=qian, at=LATER)
    actions.check_effect(row, works=True, by=guo, at=LATER)

    archiving.archive(closed, by=qian, at=LATER)

    file = Complaint.objects.get(ticket=closed)
    assert (file.archived_by, file.keep_until.isoformat()) == (qian, "2029-03-16")
