"""The opening hours of a calendar on their page: the usual week, and up to three seasons with a week each."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from deadlines.hours import read_month_day, read_seasons
from deadlines.models import WorkCalendar
from deadlines.opening import Pairs, check_week, hours_text, read_hours
from servicedesk.lib.refusals import Refusal

SLOTS = 3
WEEKDAYS = [
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
]
USUAL = "week"


class HoursField(forms.CharField):
    """The opening hours of one weekday; empty: closed."""

    def clean(self, value: Any) -> Any:
        try:
            return read_hours(super().clean(value))
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence()) from refusal


class DayOfYearField(forms.CharField):
    """Month and day: 06-01."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return "{:02d}-{:02d}".format(*read_month_day(text)) if text else ""
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence()) from refusal


class Hours(forms.Form):
    """A week of opening hours and its seasons, as they are or as they shall be."""

    def __init__(self, *args: Any, before: WorkCalendar, hall: Unit | None, **kwargs: Any) -> None:
        self.before, self.hall = before, hall
        super().__init__(*args, **kwargs)
        self._week(USUAL, before.weekly)
        for number in range(SLOTS):
            season = before.seasons[number] if number < len(before.seasons) else {}
            self._season(f"season{number}", season)

    def _week(self, prefix: str, weekly: list[Pairs]) -> None:
        for number, word in enumerate(WEEKDAYS):
            shown = hours_text(weekly[number]) if weekly else ""
            self.fields[f"{prefix}_{number}"] = HoursField(label=word, required=False, max_length=80, initial=shown)

    def _season(self, prefix: str, season: dict[str, Any]) -> None:
        words = {"name": gettext_lazy("Name of the season"), "from": gettext_lazy("From"), "to": gettext_lazy("Until")}
        self.fields[f"{prefix}_name"] = forms.CharField(
            label=words["name"], required=False, max_length=20, initial=season.get("name", "")
        )
        for side in ("from", "to"):
            self.fields[f"{prefix}_{side}"] = DayOfYearField(
                label=words[side],
                required=False,
                max_length=5,
                initial=season.get(side, ""),
                widget=forms.TextInput(attrs={"placeholder": "06-01", "inputmode": "numeric"}),
            )
        self._week(prefix, season.get("weekly", []))

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        for number in range(SLOTS):
            first, last = told.get(f"season{number}_from"), told.get(f"season{number}_to")
            if bool(first) != bool(last):
                self.add_error(
                    f"season{number}_to", _("A season has a first and a last day, for example 06-01 and 09-30.")
                )
            elif not first and self._is_begun(f"season{number}"):
                self.add_error(f"season{number}_from", _("Say when the season begins and ends."))
        if not self.errors:
            try:
                read_seasons(self.seasons)
                check_week(self.weekly, self.seasons)
            except Refusal as refusal:
                self.add_error(None, refusal.sentence())
        return told

    def _is_begun(self, prefix: str) -> bool:
        return bool(self.cleaned_data.get(f"{prefix}_name")) or any(self._days(prefix))

    def _days(self, prefix: str) -> list[Pairs]:
        return [self.cleaned_data.get(f"{prefix}_{number}", []) for number in range(7)]

    @property
    def weekly(self) -> list[Pairs]:
        return self._days(USUAL)

    @property
    def seasons(self) -> list[dict[str, Any]]:
        """What is said of the seasons, as a calendar keeps them."""
        told = self.cleaned_data
        return [
            {
                "name": told[f"season{number}_name"],
                "from": told[f"season{number}_from"],
                "to": told[f"season{number}_to"],
                "weekly": self._days(f"season{number}"),
            }
            for number in range(SLOTS)
            if told[f"season{number}_from"]
        ]

    @property
    def usual_fields(self) -> list[BoundField]:
        return [self[f"{USUAL}_{number}"] for number in range(7)]

    @property
    def season_fields(self) -> Iterator[tuple[bool, list[BoundField], list[BoundField]]]:
        """Each season's own fields and its week; whether anything is written there."""
        for number in range(SLOTS):
            own = [self[f"season{number}_{part}"] for part in ("name", "from", "to")]
            week = [self[f"season{number}_{day}"] for day in range(7)]
            yield any(field.value() or field.errors for field in (*own, *week)), own, week
