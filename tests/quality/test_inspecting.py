"""质检: drawn from a seed, scored with proof, appealed once, decided by another; nobody judges themselves."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Grant, Notice
from quality import tasks
from quality.actions.drawing import draw, is_proven, periods_due, picks
from quality.actions.inspecting import appeal, decide, open_one, score, tell_late
from quality.actions.ruling import write_plan, write_sheet
from quality.figures import figures_of
from quality.models import Draw, Inspection, InspectionEvent, Sheet
from quality.refusals import CannotNow, OwnWork, TooLateToAppeal
from quality.scoring import Said, points_of
from quality.showing import quotes_of
from quality.usual_sheets import USUAL
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.models import Callback
from tests.people import MONDAY_NINE, no_power
from tests.quality.conftest import PLAN, whole
from tickets.actions import desk
from tickets.models import Ticket

NEXT_MONDAY = MONDAY_NINE + timedelta(days=7)
WEEK = {"from_on": date(2026, 3, 16), "until_on": date(2026, 3, 23)}


@pytest.fixture
def taken_in(company, min, other, guifang, flat):
    """Six cases of min, two of her colleague in the north, all of the same week."""
    for place in range(8):
        by, unit = (min, company.hall) if place < 6 else (other, company.north)
        intake = no_power(company, guifang, flat, description="要求退费" if place == 7 else "停电")
        desk.register(intake, unit=unit, by=by, at=MONDAY_NINE + timedelta(hours=place))
    Grant.objects.filter(person=min).update(from_at=MONDAY_NINE - timedelta(days=200))
    Grant.objects.filter(person=other).update(from_at=MONDAY_NINE - timedelta(days=3))


@pytest.fixture
def row(plan, taken_in, min):
    """A case of min's, drawn and not scored."""
    draw(plan, **WEEK, at=NEXT_MONDAY)
    return Inspection.objects.get(person=min)


def test_the_usual_sheets_come_to_a_hundred_and_a_test_call_has_sixteen_groups():
    for name, groups in USUAL.values():
        assert sum(item["points"] for group in groups for item in group["items"] if not item["is_fatal"]) == 100, name
    assert len(USUAL["test_call"][1]) == 16


@pytest.mark.parametrize(
    ("said", "points", "failed"),
    [
        ({}, "100.0", False),
        ({"a": Said(0, "x")}, "80.0", False),
        ({"a": Said(3, "x"), "b": Said(4, "x")}, "86.0", False),
        ({"a": Said(None)}, "100.0", False),
        ({"f": Said(0, "x")}, "0.0", True),
    ],
)
def test_what_a_sheet_makes_of_its_answers(said, points, failed):
    items = [{"code": "a", "points": 20}, {"code": "b", "points": 30}, {"code": "f", "points": 100, "is_fatal": True}]
    full = {"a": Said(5), "b": Said(5), "f": Said(5)} | said

    assert points_of(items, full) == (Decimal(points), failed)


def test_the_sample_is_drawn_once_and_can_be_drawn_again(plan, taken_in, min, other):
    """New staff more, others fewer; the seed proves it; a second tick draws nothing."""
    assert periods_due(plan, at=NEXT_MONDAY) == [(WEEK["from_on"], WEEK["until_on"])]
    made = draw(plan, **WEEK, at=NEXT_MONDAY)

    assert draw(plan, **WEEK, at=NEXT_MONDAY) is None
    assert periods_due(plan, at=NEXT_MONDAY) == []
    assert [Inspection.objects.filter(person=who).count() for who in (min, other)] == [1, 2]
    assert (len(made.pool), picks(made), is_proven(Draw.objects.get())) == (8, made.picked, True)
    made.seed = "another"
    assert len(picks(made)) == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        Draw.objects.update(seed="x")


@pytest.mark.parametrize(("more", "count"), [({"rule": "all"}, 8), ({"rule": "words", "words": ["退费"]}, 1)])
def test_must_check_rules_draw_every_one_of_a_day(company, rong, taken_in, more, count):
    made = write_plan(company.org, code="must", by=rong, at=MONDAY_NINE, **(PLAN | more))

    draw(made, from_on=date(2026, 3, 16), until_on=date(2026, 3, 17), at=NEXT_MONDAY)

    assert Inspection.objects.count() == count
    assert periods_due(made, at=MONDAY_NINE + timedelta(days=1)) == [(date(2026, 3, 15), date(2026, 3, 16))]


