"""The pages beside the one call: each opens, each figure is the length of its list, and nothing is a formula."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from accounts.models import Notice
from customers.editing import retire_phone
from servicedesk.lib.refusals import Invalid, NotAllowed, TooMany
from surveys import actions
from surveys.actions import Given
from surveys.actions.checking import draw_second, quarter_of
from surveys.actions.improving import end_improvement, plan_improvement
from surveys.actions.measuring import answer_hall, look_for_improvement, screen_of
from surveys.actions.publishing import keep_draft, keep_plan, newest, publish
from surveys.margins import margin, promoters
from surveys.models import Callback, CallPlan, Check, FollowUp, HallAsked, Improvement
from surveys.refusals import Ended, NoSuchLink, Stale
from tests.people import minutes
from tests.surveys.conftest import LATER

BAD = {"overall": "2", "environment": "4", "waiting": "1", "skill": "5", "attitude": "4"}
GOOD = dict.fromkeys(BAD, "5")


def test_every_figure_of_the_summary_is_the_length_of_its_list(client, owed, jing, guo, repair):
    actions.confirm(owed, score=4, by=jing, at=LATER)
    other = Callback.objects.get(ticket=repair())
    actions.deny(other, score=1, reason="还没好", reasons=["unsolved"], by=jing, at=LATER)
    client.force_login(guo)

    for of in ("2026-03-16", "2026-03"):
        page = client.get("/callback/summary/", {"of": of})
        assert {name: n for name, _word, n in page.context["figures"]}["ended"] == 2
        for name, _word, n in page.context["figures"]:
            assert client.get("/callback/summary/", {"of": of, "what": name}).context["count"] == n
    assert page.context["agents"][0]["answered"] == 2


def test_the_calendar_shows_what_was_agreed_to_its_agent_and_the_head(client, owed, jing, he, guo):
    actions.record_try(owed, result="appointment", appointment_at=LATER + minutes(60 * 24), by=jing, at=LATER)

    for who, count in ((jing, 1), (guo, 1), (he, 0)):
        client.force_login(who)
        assert len(client.get("/callback/calendar/", {"from": "2026-03-16"}).context["days"]) == count


def test_an_absent_agents_callbacks_go_over_row_by_row(client, owed, jing, he, guo, repair):
    mine = Callback.objects.filter(agent=jing)
    done = Callback.objects.get(ticket=repair())
    Callback.objects.filter(pk=done.pk).update(agent=jing)
    actions.confirm(done, score=5, by=jing, at=LATER)
    client.force_login(guo)

    page = client.post("/callback/handover/", {"callback": [str(one.pk) for one in mine], "to": str(he.pk)})

    owed.refresh_from_db()
    assert owed.agent == he
    assert sorted(went for _one, went, _why in page.context["done"]) == [False, True]
    assert Notice.objects.get(what="callbacks_given").user == he


def test_a_number_that_was_given_up_has_its_sentence(client, owed, jing, guifang, always, guo):
    client.force_login(jing)
    assert client.get(f"/callback/{owed.pk}/").context["given_up"] is False
    retire_phone(guifang, guifang.phones.get().pk, by=guo, at=LATER, reason="换号")

    assert client.get(f"/callback/{owed.pk}/").context["given_up"] is True


def test_satisfaction_never_stands_alone_and_every_number_has_its_list(client, token, guo):
    actions.record_answer(token, given=Given(1, "=1+1<b>", reasons=["slow"]), at=LATER)
    client.force_login(guo)
    when = {"first": "2026-03-01", "last": "2026-03-31"}

    found = client.get("/satisfaction/", when).context["found"]
    assert (found.total.asked, found.total.answered, found.total.rate, found.total.low) == (1, 1, 0, 1)
    assert found.total.margin > 0
    for _name, _word, groups in found.tables:
        for group in groups:
            assert client.get(f"/satisfaction/answers/?{group.query}").context["count"] == group.answered
    page = client.get("/satisfaction/", when).content.decode()
    assert ("=1+1&lt;b&gt;" in page, "=1+1<b>" in page) == (True, False)
    assert (
        "'=1+1<b>"
        in client.post(
            "/satisfaction/answers/out/", {"query": urlencode(when), "reason": "分析", "format": "csv"}
        ).content.decode()
    )
    assert client.get("/satisfaction/export/", when | {"as": "xlsx"}).content[:2] == b"PK"


def test_a_bad_rating_is_settled_on_its_page_once(client, token, guo, shen):
    actions.record_answer(token, given=Given(1, "太慢"), at=LATER)
    one = FollowUp.objects.get()
    path = f"/satisfaction/follow-ups/{one.pk}/"
    client.force_login(shen)
    assert client.post(path, {"way": "spoken", "words": "…"}).status_code == 403
    client.force_login(guo)
    assert "太慢" in client.get("/satisfaction/follow-ups/").content.decode()
    client.post(path, {"way": "spoken", "words": "已致歉"})

    one.refresh_from_db()
    assert (one.way, one.done_by) == ("spoken", guo)
    assert "已致歉" in client.get("/satisfaction/follow-ups/?show=done").content.decode()


def months(company, score):
    at = datetime(2026, 1, 5, tzinfo=UTC)
    sheet = newest(company.org, "hall-month")
    for month in (1, 2, 3):
        for n in range(10):
            HallAsked.objects.create(
                org=company.org,
                hall=company.hall,
                month=at.date().replace(month=month, day=1),
                channel="screen",
                questionnaire=sheet,
                expires_at=at + minutes(60),
                answered_at=at,
                overall=score if n else 1,
            )


def test_three_months_below_the_target_open_one_improvement_project(client, company, guo, min):
    screen = screen_of(company.hall)
    answer_hall(screen, given=GOOD, comment="", at=LATER)
    months(company, 5)  # nine of ten, and 96.0 are wanted
    at = datetime(2026, 4, 2, tzinfo=UTC)

    opened = [look_for_improvement(company.hall, at=at) for _time in range(2)]

    project = Improvement.objects.get()
    assert opened == [project, None]
    assert [each["rate"] for each in project.because] == [pytest.approx(90.9, abs=0.1), 90, 90]
    with pytest.raises(NotAllowed):
        plan_improvement(project, plan="加一个窗口", due_on=at.date().replace(day=30), by=min, at=at)
    plan_improvement(project, plan="加一个窗口", due_on=at.date().replace(day=30), by=guo, at=at)
    end_improvement(project, result="等候 8 分钟", by=guo, at=at)
    with pytest.raises(Ended):
        end_improvement(project, result="再来", by=guo, at=at)
    client.force_login(guo)
    assert "加一个窗口" in client.get("/satisfaction/halls/").content.decode()


def test_the_halls_screen_asks_anybody_and_a_script_is_slower_than_people(client, company, guo):
    token = screen_of(company.hall)
    page = client.get(f"/s/{token}/hall/").content.decode()
    assert ("checked" in page, page.count('type="radio"')) == (False, 25)
    assert client.post(f"/s/{token}/hall/", {"overall": "5"}).status_code == 422
    assert HallAsked.objects.count() == 0
    for _n in range(6):
        assert client.post(f"/s/{token}/hall/", GOOD).status_code == 200
    with pytest.raises(TooMany):
        answer_hall(token, given=GOOD, comment="", at=timezone.now())
    assert HallAsked.objects.answered().count() == 6
    with pytest.raises(NoSuchLink):
        answer_hall("nowhere", given=GOOD, comment="", at=LATER)


def test_a_bad_answer_about_a_hall_is_followed_up(company, guo):
    answer_hall(screen_of(company.hall), given=BAD, comment="排队太久", at=LATER)

    assert (FollowUp.objects.get().owner, FollowUp.objects.get().unit) == (guo, company.hall)


def test_a_fifth_of_the_quarters_callbacks_is_checked_by_the_head(client, company, owed, jing, guo, repair):
    for callback in [owed, *(Callback.objects.get(ticket=repair()) for _n in range(5))]:
        actions.confirm(callback, score=5, by=jing, at=LATER)
    june = datetime(2026, 5, 5, tzinfo=UTC)
    assert quarter_of(LATER.date())[2] == "2026Q1"
    assert [draw_second(company.org, at=june) for _time in range(2)] == [2, 0]
    check = Check.objects.first()
    client.force_login(guo)
    path = f"/satisfaction/checks/{check.pk}/"
    sheet = {"opening": "5", "need": "5", "answer": "4", "manner": "5", "record": "1"}

    assert client.post(path, sheet).status_code == 422  # does the customer confirm it?
    assert client.post(path, sheet | {"agrees": "no"}).status_code == 302
    check.refresh_from_db()
    assert (check.points, check.agrees, check.done_by) == (75, False, guo)
    client.post("/satisfaction/checks/new/", {"sort": "mystery", "unit": str(company.hall.pk)})
    assert Check.objects.filter(sort="mystery", unit=company.hall).count() == 1


def test_a_questionnaire_is_published_as_a_version_and_never_rewritten(client, company, root, token, survey):
    client.force_login(root)
    first = newest(company.org, "five-levels")
    asked = [
        *first.questions,
        {"code": "why", "kind": "text", "label": "为什么", "after": "overall", "when": ["1", "2"]},
    ]
    keep_draft(company.org, "five-levels", name="五级", purpose="case", questions=asked, by=root, at=LATER)
    assert client.get("/manage/questionnaires/five-levels/").status_code == 200
    publish(company.org, "five-levels", by=root, at=LATER)

    assert (newest(company.org, "five-levels").version, survey.questionnaire.version) == (2, 1)
    told = {"count": "1", "q0-code": "a", "q0-kind": "choice", "q0-label": "甲？", "q0-choices": "1 | 是\n2 | 否 !"}
    assert "甲？" in client.post("/manage/questionnaires/preview/", told).content.decode()
    page = client.post("/manage/questionnaires/own-1/", told | {"name": "自编", "purpose": "case", "do": "publish"})
    assert page.status_code == 422  # after a case the five levels come first
    assert client.post("/manage/questionnaires/own-1/", told | {"name": "自编", "purpose": "hall"}).status_code == 302


def test_the_plan_is_a_version_and_a_complaint_is_always_called(company, root):
    keep_plan(company.org, seen=0, rules={"tries": 4}, by=root, at=LATER)
    with pytest.raises(Stale):
        keep_plan(company.org, seen=0, rules={"tries": 5}, by=root, at=LATER)
    for wrong in ({"shares": {"complaint": 50}}, {"shares": {"dream": 5}}, {"quiet": [["25:00", "8"]]}):
        with pytest.raises(Invalid):
            keep_plan(company.org, seen=1, rules=wrong, by=root, at=LATER)
    assert CallPlan.objects.get().tries == 4


def test_the_plans_page_saves_what_it_shows(client, company, root):
    client.force_login(root)
    form = client.get("/manage/questionnaires/plan/").context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    answer = client.post("/manage/questionnaires/plan/", told | {"version": "0", "share_fault": "20"})

    plan = CallPlan.objects.get()
    assert (answer.status_code, plan.shares, plan.quiet) == (302, {"fault": 20}, CallPlan().quiet)


def test_how_far_a_share_may_be_off():
    assert margin(0, 0) is None
    assert margin(50, 100) == pytest.approx(9.6, abs=0.1)
    assert margin(96, 100) < margin(9, 10)
    assert (promoters([10, 9, 8, 6]), promoters([])) == (25, None)
