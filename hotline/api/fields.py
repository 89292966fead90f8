"""Rows named in a body: found only among those that the caller may see, so a foreign one is as unknown as none."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import Unit, User
from accounts.standing import kept
from customers.models import Customer, SupplyPoint
from tickets.models import Category, Ticket

LONGEST = 80


class Named(serializers.Field, ABC):
    """A row named by a code or an id; `look_for` finds it among those that the caller may name; `told` says so outside."""

    told = "a code or an id"

    @property
    def user(self) -> User:
        user: User = self.context["request"].user
        return user

    def found(self, name: str) -> list[Any]:
        """Two of them at the most: one is the row, two are one too many."""
        return list(self.look_for(name)[:2])

    @abstractmethod
    def look_for(self, name: str) -> QuerySet[Any]:
        """The rows of this name among those that the caller may name."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not data or len(data) > LONGEST:
            raise serializers.ValidationError(_("A code or an id, as text."))
        name = data.strip()
        found = self.found(name)
        if not found:
            raise serializers.ValidationError(_("There is no “%(name)s” that you could name.") % {"name": name})
        if len(found) > 1:
            raise serializers.ValidationError(_("Several are called “%(name)s”: send the id.") % {"name": name})
        return found[0]


def by_id(rows: QuerySet[Any], name: str) -> QuerySet[Any]:
    """The row with this id; a text that is no id finds none."""
    try:
        return rows.filter(pk=UUID(name))
    except ValueError:
        return rows.none()


class Standing(Named, ABC):
    """A row that changes seldom: asked once for all calls, until one of its kind changes."""

    kinds: tuple[str, ...] = ()

    def found(self, name: str) -> list[Any]:
        key = (type(self).__name__, self.kinds, frozenset(self.user.orgs()), name)
        return kept(key, lambda: super(Standing, self).found(name))


class UnitField(Standing):
    """A hall, crew or desk of the caller's companies, by code or id."""

    told = "a code or an id"

    def __init__(self, *kinds: str, **options: Any) -> None:
        super().__init__(**options)
        self.kinds = kinds

    def look_for(self, name: str) -> QuerySet[Unit]:
        rows = Unit.objects.filter(org__in=self.user.orgs(), kind__in=self.kinds, is_active=True).select_related("org")
        return rows.filter(code=name) | by_id(rows, name)


class CategoryField(Standing):
    """A category of the caller's companies, by code or id; one that only groups others takes no request."""

    def look_for(self, name: str) -> QuerySet[Category]:
        rows = Category.objects.filter(org__in=self.user.orgs(), is_active=True, children__isnull=True)
        return rows.filter(code=name) | by_id(rows, name)


class PersonField(Standing):
    """A colleague of the caller's companies, by id or staff number; never a machine."""

    told = "a staff number or an id"

    def look_for(self, name: str) -> QuerySet[User]:
        rows = User.objects.filter(org__in=self.user.orgs(), is_active=True, is_service=False)
        return rows.filter(staff_number=name) | by_id(rows, name)


class CustomerField(Named):
    """A customer whom the caller may see, by id."""

    told = "an id"

    def look_for(self, name: str) -> QuerySet[Customer]:
        return by_id(Customer.objects.visible_to(self.user), name)


class SupplyPointField(Named):
    """A supply point that the caller may see, by id or account number."""

    told = "an account number or an id"

    def look_for(self, name: str) -> QuerySet[SupplyPoint]:
        rows = SupplyPoint.objects.visible_to(self.user)
        return rows.filter(account_number=name) | by_id(rows, name)


class TicketField(Named):
    """A ticket that the caller may see, by its number."""

    told = "a number"

    def look_for(self, name: str) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.user).filter(number=name)
