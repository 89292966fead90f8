"""Who goes out, and what their phones tell."""

from fieldwork.model_phone import PhoneAction, PhoneActionQuerySet, PhoneTerms
from fieldwork.model_position import CrewPosition, CrewPositionQuerySet

__all__ = [
    "CrewPosition",
    "CrewPositionQuerySet",
    "PhoneAction",
    "PhoneActionQuerySet",
    "PhoneTerms",
]
