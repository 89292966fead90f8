"""What is asked on the pages of standards: a trial, a new version, an official notice."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Unit
from deadlines.hours import HALL_ZONE, Calendar
from deadlines.limits import parse_limit
from deadlines.models import Promise, WorkCalendar
from deadlines.models.calendars import pure_calendar
from deadlines.models.standards import Statistic
from deadlines.naming import name_of, phrase
from deadlines.publishing import check_promise, revised
from deadlines.reading import calendars_of, promises_of, usual_calendar
from deadlines.stageform import StageRows
from deadlines.stages import usual_stages
from deadlines.trial import Difference, Trial, attempt
from deadlines.turns import TURNS, choices
from deadlines.words import COLUMNS
from servicedesk.lib.refusals import Refusal

YEARS, SIDES = range(1970, 2200), ("", "other_")
OWN = ("stops", "resets", "cancels")
EXAMPLES = "45m, 24h, 7d, 8wh, 5wd, 5wd@same_time, 0d, 1d@12:00, cut16:00, 24h@next_day, 24h@not22:00-06:00, ±15m"


class MomentField(forms.CharField):
    """Date and time of the hall, as a browser writes them: 2026-02-13T16:30."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(ZoneInfo(HALL_ZONE)).strftime("%Y-%m-%dT%H:%M")
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.year not in YEARS:
            sentence = _("“%(text)s” is not a date and time. Write for example 2026-02-13T16:30.")
            raise forms.ValidationError(sentence % {"text": text[:40]})
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(HALL_ZONE))


