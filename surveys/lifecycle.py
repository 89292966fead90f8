"""How a callback can end, what a call can come to, and the official scale.

One scale everywhere: a score is stored as 5 very satisfied, 4 satisfied, 3 fairly satisfied, 2 dissatisfied, 1 very
dissatisfied. On the telephone desk the *keys* run the other way, as the trade reads them out: key 1 is very satisfied
(score 5), key 5 very dissatisfied (score 1).
"""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

REMIND_AFTER = timedelta(minutes=10)
BEFORE_APPOINTMENT = timedelta(minutes=10)
FURTHEST_APPOINTMENT = timedelta(days=14)
CHANGEABLE = timedelta(hours=24)

BEST, WORST, LEAST_SATISFIED = 5, 1, 3


class Outcome(models.TextChoices):
    """How a callback ended. `dropped`: the case was withdrawn or opened again before anybody called; `answered`: by link."""

    SATISFIED = "satisfied", _("Satisfied")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
    REFUSED = "refused", _("Did not want to be asked")
    UNREACHABLE = "unreachable", _("Not reached")
    EXEMPTED = "exempted", _("Exempted")
    DROPPED = "dropped", _("No longer needed")
    ANSWERED = "answered", _("Answered by link")


class Result(models.TextChoices):
    """What one call came to."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    REFUSED = "refused", _("Refused")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    APPOINTMENT = "appointment", _("Appointment")


VAIN = frozenset({Result.NO_ANSWER, Result.WRONG_NUMBER})


class Reason(models.TextChoices):
    """Why somebody is not satisfied, in the words of the desk."""

    UNSOLVED = "unsolved", _("The problem is not solved")
    SLOW = "slow", _("Took too long")
    ATTITUDE = "attitude", _("Attitude")
    UNTOLD = "untold", _("Not kept informed")
    COST = "cost", _("Charges")
    OTHER = "other", _("Something else")


FIVE_LEVELS = [
    {
        "code": "overall",
        "kind": "five",
        "label": "您对这次服务是否满意？",
        "label_en": "How satisfied are you with this service?",
        "choices": [
            {"score": 5, "label": "非常满意", "label_en": "Very satisfied"},
            {"score": 4, "label": "满意", "label_en": "Satisfied"},
            {"score": 3, "label": "基本满意", "label_en": "Fairly satisfied"},
            {"score": 2, "label": "不满意", "label_en": "Dissatisfied"},
            {"score": 1, "label": "非常不满意", "label_en": "Very dissatisfied"},
        ],
    }
]


def _five(code: str, label: str, label_en: str) -> dict[str, object]:
    return {**FIVE_LEVELS[0], "code": code, "label": label, "label_en": label_en}


HALL_ITEMS = [
    _five("overall", "您对本营业厅的总体服务是否满意？", "How satisfied are you with this hall as a whole?"),
    _five("environment", "对营业厅环境是否满意？", "… with the hall itself: order, light, seats?"),
    _five("waiting", "对排队等候时间是否满意？", "… with the time you waited?"),
    _five("skill", "对工作人员的业务能力是否满意？", "… with how well the staff knew their work?"),
    _five("attitude", "对工作人员的服务态度是否满意？", "… with how you were treated?"),
]
QUALITY_ITEMS = [
    {"code": "opening", "kind": "scale5", "label": "问候与自报家门", "label_en": "Greeting, and saying who one is"},
    {"code": "need", "kind": "scale5", "label": "听清并确认诉求", "label_en": "Hearing and confirming what is wanted"},
    {"code": "answer", "kind": "scale5", "label": "答复准确完整", "label_en": "A right and complete answer"},
    {"code": "manner", "kind": "scale5", "label": "用语与态度", "label_en": "Words and manner"},
    {"code": "record", "kind": "scale5", "label": "记录真实及时", "label_en": "A true and timely record"},
]
