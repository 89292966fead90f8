"""Knowledge tests, trainings, praise and penalties, rounds of halls, improvement projects."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Notice
from quality.actions import examining, merits, projects, rounds, training
from quality.lifecycle import Phase
from quality.merit_figures import merits_of
from quality.models import CrossVisit, Paper, Project, TrainingRecord
from quality.refusals import CannotNow, NoMoreTries, OwnWork, TooLateToAppeal
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.actions.improving import end_improvement, plan_improvement
from surveys.models import Improvement
from tests.people import MONDAY_NINE

DAY = timedelta(days=1)


@pytest.fixture
def exam(company, rong, min, other):
    asked = [
        examining.write_question(
            company.org, text=f"第 {n} 题", choices=["45 分钟", "90 分钟"], right=[0], by=rong, at=MONDAY_NINE
        )
        for n in range(4)
    ]
    told = {"title": "供电服务承诺", "questions": asked, "takers": [min, other], "due_at": MONDAY_NINE + 7 * DAY}
    return examining.set_exam(company.org, **told, pass_mark=75, by=rong, at=MONDAY_NINE)


def given(exam, right: int):
    return {one["id"]: [0] if place < right else [1] for place, one in enumerate(exam.paper)}


def test_a_test_is_sat_tried_again_and_over_when_it_is_passed(exam, min, other, lin, rong):
    first = examining.hand_in(exam, given=given(exam, 2), by=min, at=MONDAY_NINE)
    second = examining.hand_in(exam, given=given(exam, 3), by=min, at=MONDAY_NINE)

    assert [(one.points, one.has_passed) for one in (first, second)] == [(50, False), (75, True)]
    for who, at, wrong in ((min, 0, NoMoreTries), (other, 7, NoMoreTries), (lin, 0, NotAllowed)):
        with pytest.raises(wrong):
            examining.hand_in(exam, given={}, by=who, at=MONDAY_NINE + at * DAY)
    assert examining.missing(exam) == [other]
    assert [examining.remind(exam, at=MONDAY_NINE + 6 * DAY) for _time in (1, 2)] == [True, False]
    assert [examining.close(exam, at=MONDAY_NINE + 7 * DAY) for _time in (1, 2)] == [True, False]
    assert Notice.objects.get(what="exam_due").user == other
    assert Notice.objects.get(what="exam_over").facts["count"] == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.update(points=100)


def test_a_question_needs_a_right_choice(company, rong):
    for choices, right in ((["一"], [0]), (["一", "二"], []), (["一", "二"], [2])):
        with pytest.raises(Invalid):
            examining.write_question(company.org, text="?", choices=choices, right=right, by=rong, at=MONDAY_NINE)


def test_the_records_of_a_training_are_whole_when_all_are_written(company, rong, min, other):
    told = {"title": "信息保密", "held_on": date(2026, 3, 13), "hours": Decimal(2), "trainer": "徐蓉"}
    held = training.hold_training(company.org, **told, people=[min, other], by=rong, at=MONDAY_NINE)

    assert training.write_records(held, there={min.pk: True}, by=rong, at=MONDAY_NINE) == 1
    assert training.write_records(held, there={min.pk: False, other.pk: False}, by=rong, at=MONDAY_NINE) == 1
    assert TrainingRecord.objects.get(person=min).was_there is True


def test_a_penalty_takes_two_and_a_third_decides_and_the_figures_count_what_stands(client, rong, bin, guo, min):
    made = merits.propose(min, sort="penalty", reason="未报工号", points=2, by=rong, at=MONDAY_NINE)
    with pytest.raises(OwnWork):
        merits.confirm(made, agrees=True, by=rong, at=MONDAY_NINE)
    assert merits.confirm(made, agrees=True, by=bin, at=MONDAY_NINE).state == "stands"
    with pytest.raises(TooLateToAppeal):
        merits.appeal(made, text="报了", by=min, at=MONDAY_NINE + 6 * DAY)
    merits.appeal(made, text="报了", by=min, at=MONDAY_NINE + DAY)
    for who in (rong, bin):
        with pytest.raises(OwnWork):
            merits.decide(made, lifts=True, words="-", by=who, at=MONDAY_NINE + DAY)
    assert merits.decide(made, lifts=True, words="录音可证", by=guo, at=MONDAY_NINE + DAY).state == "lifted"
    with pytest.raises(DatabaseError), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(points=9)
    praise = merits.propose(min, sort="praise", reason="帮助老人", points=1, by=rong, at=MONDAY_NINE)
    assert praise.state == "stands"
    merits.confirm(
        merits.propose(min, sort="penalty", reason="迟到", points=3, by=rong, at=MONDAY_NINE),
        agrees=True, by=bin, at=MONDAY_NINE + 20 * DAY,
    )  # fmt: skip
    client.force_login(bin)
    found = [merits_of(type(made).objects.all(), date(2026, month, 1)) for month in (3, 4)]
    assert [(one.whole.praise, one.whole.penalties, one.whole.net) for one in found] == [(1, 0, 1), (0, 1, -3)]
    assert [(one.name, one.net) for one in found[1].months] == [("2026-04", -3), ("2026-03", 1)]
    assert [one.name for one in found[0].halls] == ["城南营业厅"]
    page = client.get("/qa/figures/?month=2026-04").content.decode()
    assert (
        f"person={min.pk}" in page and "迟到" in client.get("/qa/merits/?month=2026-04&sort=penalty").content.decode()
    )
    table = client.get("/qa/figures/?month=2026-04&as=csv&table=merits").content.decode()
    assert "王敏,城南营业厅,0,0,1,3,-3" in table


def test_each_hall_inspects_another_once_a_quarter(company, rong, min):
    made = rounds.open_round(company.org, by=rong, at=MONDAY_NINE)
    again = rounds.open_round(company.org, by=rong, at=MONDAY_NINE + DAY)

    assert {one.pk for one in made} == {one.pk for one in again}
    assert {one.by_hall for one in made} == {one.of_hall for one in made} == {company.hall, company.north}
    with pytest.raises(Invalid):
        rounds.write_visit(made[0], asked=10, correct=11, found="-", by=rong, at=MONDAY_NINE)
    done = rounds.write_visit(made[0], asked=20, correct=19, found="公示牌旧", by=rong, at=MONDAY_NINE)
    assert (done.rate, CrossVisit.objects.filter(done_at=None).count()) == (95.0, 1)
    with pytest.raises(CannotNow):
        rounds.write_visit(done, asked=1, correct=1, found="-", by=rong, at=MONDAY_NINE)


def test_a_project_of_three_bad_months_goes_round_to_its_effect(company, guo, monkeypatch):
    facts = {"month": date(2026, 2, 1), "target": Decimal(96), "opened_at": MONDAY_NINE}
    facts["because"] = [{"month": f"2026-0{n}-01", "rate": 90 + n} for n in (1, 2, 3)]
    bad = Improvement.objects.create(org=company.org, hall=company.hall, **facts)
    made = projects.take_up(bad, at=MONDAY_NINE)
    assert (projects.take_up(bad, at=MONDAY_NINE).pk, made.before) == (made.pk, Decimal("92.0"))

    def step(words, **more):
        return projects.write_step(made, text=words, moves_on=True, by=guo, at=MONDAY_NINE + DAY, **more)

    with pytest.raises(Invalid):
        step("增开窗口")
    step("增开窗口", due_on=date(2026, 4, 30))
    step("已增开")
    monkeypatch.setattr(projects, "rate_of", lambda hall, month: 97.04)
    assert projects.measure_effect(made, at=MONDAY_NINE + 20 * DAY) is False
    assert projects.measure_effect(made, at=MONDAY_NINE + 60 * DAY) is True
    step("效果明显")
    ended = step("写入标准")
    bad.refresh_from_db()
    assert (ended.phase, ended.effect, bad.state) == (Phase.ENDED, 5.0, "ended")

    other = Improvement.objects.create(org=company.org, hall=company.north, **facts)
    beside = projects.take_up(other, at=MONDAY_NINE)
    plan_improvement(other, plan="加开窗口", due_on=date(2026, 5, 1), by=guo, at=MONDAY_NINE)
    end_improvement(other, result="等候降到 9 分钟", by=guo, at=MONDAY_NINE + DAY)
    assert [one.pk for one in Project.objects.to_follow()] == [beside.pk]
    followed = projects.follow(beside, at=MONDAY_NINE + 2 * DAY)
    assert (followed.phase, followed.owner, followed.steps.count()) == (Phase.CHECK, guo, 2)
    assert projects.measure_effect(beside, at=MONDAY_NINE + 60 * DAY) is True
