"""The pages of quality inspection: scored and appealed by plain forms; each book is written and shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quality.actions import examining, inspecting
from quality.actions.drawing import draw
from quality.models import CrossVisit, Exam, Inspection, Merit, Plan, Project, Sheet, Training
from tests.quality.test_inspecting import WEEK

BOOKS = (
    "",
    "mine/",
    "figures/",
    "draws/",
    "exams/",
    "exams/questions/",
    "training/",
    "merits/",
    "rounds/",
    "projects/",
)


@pytest.fixture
def row(plan, fault, min):
    draw(plan, **WEEK, at=timezone.now())
    return Inspection.objects.get(person=min)


def filled(row, **other):
    return {f"score-{item['code']}": "5" for item in row.sheet.items} | other


def test_a_case_is_scored_appealed_and_decided_by_plain_forms(client, row, rong, bin, min):
    at = f"/qa/{row.pk}/"
    client.force_login(rong)
    assert client.get("/qa/next/")["Location"] == at
    page = client.get(at).content.decode()
    assert "王敏" not in page
    assert client.post(f"{at}score/", filled(row, **{"score-words": "2"})).status_code == 422
    event = str(row.ticket.timeline.first().pk)
    told = filled(row, **{"score-words": "2", "event-words": event, "do": "next", "words": "记录要全"})
    assert client.post(f"{at}score/", told)["Location"] == "/qa/next/"
    assert "王敏<span" in client.get("/qa/?show=scored").content.decode()

    client.force_login(min)
    assert "记录要全" in client.get(at).content.decode()
    assert client.post(f"{at}appeal/", {"text": "客户当时说不清"}).status_code == 302
    assert "91.0" in client.get("/qa/mine/").content.decode()
    client.force_login(bin)
    assert "客户当时说不清" in client.get(at).content.decode()
    assert client.post(f"{at}score/", filled(row, words="录音可证")).status_code == 302
    for path in BOOKS:
        assert client.get(f"/qa/{path}").status_code == 200, path
    csv = client.get("/qa/figures/?as=csv").content.decode()
    assert "王敏" in csv


def test_sheets_and_plans_are_written_on_pages(client, rong, company):
    client.force_login(rong)
    typed = "# 态度\n60 主动问候，报单位与工号\n40 微笑\n! 与客户争吵"
    assert (
        client.post("/manage/qa/sheets/desk/", {"name": "新表", "pass_mark": 80, "groups": "# 空"}).status_code == 422
    )
    assert client.post("/manage/qa/sheets/desk/", {"name": "新表", "pass_mark": 80, "groups": typed}).status_code == 302
    assert [one["points"] for one in Sheet.objects.get(version=2).items] == [60, 40, 100]
    told = {"name": "退费必检", "work": "desk", "rule": "words", "words": "退费、12398", "share": 2, "share_new": 5}
    told |= {"new_days": 90, "score_days": 7, "appeal_days": 5, "is_on": "on"}
    assert client.post("/manage/qa/plans/new/", told).status_code == 302
    assert Plan.objects.get().words == ["退费", "12398"]
    assert client.post("/manage/qa/plans/p1/", told | {"words": ""}).status_code == 422
    assert client.get("/manage/qa/").status_code == 200


def test_books_are_written_on_pages(client, rong, min, company):
    client.force_login(rong)
    now = timezone.localtime()
    asked = {"text": "城区到达时限？", "choices": "*45 分钟\n90 分钟"}
    assert client.post("/qa/exams/questions/", asked).status_code == 302
    question = examining.Question.objects.get()
    told = {
        "title": "承诺",
        "due_at": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}",
        "count": 0,
        "pass_mark": 90,
        "tries": 1,
    }
    assert client.post("/qa/exams/", told | {"questions": [question.pk], "takers": [min.pk]}).status_code == 302
    told = {"title": "保密", "held_on": f"{now:%Y-%m-%d}", "hours": "1.5", "trainer": "徐蓉", "people": [min.pk]}
    assert client.post("/qa/training/", told).status_code == 302
    held = Training.objects.get()
    assert client.post(f"/qa/training/{held.pk}/", {"there": [min.pk]}).status_code == 302
    assert (
        client.post("/qa/merits/", {"person": min.pk, "sort": "penalty", "points": 2, "reason": "迟到"}).status_code
        == 302
    )
    assert client.post("/qa/rounds/").status_code == 302
    visit = CrossVisit.objects.first()
    client.post(f"/qa/rounds/{visit.pk}/", {"asked": "10", "correct": "10", "found": "好"})
    told = {"unit": company.hall.pk, "title": "减少等候", "measure": "等候分钟", "before": "18", "target": "15"}
    assert client.post("/qa/projects/", told).status_code == 302
    project = Project.objects.get()
    client.post(f"/qa/projects/{project.pk}/", {"text": "增开窗口", "do": "stay"})
    call = {"work": "test_call", "person": min.pk, "done_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    assert client.post("/qa/", call)["Location"] == f"/qa/{Inspection.objects.get().pk}/"
    for path in BOOKS:
        assert client.get(f"/qa/{path}").status_code == 200, path
    merit = Merit.objects.get()
    client.post(f"/qa/merits/{merit.pk}/confirm/", {"say": "yes"})
    merit.refresh_from_db()
    assert (merit.state, project.steps.count()) == ("proposed", 1)

    client.force_login(min)
    exam = Exam.objects.get()
    assert "45 分钟" in client.get(f"/qa/exams/{exam.pk}/").content.decode()
    client.post(f"/qa/exams/{exam.pk}/hand-in/", {f"q-{question.pk}": "0"})
    assert exam.papers.get().points == 100
    assert client.post(f"/qa/exams/{exam.pk}/hand-in/", {}).status_code == 409


def test_machines_read_scores_without_hidden_names(client, row, rong):
    client.force_login(rong)
    (told,) = client.get("/api/v1/inspections/?state=open").json()["results"]
    assert (told["person"], told["ticket"]) == (None, row.ticket.number)
    assert client.get(f"/api/v1/inspections/{row.pk}/").json()["plan"] == "desk"
    assert client.get("/api/v1/qa-plans/").json()["results"][0]["number"] == 1
    inspecting.drop(row, reason="录音缺失", by=rong, at=timezone.now())
    assert client.get("/api/v1/inspections/?state=open").json()["results"] == []
