"""The sheets on which a plan is changed: more time for a promise, another category, area or level."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Area
from deadlines.conditions import LEVELS
from deadlines.limits import parse_limit
from deadlines.saying import describe
from servicedesk.templatetags.hall import hall_time
from tickets.lifecycle import MILESTONES
from tickets.model_plans import MoreTime
from tickets.models import Category, Clock, Ticket
from tickets.more_time import FURTHEST, limit_for, unit_of

NOT_SAID = [("", "—")]


class AskForMore(forms.Form):
    """For which promise, how much more or until when, why, and what shows it."""

    name = forms.ChoiceField(label=gettext_lazy("For which promise"))
    more = forms.IntegerField(label=gettext_lazy("How much more"), required=False, min_value=1, max_value=FURTHEST)
    until = forms.DateTimeField(
        label=gettext_lazy("or until when"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    why = forms.ChoiceField(label=gettext_lazy("Why more time"), choices=[*NOT_SAID, *MoreTime.choices])
    reason = forms.CharField(label=gettext_lazy("What shows it"), max_length=500)

    def __init__(self, data: Any = None, *, clocks: list[Clock], at: datetime) -> None:
        super().__init__(data, prefix=None, auto_id="ask_%s")
        self.clocks, self.at = {clock.name: clock for clock in clocks}, at
        self.fields["name"].choices = [(one.name, _promised(one, at)) for one in clocks]  # type: ignore[attr-defined]
        self.fields["reason"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        more, until = told.get("more"), told.get("until")
        if not self.errors.keys() & {"more", "until"} and (more is None) == (until is None):
            self.add_error("more", _("Say either how much more, or until when."))
        return told

    def asked(self) -> dict[str, Any]:
        """The words of the action, once the sheet is valid. Raises Invalid for what cannot be asked."""
        told = self.cleaned_data
        clock = self.clocks[told["name"]]
        limit = limit_for(clock, at=self.at, more=told["more"], until=told["until"])
        return {"name": told["name"], "limit": limit, "why": told["why"], "reason": told["reason"]}


def _promised(clock: Clock, at: datetime) -> str:
    limit = parse_limit(clock.limit)
    facts = {
        "step": MILESTONES.get(clock.name, clock.name),
        "due": hall_time(clock.due_at, at),
        "limit": describe(limit),
        "unit": unit_of(limit) or "—",
    }
    return _("%(step)s · due %(due)s · %(limit)s · counted in: %(unit)s") % facts


class Reclassify(forms.Form):
    """What the case is. `seen` is what the preview has shown: only that is saved."""

    category = forms.ModelChoiceField(Category.objects.none(), label=gettext_lazy("Category"), empty_label=None)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False, choices=[*NOT_SAID, *Area.choices])
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=[*NOT_SAID, *LEVELS.items()])
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        now = {"category": ticket.category_id, "area": ticket.area, "level": ticket.level}
        super().__init__(data, initial=now, auto_id="re_%s")
        same_kind = Category.objects.of(ticket.org).filter(kind=ticket.kind)
        known: Any = self.fields["category"]
        known.queryset = same_kind | Category.objects.filter(pk=ticket.category_id)
        if ticket.level and ticket.level not in LEVELS:
            self.fields["level"].choices += [(ticket.level, ticket.level)]  # type: ignore[attr-defined]
        self.fields["reason"].widget.attrs["autocomplete"] = "off"

    @property
    def fingerprint(self) -> str:
        """The choices as the preview was made for them."""
        told = self.cleaned_data
        return f"{told['category'].code}/{told['area']}/{told['level']}"

    @property
    def is_seen(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.fingerprint)

    def change(self) -> dict[str, Any]:
        """The words of the action, once the sheet is valid."""
        return {name: self.cleaned_data[name] for name in ("category", "area", "level", "reason")}
