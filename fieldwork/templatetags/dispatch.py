"""What the dispatch desk says of sixty crews at once: plain words, which cost less than a translated block each."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from fieldwork.choosing import Fit
from servicedesk.templatetags.hall import hall_time

register = template.Library()


@register.filter
def whereabouts(fit: Fit, at: datetime) -> str:
    """How far a crew is, how old its place is, and until when it is on duty."""
    crew, said = fit.crew, []
    if fit.km is not None:
        said.append(_("%(km)s km") % {"km": f"{fit.km:.1f}"})
    if crew.seen_at:
        said.append(_("seen %(time)s") % {"time": hall_time(crew.seen_at, at)})
    if crew.until_at:
        said.append(_("until %(time)s") % {"time": hall_time(crew.until_at, at)})
    return " · ".join(said)
