"""What the demo's customers thought: their answers, the halls' months, checks, results of others, and calls that were agreed."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from django.utils import timezone

from accounts.models import Unit, User
from servicedesk.demo.company import Units
from surveys import actions
from surveys.actions.asking import FIVE, questionnaire_of
from surveys.actions.checking import draw_second, open_check, quality_sheet, score_check
from surveys.actions.improving import end_improvement, plan_improvement
from surveys.actions.measuring import hall_questionnaire, look_for_improvement
from surveys.actions.publishing import keep_draft, publish
from surveys.lifecycle import BEFORE_APPOINTMENT, FIVE_LEVELS
from surveys.models import Callback, Channel, Check, FollowUp, HallAsked, Questionnaire, Survey
from surveys.months import first_of, months_back
from surveys.outside.loading import REPLIES, load
from surveys.outside.reading import pattern
from tickets.actions.telling import link_for
from tickets.models import CustomerLink

SEED = 20260317
ASKED, ANSWERED = 52, 40  # a hall's month
# Of forty, so many are satisfied with each of the five; the newest month first. 38 of 40 are less than 96 per cent.
HALLS = {
    "CN": ((40, 39, 38, 40, 40), (39, 39, 37, 40, 39), (40, 40, 38, 39, 40), (39, 38, 38, 40, 40)),
    "CB": (
        (40, 39, 39, 40, 40),
        (39, 39, 39, 39, 40),
        (37, 38, 35, 40, 39),
        (37, 38, 33, 39, 40),
        (38, 39, 34, 39, 39),
    ),
    "GQ": ((37, 38, 31, 39, 38), (38, 39, 33, 39, 39), (36, 38, 30, 38, 38), (39, 39, 37, 40, 39)),
}
OWN: list[dict[str, Any]] = [
    {
        "code": "spent",
        "kind": "multi",
        "label": "这次办理，时间主要花在哪里？",
        "label_en": "What took most of the time?",
        "required": False,
        "choices": [
            {"code": "reach", "label": "打电话、找人", "label_en": "reaching somebody"},
            {"code": "wait", "label": "等人上门", "label_en": "waiting for the crew"},
            {"code": "work", "label": "现场处理", "label_en": "the work itself"},
            {"code": "x", "label": "其他", "label_en": "something else", "other": True},
            {"code": "none", "label": "都很快", "label_en": "nothing, it was quick", "exclusive": True},
        ],
    },
    {
        "code": "recommend",
        "kind": "scale10",
        "label": "您愿意向邻居推荐线上报修吗？（1 不愿意，10 非常愿意）",
        "label_en": "Would you recommend reporting online to a neighbour? (1 no, 10 certainly)",
        "required": False,
    },
]
# level, words, reasons, wants to be called, what took the time, would recommend
SAID: tuple[tuple[int, str, tuple[str, ...], bool, tuple[str, ...], int], ...] = (
    (5, "", (), False, ("none",), 10),
    (4, "窗口态度好，就是排队久了点", (), False, ("reach",), 8),
    (2, "说好当天回电话，第二天才打来", ("slow", "untold"), True, ("reach", "wait"), 4),
    (5, "", (), False, ("work",), 9),
    (3, "", (), False, ("wait",), 7),
    (1, "问了三次，每次答复不一样", ("unsolved",), True, ("reach",), 2),
    (4, "", (), False, (), 9),
    (5, "一次就办好了", (), False, ("none",), 10),
)
CHECKS = (
    (Check.Sort.MYSTERY, "CN", "clerk", 12, (5, 5, 4, 5, 5), "三分钟内被接待，一次说清材料"),
    (Check.Sort.MYSTERY, "CB", "s3021", 15, (4, 4, 4, 5, 4), "引导及时，填单处缺笔"),
    (Check.Sort.MYSTERY, "GQ", "s3031", 17, (3, 4, 3, 4, 3), "等候 26 分钟，只开一个窗口"),
    (Check.Sort.MYSTERY, "GQ", "s3032", 48, (3, 3, 4, 4, 3), "等候区无人引导"),
    (Check.Sort.MYSTERY, "CN", "s3018", 50, (5, 4, 5, 5, 4), ""),
    (Check.Sort.TEST_CALL, "CN", "clerk", 6, (5, 4, 4, 5, 4), "未主动报工号"),
    (Check.Sort.TEST_CALL, "CB", "s3022", 6, (5, 5, 5, 4, 5), ""),
)


def begin(org: Unit, *, by: User, at: datetime) -> None:
    """Ask the company's own questions from the start; twice is once."""
    questionnaire_of(org, at=at)
    if not Questionnaire.objects.filter(org=org, code=FIVE, version__gt=1).exists():
        questions = [*FIVE_LEVELS, *OWN]
        keep_draft(org, FIVE, name="五级满意度", purpose="case", questions=questions, by=by, at=at)
        publish(org, FIVE, by=by, at=at)


def load_all(units: Units, people: dict[str, User], *, at: datetime) -> int:
    """Everything else, on the first load; returns how many answers there are."""
    org, head = units["C1"], people["supervisor"]
    if HallAsked.objects.filter(org=org).exists():
        return 0
    months = [units[code] for code in HALLS]
    HallAsked.objects.bulk_create([row for hall in months for row in _months(hall, at=at)])
    _improve(units, head, at=at)
    _agree(org, people, at=at)
    said = _answer(org, at=at)
    for one in FollowUp.objects.open().filter(org=org, score=1).select_related("ticket")[:1]:
        actions.settle(one, way="spoken", words="已致电说明并致歉，答复口径已统一", by=head, at=at)
    draw_second(org, at=at)
    _check(units, people, at=at)
    _others(org, by=head, at=at)
    return said + HallAsked.objects.filter(org=org).answered().count()


