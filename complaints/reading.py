"""What was typed in plain fields, read as what it means; and the parts of a complaint that somebody was given."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Coordination, Corrective
from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket

FIX, HELP = "fix", "help"


@dataclass(frozen=True)
class Part:
    """A corrective action, or a question to a unit: whose it is, until when, and what came of it."""

    row: Corrective | Coordination
    sort: str
    person: User
    text: str
    due_at: datetime | None
    answer: str
    done_at: datetime | None
    outcome: str


def parts_for(ticket: Ticket, user: User) -> list[Part]:
    """The parts of a complaint that this person was given; the desk sees those of everybody."""
    leads = user.may_at("complaints", ticket.unit_id, ticket.queue_id)
    fixes = Corrective.objects.filter(Q() if leads else Q(owner=user), ticket=ticket).select_related("owner")
    helps = Coordination.objects.filter(Q() if leads else Q(person=user), ticket=ticket).select_related("person")
    return [
        *(Part(row, FIX, row.owner, row.measure, row.due_at, row.proof, row.done_at, row.effect)
          for row in fixes.order_by("made_at")),
        *(Part(row, HELP, row.person, row.question, None, row.answer, row.answered_at, "")
          for row in helps.order_by("asked_at")),
    ]  # fmt: skip


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
