"""Who goes out, when and by whose word, and what their phones tell."""

from fieldwork.model_crews import Coverage, CrewEvent, CrewProfile, Ground, Skill, SkillNeed
from fieldwork.model_phone import PhoneAction, PhoneActionQuerySet, PhoneTerms
from fieldwork.model_position import CrewPosition, CrewPositionQuerySet
from fieldwork.model_rota import Pattern, Shift, Sort, WeekDay
from fieldwork.model_rules import Assignment, AutoRule, DispatchDesk, How, storm_of

__all__ = [
    "Assignment",
    "AutoRule",
    "Coverage",
    "CrewEvent",
    "CrewPosition",
    "CrewPositionQuerySet",
    "CrewProfile",
    "DispatchDesk",
    "Ground",
    "How",
    "Pattern",
    "PhoneAction",
    "PhoneActionQuerySet",
    "PhoneTerms",
    "Shift",
    "Skill",
    "SkillNeed",
    "Sort",
    "WeekDay",
    "storm_of",
]
