"""How an outage is shown in a list."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django import template

from outages.models import Outage
from outages.rules import cause_word
from servicedesk.lib.masks import mask_account

register = template.Library()


@register.simple_tag
def outage_state(outage: Outage, at: datetime, states: dict[str, tuple[str, str, str]]) -> tuple[str, str, str]:
    """Tone, icon and word of how it stands."""
    return states[outage.state(at)]


@register.simple_tag
def outage_cause(outage: Outage) -> str:
    """Why: in somebody's own words, else the word of the list."""
    return outage.cause or (cause_word(outage.org_id, outage.cause_code) if outage.cause_code else "")


@register.filter
def of_key(counts: Mapping[UUID, int], key: UUID) -> int:
    """What a table of counts says of a row."""
    return counts.get(key, 0)


@register.filter
def account_of(point: UUID, number: str) -> str:
    """An account among the places is masked as everywhere."""
    return mask_account(number)
