"""Everything we ask the customer after the work: by telephone, by link, in the hall; and what others have asked."""

from surveys.model_asked import Channel, FollowUp, OptOut, Survey, SurveyChange
from surveys.model_callbacks import Callback, CallbackQuerySet, CallbackTry
from surveys.model_forms import Purpose, Questionnaire
from surveys.model_halls import Check, HallAsked, HallScreen, Improvement
from surveys.model_outside import OutsideAnswer, OutsideReply, OutsideSurvey
from surveys.model_plan import CallPlan
from surveys.model_visits import VisitSaid

__all__ = [
    "CallPlan",
    "Callback",
    "CallbackQuerySet",
    "CallbackTry",
    "Channel",
    "Check",
    "FollowUp",
    "HallAsked",
    "HallScreen",
    "Improvement",
    "OptOut",
    "OutsideAnswer",
    "OutsideReply",
    "OutsideSurvey",
    "Purpose",
    "Questionnaire",
    "Survey",
    "SurveyChange",
    "VisitSaid",
]
