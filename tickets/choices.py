"""What may be chosen in the filters of the list, in the words of the hall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import Role
from customers.models import CustomerTag
from tickets.categorywords import LEVELS
from tickets.lifecycle import Kind, Status
from tickets.listing import Wanted
from tickets.model_counter import ways_in
from tickets.topics import topics

MOST_PEOPLE = 200


@dataclass(frozen=True)
class Choice:
    """One filter with what may be ticked in it."""

    name: str
    word: Promise
    options: list[tuple[str, str, bool]]

    @property
    def chosen(self) -> list[str]:
        return [word for _value, word, is_on in self.options if is_on]


def filters_for(user: User, want: Wanted) -> list[Choice]:
    """The filters that have more than one thing to choose from."""
    units = list(Unit.objects.filter(pk__in=user.units("read"), is_active=True).order_by("name"))
    halls = [(one.code, one.name) for one in units if one.kind == Unit.Kind.HALL]
    crews = [(one.code, one.name) for one in units if one.kind == Unit.Kind.CREW]
    kinds = [topic for org in sorted(user.orgs()) for topic in topics(org)]
    ways = [(way.code, way.name) for org in sorted(user.orgs())[:1] for way in ways_in(org)]
    told: list[tuple[str, Promise, Iterable[tuple[str, object]]]] = [
        ("status", _("Status"), Status.choices),
        ("kind", _("Kind"), Kind.choices),
        ("category", _("Category"), kinds),
        ("hall", _("Hall"), halls),
        ("crew", _("Crew"), crews),
        ("who", _("Who has it"), _people(user, units)),
        ("channel", _("Channel"), ways),
        ("level", _("Level"), LEVELS.items()),
        ("tag", _("Customer tag"), _tags(user)),
    ]
    found = [_choice(name, word, options, want.many.get(name, [])) for name, word, options in told]
    return [one for one in found if len(one.options) > 1]


def _tags(user: User) -> list[tuple[str, object]]:
    """The words that customers of my companies may carry."""
    names = CustomerTag.objects.filter(org__in=user.orgs()).values_list("name", flat=True)
    return [(name, name) for name in sorted(set(names))]


def _choice(name: str, word: Promise, options: Iterable[tuple[str, object]], on: Sequence[str]) -> Choice:
    return Choice(name, word, [(str(value), str(label), str(value) in on) for value, label in options])


def _people(user: User, units: list[Unit]) -> list[tuple[str, object]]:
    """Those who hold work at the places that this person reads."""
    working = {Role.CLERK, Role.DISPATCHER, Role.CREW, Role.COMPLAINTS, Role.CALLBACK, Role.SUPERVISOR}
    people = User.objects.filter(grants__unit__in=units, grants__role__in=working, is_active=True, is_service=False)
    return [(str(one.pk), one.name) for one in people.distinct().order_by("name")[:MOST_PEOPLE]]
