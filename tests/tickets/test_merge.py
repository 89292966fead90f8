"""合并: one matter in two cases becomes one, and for a day it can be undone. Rows A9 and A10, invariant I5."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice
from customers.models import Message
from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, category, minutes, no_power
from tests.tickets.plans import latest
from tickets import sweep
from tickets.actions import desk, field, linking, merging, pausing
from tickets.actions.mending import wrong_clocks
from tickets.actions.revealing import reveal_contact
from tickets.family import merged_into, reached, survivor_of
from tickets.filing import files_of
from tickets.lifecycle import Kind, Status
from tickets.link_refusals import CannotJoin, TooLate
from tickets.models import Attachment, Barred, Deadline, Ticket
from tickets.proofs import prove_all
from tickets.refusals import ResumeFirst, WrongMoment

AT = MONDAY_NINE + minutes(12)


@pytest.fixture
def merged(fault, second, lin):
    """The first report was merged into the neighbour's, which a crew is going to."""
    return merging.merge(fault, into=second, by=lin, at=AT)


def broken():
    """The proofs that look at the state of cases; the tests' clock is not the database's, so lateness is left out."""
    return [one.number for one in prove_all() if one.count and one.number not in ("P6", "P12")]


def test_it_ends_and_points_to_the_one_that_lives_on(merged, second):
    """I5"""
    assert (merged.status, merged.merged_into_id, merged.closed_at) == (Status.MERGED, second.pk, AT)
    assert survivor_of(merged).pk == second.pk
    assert merged_into(second) == [merged]
    assert not merged.is_open


def test_its_clocks_end_without_a_verdict_and_the_tighter_promise_is_kept(merged, second):
    """The first customer was told 09:45, the second 09:55: the crew is due at 09:45."""
    assert not merged.clocks.running().exists()
    assert latest(merged, "arrive").was_kept is None
    arrival = latest(second, "arrive")
    assert (arrival.due_at, arrival.cause) == (MONDAY_NINE + minutes(45), "join")
    assert not Deadline.objects.filter(ticket=merged, state="armed").exists()
    assert wrong_clocks(second) == wrong_clocks(merged) == []
    assert broken() == []


def test_the_tighter_promise_fires_once_and_on_the_survivor(merged, second):
    sweep.sweep_all(at=MONDAY_NINE + minutes(46))

    missed = Deadline.objects.filter(name="arrive", stage="breach", state="fired")
    assert [row.ticket_id for row in missed] == [second.pk]
    assert broken() == []


def test_what_was_late_already_is_late_in_the_survivor_too(fault, second, lin):
    late = MONDAY_NINE + minutes(50)
    merging.merge(fault, into=second, by=lin, at=late)
    sweep.sweep_all(at=late + minutes(1))

    missed = Deadline.objects.filter(name="arrive", stage="breach", state="fired").order_by("due_at")
    assert [(row.ticket_id, row.due_at) for row in missed] == [
        (fault.pk, MONDAY_NINE + minutes(45)),
        (second.pk, late),
    ]


def test_both_first_contacts_are_told_and_go_on_hearing_of_it(merged, second, company, min, lin, qiang):
    assert {row.what for row in Notice.objects.filter(user=min)} >= {"merge"}
    field.dispatch(second, crew=company.crew, by=lin, at=AT + minutes(1))

    assert Notice.objects.filter(user=min, path=f"/t/{second.number}/", what="dispatch").exists()
    assert Ticket.objects.visible_to(min).filter(pk=second.pk).exists()


@pytest.mark.parametrize("side", ["one", "other"])
def test_who_may_not_touch_one_of_the_two_merges_neither(fault, second, stranger, shen, side):
    pair = (fault, second) if side == "one" else (second, fault)

    for who in (stranger, shen):
        with pytest.raises(NotAllowed):
            merging.merge(pair[0], into=pair[1], by=who, at=AT)


