"""The demo company's quality: plans, a week's draw with its scores, an appeal, a test, a training, praise, a round, a project."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Unit, User
from knowledge.models import Article
from quality.actions import examining, inspecting, merits, projects, rounds, ruling, training
from quality.actions.drawing import draw
from quality.models import Inspection, Plan
from quality.scoring import Said

USUAL = {"unit": None, "share": 2, "share_new": 5, "new_days": 90, "score_days": 7, "appeal_days": 5, "is_on": True}
PLANS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("受理每周抽检", "desk", {"rule": "person", "words": [], "hides_names": True}),
    ("投诉全检", "complaint", {"rule": "all", "words": [], "hides_names": False}),
    ("不满意必检", "field", {"rule": "unhappy", "words": [], "hides_names": False}),
    ("敏感词必检", "desk", {"rule": "words", "words": ["退费", "赔偿", "12398", "媒体"], "hides_names": False}),
)
FAULTS: tuple[dict[str, Said], ...] = (
    {},
    {"words": Said(3, "未写明几户停电")},
    {"greet": Said(0, "没有报工号"), "time": Said(4, "补记较晚")},
    {"right": Said(2, "复电时间说错")},
    {"leak": Said(0, "未核实身份报出户名")},
    {"manner": Said(4, "语速偏快")},
)
QUESTIONS = (
    ("城区故障报修，到达现场的承诺时限是？", ("45 分钟", "90 分钟", "2 小时"), (0,)),
    ("以下哪些要先核对身份再答复？", ("电费余额", "停电公告", "户名地址"), (0, 2)),
    ("投诉受理后多长时间内联系客户？", ("24 小时", "3 个工作日", "7 个工作日"), (0,)),
)


def load(org: Unit, people: dict[str, User], *, at: datetime) -> int:
    """Write them once; returns how many inspections."""
    if Plan.objects.filter(org=org).exists():
        return 0
    by, second, today = people["quality"], people["s2022"], timezone.localdate(at)
    for place, (name, work, more) in enumerate(PLANS, start=1):
        plan = ruling.write_plan(org, code=f"p{place}", name=name, work=work, **(USUAL | more), by=by, at=at)
        draw(plan, from_on=today - timedelta(days=6), until_on=today + timedelta(days=1), at=at - timedelta(hours=3))
    drawn = Inspection.objects.filter(org=org, work="desk").exclude(person=people["dispatcher"])
    rows = list(drawn.select_related("person", "sheet").order_by("pk"))
    for row, faults in zip(rows, FAULTS, strict=False):
        whole = {str(item["code"]): Said(5) for item in row.sheet.items}
        inspecting.score(row, answers=whole | faults, words="", by=by, at=at - timedelta(hours=2))
    _appeal(rows, second, at=at)
    _learn(org, by, [people["clerk"], people["s3018"], people["s3021"], people["s3022"]], at=at)
    merits.propose(people["s3018"], sort="praise", reason="陪同独居老人办完全部手续", points=2, by=by, at=at)
    merits.propose(people["s3022"], sort="penalty", reason="两次未报工号", points=1, by=by, at=at)
    first = rounds.open_round(org, by=by, at=at)[0]
    rounds.write_visit(first, asked=20, correct=19, found="公示牌电话已旧，其余良好", by=by, at=at)
    _improve(people["clerk"].home, by, at=at)
    return Inspection.objects.filter(org=org).count()


def _appeal(rows: list[Inspection], second: User, *, at: datetime) -> None:
    """One score is disputed and decided, another waits for its decision."""
    scored = Inspection.objects.filter(pk__in=[row.pk for row in rows], scored_at__isnull=False, points__lt=95)
    for place, row in enumerate(scored.select_related("person", "sheet").order_by("points")[:2]):
        mine = inspecting.appeal(row, text="已核对身份，录音可查", by=row.person, at=at - timedelta(hours=1))
        if place == 1:
            answers = {str(item["code"]): Said(5) for item in row.sheet.items} | {"right": Said(4, "仍欠完整")}
            inspecting.decide(mine, answers=answers, words="调听录音，扣分减轻", by=second, at=at)


def _learn(org: Unit, by: User, people: list[User], *, at: datetime) -> None:
    article = Article.objects.filter(org=org).order_by("pk").first()
    asked = [
        examining.write_question(org, text=text, choices=choices, right=right, article=article, by=by, at=at)
        for text, choices, right in QUESTIONS
    ]
    told: dict[str, Any] = {
        "title": "供电服务承诺与保密",
        "due_at": at + timedelta(days=5),
        "pass_mark": 90,
        "tries": 2,
    }
    exam = examining.set_exam(org, questions=asked, takers=people, **told, by=by, at=at)
    examining.hand_in(exam, given={one["id"]: one["right"] for one in exam.paper}, by=people[1], at=at)
    examining.hand_in(exam, given={exam.paper[0]["id"]: [0]}, by=people[2], at=at)
    held_on = timezone.localdate(at) - timedelta(days=3)
    told = {"title": "客户信息保密", "held_on": held_on, "hours": Decimal("1.5"), "trainer": by.name}
    held = training.hold_training(org, **told, people=people, by=by, at=at)
    training.write_records(held, there={one.pk: one != people[3] for one in people}, by=by, at=at)


def _improve(hall: Unit | None, by: User, *, at: datetime) -> None:
    if hall is None:
        return
    told: dict[str, Any] = {
        "title": "缩短高峰排队",
        "measure": "平均等候（分钟）",
        "before": Decimal(18),
        "target": Decimal(12),
    }
    project = projects.open_project(hall, **told, by=by, at=at)
    due_on = timezone.localdate(at) + timedelta(days=40)
    project = projects.write_step(
        project, text="午间加开两个窗口，引导简单业务自助", moves_on=True, due_on=due_on, by=by, at=at
    )
    projects.write_step(project, text="已加开，第一周试行", moves_on=False, by=by, at=at)