class LimitField(forms.CharField):
    """A limit as it is written in a promise."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_limit(text)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence()) from refusal


class Try(forms.Form):
    """A promise or a limit, a calendar and a start; and a second one to compare."""

    promise = forms.ChoiceField(label=gettext_lazy("Promise"), required=False)
    limit = LimitField(
        label=gettext_lazy("or a limit"),
        required=False,
        max_length=60,
        help_text=EXAMPLES,
    )
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), required=False)
    start = MomentField(label=gettext_lazy("Start"))
    other_promise = forms.ChoiceField(label=gettext_lazy("Compare with the promise"), required=False)
    other_limit = LimitField(label=gettext_lazy("or with a limit"), required=False, max_length=60)
    other_calendar = forms.ChoiceField(label=gettext_lazy("by the calendar"), required=False)

    def __init__(self, *args: Any, org: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promises, self.calendars = promises_of(org), calendars_of(org)
        known = [("", "—"), *((key, _named(promise)) for key, promise in self.promises.items())]
        kept = [("", _("that of the promise")), *((key, _shown(row)) for key, row in self.calendars.items())]
        for side in SIDES:
            self.fields[f"{side}promise"].choices = known  # type: ignore[attr-defined]
            self.fields[f"{side}calendar"].choices = kept  # type: ignore[attr-defined]
        self.trials: list[Trial] = []

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if not (told.get("promise") or told.get("limit")) and not self.errors:
            self.add_error("promise", _("Choose a promise or write a limit."))
        if not self.errors:
            try:
                self.trials = [trial for side in SIDES if (trial := self._trial(side)) is not None]
            except Refusal as refusal:
                self.add_error(None, refusal.sentence())
        return told

    @property
    def difference(self) -> Difference | None:
        return Difference(*self.trials) if len(self.trials) == 2 else None

    def _trial(self, side: str) -> Trial | None:
        told = self.cleaned_data
        promise, limit = self.promises.get(told[f"{side}promise"]), told[f"{side}limit"]
        if promise is None and limit is None:
            return None
        name = _named(promise) if promise and limit is None else str(limit)
        limit = limit or parse_limit(promise.limit if promise else "")
        stages = promise.ladder if promise else usual_stages(limit)
        return attempt(told["start"], limit, self._calendar(told[f"{side}calendar"], promise, limit), stages, name)

    def _calendar(self, key: str, promise: Promise | None, limit: Any) -> Calendar:
        code = promise.calendar if promise else "cn-office" if limit.needs_calendar else "cn-24x7"
        return pure_calendar((self.calendars.get(key) or usual_calendar(self.calendars, code)).pk)


def _verbs(turn: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=TURNS[turn], required=False, widget=forms.CheckboxSelectMultiple)


class Revise(forms.Form):
    """A new version of a promise."""

    limit = LimitField(label=gettext_lazy("Limit"), max_length=60, help_text=EXAMPLES)
    statistic = forms.ChoiceField(label=gettext_lazy("Binds"), choices=Statistic.choices)
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"))
    any_hour = forms.BooleanField(
        label=gettext_lazy("Told at any hour"),
        required=False,
        help_text=gettext_lazy("for emergencies; all else waits for the hours of whoever is told"),
    )
    starts_on = forms.ChoiceField(label=TURNS["starts"], required=False)
    stops = _verbs("stops")
    resets = _verbs("resets")
    cancels = _verbs("cancels")
    effective_from = MomentField(
        label=gettext_lazy("In force from"), required=False, help_text=gettext_lazy("empty: at once")
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)
    verified = forms.BooleanField(label=gettext_lazy("Checked against the source"), required=False)
    note = forms.CharField(label=gettext_lazy("Remark"), max_length=300, required=False)
    start = MomentField(label=gettext_lazy("Preview from"), required=False)

    def __init__(self, *args: Any, org: Unit, promise: Promise, at: datetime, **kwargs: Any) -> None:
        self.org, self.promise, self.at = org, promise, at
        known = {name: getattr(promise, name) for name in COLUMNS}
        kwargs["initial"] = known | {"start": at} | promise.turns
        super().__init__(*args, **kwargs)
        self.stages = StageRows(self.data if self.is_bound else {}, promise.ladder)
        self.calendars = calendars_of(org)
        codes = {row.code: f"{phrase(row.name)} ({row.code})" for row in reversed(self.calendars.values())}
        self.fields["calendar"].choices = sorted(codes.items())  # type: ignore[attr-defined]
        usual = ("", pgettext("conditions", "as usual"))
        for name, known_verbs in {"starts_on": [usual, *choices()], **dict.fromkeys(OWN, choices()[1:])}.items():
            self.fields[name].choices = known_verbs  # type: ignore[attr-defined]

    @property
    def own(self) -> list[forms.BoundField]:
        """What stops the clock, begins it anew and cancels it."""
        return [self[name] for name in OWN]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["turns"] = {name: told for name in OWN if (told := self.cleaned_data.get(name))}
        try:
            self.cleaned_data["stages"] = self.stages.read()
        except Refusal as refusal:
            self.add_error(None, refusal.sentence())
        return self.cleaned_data

    def clean_effective_from(self) -> datetime:
        begins = self.cleaned_data["effective_from"]
        if begins is not None and begins < self.at:
            raise forms.ValidationError(_("A new version cannot take effect in the past: what was promised stays."))
        return begins or self.at

    @property
    def changes(self) -> dict[str, Any]:
        """What is said, as columns of the new version."""
        told = {name: self.cleaned_data[name] for name in (*COLUMNS, "effective_from")}
        return told | {"limit": str(told["limit"])}

    def preview(self) -> Difference:
        """The version in force and the new one from the same start; refuses what could not be published."""
        start, told = self.cleaned_data["start"] or self.at, self.changes
        fresh = revised(self.promise, owner=self.org, version=0, by=None, at=self.at, changes=told)
        check_promise(fresh)
        return Difference(self._try(start, self.promise, _("now")), self._try(start, fresh, _("new version")))

    def _try(self, start: datetime, promise: Promise, name: str) -> Trial:
        calendar = pure_calendar(usual_calendar(self.calendars, promise.calendar).pk)
        return attempt(start, parse_limit(promise.limit), calendar, promise.ladder, name)


def _named(promise: Promise) -> str:
    facts = {"name": name_of(promise), "limit": promise.limit, "version": promise.version}
    return _("%(name)s · %(limit)s · version %(version)s") % facts


def _shown(calendar: WorkCalendar) -> str:
    return _("%(name)s (%(code)s), version %(version)s") % {
        "name": phrase(calendar.name),
        "code": calendar.code,
        "version": calendar.version,
    }
