"""Who the key customers are and who was visited: by level and by whoever looks after them, as they stand today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from customers.models import Customer, Level
from keyaccounts.models import CareVisit
from reporting.wanted import Wanted
from servicedesk.lib.tables.writing import Value
from surveys.margins import share

WITHOUT = pgettext_lazy("key customers", "without a level")
NOBODY = pgettext_lazy("caretaker", "nobody")


@dataclass(frozen=True)
class Looked:
    """Some key customers: how many they are, how many of them were visited in the period, and the lists of both."""

    word: str
    n: int
    visited: int
    url: str
    visited_url: str

    @property
    def share(self) -> float | None:
        return share(self.visited, self.n)


@dataclass(frozen=True)
class Care:
    """One division of them; `total` is all of them together, counted by itself."""

    code: str
    word: Promise
    rows: list[Looked]
    total: Looked

    def header(self) -> list[str]:
        return [str(self.word), _("Key customers"), _("Visited"), "%"]

    def table(self) -> Iterator[list[Value]]:
        for one in (*self.rows, self.total):
            yield [one.word, one.n, one.visited, None if one.share is None else round(one.share, 2)]


def care_of(want: Wanted) -> list[Care]:
    """Of the customers that this person may see. Three questions."""
    if want.user is None:
        return []
    paid = CareVisit.objects.filter(customer=OuterRef("pk"), paid_on__range=(want.first, want.last))
    rows = Customer.objects.visible_to(want.user).key().annotate(was_visited=Exists(paid)).order_by()
    counts = {"n": Count("pk"), "visited": Count("pk", filter=Q(was_visited=True))}
    of_all = rows.aggregate(**counts)
    total = _looked(_("All"), of_all, {}, want)
    levels: dict[Any, dict[str, Any]] = {row["level"]: dict(row) for row in rows.values("level").annotate(**counts)}
    people: dict[Any, dict[str, Any]] = {
        row["caretaker"]: dict(row) for row in rows.values("caretaker").annotate(**counts)
    }
    names = dict(User.objects.filter(pk__in=[key for key in people if key]).values_list("pk", "name"))
    by_level = [
        _looked(str(word), levels[code], {"level": code}, want)
        for code, word in Level.choices
        if code and code in levels
    ]
    if "" in levels:
        by_level.append(_looked(str(WITHOUT), levels[""], None, want))
    by_person = [_looked(name, people[key], {"caretaker": str(key)}, want) for key, name in _sorted(names.items())]
    if None in people:
        by_person.append(_looked(str(NOBODY), people[None], None, want))
    told = (("levels", gettext_lazy("By level"), by_level), ("caretakers", gettext_lazy("By caretaker"), by_person))
    return [Care(code, word, found, total) for code, word, found in told]


def _sorted(names: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return sorted(names, key=lambda one: one[1])


def _looked(word: str, told: dict[str, Any], narrowed: dict[str, str] | None, want: Wanted) -> Looked:
    """`narrowed`: how the list of customers is narrowed to these; None where it cannot be."""
    url = visited = ""
    if narrowed is not None:
        query = {"show": "key", **narrowed}
        url = f"/customers/?{urlencode(query)}"
        visited = f"{url}&visited={want.first:%Y-%m-%d}_{want.last:%Y-%m-%d}"
    return Looked(word, told["n"], told["visited"], url, visited)
