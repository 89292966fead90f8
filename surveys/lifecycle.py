"""How a callback can end, what a call can come to, and the official scale.

One scale everywhere: a score is stored as 5 very satisfied, 4 satisfied, 3 fairly satisfied, 2 dissatisfied, 1 very
dissatisfied. On the telephone desk the *keys* run the other way, as the trade reads them out: key 1 is very satisfied
(score 5), key 5 very dissatisfied (score 1).
"""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

REMIND_AFTER = timedelta(minutes=10)
RETRY_AFTER = timedelta(hours=2)
BEFORE_APPOINTMENT = timedelta(minutes=10)
FURTHEST_APPOINTMENT = timedelta(days=14)
MOST_TRIES = 3
SURVEY_LASTS = timedelta(days=14)

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
