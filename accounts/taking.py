"""Somebody takes a table out of the house: with a reason, on record, and beyond 500 rows with somebody else's yes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.auditing import audit
from accounts.models import User
from servicedesk.lib.refusals import Invalid, NotAllowed
from servicedesk.lib.tables.leaving import Table
from servicedesk.lib.tables.writing import FORMATS
from servicedesk.takings import TAKINGS

TOO_MANY = gettext_lazy("More than 500 rows leave the house only with an approval. Narrow the list first.")
ALONE = 500  # so many rows leave without a second person
# Typed words, and what marks a page: neither belongs into the record.
NOT_RECORDED = ("term", "q", "from", "before", "after", "as", "what")


@dataclass(frozen=True)
class Wish:
    """What somebody wants to take: which table, narrowed how, why. `query` is the address that narrowed it."""

    code: str
    query: str = ""
    form: str = "xlsx"
    reason: str = ""
    in_full: bool = False

    @classmethod
    def of(cls, code: str, asked: Mapping[str, str], *, query: str) -> "Wish":
        """As a form sent it."""
        form = asked.get("format", "") or asked.get("as", "")
        reason = asked.get("reason", "").strip()[:500]
        return cls(code, query, form if form in FORMATS else "xlsx", reason, asked.get("in_full") == "1")

    def table(self, *, by: User, at: datetime) -> Table:
        """What is in it now, of what this person may see."""
        found: Table = import_string(TAKINGS[self.code].table)(
            QueryDict(self.query), in_full=self.in_full, by=by, at=at
        )
        return found

    def filters(self) -> str:
        """What it was narrowed by, without anything that was typed."""
        told = QueryDict(self.query, mutable=True)
        for name in NOT_RECORDED:
            told.pop(name, None)
        return told.urlencode()[:500]


def mark_of(name: str, at: datetime, reason: str) -> str:
    """What a workbook says of how it left the house."""
    return f"{name} · {localtime(at):%Y-%m-%d %H:%M} · {reason}"


# The app above that has somebody else agree, and makes the file then: it is given the wish, the rows, who and when.
ASK_ANOTHER: list[Callable[..., Any]] = []


def within(count: int) -> None:
    """Refuse a table of colleagues that no longer is one of one's own places. Raises Invalid."""
    if count > ALONE:
        raise Invalid(str(TOO_MANY))


@transaction.atomic
def take(wish: Wish, *, by: User, at: datetime) -> Table | None:
    """The table itself, or None when somebody else was asked. Raises Invalid without a reason or the right, NotAllowed."""
    if not wish.reason:
        raise Invalid(_("Say why this is taken out."), fields={"reason": _("missing")})
    if wish.in_full and not by.may("reveal"):
        raise NotAllowed("reveal")
    found = wish.table(by=by, at=at)
    if found.count > ALONE:
        if not by.may("export"):
            raise Invalid(str(TOO_MANY))
        for ask in ASK_ANOTHER:
            ask(wish, rows=found.count, by=by, at=at)
        return None
    facts = {"list": wish.code, "count": found.count, "filters": wish.filters(), "in_full": wish.in_full}
    audit(what=TAKINGS[wish.code].what, by=by, at=at, facts=facts, reason=wish.reason)
    return found
