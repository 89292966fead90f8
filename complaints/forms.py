"""What is typed at the complaint desk: shape only; the rules are in the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from complaints.lifecycle import FILE, RECORD, Cause, Verdict
from servicedesk.lib.forms import RefusableForm
from servicedesk.lib.refusals import Refusal
from tickets.closing_panel import closing_of, rules_of
from tickets.models import Attachment, Ticket
from tickets.questionfields import filled_in

LONGEST = 4000


class StepForm(RefusableForm):
    """A form about one complaint; a refusal of the action comes back as an error beside its field."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"id_{self.prefix_of()}_%s"
        super().__init__(*args, **kwargs)
        self.ticket = ticket

    @classmethod
    def prefix_of(cls) -> str:
        return cls.__name__.removesuffix("Form").lower()

    def told(self) -> dict[str, Any]:
        """What was typed, as keyword arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class AcceptForm(StepForm):
    """Nothing but the wish to take it on."""


class ContactForm(StepForm):
    """What was said, or that nobody answered. Which of the two is the button."""

    text = forms.CharField(
        label=_("What was said"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    reached = forms.ChoiceField(
        choices=[("yes", _("Reached")), ("no", _("Not reached")), ("gone", _("Cannot be reached"))]
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("reached") == "no" and not told.get("text"):
            told["text"] = gettext("Nobody answered.")
        if told.get("reached") == "gone" and not told.get("text"):
            told["text"] = gettext("Called three times in vain.")
        if told.get("reached") == "yes" and not told.get("text"):
            self.add_error("text", gettext("Write what was said."))
        return told

    def told(self) -> dict[str, Any]:
        told, how = super().told(), self.cleaned_data["reached"]
        return told | {"reached": how == "yes", "gone": how == "gone"}


class VerifyForm(StepForm):
    """Verdict, finding, who answers for it, what is changed."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the verdict.")},
    )
    finding = forms.CharField(
        label=_("Finding"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was looked at, and what it showed: recordings, records, people asked."),
        error_messages={"required": _("Write down what was found.")},
    )
    cause = forms.ChoiceField(label=_("Cause"), choices=[("", "—"), *Cause.choices], required=False)
    responsible_unit = forms.ModelChoiceField(
        label=_("Unit responsible"), queryset=Unit.objects.none(), required=False, empty_label="—"
    )
    responsible_person = forms.ModelChoiceField(
        label=_("Person responsible"), queryset=User.objects.none(), required=False, empty_label="—"
    )
    corrective = forms.CharField(
        label=_("Corrective action"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    owner = forms.ModelChoiceField(
        label=_("Who sees to it"), queryset=User.objects.none(), required=False, empty_label="—"
    )
    proofs = forms.MultipleChoiceField(
        label=_("Evidence: files of the case"), required=False, widget=forms.CheckboxSelectMultiple
    )
    numbers = forms.CharField(
        label=_("Evidence: numbers of recordings or records"),
        max_length=400,
        required=False,
        help_text=_("Several with spaces between, such as R-20261122-0031."),
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        name_choices(self, ticket, unit="responsible_unit", person="responsible_person")
        self.fields["owner"].queryset = self.fields["responsible_person"].queryset  # type: ignore[attr-defined]
        shown = Attachment.objects.of_case(ticket).shown().order_by("at")
        self.fields["proofs"].choices = [(str(one.pk), one.name) for one in shown]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        told = super().told()
        files, numbers = told.pop("proofs"), told.pop("numbers").replace("，", " ").replace(",", " ").split()
        told["evidence"] = [{"kind": FILE, "id": pk} for pk in files]
        told["evidence"] += [{"kind": RECORD, "id": number} for number in numbers]
        return told

    def refuse(self, refusal: Refusal) -> None:
        if "evidence" in refusal.fields:
            refusal.fields["numbers"] = refusal.fields.pop("evidence")
        super().refuse(refusal)


class DraftForm(StepForm):
    """The written answer, before somebody else reviews it."""

    text = forms.CharField(
        label=_("Answer to the customer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Somebody else reviews it; then it is sent, and the customer will be called back."),
        error_messages={"required": _("Write the answer.")},
    )
    attitude = forms.CharField(label=_("How the customer takes it"), max_length=200, required=False)


class ReviewForm(StepForm):
    """Approved, or sent back with a reason. Which of the two is the button."""

    approved = forms.TypedChoiceField(
        choices=[("yes", _("Approve")), ("no", _("Send back"))], coerce=lambda word: word == "yes"
    )
    reason = forms.CharField(label=_("What is to be changed"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("approved") is False and not told.get("reason"):
            self.add_error("reason", gettext("Write the reason."))
        return told


class ReplyForm(StepForm):
    """The wish to send what was approved, with what its category asks for before it may close."""

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        self.closing = closing_of(ticket, self.data if self.is_bound else None)

    def told(self) -> dict[str, Any]:
        return super().told() | {"filled": filled_in(rules_of(self.ticket), self.data)}


class AwayForm(StepForm):
    """Whom the complaint is about: one person or one unit."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), required=False, empty_label="—")
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label="—")

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        name_choices(self, ticket, unit="unit", person="person")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("person")) == bool(told.get("unit")):
            raise forms.ValidationError(_("Name one person or one unit."))
        return told

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"whom": data["person"] or data["unit"], "version": data["version"]}


class ExemptForm(StepForm):
    """Why this customer is not called back."""

    reason = forms.CharField(
        label=_("Why no callback"), max_length=500, error_messages={"required": _("Write the reason.")}
    )

    def told(self) -> dict[str, Any]:
        return super().told() | {"outcome": "exempt"}


def name_choices(form: forms.Form, ticket: Ticket, *, unit: str, person: str) -> None:
    """Offer the units and people of the ticket's own company."""
    places = Unit.objects.filter(org_id=ticket.org_id, is_active=True).exclude(pk=ticket.org_id)
    people = User.objects.filter(org_id=ticket.org_id, is_active=True, is_service=False)
    form.fields[unit].queryset = places.order_by("kind", "code")  # type: ignore[attr-defined]
    form.fields[person].queryset = people.order_by("staff_number", "name")  # type: ignore[attr-defined]
