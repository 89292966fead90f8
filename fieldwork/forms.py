"""What is typed about crews, their rota and the rules of dispatching."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Absence, Unit, User
from customers.models import Area
from fieldwork.model_crews import MOST_JOBS, Ground, Skill
from fieldwork.model_rota import Sort
from fieldwork.rotapage import crews_on_rota, people_on_rota
from servicedesk.lib.forms import RefusableForm

DAY = {"type": "date"}
HOUR = {"type": "time"}
MOMENT = {"type": "datetime-local"}
MOST_LINES = 60


class ShiftForm(RefusableForm):
    """A stretch of the rota: of a crew or a person, on one day or on several that follow."""

    who = forms.ChoiceField(label=gettext_lazy("Crew or person"))
    sort = forms.ChoiceField(label=pgettext_lazy("rota", "What"), choices=Sort, initial=Sort.DUTY)
    on = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    days = forms.IntegerField(label=gettext_lazy("Days in a row"), min_value=1, max_value=31, initial=1)
    begin = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput(attrs=HOUR, format="%H:%M"))
    until = forms.TimeField(
        label=gettext_lazy("Until"),
        widget=forms.TimeInput(attrs=HOUR, format="%H:%M"),
        help_text=gettext_lazy("An earlier hour is on the next day."),
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.crews = {f"c{one.pk}": one for one in crews_on_rota(user)}
        self.people = {f"p{one.pk}": one for one in people_on_rota(user)}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            (_("Crews"), [(key, one.name) for key, one in self.crews.items()]),
            (_("People"), [(key, f"{one.name} · {one.home}") for key, one in self.people.items()]),
        ]

    @property
    def who_it_is(self) -> Unit | User:
        key = self.cleaned_data["who"]
        return self.crews.get(key) or self.people[key]

    @property
    def stretches(self) -> list[tuple[datetime, datetime]]:
        told = self.cleaned_data
        return [_stretch(told["on"] + timedelta(days=n), told["begin"], told["until"]) for n in range(told["days"])]


def _stretch(day: date, begin: time, until: time) -> tuple[datetime, datetime]:
    begins = timezone.make_aware(datetime.combine(day, begin))
    ends = timezone.make_aware(datetime.combine(day, until))
    return begins, ends if ends > begins else ends + timedelta(days=1)


class AbsenceForm(RefusableForm):
    """Who is away, from when until when, and who stands in."""

    person = forms.ModelChoiceField(label=gettext_lazy("Who is away"), queryset=User.objects.none())
    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("Sees the open work meanwhile and may go on with it."),
    )
    why = forms.ChoiceField(label=gettext_lazy("Why"), choices=Absence.Why)
    begin = forms.DateTimeField(
        label=gettext_lazy("From"), widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M")
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Until"), widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = people_on_rota(user)  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = people_on_rota(user)  # type: ignore[attr-defined]


class CrewForm(RefusableForm):
    """What is known of a crew. Transformers and feeders stand one a line."""

    job_limit = forms.IntegerField(label=gettext_lazy("Jobs at a time"), min_value=1, max_value=MOST_JOBS)
    skills = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Skills"), queryset=Skill.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    by_rota = forms.BooleanField(
        label=gettext_lazy("On duty only by the rota"),
        required=False,
        help_text=gettext_lazy("Otherwise it is always on duty."),
    )
    home = forms.CharField(label=gettext_lazy("Starts from"), max_length=120, required=False)
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=gettext_lazy("Longitude"), min_value=-180, max_value=180, required=False)
    halls = forms.MultipleChoiceField(label=gettext_lazy("Halls"), required=False, widget=forms.CheckboxSelectMultiple)
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Areas"), choices=Area, required=False, widget=forms.CheckboxSelectMultiple
    )
    feeders = forms.CharField(label=gettext_lazy("Feeders"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    transformers = forms.CharField(
        label=gettext_lazy("Transformers"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=gettext_lazy("Why it is changed"), max_length=300, required=False)

    def __init__(self, *args: Any, org: Unit, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skills"].queryset = Skill.objects.filter(org=org, is_active=True)  # type: ignore[attr-defined]
        halls = Unit.objects.filter(org=org, kind=Unit.Kind.HALL, is_active=True).order_by("code")
        self.fields["halls"].choices = [(one.code, one.name) for one in halls]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if (told.get("latitude") is None) != (told.get("longitude") is None):
            self.add_error("longitude", _("Both figures are needed."))
        for name in ("feeders", "transformers"):
            lines = _lines(told.get(name, ""))
            if len(lines) > MOST_LINES or any(len(line) > 40 for line in lines):
                self.add_error(name, _("At most %(most)d lines of 40 characters.") % {"most": MOST_LINES})
        return told

    @property
    def ground(self) -> set[tuple[str, str]]:
        """The rows of the ground it answers for."""
        told = self.cleaned_data
        by = {Ground.HALL: told["halls"], Ground.AREA: told["areas"]}
        by |= {Ground.FEEDER: _lines(told["feeders"]), Ground.TRANSFORMER: _lines(told["transformers"])}
        return {(str(sort), value) for sort, values in by.items() for value in values}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class RuleForm(RefusableForm):
    """Whether jobs of a hall find their crew by themselves."""

    is_on = forms.BooleanField(label=gettext_lazy("Jobs find their crew by themselves"), required=False)
    wait_minutes = forms.IntegerField(label=gettext_lazy("after minutes in the queue"), min_value=0, max_value=240)
    alert_minutes = forms.IntegerField(
        label=gettext_lazy("tell the supervisor after minutes without a crew"), min_value=1, max_value=1440
    )
    own_ground = forms.BooleanField(label=gettext_lazy("only crews that answer for the ground"), required=False)
    needs_skill = forms.BooleanField(label=gettext_lazy("only crews with the skill that is asked for"), required=False)
