"""What was typed in plain fields, read as what it means."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket


def money(text: str) -> Decimal:
    """An amount in yuan; raises Invalid for what is none."""
    try:
        value = Decimal(text.strip())
        if value.is_finite() and 0 < value < 10**8:
            return value.quantize(Decimal("0.01"))
    except InvalidOperation:
        pass
    words = _("Write an amount in yuan, such as 50.")
    raise Invalid(words, fields={"value": words})


def order_of(user: User, number: str) -> Ticket:
    """The case of this number, whole or as it is said in the hall, if this person sees it."""
    plain = number.strip().upper()
    seen = Ticket.objects.visible_to(user)
    found = seen.filter(number=plain).first()
    if found is None and "-" in plain:
        found = seen.filter(number__endswith=plain.replace("-", "")).order_by("-registered_at").first()
    if found is None:
        words = _("There is no such ticket here.")
        raise Invalid(words, fields={"order": words})
    return found