def test_a_score_has_proof_and_is_told_and_never_changed(row, rong, min, lin):
    quoted = row.ticket.timeline.first().pk
    sheet = row.sheet
    with pytest.raises(Invalid) as refused:
        score(row, answers=whole(sheet, words=Said(3), leak=Said(2, "x")), words="", by=rong, at=NEXT_MONDAY)
    assert set(refused.value.fields) == {"words", "leak"}
    for who, wrong in ((min, NotAllowed), (lin, NotAllowed)):
        with pytest.raises(wrong):
            score(row, answers=whole(sheet), words="", by=who, at=NEXT_MONDAY)

    done = score(row, answers=whole(sheet, words=Said(3, "", (quoted,))), words="下次问清", by=rong, at=NEXT_MONDAY)
    assert (done.points, done.has_passed, done.evidence) == (Decimal("94.0"), True, {quoted})
    assert Notice.objects.get(what="qa_scored").user == min
    with pytest.raises(CannotNow):
        score(done, answers=whole(sheet), words="", by=rong, at=NEXT_MONDAY)
    for change in (
        lambda: Inspection.objects.filter(pk=row.pk).update(points=10),
        lambda: Inspection.objects.filter(pk=row.pk).delete(),
        lambda: InspectionEvent.objects.update(what="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_one_appeal_in_time_decided_by_another_both_scores_kept(row, rong, bin, min, guo):
    sheet = row.sheet
    done = score(row, answers=whole(sheet, leak=Said(0, "报出户名")), words="", by=rong, at=NEXT_MONDAY)
    assert (done.points, done.is_failed, done.has_passed) == (Decimal(0), True, False)
    with pytest.raises(TooLateToAppeal):
        appeal(done, text="已核实身份", by=min, at=NEXT_MONDAY + timedelta(days=5, seconds=1))
    mine = appeal(done, text="已核实身份", by=min, at=NEXT_MONDAY + timedelta(days=1))
    with pytest.raises(TooLateToAppeal):
        appeal(mine, text="再来一次", by=min, at=NEXT_MONDAY + timedelta(days=1))
    with pytest.raises(OwnWork):
        decide(mine, answers=whole(sheet), words="维持", by=rong, at=NEXT_MONDAY + timedelta(days=2))
    late = NEXT_MONDAY + timedelta(days=4)
    assert [tell_late(mine, at=late) for _time in (1, 2)] == [True, False]

    end = decide(mine, answers=whole(sheet, words=Said(4, "略")), words="录音可证", by=bin, at=late)

    assert (end.points, end.second_points, end.final) == (Decimal(0), Decimal("97.0"), Decimal("97.0"))
    assert set(Notice.objects.filter(what="qa_decided").values_list("user__login", flat=True)) == {"min", "rong"}


def test_names_are_hidden_and_who_sees_what(row, rong, min, other, stranger):
    said = " ".join(one.text for one in quotes_of(row, hides=True))

    assert "王敏" not in said
    assert "＊＊" in said
    seen = [Inspection.objects.visible_to(who).filter(pk=row.pk).exists() for who in (rong, min, other, stranger)]
    assert seen == [True, False, False, False]


def test_a_case_is_inspected_by_hand_once_and_never_ones_own(company, rong, guo, min, fault):
    told = {"work": "desk", "unit": company.hall, "at": NEXT_MONDAY, "done_at": MONDAY_NINE, "ticket": fault}
    first = open_one(person=min, by=rong, **told)

    assert open_one(person=min, by=rong, **told).pk == first.pk
    with pytest.raises(OwnWork):
        open_one(person=guo, by=guo, **told)


def test_figures_say_how_many_pass_and_which_item_is_weakest(row, rong, plan, taken_in, company, min):
    quoted = Said(0, "没有问候")
    for one in Inspection.objects.order_by("pk"):
        bad = one.person_id == min.pk
        score(
            one,
            answers=whole(one.sheet, manner=quoted, right=quoted if bad else Said(5)),
            words="",
            by=rong,
            at=NEXT_MONDAY,
        )

    told = figures_of(Inspection.objects.all(), date(2026, 3, 1))

    assert (told.whole.people, told.whole.passing, told.whole.share, told.whole.is_below) == (2, 1, 50.0, True)
    assert [one.share for one in told.halls] == [100.0, 0.0]
    assert (told.items[0].name, told.items[0].mean) == ("用语文明，不推诿、不与客户争执", 0.0)


def test_a_changed_sheet_is_a_version_and_its_items_keep_their_codes(company, rong):
    old = Sheet.of(company.org.pk, "desk", at=MONDAY_NINE)
    groups = [{"name": "态度", "items": [{"text": "主动问候，报单位与工号", "points": 60, "is_fatal": False}]}]
    groups[0]["items"].append({"text": "微笑", "points": 40, "is_fatal": False})

    new = write_sheet(company.org, work="desk", name="新", groups=groups, pass_mark=80, by=rong, at=NEXT_MONDAY)

    assert (old.version, new.version, [item["code"] for item in new.items]) == (1, 2, ["greet", "v2i2"])


def test_the_ticks_do_their_work_twice_without_harm(plan, taken_in):
    tasks.draw()
    tasks.draw()
    tasks.mind()
    assert Draw.objects.count() == 1


def test_a_bad_rating_of_the_day_is_drawn_whenever_the_work_was_done(company, rong, taken_in, jing):
    made = write_plan(company.org, code="bad", by=rong, at=MONDAY_NINE, **(PLAN | {"rule": "unhappy"}))
    ticket, then = Ticket.objects.first(), MONDAY_NINE + timedelta(days=3)
    moments = dict.fromkeys(("opened_at", "not_before", "remind_at", "done_at"), then)
    facts = {"org": company.org, "round": 1, "queue": company.callback, "done_by": jing, "score": 1}
    Callback.objects.create(ticket=ticket, outcome="dissatisfied", **facts, **moments)

    draw(made, from_on=date(2026, 3, 19), until_on=date(2026, 3, 20), at=NEXT_MONDAY)

    assert Inspection.objects.get().ticket == ticket
