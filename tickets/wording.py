"""The words by which a case is found, kept true at every step that adds some."""

import re
from collections.abc import Callable, Iterable
from uuid import UUID

from servicedesk.lib.bigrams import vector
from servicedesk.lib.phones import digits
from servicedesk.lib.together import put_sql
from tickets.models import CaseWords, Ticket, TicketEvent

MOST_EVENTS = 200
# A telephone, an account, an identity number: nobody finds a case by a number that somebody typed into its text.
NUMBER = re.compile(r"\d[\d\s-]{5,}\d")
_KEEP = """INSERT INTO tickets_casewords (ticket_id, org_id, words, tail) VALUES (%s, %s, %s::tsvector, %s)
           ON CONFLICT (ticket_id) DO UPDATE SET words = EXCLUDED.words, tail = EXCLUDED.tail"""


# Names, numbers and addresses that a case has and does not show: whoever keeps them sealed, above this app, says which.
SEALED: list[Callable[[Ticket], Iterable[str]]] = []


def keep_words(ticket: Ticket) -> None:
    """Write down by which words this case is found now: title, category, description, and what was said about it."""
    told = TicketEvent.objects.filter(ticket=ticket).order_by("-seq").values_list("facts", "reason")
    said = [text for facts, reason in told[:MOST_EVENTS] for text in (facts.get("text", ""), reason)]
    _write(ticket, said)


def keep_first_words(ticket: Ticket) -> None:
    """The same for a case that has just been taken in: there is nothing to read back."""
    _write(ticket, [])


def _write(ticket: Ticket, said: Iterable[object]) -> None:
    texts = [ticket.title, ticket.category.name, ticket.description, *said]
    sealed = [word for read in SEALED for word in read(ticket)]
    persons = [ticket.contact_name, ticket.contact_phone, ticket.address, *sealed]
    words = vector(*[_without_person(text, persons) for text in texts if isinstance(text, str) and text])
    put_sql(_KEEP, [ticket.pk, ticket.org_id, words, digits(ticket.contact_phone)[::-1][:20]])


def _without_person(text: str, persons: Iterable[str]) -> str:
    """What is left when the customer's name, number and address are taken out."""
    for known in persons:
        if len(known) > 1:
            text = text.replace(known, " ")
    return NUMBER.sub(" ", text)


def fill(*, after: UUID | None, most: int) -> UUID | None:
    """Give words to cases that have none, in the order of their keys; the last of them, or None when there are no more."""
    rows = Ticket.objects.select_related("category").exclude(pk__in=CaseWords.objects.values("pk"))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    last = None
    for ticket in rows.order_by("pk")[:most]:
        keep_words(ticket)
        last = ticket.pk
    return last
