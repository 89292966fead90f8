"""Who is meant: the supervisors of a customer's place, who may look after customers, and who has left."""

from django.db.models import Q, QuerySet

from accounts.models import Grant, Unit, User
from accounts.roles import roles_for
from customers.models import Customer
from keyaccounts.model_care import CaretakerTerm


def supervisors_of(place: Unit) -> list[User]:
    """Who assigns caretakers at a place."""
    return list(User.objects.holding("care_assign", [place]).order_by("name"))


def place_of(customer: Customer) -> Unit:
    """Where a customer belongs: the hall of their first account, else the company."""
    holding = customer.holdings.select_related("supply_point__hall").order_by("pk").first()
    hall = holding.supply_point.hall if holding else None
    return hall or customer.org


def in_charge(customer: Customer, owner: User | None = None) -> list[User]:
    """Who has to be told now: whoever owes it in person, else the caretaker, else the supervisors of the place."""
    for person in (owner, customer.caretaker):
        if person is not None and person.is_active and person.may("care"):
            return [person]
    return supervisors_of(place_of(customer))


def caretakers(user: User) -> QuerySet[User]:
    """Everybody who may look after customers of the reader's companies."""
    grants = Grant.objects.live().filter(role__in=roles_for("care"), org__in=user.orgs())
    people = User.objects.filter(is_active=True, is_service=False, pk__in=grants.values("person"))
    return people.order_by("name")


def gone() -> QuerySet[User]:
    """Caretakers who cannot look after anybody any more: they have left, or hold no such role."""
    minding = CaretakerTerm.objects.filter(until_at__isnull=True).values("person")
    able = Grant.objects.live().filter(role__in=roles_for("care")).values("person")
    return User.objects.filter(pk__in=minding).filter(Q(is_active=False) | ~Q(pk__in=able))
