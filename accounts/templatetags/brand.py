"""How a unit looks, for papers and public pages: `{% look ticket.unit as brand %}`."""

from django import template

from accounts.branding import Look, look_of
from accounts.models import Unit

register = template.Library()


@register.simple_tag
def look(unit: Unit) -> Look:
    """Name, hotline number, style and logo of a unit, with what it takes from above."""
    return look_of(unit)
