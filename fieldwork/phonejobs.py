"""Whose jobs are on a phone."""

from django.db.models import Q

from accounts.models import User
from tickets.standing_in import away_for


def theirs(user: User) -> Q:
    """The jobs of this person's crews, and those of whom they stand in for, whose crew it may not be."""
    own = Q(crew__in=user.units("arrive")) | Q(handler=user) | Q(handler__in=away_for(user))
    return own & Q(crew__isnull=False)
