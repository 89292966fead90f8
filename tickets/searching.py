"""What the box of the list means: numbers, last digits, pinyin initials, and words in the middle of a sentence."""

import re
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions import count_lookup
from accounts.models import User
from servicedesk.lib.bigrams import query
from servicedesk.lib.hanzi import bare
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.finding import is_ticket_number, numbered
from tickets.models import Category, TicketQuerySet

FIGURES = re.compile(r"\d{4,}")
INITIALS = re.compile(r"[a-z]{2,8}")
LEAST, WHOLE = 4, 11
MOST_WORDS = 6


def narrowed(rows: TicketQuerySet, typed: str, *, by: User, at: datetime) -> TicketQuerySet:
    """Of `rows` those whom every word fits. Looking by figures counts as looking for a customer.

    Raises Invalid when nothing can be looked for, NotAllowed and TooMany like a search for customers.
    """
    words = bare(typed).split()[:MOST_WORDS]
    figures = [word for word in words if FIGURES.fullmatch(word) and not is_ticket_number(word)]
    if figures:
        _may_look_by(figures, by=by, at=at)
    for word in words:
        rows = rows.filter(_fits(word, by=by, at=at))
    if not words:
        raise Invalid(_("Type a word, a number or its last 4 digits, or pinyin initials."))
    return rows


def _may_look_by(figures: list[str], *, by: User, at: datetime) -> None:
    """The same rule as in the box for customers: no mask is guessed away figure by figure."""
    if not by.may("lookup"):
        raise NotAllowed("lookup")
    sees_all = by.may("reveal")
    if not sees_all and any(LEAST < len(word) < WHOLE for word in figures):
        raise Invalid(_("Give the last 4 digits, or the whole number."))
    count_lookup(by, at=at, facts={"length": max(map(len, figures)), "partial": True})


def _fits(word: str, *, by: User, at: datetime) -> Q:
    if is_ticket_number(word):
        return Q(pk__in=[ticket.pk for ticket in numbered(word, user=by, at=at)])
    if FIGURES.fullmatch(word):
        backwards = word[::-1]
        known = [ticket.pk for ticket in numbered(word, user=by, at=at)]
        account = Q(supply_point__account_reversed__startswith=backwards)
        return Q(found_by__tail__startswith=backwards) | account | Q(pk__in=known)
    said = Q(found_by__words__finds=query(word))
    letters = word.casefold()
    return said | _by_initials(letters, by) if INITIALS.fullmatch(letters) else said


def _by_initials(letters: str, by: User) -> Q:
    """`dh` is a category or somebody who has the case, or took it in."""
    of_kind = Category.objects.filter(org__in=by.orgs(), initials__startswith=letters).values("pk")
    people = User.objects.filter(org__in=by.orgs(), initials=letters).values("pk")
    return Q(category__in=of_kind) | Q(handler__in=people) | Q(first_contact__in=people)