def why(ticket, into, by, at=AT):
    with pytest.raises(CannotJoin) as refusal, transaction.atomic():
        merging.merge(ticket, into=into, by=by, at=at)
    assert refusal.value.sentence()
    return refusal.value.why


def test_pairs_that_make_no_sense_are_refused_with_the_reason(company, fault, second, guifang, min, lin, guo, qian):
    complaint = desk.register(
        desk.Intake(category=company.complaint, contact_name="陈桂芳", contact_phone="13800006217"),
        unit=company.hall, by=min, at=MONDAY_NINE,
    )  # fmt: skip
    meter = category(company.org, "meter", "换表", Kind.SERVICE)
    asked = [
        desk.register(desk.Intake(category=meter, customer=guifang, address="文昌路"), unit=company.hall, by=min, at=MONDAY_NINE)
        for _n in range(2)
    ]  # fmt: skip

    assert why(fault, fault, guo) == "itself"
    assert why(complaint, fault, guo) == "kind"
    assert why(*asked, guo) == "file"
    Barred.objects.create(org=company.org, ticket=second, user=qian)
    assert why(fault, second, guo) == "bars"
    Barred.objects.all().delete()
    desk.withdraw(second, reason="客户不报了", by=min, at=AT)
    assert why(fault, second, guo) == "ended"
    with pytest.raises(WrongMoment):
        merging.merge(second, into=fault, by=guo, at=AT)


def test_cases_of_two_companies_stay_apart(company, fault, guo, stranger):
    theirs = category(company.foreign_org, "no-power", "单户无电", Kind.FAULT)
    intake = desk.Intake(category=theirs, contact_name="某人", address="邻县")
    foreign = desk.register(intake, unit=company.foreign_hall, by=stranger, at=MONDAY_NINE)

    assert why(fault, foreign, guo) == "company"


def test_a_case_that_stands_still_goes_on_first(company, guifang, lin):
    enquiries = [
        desk.register(
            desk.Intake(category=company.enquiry, customer=guifang), unit=company.hall, by=lin, at=MONDAY_NINE
        )
        for _n in range(2)
    ]
    pausing.suspend(
        enquiries[0],
        why="customer_papers",
        proof="缺证明",
        review_at=AT + minutes(9000),
        by=lin,
        at=MONDAY_NINE + minutes(1),
    )

    for pair in (enquiries, enquiries[::-1]):
        with pytest.raises(ResumeFirst):
            merging.merge(pair[0], into=pair[1], by=lin, at=AT)


def test_the_database_lets_no_merged_case_point_nowhere(fault):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=fault.pk).update(status="merged", closed_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=fault.pk).update(status="merged", closed_at=AT, merged_into=fault)


# and back


def test_undone_it_stands_where_it_stood_and_its_clocks_count_the_time_between(merged, second, lin):
    back = merging.unmerge(merged, by=lin, at=AT + minutes(8))

    assert (back.status, back.merged_into_id, back.closed_at) == (Status.REGISTERED, None, None)
    arrival = latest(back, "arrive")
    assert (arrival.generation, arrival.cause, arrival.due_at) == (2, "part", MONDAY_NINE + minutes(45))
    own = latest(second, "arrive")
    assert (own.generation, own.cause, own.due_at) == (3, "part", MONDAY_NINE + minutes(55))
    assert wrong_clocks(back) == wrong_clocks(second) == []
    assert broken() == []


def test_undone_after_its_limit_it_is_due_at_once(merged, second, lin):
    late = MONDAY_NINE + minutes(60)
    sweep.sweep_all(at=late)
    back = merging.unmerge(merged, by=lin, at=late)

    assert latest(back, "arrive").due_at == late
    sweep.sweep_all(at=late + minutes(1))
    assert Deadline.objects.filter(ticket=back, name="arrive", stage="breach", state="fired").count() == 1
    assert broken() == []


