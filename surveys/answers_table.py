"""The answers that a figure counts, as a table to take away; the customer's words are text."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.tables.leaving import Table, in_batches
from servicedesk.lib.tables.writing import Value
from surveys.figures import asked_of
from surveys.filters import wanted
from surveys.models import Survey


def table_of(query: QueryDict, *, in_full: bool, by: User, at: datetime) -> Table:
    """The newest answer first; no name stands in it."""
    rows = asked_of(by, wanted(query, today=timezone.localdate(at))).filter(answered_at__isnull=False)
    head = [_("Number"), _("Hall"), _("Score"), _("Channel"), _("Answered"), _("In the customer's words")]
    keys = list(rows.order_by("-answered_at", "pk").values_list("pk", flat=True))
    return Table(head, len(keys), (_cells(one) for one in in_batches(keys, _surveys)))


def _surveys(keys: Sequence[UUID]) -> dict[UUID, Survey]:
    return {one.pk: one for one in Survey.objects.filter(pk__in=keys).select_related("ticket__unit")}


def _cells(one: Survey) -> list[Value]:
    when = f"{timezone.localtime(one.answered_at):%Y-%m-%d %H:%M}"
    return [one.ticket.number, one.ticket.unit.name, one.score, str(one.get_channel_display()), when, one.comment]
