"""The list of the board on its way out: the whole of it, in its order, however it was narrowed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import QueryDict

from accounts.models import User
from servicedesk.lib.tables.leaving import Table, in_batches
from supervision.board.asked import BY_DUE, asked
from supervision.board.dues import MOST_DUE, Dues, dues
from supervision.board.rows import Line, due_rows, in_order
from supervision.sight import Sight
from tickets.actions.exporting import as_table
from tickets.listing import cases, every_one
from tickets.models import Ticket
from tickets.standing import Standing, standing_of, with_clocks


def table_of(query: QueryDict, *, in_full: bool, by: User, at: datetime) -> Table:
    """What the address of a board asks for, as it is now. What is due leaves up to its first ten thousand."""
    sight = Sight(by)
    want = asked(query, halls=sight.halls)
    if want.view == "open":
        listed = want.as_list()
        return as_table(every_one(listed, by=by, at=at), cases(listed, by=by, at=at).count(), in_full=in_full)
    if want.view in BY_DUE:
        due = dues(sight, want, at=at, most=MOST_DUE)
        return as_table(_due(due), len(due.rows), in_full=in_full)
    keys = list(in_order(by, want).values_list("pk", flat=True))
    return as_table(in_batches(keys, _standings), len(keys), in_full=in_full)


def _due(due: Dues) -> Iterable[Any]:
    """By time left, each with what of it is due first."""
    limits = {row.of: row for row in due.rows}

    def fetch(part: Sequence[UUID]) -> dict[UUID, Line]:
        found = due_rows([limits[key] for key in part])
        prefetch_related_objects([one.ticket for one in found], "category_version")
        return {one.ticket.pk: one for one in found}

    return in_batches(list(limits), fetch)


def _standings(keys: Sequence[UUID]) -> dict[UUID, Standing]:
    rows = with_clocks(Ticket.objects.filter(pk__in=keys).for_list().select_related("category_version"))
    return {one.pk: standing_of(one) for one in rows}
