"""Ten seconds for a second thought about a registration."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import Notice
from customers.models import Message
from reporting.kept import Period, kept
from surveys.models import Callback
from tests.files.samples import ready
from tests.people import MONDAY_NINE, minutes, no_power
from tickets.actions import desk, field
from tickets.actions.attaching import lay_by
from tickets.actions.counter import receive
from tickets.actions.desk import Intake
from tickets.actions.drafting import as_it_was, drafts_of, words_of
from tickets.actions.undoing import undo, undoable_until
from tickets.hallday import day_of
from tickets.lifecycle import Status
from tickets.models import Attachment, Clock, CounterRule, Draft, Ticket
from tickets.proofs import prove_all
from tickets.refusals import NotYours
from tickets.visit_refusals import UndoOver, WorkedOn


def seconds(n: float) -> timedelta:
    return timedelta(seconds=n)


WRITTEN = {"sheet": "", "top": "no-power", "contact_name": "陈*芳", "a_danger": "none", "csrfmiddlewaretoken": "x"}


@pytest.fixture
def taken(company, min, lin, guifang, flat):
    """A fault taken in at the counter at nine; the dispatcher has been told."""
    facts = {"unit": company.hall, "by": min, "at": MONDAY_NINE, "written": WRITTEN}
    return receive(no_power(company, guifang, flat), sheet=uuid4(), **facts)


@pytest.fixture
def answered(company, min):
    intake = Intake(category=company.enquiry, contact_name="孙先生", contact_phone="13900001111")
    facts = {"unit": company.hall, "by": min, "at": MONDAY_NINE, "answer": "按阶梯电价计算"}
    return receive(intake, sheet=uuid4(), **facts)


def test_within_ten_seconds_it_is_as_if_it_had_not_been(company, taken, min):
    gone = undo(taken, by=min, at=MONDAY_NINE + seconds(9))

    assert (gone.status, gone.undone_at) == (Status.WITHDRAWN, MONDAY_NINE + seconds(9))
    assert gone.timeline.latest("seq").what == "undo"
    assert not Clock.objects.running().filter(ticket=taken).exists()
    assert not Ticket.objects.counted().exists()
    assert all(finding.count == 0 for finding in prove_all())


def test_nothing_leaves_the_building_before_the_seconds_are_over(taken, min):
    message = Message.objects.get(template="registered")

    assert not Message.objects.due(MONDAY_NINE + seconds(11.9)).exists()
    assert Message.objects.due(MONDAY_NINE + seconds(12)).get() == message


def test_what_was_undone_is_told_to_nobody(taken, min):
    undo(taken, by=min, at=MONDAY_NINE + seconds(9))

    assert not Message.objects.due(MONDAY_NINE + minutes(60)).exists()
    assert not Message.objects.dead_letters().exists()
    assert not Notice.objects.unread().exists()
    assert not Notice.objects.filter(to_pass_on=True).exists()


def test_its_number_is_never_given_again(company, taken, min, guifang, flat):
    undo(taken, by=min, at=MONDAY_NINE + seconds(3))
    following = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)

    assert following.number > taken.number


def test_twice_is_once(taken, min):
    undo(taken, by=min, at=MONDAY_NINE + seconds(3))

    assert undo(taken, by=min, at=MONDAY_NINE + seconds(300)).timeline.filter(what="undo").count() == 1


def test_the_grace_is_the_companys_figure_and_the_clock_is_the_servers(company, taken, min):
    assert undoable_until(taken, by=min, at=MONDAY_NINE) == MONDAY_NINE + seconds(10)
    with pytest.raises(UndoOver):
        undo(taken, by=min, at=MONDAY_NINE + seconds(12.1))
    CounterRule.objects.create(org=company.org, undo_seconds=30, grace_seconds=5)
    told = Intake(category=company.enquiry, contact_name="孙先生")
    later = receive(told, sheet=uuid4(), unit=company.hall, by=min, at=MONDAY_NINE)
    assert undo(later, by=min, at=MONDAY_NINE + seconds(34)).undone_at


def test_only_whoever_registered_undoes(taken, lin, guo):
    for somebody in (lin, guo):
        with pytest.raises(NotYours):
            undo(taken, by=somebody, at=MONDAY_NINE + seconds(3))


def test_what_somebody_works_on_already_is_not_undone(company, taken, min, lin):
    field.dispatch(taken, crew=company.crew, by=lin, at=MONDAY_NINE + seconds(4))

    with pytest.raises(WorkedOn) as refused:
        undo(taken, by=min, at=MONDAY_NINE + seconds(6))

    assert "何琳" in refused.value.sentence()
    taken.refresh_from_db()
    assert taken.status == Status.DISPATCHED


def test_a_case_of_another_door_is_not_undone(fault, min):
    with pytest.raises(UndoOver):
        undo(fault, by=min, at=MONDAY_NINE + seconds(3))


def test_an_answer_given_while_registering_is_undone_with_it(company, answered, min, guo):
    day = Period(MONDAY_NINE.date(), MONDAY_NINE.date(), MONDAY_NINE - minutes(60), MONDAY_NINE + minutes(60))
    assert sum(row.ended for row in kept(guo, day).rows) == 1

    undo(answered, by=min, at=MONDAY_NINE + seconds(5))

    assert kept(guo, day).rows == []
    assert not Callback.objects.open().exists()
    assert day_of(company.hall, at=MONDAY_NINE + minutes(1)).total.requests == 0


def test_the_sheet_comes_back_as_it_was_under_a_number_of_its_own(taken, min):
    old = Draft.objects.get(ticket=taken)
    assert drafts_of(min) == []
    undo(taken, by=min, at=MONDAY_NINE + seconds(5))

    draft = as_it_was(taken, by=min, at=MONDAY_NINE + seconds(5))

    assert words_of(draft)["contact_name"] == "陈*芳"
    assert "csrfmiddlewaretoken" not in words_of(draft)
    assert draft.sheet != old.sheet
    assert drafts_of(min) == [draft]


def test_the_files_of_the_sheet_lie_on_it_again(company, min):
    sheet, intake = uuid4(), Intake(category=company.enquiry, contact_name="孙先生")
    lay_by(sheet, [ready()], hall=company.hall, by=min, at=MONDAY_NINE)
    ticket = receive(intake, sheet=sheet, unit=company.hall, by=min, at=MONDAY_NINE, written=WRITTEN)
    assert Attachment.objects.get().ticket == ticket

    undo(ticket, by=min, at=MONDAY_NINE + seconds(5))
    draft = as_it_was(ticket, by=min, at=MONDAY_NINE + seconds(5))

    assert Attachment.objects.of_sheet(draft.sheet, min).count() == 1
