"""What the pages of places and staff show."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.inheriting import Value, values_of, with_brands
from accounts.models import Absence, Grant, Unit, User
from accounts.roles import MAY, Role
from accounts.verbs import WORDS
from servicedesk.lib.paging import Page

MOST_UNITS = 400
A_PAGE = 100


@dataclass(frozen=True)
class Branch:
    """One line of the tree."""

    unit: Unit
    depth: int
    people: int
    phone: Value
    calendar: Value


def units_of(user: User) -> QuerySet[Unit]:
    """The units whose people this person sees."""
    return Unit.objects.filter(pk__in=user.units("people"))


def staff_of(user: User) -> QuerySet[User]:
    """The people whom this person sees: those who sit in their units, never the machines."""
    return User.objects.filter(home__in=user.units("people"), is_service=False)


def tree(user: User, words: str = "") -> tuple[list[Branch], bool]:
    """The tree as far as it fits, and whether something was left out. Five queries, however many units there are."""
    rows = units_of(user).order_by("path")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__iexact=words))
    found = list(rows[: MOST_UNITS + 1])
    if len(found) > MOST_UNITS and not words:
        found = list(rows.filter(kind__in=[Unit.Kind.PROVINCE, Unit.Kind.CITY, Unit.Kind.COMPANY])[: MOST_UNITS + 1])
        is_cut = True
    else:
        is_cut, found = len(found) > MOST_UNITS, found[:MOST_UNITS]
    return branches(found), is_cut


def branches(units: list[Unit]) -> list[Branch]:
    """These units as lines of the tree."""
    known = with_brands(units)
    told = User.objects.filter(home__in=units, is_active=True, is_service=False).values_list("home")
    people = dict(told.annotate(n=Count("pk")))
    least = min((unit.path.count("/") for unit in units), default=0)
    lines = []
    for unit in units:
        phone, calendar = values_of(unit, known)[:2]
        depth = min(unit.path.count("/") - least, 5)
        lines.append(Branch(unit, depth, people.get(unit.pk, 0), phone, calendar))
    return lines


def people_shown(user: User, *, words: str = "", unit: str = "", role: str = "", gone: bool = False) -> Page:
    """The staff, by name, with their roles; filters as the address says."""
    rows = staff_of(user).filter(is_active=not gone)
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(login__iexact=words) | Q(staff_number=words) | Q(initials__istartswith=words)
        )
    if unit and (place := units_of(user).filter(code=unit).first()):
        rows = rows.filter(home__path__startswith=place.path)
    if role:
        rows = rows.filter(pk__in=Grant.objects.live().filter(role=role).values("person"))
    total = rows.count()
    return Page(rows=list(with_roles(rows).order_by("name", "pk")[:A_PAGE]), total=total)


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """With where they sit and what they hold now, in three queries."""
    grants = Grant.objects.live().select_related("unit").order_by("from_at")
    absences = Absence.objects.now().select_related("deputy")
    return people.select_related("home", "org").prefetch_related(
        Prefetch("grants", grants, to_attr="held_now"), Prefetch("absences", absences, to_attr="away_now")
    )


def grants_of(person: User, *, at: datetime) -> list[tuple[Grant, str]]:
    """Every role somebody holds, will hold or has held, each with how it stands."""
    rows = person.grants.select_related("unit").order_by("-from_at")
    told = []
    for row in rows:
        is_over = row.until_at is not None and row.until_at <= at
        told.append((row, "over" if is_over else "later" if row.from_at > at else "now"))
    return sorted(told, key=lambda pair: ("now", "later", "over").index(pair[1]))


def table_of_rights(*, role: str = "", words: str = "") -> list[tuple[str, object, list[bool]]]:
    """Verb by verb: its word, and which role includes it, in the order of the roles."""
    asked = words.casefold().split()
    rows = [(verb, WORDS.get(verb, verb), [one in held for one in Role]) for verb, held in MAY.items()]
    if role in Role.values:
        rows = [row for row in rows if Role(role) in MAY[row[0]]]
    return [row for row in rows if all(word in f"{row[0]} {row[1]}".casefold() for word in asked)]


def holders(user: User, role: str) -> list[Grant]:
    """Who holds a role, where, since when and until when."""
    rows = Grant.objects.live().filter(role=role, person__is_active=True, unit__in=user.units("people"))
    return list(rows.select_related("person__home", "unit").order_by("unit__path", "person__name")[:MOST_UNITS])
