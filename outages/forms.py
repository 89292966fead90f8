"""The shape of what the outage pages send. What is missing or not allowed, the actions say."""

import re
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Unit
from customers.models import SupplyPoint
from outages.actions import Told
from outages.models import Kind, Outage, OutageArea
from outages.rules import causes_of

By = OutageArea.By
MOST_LINES = 200
PLAIN = ("kind", "title", "cause", "cause_code", "crew", "starts_at", "expected_end_at", "script")
HOUSES = re.compile(r"^(?P<street>.+?)\s*(?P<low>\d{1,5})\s*(?:号)?\s*[-–—~至到]\s*(?P<high>\d{1,5})\s*(?:号)?$")
LINES = {
    "districts": By.DISTRICT,
    "streets": By.STREET,
    "transformers": By.TRANSFORMER,
    "feeders": By.FEEDER,
    "accounts": By.POINT,
}


class Moment(forms.DateTimeField):
    """A moment as the browser's own field sends it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class Lines(forms.CharField):
    """One thing a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in re.split(r"[\n;；]", super().to_python(value) or "")]
        return list(dict.fromkeys(line for line in lines if line))[:MOST_LINES]


class OutageSheet(forms.Form):
    """All that is told of an outage."""

    kind = forms.ChoiceField(choices=Kind.choices, label=gettext_lazy("Kind"), initial=Kind.FAULT)
    title = forms.CharField(max_length=80, label=gettext_lazy("Place, as people call it"))
    cause_code = forms.ChoiceField(required=False, label=gettext_lazy("Cause"))
    cause = forms.CharField(max_length=200, required=False, label=gettext_lazy("Cause in words"))
    crew = forms.ModelChoiceField(Unit.objects.none(), required=False, label=gettext_lazy("Crew"))
    starts_at = Moment(label=pgettext_lazy("outage", "From"))
    expected_end_at = Moment(required=False, label=gettext_lazy("Expected back"))
    districts = Lines(required=False, label=pgettext_lazy("grid", "Districts"))
    streets = Lines(required=False, label=gettext_lazy("Streets"))
    transformers = Lines(required=False, label=gettext_lazy("Transformers"))
    feeders = Lines(required=False, label=gettext_lazy("Feeders"))
    accounts = Lines(required=False, label=gettext_lazy("Accounts"))
    script = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("What the desk reads out"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, org: Unit | None, outage: Outage | None = None, **more: Any) -> None:
        self.org, self.outage = org, outage
        super().__init__(data, initial=_known(outage) if outage else more.pop("initial", None), **more)
        if org is not None:
            self.causes = causes_of(org.pk)
            causes, crews = cast("forms.ChoiceField", self.fields["cause_code"]), self.fields["crew"]
            causes.choices = [("", "—"), *((one.code, one.name) for one in self.causes)]
            own = Unit.objects.filter(org=org, kind=Unit.Kind.CREW, is_active=True)
            cast("forms.ModelChoiceField[Unit]", crews).queryset = own.order_by("name")

    def clean_districts(self) -> list[Unit]:
        """The halls whose districts these are, by name or code."""
        found = []
        for line in self.cleaned_data["districts"]:
            halls = Unit.objects.filter(Q(name=line) | Q(code=line), org=self.org, kind=Unit.Kind.HALL)
            if not (hall := halls.first()):
                raise forms.ValidationError(_("No district “%(line)s”. It is called as its hall.") % {"line": line})
            found.append(hall)
        return found

    def clean_accounts(self) -> list[SupplyPoint]:
        """The supply points of these account numbers; one that is unknown is named."""
        kept = {str(area.supply_point): area.value for area in _points(self.outage)}
        typed = ["".join(number.split()) for number in self.cleaned_data["accounts"]]
        wanted = [kept.get(number, number) for number in typed]
        points = SupplyPoint.objects.filter(org=self.org, account_number__in=wanted)
        found = {point.account_number: point for point in points}
        missing = [number for number in wanted if number not in found]
        if missing:
            raise forms.ValidationError(_("No account %(number)s.") % {"number": missing[0]})
        return list(found.values())

    def told(self) -> Told:
        """What the sheet says, once it is valid."""
        said = self.cleaned_data
        areas = [area for name, by in LINES.items() for line in said[name] for area in [area_of(by, line)]]
        plain = {name: said[name] for name in PLAIN}
        return Told(**plain, areas=areas)


class Expect(forms.Form):
    """When supply is expected back, and why not before."""

    expected_end_at = Moment(label=gettext_lazy("Expected back"))
    reason = forms.CharField(max_length=500, required=False, label=gettext_lazy("Why"))


class End(forms.Form):
    """When supply came back."""

    ended_at = Moment(label=gettext_lazy("Supply was back at"))


def area_of(by: str, line: Any) -> OutageArea:
    """One line of the sheet as an area: a hall, an account, or a text; a street may end in house numbers."""
    if isinstance(line, Unit):
        return OutageArea(by=by, value=line.name, hall=line)
    if isinstance(line, SupplyPoint):
        return OutageArea(by=by, value=line.account_number, supply_point=line)
    houses = HOUSES.match(line) if by == By.STREET else None
    if houses:
        low, high = sorted((int(houses["low"]), int(houses["high"])))
        return OutageArea(by=by, value=houses["street"].replace(" ", "")[:80], low=low, high=high)
    return OutageArea(by=by, value=(line.replace(" ", "") if by == By.STREET else line)[:80])


def _points(outage: Outage | None) -> list[OutageArea]:
    return list(outage.areas.filter(by=By.POINT).select_related("supply_point")) if outage else []


def _known(outage: Outage) -> dict[str, Any]:
    areas = list(outage.areas.all())
    said = {name: "\n".join(str(area) for area in areas if area.by == by) for name, by in LINES.items()}
    said["accounts"] = "\n".join(str(area.supply_point) for area in _points(outage))
    return {name: getattr(outage, name) for name in PLAIN} | said