def _months(hall: Unit, *, at: datetime) -> Iterator[HallAsked]:
    """The complete months of one hall, each answer at a moment of its own."""
    assert hall.org is not None
    dice, sheet, told = Random(f"{SEED}{hall.code}"), hall_questionnaire(hall.org, at=at), HALLS[hall.code]
    for month, counts in zip(months_back(timezone.localdate(at), len(told)), told, strict=True):
        levels = [_levels(dice, count) for count in counts]
        for n in range(ASKED):
            when = timezone.make_aware(datetime(month.year, month.month, 1 + n % 27, 9 + n % 8, 7 * n % 60))  # noqa: DTZ001
            row = HallAsked(
                org=hall.org, hall=hall, month=month, questionnaire=sheet, channel=Channel.SMS, sent_at=when
            )
            row.expires_at = when + timedelta(days=14)
            if n < ANSWERED:
                row.answered_at = when + timedelta(hours=1 + n % 30)
                row.overall, row.environment, row.waiting, row.skill, row.attitude = (each[n] for each in levels)
                row.comment = "排队时间长，希望多开窗口" if row.waiting and row.waiting <= 2 and n % 2 else ""
            yield row


def _levels(dice: Random, satisfied: int) -> list[int]:
    good = [dice.choice((4, 5, 5)) for _n in range(satisfied)]
    found = good + [dice.choice((2, 3)) for _n in range(ANSWERED - satisfied)]
    dice.shuffle(found)
    return found


def _improve(units: Units, head: User, *, at: datetime) -> None:
    """By the rule: one hall is below its target now; of another the last project has ended."""
    look_for_improvement(units["GQ"], at=at)
    earlier = timezone.make_aware(datetime.combine(months_back(timezone.localdate(at), 2)[-1], datetime.min.time()))
    project = look_for_improvement(units["CB"], at=earlier + timedelta(days=2))
    if project is not None:
        due = first_of(timezone.localdate(earlier)) + timedelta(days=27)
        plan_improvement(
            project, plan="周一、周五加开一个窗口；取号处设引导员", due_on=due, by=head, at=earlier + timedelta(days=3)
        )
        end_improvement(project, result="平均等候由 19 分钟降到 9 分钟", by=head, at=earlier + timedelta(days=25))


def _agree(org: Unit, people: dict[str, User], *, at: datetime) -> None:
    """Two customers asked to be called at another time; the desk keeps the rest of its queue."""
    waiting = list(Callback.objects.open().filter(org=org, ticket__kind="fault").select_related("agent").order_by("pk"))
    tomorrow = timezone.localtime(at).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    for callback, hour, days in zip(waiting[2:4], (10, 15), (0, 1), strict=False):
        agreed = tomorrow.replace(hour=hour) + timedelta(days=days)
        agent = callback.agent or people["callback"]
        actions.record_try(
            callback, result="appointment", appointment_at=max(agreed, at + 2 * BEFORE_APPOINTMENT), by=agent, at=at,
            note="白天上班，请约时间再打",
        )  # fmt: skip


def _answer(org: Unit, *, at: datetime) -> int:
    """Those who were sent the link and have not answered yet say what they think."""
    rows = Survey.objects.filter(org=org, sent_at__isnull=False).unanswered(at).select_related("ticket").order_by("pk")
    count = 0
    for survey, (score, words, reasons, wants_call, spent, recommend) in zip(rows[: len(SAID)], SAID, strict=False):
        token = link_for(survey.ticket, CustomerLink.Purpose.SURVEY, at=at, n=survey.round)
        given = actions.Given(score, words, reasons, wants_call, Channel.QR if count % 3 == 2 else Channel.SMS)
        actions.record_answer(token, given=given, at=at)
        more: dict[str, Any] = {"recommend": recommend} | ({"spent": list(spent)} if spent else {})
        actions.answer_more(token, given=more, at=at)
        count += 1
    return count


def _check(units: Units, people: dict[str, User], *, at: datetime) -> None:
    for sort, hall, login, days, points, words in CHECKS:
        made_at = at - timedelta(days=days)
        check = open_check(
            sort=sort, unit=units[hall], person=people[login], made_at=made_at, by=people["supervisor"], at=made_at
        )
        codes = [one["code"] for one in quality_sheet(units["C1"], at=at).questions]
        given = dict(zip(codes, points, strict=True))
        score_check(check, given=given, words=words, agrees=None, by=people["supervisor"], at=made_at)


def _others(org: Unit, *, by: User, at: datetime) -> None:
    """A file as somebody else would send it: messages to the mayor's box, and when each was answered."""
    known, dice = pattern(REPLIES), Random(SEED)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as draft:
        with xlsxwriter.Workbook(draft.name) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, [known["subject"], known["asked"], known["replied"]])
            for n in range(90):
                asked = at - timedelta(days=2 * n + 45, hours=n % 9)
                days = dice.choice((1, 2, 3, 3, 5, 7, 9, 14)) + (n // 30) * 2
                moments = [
                    f"{timezone.localtime(one):%Y-%m-%d %H:%M:%S}" for one in (asked, asked + timedelta(days=days))
                ]
                sheet.write_row(n + 1, 0, [f"关于用电问题的留言 {n + 1}", *moments])
        load(Path(draft.name), REPLIES, org=org, by=by, at=at)
