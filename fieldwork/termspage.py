"""The page on which a company keeps the bounds of its crews' phones."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEvent, Unit
from fieldwork.actions.terming import FIELDS, WHAT
from fieldwork.models import PhoneTerms
from servicedesk.lib.forms import RefusableForm

MOST_PHOTOS, LONGEST_PHOTO, MOST_EVENTS = 6, 20, 30


def _figure(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=hint)


class TermsForm(RefusableForm):
    """The bounds, each within what makes sense."""

    far_metres = _figure(
        gettext_lazy("Metres from the address without a question"),
        20,
        20_000,
        gettext_lazy("Farther away, an arrival asks why, and goes through all the same."),
    )
    poor_metres = _figure(
        gettext_lazy("A place is good to within metres"),
        5,
        5_000,
        gettext_lazy("A poorer one asks for a photo with the street number."),
    )
    skew_seconds = _figure(
        gettext_lazy("Seconds by which a phone's clock may be off unmentioned"),
        1,
        3_600,
        gettext_lazy("Beyond that the time is put right and the crew is told."),
    )
    wrong_minutes = _figure(
        gettext_lazy("Minutes from which a phone's clock is not believed"),
        2,
        1_440,
        gettext_lazy("Then the server's time counts."),
    )
    oldest_hours = _figure(gettext_lazy("Hours that a step may wait on a phone"), 1, 720)
    keep_days = _figure(gettext_lazy("Days that places of crews are kept"), 1, 365)
    photos = forms.CharField(
        label=gettext_lazy("Photos asked for at every job"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line, at most six. What closing cannot do without stands with the category."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_photos(self) -> list[str]:
        lines = list(dict.fromkeys(line.strip() for line in self.cleaned_data["photos"].splitlines() if line.strip()))
        if len(lines) > MOST_PHOTOS or any(len(line) > LONGEST_PHOTO for line in lines):
            facts = {"most": MOST_PHOTOS, "long": LONGEST_PHOTO}
            raise forms.ValidationError(_("At most %(most)d lines of %(long)d characters.") % facts)
        return lines

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        skew, wrong = told.get("skew_seconds"), told.get("wrong_minutes")
        if skew and wrong and skew >= wrong * 60:
            self.add_error(
                "skew_seconds", _("This has to be less than the minutes from which a clock is not believed.")
            )
        return told


def known(terms: PhoneTerms) -> dict[str, Any]:
    """The bounds as the form shows them."""
    return {name: getattr(terms, name) for name in (*FIELDS, "version")} | {"photos": "\n".join(terms.photos)}


def history_of(org: Unit) -> list[tuple[AuditEvent, list[str]]]:
    """What was changed, newest first, with before and after in words."""
    rows = AuditEvent.objects.filter(what=WHAT, facts__org=str(org.pk)).select_related("by").order_by("-at", "-pk")
    labels = {name: TermsForm.base_fields[name].label for name in FIELDS}
    return [
        (
            row,
            [
                f"{labels[name]}: {_plain(pair[0])} → {_plain(pair[1])}"
                for name, pair in row.facts.items()
                if name in labels
            ],
        )
        for row in rows[:MOST_EVENTS]
    ]


def _plain(value: Any) -> str:
    return ("、".join(map(str, value)) or "—") if isinstance(value, list) else str(value)
