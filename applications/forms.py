"""What is typed about applications, filed matters and reports: shape only; the rules are in the actions."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from applications.actions.filing import FilingFacts
from applications.actions.papers import Looked
from applications.lifecycle import FilingKind
from applications.models import Paper
from customers.models import SupplyPoint
from servicedesk.lib.forms import RefusableForm

MOMENT = "%Y-%m-%dT%H:%M"


def seen_version(posted: QueryDict) -> int | None:
    """The state of the case that this person saw."""
    seen = posted.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None


def looked_at(posted: QueryDict, papers: list[Paper]) -> dict[str, Looked]:
    """What the checklist says of each paper on it."""
    return {
        paper.code: Looked(posted.get(f"p_{paper.code}", "")[:10], posted.get(f"r_{paper.code}", "")[:200])
        for paper in papers
        if f"p_{paper.code}" in posted
    }


def _moment(label: object, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT], **more)  # type: ignore[arg-type]


class FilingForm(RefusableForm):
    """One matter to file. Whom it concerns is an account, a transformer, or a hall's whole area."""

    kind = forms.ChoiceField(label=_("What it is"), choices=FilingKind.choices)
    title = forms.CharField(label=_("Title"), max_length=100)
    to_say = forms.CharField(
        label=_("What customers are told"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or two sentences that a clerk can read aloud."),
    )
    account = forms.CharField(label=_("Account number"), max_length=20, required=False)
    transformer = forms.CharField(label=_("Transformer"), max_length=40, required=False)
    place = forms.ModelChoiceField(
        label=_("Area of the hall"), queryset=Unit.objects.none(), required=False, empty_label="—"
    )
    valid_from = _moment(_("Holds from"))
    valid_until = _moment(_("Holds until"))
    remind_days = forms.IntegerField(label=_("Remind so many days ahead"), min_value=0, max_value=60, initial=3)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        halls = Unit.objects.filter(pk__in=user.units("register"), kind=Unit.Kind.HALL, is_active=True)
        self.halls = list(halls.order_by("code"))
        self.fields["place"].queryset = halls.order_by("code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        account = (told.get("account") or "").strip()
        told["point"] = (
            SupplyPoint.objects.visible_to(self.user).filter(account_number=account).first() if account else None
        )
        if account and told["point"] is None:
            self.add_error("account", _("There is no such account."))
        return told

    def facts(self) -> FilingFacts:
        told = self.cleaned_data
        shared = {name: told[name] for name in ("kind", "valid_from", "valid_until", "place", "to_say", "remind_days")}
        return FilingFacts(supply_point=told["point"], transformer=told["transformer"].strip(), **shared)


class UntilForm(RefusableForm):
    """Until when a filed matter is to hold now."""

    until = _moment(_("Holds until"))


class HandlerForm(RefusableForm):
    """Whom to name for reports of misconduct, why and until when."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), empty_label="—")
    reason = forms.CharField(label=_("Why this person"), max_length=200)
    until_at = _moment(_("Until (empty: until further notice)"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(org__in=user.orgs(), is_active=True, is_service=False).exclude(pk=user.pk)
        self.fields["person"].queryset = people.order_by("initials", "name")  # type: ignore[attr-defined]


class WhomForm(RefusableForm):
    """One person or one unit of the case's company."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), required=False, empty_label="—")
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label="—")

    def __init__(self, *args: Any, org: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "whom_%s")
        super().__init__(*args, **kwargs)
        people = User.objects.filter(org=org, is_active=True, is_service=False)
        units = Unit.objects.filter(org=org, is_active=True, kind__in=("hall", "crew", "desk"))
        self.fields["person"].queryset = people.order_by("initials", "name")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units.order_by("code")  # type: ignore[attr-defined]


def next_hour(at: datetime) -> datetime:
    """A round moment to begin with."""
    return timezone.localtime(at).replace(minute=0, second=0, microsecond=0)
