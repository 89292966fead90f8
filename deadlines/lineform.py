"""One line of a company's policy on its page: for whom, which step, which promise, in which place."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from deadlines.conditions import CHANNELS, IMPORTANCE, LEVELS
from deadlines.forms import MomentField
from deadlines.models import Binding, PolicyRule, Promise
from deadlines.naming import name_of
from deadlines.words import AREAS, KINDS, STEPS

EVERY = ("", gettext_lazy("every"))
SAME = (*("kind", "category", "area", "level", "importance", "channel", "milestone", "binding", "order"),)
MOST_ORDER = 100_000


class LineForm(forms.Form):
    """The line as it is, or blank."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of case"), required=False, choices=list(KINDS.items()))
    milestone = forms.ChoiceField(label=gettext_lazy("Step"), choices=list(STEPS.items()))
    binding = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Binding.choices)
    category = forms.CharField(
        label=gettext_lazy("Category"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("a code, or a pattern such as *meter*; empty: every"),
    )
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False, choices=[EVERY, *AREAS.items()])
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=[EVERY, *LEVELS.items()])
    importance = forms.ChoiceField(
        label=gettext_lazy("Customer's importance"), required=False, choices=[EVERY, *IMPORTANCE.items()]
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False, choices=[EVERY, *CHANNELS.items()])
    hall = forms.ModelChoiceField(
        label=gettext_lazy("Hall"), required=False, queryset=Unit.objects.none(), empty_label=gettext_lazy("every")
    )
    promise = forms.ChoiceField(label=gettext_lazy("Promise"))
    order = forms.IntegerField(
        label=gettext_lazy("Place in the order"),
        min_value=0,
        max_value=MOST_ORDER,
        help_text=gettext_lazy("of each step the smallest number that fits decides"),
    )
    active_from = MomentField(
        label=gettext_lazy("In force from"), required=False, help_text=gettext_lazy("empty: at once")
    )

    def __init__(self, *args: Any, org: Unit, at: datetime, line: PolicyRule | None = None, **kwargs: Any) -> None:
        self.at, self.line = at, line
        self.promises = promises_in_force(org, at)
        kwargs["initial"] = _as_it_is(line) if line else {"order": _free_place(org)}
        super().__init__(*args, **kwargs)
        halls = Unit.objects.filter(org=org, kind=Unit.Kind.HALL, is_active=True).order_by("code")
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]
        if line is not None:
            self.promises.setdefault(line.promise.code, line.promise)
        named = [(code, _shown(promise)) for code, promise in self.promises.items()]
        self.fields["promise"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean_active_from(self) -> datetime:
        begins = self.cleaned_data["active_from"]
        if begins is not None and begins < self.at:
            raise forms.ValidationError(_("A line cannot begin in the past: what was promised stays."))
        return begins or self.at

    @property
    def told(self) -> dict[str, Any]:
        """What is said, as columns of the line."""
        said = {name: self.cleaned_data[name] for name in (*SAME, "hall")}
        return said | {"promise": self.promises[self.cleaned_data["promise"]]}


def promises_in_force(org: Unit, at: datetime) -> dict[str, Promise]:
    """The promises that a line may name, each in its newest version, by the step that they are for."""
    found: dict[str, Promise] = {}
    for promise in Promise.objects.open_to(org).in_force(at).newest_first():
        found.setdefault(promise.code, promise)
    places = list(STEPS)
    usable = [promise for promise in found.values() if promise.milestone in STEPS]
    usable.sort(key=lambda promise: (promise.kind, places.index(promise.milestone), promise.code))
    return {promise.code: promise for promise in usable}


def _as_it_is(line: PolicyRule) -> dict[str, Any]:
    return {name: getattr(line, name) for name in SAME} | {"hall": line.hall_id, "promise": line.promise.code}


def _free_place(org: Unit) -> int:
    last = PolicyRule.objects.filter(org=org).order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 10


def _shown(promise: Promise) -> str:
    facts = {
        "step": STEPS[promise.milestone],
        "name": name_of(promise),
        "limit": promise.limit,
        "profile": promise.profile or promise.domain,
    }
    return _("%(step)s · %(limit)s · %(name)s (%(profile)s)") % facts
