"""Forms of the work beside the five sections: help, less grave, outside cases, the shelf, and making good."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from complaints.forms import LONGEST, StepForm, name_choices
from complaints.lifecycle import RANK, HandledAs, Level
from complaints.models import CompensationRule, OuterCase
from tickets.models import Ticket


def text_field(label: Any, rows: int = 2, **more: Any) -> forms.CharField:
    """A field for a few lines."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more)


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    """A field for a day and a time of the hall."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **more)


class ToldForm(StepForm):
    """That the customer was told by word today."""

    text = text_field(_("What the customer was told: who is on it, and by when"), rows=1)


class FixForm(StepForm):
    """A corrective action: what, by whom, until when."""

    measure = text_field(_("What is changed"))
    owner = forms.ModelChoiceField(label=_("Who sees to it"), queryset=User.objects.none())
    due_at = moment_field(_("Until when"), required=False, help_text=_("Empty: by the company's own limit."))

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        people_of(self, ticket, "owner")


class HelpForm(StepForm):
    """A question to another unit."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    person = forms.ModelChoiceField(label=_("Who answers for it"), queryset=User.objects.none())
    question = text_field(_("What is to be found out or done"))

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        name_choices(self, ticket, unit="unit", person="person")


class LessForm(StepForm):
    """As what it is to go on, and why."""

    to = forms.ChoiceField(label=_("Treat it as"))
    reason = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        lower = [(level.value, level.label) for level in Level if RANK[level] < RANK.get(ticket.level, 1)]
        self.fields["to"].choices = [*lower, *HandledAs.choices]  # type: ignore[attr-defined]


class DecideForm(StepForm):
    """Agreed, or refused with a reason. Which of the two is the button."""

    granted = forms.TypedChoiceField(
        choices=[("yes", _("Agree")), ("no", _("Refuse"))], coerce=lambda word: word == "yes"
    )
    reason = forms.CharField(label=_("Reason, where refused"), max_length=500, required=False)


class OuterForm(StepForm):
    """Whose case it is, under which number, and their limit."""

    source = forms.ChoiceField(label=_("Source"), choices=OuterCase.Source.choices)
    number = forms.CharField(label=_("Its number there"), max_length=60)
    due_at = moment_field(_("Its limit"), required=False, help_text=_("Empty: by the standard for this source."))


class ExtendOuterForm(StepForm):
    """More time, as the source agreed."""

    until = moment_field(_("New limit"))
    reason = forms.CharField(label=_("Why, and who agreed"), max_length=500)


class ReturnOuterForm(StepForm):
    """Back to the source, with the legal basis."""

    basis = forms.ChoiceField(label=_("Legal basis"), choices=OuterCase.Basis.choices)
    text = text_field(_("The article, and the facts"))


class ReportOuterForm(StepForm):
    """What the source was told."""

    text = text_field(_("Report to the source"), required=False)


class HearOuterForm(StepForm):
    """What the source heard at its own callback."""

    heard = forms.ChoiceField(label=_("Heard at its callback"), choices=OuterCase.Heard.choices)
    text = forms.CharField(label=_("In which words"), max_length=500, required=False)


class ArchiveForm(StepForm):
    """Nothing but the wish to put it on the shelf."""


class PlainForm(forms.Form):
    """One text: the answer of a unit, the proof of a deed, an apology, what one heard."""

    text = text_field(_("In a few words"))


class CompensationForm(forms.Form):
    """What, how much, why."""

    kind = forms.ChoiceField(label=_("Compensation"), choices=CompensationRule.What.choices)
    value = forms.DecimalField(label=_("Value in yuan"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2)
    reason = forms.CharField(label=_("Why"), max_length=500)


def people_of(form: forms.Form, ticket: Ticket, name: str) -> None:
    """Offer the people of the ticket's own company."""
    people = User.objects.filter(org_id=ticket.org_id, is_active=True, is_service=False)
    form.fields[name].queryset = people.order_by("staff_number", "name")  # type: ignore[attr-defined]
