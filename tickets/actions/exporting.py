"""What leaves the list as a table: exactly what stands on the screen, with a reason, on record."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.leaving import Table
from servicedesk.lib.tables.writing import Value
from tickets.asking import Question
from tickets.faces import answers_leaving, face_of, told_in_one
from tickets.listing import Wanted, cases, every_one, wanted, with_those_below
from tickets.models import Category, Ticket


class TermOver(Refusal):
    """The words that narrowed the list are kept for a day; without them everything would leave."""

    code = "term_over"
    status = 409

    def sentence(self) -> str:
        return _("What you had typed is no longer kept. Search once more, then take the list.")


def table_of(query: QueryDict, *, in_full: bool, by: User, at: datetime) -> Table:
    """The list that an address asks for, whole and in its order. Raises TermOver."""
    want = wanted(query, by=by, at=at)
    if query.get("term") and want.term is None:
        raise TermOver
    count, questions = cases(want, by=by, at=at).count(), _questions(want, by=by)
    return as_table(every_one(want, by=by, at=at), count, questions=questions, in_full=in_full)


def as_table(found: Iterable[Any], count: int, *, questions: Sequence[Question] = (), in_full: bool) -> Table:
    """Rows of any list of cases as they leave: names and numbers are masked unless `in_full`."""
    return Table(_header(questions), count, _rows(found, questions, in_full=in_full))


def _questions(want: Wanted, *, by: User) -> list[Question]:
    """What the categories ask to which the list is narrowed: each has a column of its own."""
    chosen = want.many.get("category", [])
    rows = Category.objects.filter(pk__in=with_those_below(chosen, by)).select_related("parent__parent")
    found = {one.code: one for row in rows for one in face_of(row).questions} if chosen else {}
    return list(found.values())


def _header(questions: Sequence[Question]) -> list[str]:
    """With the words of the questions; of a list of many categories all answers of a case stand in one column."""
    return [
        _("Number"),
        _("About"),
        _("Status"),
        _("Step"),
        _("Due"),
        _("Hall"),
        _("Who has it"),
        _("Customer"),
        _("Phone"),
        _("Taken in"),
        *([one.label for one in questions] or [pgettext("questions", "Answers")]),
    ]


def _hall_moment(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def _rows(found: Iterable[Any], questions: Sequence[Question], *, in_full: bool) -> Iterator[list[Value]]:
    for row in found:
        ticket = row.ticket
        holder = ticket.handler or ticket.crew or ticket.queue
        yield [
            ticket.number,
            ticket.title,
            str(ticket.get_status_display()),
            str(row.milestone),
            _hall_moment(row.clock.due_at) if row.clock else "",
            ticket.unit.name,
            holder.name if holder else "",
            ticket.contact_name if in_full else ticket.masked_name,
            ticket.contact_phone if in_full else ticket.masked_phone,
            _hall_moment(ticket.registered_at),
            *_answers(ticket, questions, in_full=in_full),
        ]


def _answers(ticket: Ticket, questions: Sequence[Question], *, in_full: bool) -> list[str]:
    given = answers_leaving(ticket, in_full=in_full)
    if questions:
        return [given[one.code][1] if one.code in given else "" for one in questions]
    return [told_in_one(given)]
