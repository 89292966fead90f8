"""A tree of categories from a table: first only looked at, then taken over; the same table again changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from servicedesk.lib.pinyin import initials, word_initials
from tickets.actions.category_tree import allow
from tickets.actions.versions import Why, facts_of, write_versions
from tickets.category_table import Line
from tickets.faces import line_of
from tickets.models import Category, HallCategory

Way = tuple[str, ...]


@dataclass
class Plan:
    """What a table would do to the tree."""

    new: list[Category] = field(default_factory=list)
    changed: list[tuple[Category, dict[str, Any]]] = field(default_factory=list)
    retired: list[tuple[Category, dict[str, Any]]] = field(default_factory=list)
    same: int = 0


def plan(org: Unit, lines: Sequence[Line], *, kind: str, retire: bool) -> Plan:
    """Compare the rows with the tree. `kind` is that of new categories whose row and whose neighbours above name none.

    With `retire` what is in use and not in the table goes out of use. Nothing is written.
    """
    known = _Tree(org, kind)
    made = Plan()
    for line in sorted(lines, key=lambda one: len(one.way)):
        one = known.by_code.get(line.code) if line.code else None
        one = one or known.by_way.get(line.way)
        if one is None:
            known.make(line.way, line, made.new)
        else:
            known.meant.add(one.pk)
            known.meant |= {above.pk for above in line_of(one)}
            _compare(one, line, made)
    if retire:
        made.retired = [(one, facts_of(one)) for one in known.rows if one.is_active and one.pk not in known.meant]
        for one, _before in made.retired:
            one.is_active = False
    return made


def _compare(one: Category, line: Line, made: Plan) -> None:
    before = facts_of(one)
    wanted = {"is_active": True} | line.facts | {"name": line.way[-1]}
    for name, value in wanted.items():
        setattr(one, name, value)
    if facts_of(one) == before:
        made.same += 1
    else:
        one.initials = word_initials(one.name)
        made.changed.append((one, before))


class _Tree:
    """The categories of a company, found by their number or by the names down to them."""

    def __init__(self, org: Unit, kind: str) -> None:
        self.org, self.kind = org, kind
        self.rows = list(Category.objects.filter(org=org))
        by_key = {one.pk: one for one in self.rows}
        for one in self.rows:
            if one.parent_id:
                one.parent = by_key[one.parent_id]
        self.by_code = {one.code: one for one in self.rows}
        # One in use counts more than a retired one of the same name.
        in_order = sorted(self.rows, key=lambda one: one.is_active)
        self.by_way: dict[Way, Category] = {_way(one): one for one in in_order}
        self.meant: set[object] = set()
        self.places = count(max((one.position for one in self.rows), default=0) + 1)

    def make(self, way: Way, line: Line | None, new: list[Category]) -> Category:
        """A category at the end of this way, and those above it that are not there yet."""
        above = None
        if len(way) > 1:
            above = self.by_way.get(way[:-1]) or self.make(way[:-1], None, new)
            self.meant |= {one.pk for one in line_of(above)}
        one = Category(org=self.org, parent=above, name=way[-1], initials=word_initials(way[-1]), version=1)
        one.code = line.code if line and line.code else self._free(way)
        one.kind = above.kind if above else self.kind
        one.position = min(next(self.places), 32_000)
        for name, value in (line.facts if line else {}).items():
            setattr(one, name, value)
        self.by_way[way] = self.by_code[one.code] = one
        self.meant.add(one.pk)
        new.append(one)
        return one

    def _free(self, way: Way) -> str:
        """A number made of the initials of the way, that no other category has."""
        parts = ["".join(letter for letter in initials(name) if letter.isascii() and letter.isalnum()) for name in way]
        stem = ("-".join(part for part in parts if part) or "x")[:34].strip("-")
        return next(one for n in count(1) if (one := stem if n == 1 else f"{stem}-{n}") not in self.by_code)


def _way(one: Category) -> Way:
    return tuple(above.name for above in line_of(one))[::-1]


@transaction.atomic
def take_over(org: Unit, lines: Iterable[Line], *, kind: str, retire: bool, by: User, at: datetime) -> Plan:
    """Write what the table says, once: new categories, changed ones, retired ones, each with its version."""
    allow(by, org.pk)
    Unit.objects.select_for_update(no_key=True).get(pk=org.pk)  # two tables at once: one after the other
    made = plan(org, list(lines), kind=kind, retire=retire)
    Category.objects.bulk_create(made.new)
    write_versions([(one, {}) for one in made.new], why=Why.IMPORTED, by=by, at=at)
    changed = [*made.changed, *made.retired]
    for one, _before in changed:
        one.version += 1
        one.save()
    write_versions(changed, why=Why.IMPORTED, by=by, at=at)
    HallCategory.objects.filter(category__in=[one.pk for one, _before in changed if not one.is_active]).delete()
    return made
