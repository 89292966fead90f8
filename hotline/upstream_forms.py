"""The forms about hotlines above us: shape only; the actions know the rules."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Unit
from complaints.models import OuterCase
from deadlines.models import WorkCalendar
from hotline.model_clients import ApiClient
from hotline.model_upstream import Upstream, UpstreamCode, UpstreamOrder
from servicedesk.lib.forms import RefusableForm
from tickets.models import Category

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
SETTINGS = (
    "kind",
    "name",
    "address",
    "secret",
    "accept_limit",
    "calendar",
    "accepts_by_rule",
    "reconcile_hour",
    "hall",
)
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class UpstreamForm(RefusableForm):
    """Who it is, where its API is, by which limits it goes, and where its orders land that no code places."""

    client = forms.ModelChoiceField(
        label=gettext_lazy("It calls as"),
        queryset=ApiClient.objects.none(),
        help_text=gettext_lazy("An API client of ours, with its own key."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Upstream.Kind.choices)
    name = forms.CharField(label=pgettext_lazy("api", "Name"), max_length=40)
    address = forms.CharField(
        label=gettext_lazy("Address of its API"),
        max_length=400,
        widget=forms.URLInput(attrs={"spellcheck": "false", "placeholder": "https://", "autocomplete": "off"}),
        help_text=gettext_lazy("https at a public address. Internal networks stand in WEBHOOK_NETWORKS."),
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret that we show there"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Kept sealed. Left empty, the one there is stays."),
    )
    accept_limit = forms.CharField(
        label=gettext_lazy("Accept or return within"),
        max_length=60,
        initial="30m",
        help_text=gettext_lazy("3m, 2h, 1wd … where an order itself does not say."),
    )
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), choices=())
    reconcile_hour = forms.TypedChoiceField(
        label=gettext_lazy("Compared daily at"), choices=HOURS, coerce=int, initial=2
    )
    hall = forms.ModelChoiceField(label=gettext_lazy("Hall where no area is mapped"), queryset=Unit.objects.none())
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category where none is mapped"), queryset=Category.objects.none()
    )
    accepts_by_rule = forms.BooleanField(label=gettext_lazy("Accept by itself what is mapped whole"), required=False)
    is_active = forms.BooleanField(label=gettext_lazy("What happens is told up"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, orgs: QuerySet[Unit] | list[Any], is_new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        free = ApiClient.objects.filter(org__in=orgs, is_active=True, upstream__isnull=True)
        calendars = WorkCalendar.objects.filter(org__in=orgs) | WorkCalendar.objects.filter(org__isnull=True)
        self.fields["client"].queryset = free.order_by("name")  # type: ignore[attr-defined]
        self.fields["hall"].queryset = Unit.objects.filter(org__in=orgs, kind="hall", is_active=True)  # type: ignore[attr-defined]
        leaves = Category.objects.filter(org__in=orgs, is_active=True, children__isnull=True, application="")
        self.fields["category"].queryset = leaves.order_by("kind", "name")  # type: ignore[attr-defined]
        names = calendars.order_by("code", "-version").values_list("code", "name")
        self.fields["calendar"].choices = list(dict(names).items())  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["client"]

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in (*SETTINGS, "category")}


class DecideForm(RefusableForm):
    """Why orders go back."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why it goes back"),
        choices=[("", gettext_lazy("Why it goes back")), *UpstreamOrder.Reason.choices],
        required=False,
    )
    text = forms.CharField(label=gettext_lazy("In words"), max_length=500, required=False)
    basis = forms.ChoiceField(
        label=gettext_lazy("Legal basis"),
        choices=[("", gettext_lazy("Legal basis")), *OuterCase.Basis.choices],
        required=False,
    )


class AskForm(RefusableForm):
    text = forms.CharField(
        label=gettext_lazy("What is asked"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class TimeForm(RefusableForm):
    until = forms.DateTimeField(label=gettext_lazy("Until"), widget=MOMENT)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class CodeForm(RefusableForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=UpstreamCode.Kind.choices)
    theirs = forms.CharField(label=gettext_lazy("Their code"), max_length=60)
