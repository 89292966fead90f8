"""Windows of a hall: who sits where, and the link of the pad on each desk."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from servicedesk.lib.refusals import Invalid, NotAllowed
from servicedesk.lib.sealing import link_token, token_hash
from tickets.model_visit import AT_A_WINDOW
from tickets.models import Visit, Window
from tickets.visit_refusals import WindowTaken


def pad_token(window: Window) -> str:
    """The token of the pad's link; it follows from the window, so that the page can show it again."""
    return link_token(str(window.pk), "pad", str(window.pad_n))


@transaction.atomic
def open_window(hall: Unit, *, name: str, by: User | None, at: datetime) -> Window:
    """Add a window to a hall; a name that is there already opens that one again."""
    plain = " ".join(name.split())[:20]
    if not plain:
        raise Invalid(_("Write what is on the sign above the window."), fields={"name": _("missing")})
    known = Window.objects.filter(hall=hall, name=plain).first()
    window = known or Window(org_id=hall.org_id or hall.pk, hall=hall, name=plain)
    window.is_active, window.pad_hash = True, token_hash(pad_token(window))
    window.save()
    audit(what="window_opened", by=by, at=at, facts={"window": str(window.pk)})
    return window


@transaction.atomic
def close_window(window: Window, *, by: User, at: datetime) -> None:
    """Take a window out of use; its visits stay in the figures."""
    Window.objects.filter(pk=window.pk).update(is_active=False, clerk=None)
    audit(what="window_closed", by=by, at=at, facts={"window": str(window.pk)})


@transaction.atomic
def renew_pad(window: Window, *, by: User, at: datetime) -> Window:
    """Make a new link for the pad; whoever has the old one sees nothing any more."""
    window = Window.objects.select_for_update(of=("self",)).get(pk=window.pk)
    window.pad_n += 1
    window.pad_hash = token_hash(pad_token(window))
    window.save(update_fields=["pad_n", "pad_hash"])
    audit(what="pad_renewed", by=by, at=at, facts={"window": str(window.pk)})
    return window


@transaction.atomic
def sit(window: Window | None, *, by: User) -> None:
    """Sit down at a window, or at none. Somebody who has left without a word makes room. Raises WindowTaken."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    Window.objects.filter(clerk=by).update(clerk=None)
    if window is None:
        return
    if not by.may_at("visit", window.hall_id):
        raise NotAllowed("visit")
    held = Window.objects.select_for_update(of=("self",)).select_related("clerk").get(pk=window.pk)
    if held.clerk and Visit.objects.filter(clerk=held.clerk, window=held, state__in=AT_A_WINDOW).exists():
        raise WindowTaken(held.name, held.clerk.name)
    Window.objects.filter(pk=held.pk).update(clerk=by)
    Visit.objects.at_a_window().filter(clerk=by).update(window=held)
