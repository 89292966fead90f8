"""How an outage is shown in a list."""

from datetime import datetime
from uuid import UUID

from django import template

from outages.models import Outage
from servicedesk.lib.masks import mask_account

register = template.Library()


@register.simple_tag
def outage_state(outage: Outage, at: datetime, states: dict[str, tuple[str, str, str]]) -> tuple[str, str, str]:
    """Tone, icon and word of how it stands."""
    return states[outage.state(at)]


@register.filter
def account_of(point: UUID, number: str) -> str:
    """An account among the places is masked as everywhere."""
    return mask_account(number)
