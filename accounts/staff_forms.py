"""What is typed about places and people. Shape only; the rules stand in `places`, `staffing` and `duties`."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import branding, places, staffing
from accounts.inheriting import calendars_of
from accounts.models import Absence, Grant, Unit, User
from accounts.roles import Role
from servicedesk.lib.forms import RefusableForm

AS_ABOVE = gettext_lazy("Empty: as above it.")
MOMENT = {"type": "datetime-local"}
DAY_TIME = "%Y-%m-%dT%H:%M"
CODE = r"[A-Za-z0-9]{1,12}"
LOGIN = r"[A-Za-z0-9._@-]{2,40}"


class ChoosingForm(RefusableForm):
    """One whose lists of choices are filled in by whoever draws it."""

    def choices(self, **lists: list[tuple[Any, Any]]) -> None:
        """Fill in what can be chosen."""
        for name, rows in lists.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs=MOMENT, format=DAY_TIME), required=False, **more
    )


def _indented(units: list[Unit]) -> list[tuple[str, str]]:
    """The tree as a list of choices: what is below stands further in."""
    least = min((unit.path.count("/") for unit in units), default=0)
    return [(str(unit.pk), "\u3000" * (unit.path.count("/") - least) + unit.name) for unit in units]


class UnitForm(ChoosingForm):
    """What is known of a unit; a new one has a kind and a code as well."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    code = forms.RegexField(
        CODE, label=gettext_lazy("Code"), help_text=gettext_lazy("Letters and digits; it never changes.")
    )
    name = forms.CharField(label=pgettext_lazy("unit", "Name"), max_length=60)
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=20, required=False, help_text=gettext_lazy("Empty: as above it.")
    )
    calendar = forms.ChoiceField(label=gettext_lazy("Hours in which its people are told"), required=False)
    duty = forms.ChoiceField(
        label=gettext_lazy("Duty of the desk"),
        choices=Unit.Duty,
        required=False,
        help_text=gettext_lazy("Only for a desk."),
    )

    def __init__(self, *args: Any, parent: Unit | None = None, unit: Unit | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.choices(calendar=[("", _("as above it")), *calendars_of(unit or parent).items()])
        if parent is not None:
            self.choices(kind=[(kind, Unit.Kind(kind).label) for kind in places.BELOW[parent.kind]])
        else:
            del self.fields["kind"], self.fields["code"]
        if unit is not None and unit.kind != Unit.Kind.DESK:
            del self.fields["duty"]

    def told(self) -> places.Told:
        told = {name: self.cleaned_data.get(name, "") for name in ("name", "phone", "calendar", "duty", "kind")}
        return places.Told(code=self.cleaned_data.get("code", "").upper(), **told)


class MoveForm(ChoosingForm):
    """Where a unit shall hang."""

    to = forms.ModelChoiceField(label=gettext_lazy("Below"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, unit: Unit, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        fitting = [kind for kind, below in places.BELOW.items() if unit.kind in below]
        rows = Unit.objects.filter(org=unit.org, is_active=True, kind__in=fitting, pk__in=user.units("manage"))
        self.fields["to"].queryset = rows.exclude(path__startswith=unit.path).order_by("path")  # type: ignore[attr-defined]


class PersonForm(ChoosingForm):
    """What is known of somebody."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    login = forms.RegexField(
        LOGIN,
        label=gettext_lazy("Sign-in name"),
        help_text=gettext_lazy(
            "Letters and digits, without spaces. Whoever has a staff number signs in with that, too."
        ),
    )
    staff_number = forms.CharField(label=gettext_lazy("Staff number"), max_length=20, required=False)
    home = forms.ChoiceField(label=gettext_lazy("Where they sit"))
    calendar = forms.ChoiceField(label=gettext_lazy("Hours in which they are told"), required=False)

    def __init__(self, *args: Any, user: User, org: Unit | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        units = Unit.objects.filter(pk__in=user.units("staff"), is_active=True)
        self.units = {str(one.pk): one for one in (units.filter(org=org) if org else units).order_by("path")}
        self.choices(home=_indented(list(self.units.values())))
        self.choices(calendar=[("", _("as their unit")), *calendars_of(org).items()])

    def told(self) -> staffing.Told:
        told = self.cleaned_data
        words = {name: told[name].strip() for name in ("name", "login", "staff_number", "calendar")}
        return staffing.Told(home=self.units[told["home"]], **words)


class RoleForm(ChoosingForm):
    """A role at a unit, from when until when."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[pair for pair in Role.choices if pair[0] != Role.HOTLINE]
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("At"), help_text=gettext_lazy("It holds for everything below it as well.")
    )
    begin = _moment(gettext_lazy("From"), help_text=gettext_lazy("Empty: from now on."))
    until = _moment(gettext_lazy("Until"), help_text=gettext_lazy("Empty: without an end."))

    def __init__(self, *args: Any, user: User, person: User, **more: Any) -> None:
        super().__init__(*args, **more)
        units = Unit.objects.filter(pk__in=user.units("give_role"), is_active=True)
        units = units.filter(org=person.org) if person.org_id else units
        self.units = {str(one.pk): one for one in units.order_by("path")}
        self.choices(unit=_indented(list(self.units.values())))
        if person.home:
            self.initial.setdefault("unit", str(places.reach_of(person.home).pk))

    def act(self, person: User, *, by: User, at: datetime) -> Grant:
        told = self.cleaned_data
        when = {"from_at": told["begin"], "until_at": told["until"]}
        return staffing.give_role(person, role=told["role"], unit=self.units[told["unit"]], by=by, at=at, **when)


class AwayForm(ChoosingForm):
    """Somebody is away, and who stands in."""

    why = forms.ChoiceField(label=gettext_lazy("Why"), choices=Absence.Why)
    begin = forms.DateTimeField(label=gettext_lazy("From"), widget=forms.DateTimeInput(attrs=MOMENT, format=DAY_TIME))
    until = forms.DateTimeField(label=gettext_lazy("Until"), widget=forms.DateTimeInput(attrs=MOMENT, format=DAY_TIME))
    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("Sees the open work meanwhile and may go on with it."),
    )

    def __init__(self, *args: Any, person: User, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = User.objects.filter(org=person.org_id, is_active=True, is_service=False).exclude(pk=person.pk)
        self.fields["deputy"].queryset = rows.order_by("name")  # type: ignore[attr-defined]


class BrandForm(ChoosingForm):
    """What a company shows of itself."""

    title = forms.CharField(
        label=gettext_lazy("Name on papers and public pages"), max_length=60, required=False, help_text=AS_ABOVE
    )
    hotline = forms.CharField(label=gettext_lazy("Hotline number"), max_length=20, required=False, help_text=AS_ABOVE)
    colour = forms.RegexField(
        r"#[0-9a-fA-F]{6}",
        label=gettext_lazy("Colour"),
        required=False,
        help_text=gettext_lazy("Like #0b5cad; dark enough for white writing on it. Empty: as above it."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("", gettext_lazy("as above it")), *settings.LANGUAGES], required=False
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"), required=False, help_text=gettext_lazy("PNG or JPEG, at most 100 KB.")
    )
    drops_logo = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)

    def told(self) -> branding.Told:
        told = dict(self.cleaned_data)
        return branding.Told(**(told | {"colour": told["colour"].lower()}))
