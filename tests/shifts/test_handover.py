"""交接班: the sheet gathers itself, two people sign, four questions may block it, and the work moves once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Notice
from complaints.actions import dues
from complaints.steps import Step
from servicedesk.lib.refusals import Invalid, NotAllowed
from shifts import tasks
from shifts.actions import moving, noting, signing, taking
from shifts.actions.minding import tell_late
from shifts.actions.spine import current, open_due
from shifts.models import Handover, HandoverEvent, HandoverMove, ShiftNote
from shifts.pages import chosen_place, facts_of, sheet_of
from shifts.refusals import CannotNow, SamePerson, SheetChanged, WordsMissing
from shifts.sheet import gather, thawed
from tests.people import MONDAY_NINE, minutes, no_power
from tests.shifts.conftest import COUNTED, NIGHT, WHOLE
from tickets.actions import desk, field
from tickets.models import Ticket

SOON = NIGHT - minutes(10)


def moved_to(ticket) -> str:
    ticket.refresh_from_db()
    return ticket.handler.login if ticket.handler else ticket.queue.code


def test_the_turn_that_ends_next_is_the_one_to_hand_over(rule, company, lin):
    at_noon = current(company.dispatch, at=MONDAY_NINE + timedelta(hours=3))
    late = current(company.dispatch, at=NIGHT + minutes(20))
    next_day = current(company.dispatch, at=NIGHT + minutes(90))

    assert (at_noon.turn, at_noon.until_at, late.pk) == ("白班", NIGHT, at_noon.pk)
    assert (next_day.turn, next_day.until_at) == ("夜班", NIGHT + timedelta(hours=12))


def test_the_sheet_gathers_what_presses_and_asks_for_a_sentence(sheet, fault, lin, jing, django_assert_max_num_queries):
    """A case that is late is urgent, says what is due, and cannot be signed away without a word."""
    noting.write_note(sheet.unit, text="城南 3 号变已报修", by=lin, at=SOON, sort="notice")
    with django_assert_max_num_queries(30):
        found = gather(sheet, by=lin, at=SOON)

    assert [(one.label, one.mark, one.needs_word) for one in found.cases] == [("0316-0001", "urgent", True)]
    assert [one.text for one in found.log] == ["城南 3 号变已报修"]
    with pytest.raises(WordsMissing) as refused:
        signing.sign(sheet, by=lin, at=SOON)
    assert (refused.value.cases, refused.value.items) == (["0316-0001"], ["钥匙", "值班电话"])
    signing.fill(sheet, words={fault.pk: "  等抢修一班 腾出手 "}, ticked=COUNTED, by=lin, at=SOON)
    signed = signing.sign(sheet, by=lin, at=SOON, remark="都好")
    assert sheet_of(signed, user=lin, at=SOON).cases[0].text == "等抢修一班 腾出手"


def test_two_people_sign_and_the_work_moves_once(filled, fault, lin, wei, rota, company):
    """I held by the outgoing goes to the incoming; the first contact stays; sent twice it moves once."""
    held = desk.transfer(fault, to=lin, reason="跟进", by=lin, at=MONDAY_NINE)
    signing.fill(filled, words={fault.pk: "等客户回家"}, ticked={}, by=lin, at=SOON)
    signed = signing.sign(filled, by=lin, at=SOON)

    with pytest.raises(SamePerson):
        taking.take(signed, answers=WHOLE, by=lin, at=NIGHT)
    done, no = taking.take(signed, answers=WHOLE, by=wei, at=NIGHT)
    again, still_no = taking.take(signed, answers=WHOLE, by=wei, at=NIGHT)
    assert (no, still_no, again.pk) == (None, None, done.pk)
    assert moving.carry_out(done, at=NIGHT) == 1
    assert moving.carry_out(done, at=NIGHT) == 0
    assert moved_to(held) == "wei"
    held.refresh_from_db()
    assert held.first_contact.login == "min"
    assert held.timeline.filter(what="transfer").count() == 2
    assert Handover.objects.get(pk=done.pk).moved_at == NIGHT


def test_what_a_dead_process_left_the_tick_gives_on_and_names_what_stays(filled, fault, lin, wei, guo, rota):
    mine = desk.transfer(fault, to=lin, reason="跟进", by=lin, at=MONDAY_NINE)
    signing.fill(filled, words={fault.pk: "等客户"}, ticked={}, by=lin, at=SOON)
    done, _no = taking.take(signing.sign(filled, by=lin, at=SOON), answers=WHOLE, by=wei, at=NIGHT)
    mine = desk.withdraw(mine, reason="客户取消", by=guo)

    tasks.handovers()

    move = HandoverMove.objects.get(handover=done)
    assert (move.is_done, move.why != "", moved_to(mine)) == (False, True, "lin")


def test_a_no_blocks_with_its_reason_until_mended_or_overruled(filled, lin, wei, guo, rota):
    signed = signing.sign(filled, by=lin, at=SOON)
    wrong = WHOLE | {"things": (False, "少一把钥匙")}
    with pytest.raises(Invalid):
        taking.take(signed, answers=WHOLE | {"tidy": (False, " ")}, by=wei, at=NIGHT)
    blocked, no = taking.take(signed, answers=wrong, by=wei, at=NIGHT)

    assert (blocked.state, no.wrong) == ("blocked", ["things"])
    assert set(Notice.objects.filter(what="shift_refused").values_list("user__login", flat=True)) == {"guo", "lin"}
    with pytest.raises(NotAllowed):
        taking.overrule(blocked, reason="明早补", by=wei, at=NIGHT)
    freed = taking.overrule(blocked, reason="钥匙在维修，明早补", by=guo, at=NIGHT)
    done, no = taking.take(freed, answers=wrong, by=wei, at=NIGHT + minutes(1))
    assert (done.state, no) == ("done", None)
    assert [one.what for one in done.events.all()] == ["sign", "decline", "overrule", "take"]


def test_what_was_signed_is_never_changed(filled, lin, wei, rota):
    signed = signing.sign(filled, by=lin, at=SOON)
    with pytest.raises(SheetChanged):
        taking.take(signed, answers=WHOLE, by=wei, at=NIGHT, version=1)
    with pytest.raises(CannotNow):
        signing.fill(signed, words={}, ticked=COUNTED, by=lin, at=SOON)
    done, _no = taking.take(signed, answers=WHOLE, by=wei, at=NIGHT)
    noting.write_note(done.unit, text="记一笔", by=wei, at=NIGHT)

    for change in (
        lambda: Handover.objects.filter(pk=done.pk).update(remark="改"),
        lambda: Handover.objects.filter(pk=done.pk).delete(),
        lambda: ShiftNote.objects.update(text="改"),
        lambda: HandoverEvent.objects.filter(handover=done).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nobody_signed_is_told_to_the_supervisors_once(rule, company, lin, guo):
    opened = open_due(company.dispatch, rule, at=NIGHT - minutes(15))

    assert open_due(company.dispatch, rule, at=NIGHT - minutes(14)).pk == opened.pk
    assert open_due(company.dispatch, rule, at=NIGHT - timedelta(hours=2)) is None
    due = Handover.objects.to_tell_late
    assert [due(NIGHT + minutes(late)).count() for late in (14, 15)] == [0, 1]
    assert [tell_late(opened, at=NIGHT + minutes(15)) for _time in (1, 2)] == [True, False]
    assert list(Notice.objects.filter(what="shift_late").values_list("user__login", flat=True)) == ["guo"]


def test_an_order_from_above_is_named_with_its_own_clock_and_asks_for_a_sentence(company, application, min, guo):
    Ticket.objects.filter(pk=application.pk).update(channel="12345", external_number="ZF-7")
    dues.begin(application, Step.OUTER, at=MONDAY_NINE, key="outer:u1", due_at=SOON + minutes(50))
    sheet = gather(current(company.hall, at=SOON), by=min, at=SOON)

    assert [(one.mark, one.what, one.due_at) for one in sheet.above] == [("urgent", "outer", SOON + minutes(50))]
    assert sheet.above[0].title.startswith("12345 ZF-7 · ")
    assert [(one.what, one.needs_word) for one in sheet.cases] == [("outer", True)]
    assert thawed(sheet.frozen()).above == sheet.above


def test_a_hall_hands_over_its_own_cases_and_sees_no_other_hall(company, fault, min, guo, other, guifang, flat):
    north = desk.register(no_power(company, guifang, flat), unit=company.north, by=other, at=MONDAY_NINE)
    field.dispatch(north, crew=company.crew, by=None, at=MONDAY_NINE)

    mine = gather(current(company.hall, at=SOON), by=min, at=SOON)

    assert [one.path for one in mine.cases] == [f"/t/{fault.number}/"]
    assert chosen_place(guo, [company.second_crew, company.hall], "") == company.hall, "most open work"
    assert Handover.objects.visible_to(other).filter(unit=company.hall).count() == 0
    assert facts_of(current(company.hall, at=SOON), user=other, at=SOON)["may_write"] is False
    assert Ticket.objects.count() == 2