def test_merged_and_parted_again_and_again_the_clocks_agree_with_the_history(fault, second, lin):
    for n in range(3):
        fault.refresh_from_db()
        merging.merge(fault, into=second, by=lin, at=AT + minutes(2 * n))
        merging.unmerge(fault, by=lin, at=AT + minutes(2 * n + 1))

    assert wrong_clocks(fault) == wrong_clocks(second) == []
    assert latest(fault, "arrive").due_at == MONDAY_NINE + minutes(45)
    assert latest(second, "arrive").due_at == MONDAY_NINE + minutes(55)


@pytest.mark.parametrize("later", ["a day", "reported", "merged on"])
def test_what_has_gone_on_together_is_not_parted(merged, second, company, yufen, upstairs, lin, qiang, guo, later):
    at = AT + minutes(5)
    if later == "a day":
        at = AT + minutes(24 * 60 + 1)
    elif later == "reported":
        field.dispatch(second, crew=company.crew, by=lin, at=at)
        for verb in (field.accept, field.depart, field.arrive, field.restore):
            verb(second, by=qiang, at=at)
        field.report(second, cause="公变熔断器", by=qiang, at=at)
    else:
        third = desk.register(no_power(company, yufen, upstairs), unit=company.hall, by=lin, at=at)
        merging.merge(second, into=third, by=lin, at=at)
        assert survivor_of(merged).pk == third.pk

    with pytest.raises(TooLate) as refusal:
        merging.unmerge(merged, by=guo, at=at + minutes(1))
    assert refusal.value.sentence()


def test_a_link_that_goes_along_is_never_merged_away_under_its_parts(fault, second, lin):
    linking.link(second, to=fault, kind="child", follows=True, by=lin, at=AT)
    third = merging.merge(second, into=fault, by=lin, at=AT + minutes(1))

    assert third.status == Status.MERGED
    assert wrong_clocks(fault) == []


def test_the_merged_customer_is_told_of_the_survivors_progress(merged, second, company, lin):
    field.dispatch(second, crew=company.crew, by=lin, at=AT + minutes(1))

    told = Message.objects.filter(template="dispatched")
    assert set(told.values_list("address", flat=True)) == {merged.contact_phone, second.contact_phone}
    theirs = told.get(address=merged.contact_phone).text
    assert merged.short_number in theirs and company.crew.name in theirs


def test_one_who_reported_twice_is_told_once(fault, company, guifang, flat, lin):
    again = desk.register(no_power(company, guifang, flat), unit=company.hall, by=lin, at=MONDAY_NINE + minutes(5))
    merging.merge(again, into=fault, by=lin, at=AT)
    field.dispatch(fault, crew=company.crew, by=lin, at=AT + minutes(1))

    assert Message.objects.filter(template="dispatched").count() == 1


def test_whoever_has_the_survivor_sees_the_merged_ones_number(merged, second, company, lin, qiang, wei):
    field.dispatch(second, crew=company.crew, by=lin, at=AT + minutes(1))
    second.refresh_from_db()

    assert reached(qiang, merged.number) == merged
    assert reveal_contact(merged, by=qiang, at=AT + minutes(2)) == merged.contact_phone
    with pytest.raises(NotAllowed):
        reveal_contact(merged, by=wei, at=AT + minutes(2))


def test_its_files_stand_on_the_survivors_page_and_open_there(merged, second, company, lin, qiang, wei):
    facts = {
        "org": company.org,
        "ticket": merged,
        "by": lin,
        "at": AT,
        "name": "表箱.jpg",
        "stored": "x",
        "size": 1,
        "kind": "photo",
    }
    photo = Attachment.objects.create(**facts, came_as="0" * 64, sha256="0" * 64, content_type="image/jpeg")
    field.dispatch(second, crew=company.crew, by=lin, at=AT + minutes(1))

    assert files_of(second).rows == [photo]
    assert Attachment.objects.visible_to(qiang).filter(pk=photo.pk).exists()
    assert not Attachment.objects.visible_to(wei).filter(pk=photo.pk).exists()
