"""The shape of what is typed in a customer's file."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from customers.editing import POWERS
from customers.models import Area, Customer, Holding, IdentityCheck, Level, Secrecy
from customers.secrecy import HOURS
from customers.tagging import words_in_use
from keyaccounts.actions.dates import EVERY, MOST_AHEAD
from keyaccounts.model_dealings import Contract, Reminder
from keyaccounts.people import caretakers

POWER_WORDS: dict[str, Promise] = dict(
    zip(
        POWERS,
        (
            pgettext_lazy("power", "ask about the account"),
            pgettext_lazy("power", "pay"),
            pgettext_lazy("power", "sign"),
            pgettext_lazy("power", "change the record"),
            pgettext_lazy("power", "end the contract"),
        ),
        strict=True,
    )
)
EVERY_WORDS: dict[int, Promise] = dict(
    zip(
        EVERY,
        (
            pgettext_lazy("reminder", "once"),
            pgettext_lazy("reminder", "every month"),
            pgettext_lazy("reminder", "every 3 months"),
            pgettext_lazy("reminder", "every 6 months"),
            pgettext_lazy("reminder", "every year"),
            pgettext_lazy("reminder", "every 2 years"),
            pgettext_lazy("reminder", "every 3 years"),
        ),
        strict=True,
    )
)
NOBODY = ("", pgettext_lazy("caretaker", "nobody"))


def _day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def _words(label: Any, most: int, *, required: bool = True, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, **more)


class FileForm(forms.Form):
    """A form of one customer's file, for one reader."""

    def __init__(self, data: Any = None, *, customer: Customer, user: User, **more: Any) -> None:
        self.customer, self.user = customer, user
        super().__init__(data, **more)
        self.choose()

    def choose(self) -> None:
        """Fill in what can be chosen."""

    def _points(self) -> list[tuple[str, str]]:
        rows = self.customer.holdings.select_related("supply_point")
        return [(str(row.supply_point_id), f"{row.supply_point} · {row.supply_point.masked_address}") for row in rows]


class Edit(FileForm):
    """Name, kind and tags. The name is typed anew, not read out; empty leaves it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = _words(_("New name"), 60, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Customer.Kind.choices)
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)

    def choose(self) -> None:
        words = words_in_use(self.customer.org_id, self.customer.tags)
        known = {tag.name for tag in words}
        told = [(tag.name, tag.name) for tag in words] + [(tag, tag) for tag in self.customer.tags if tag not in known]
        self.fields["tags"].choices = told  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial = {"version": self.customer.version, "kind": self.customer.kind, "tags": self.customer.tags}


class GivePhone(FileForm):
    number = _words(pgettext_lazy("phone", "Number"), 40)
    label = _words(_("Whose, or when to call"), 20, required=False)
    is_main = forms.BooleanField(label=_("call this one first"), required=False)


class Which(FileForm):
    """One row of the file, by its key."""

    row = forms.UUIDField(widget=forms.HiddenInput)


class WhichWhy(Which):
    reason = _words(_("Reason"), 200)


class Person(FileForm):
    point = forms.ChoiceField(label=_("Account"))
    name = _words(_("Name"), 60)
    phone = _words(_("Phone"), 40)
    part = forms.ChoiceField(label=_("Part"), choices=Holding.Part.choices, initial=Holding.Part.CONTACT)
    powers = forms.MultipleChoiceField(
        label=_("May (authorised persons)"),
        required=False,
        choices=list(POWER_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    until_on = _day(_("Authorised until"), required=False)

    def choose(self) -> None:
        self.fields["point"].choices = self._points()  # type: ignore[attr-defined]


class Check(FileForm):
    paper = forms.ChoiceField(label=pgettext_lazy("identity", "Paper"), choices=IdentityCheck.Paper.choices)
    number = _words(_("Number on the paper"), 24, required=False, help_text=_("Compared and not kept in clear."))
    valid_until = _day(_("Valid until"), required=False)
    note = _words(_("Note"), 200, required=False)


class Correct(FileForm):
    point = forms.ChoiceField(label=_("Account"))
    address = _words(_("Right address"), 200)
    area = forms.ChoiceField(
        label=_("Area"), required=False, choices=[("", pgettext_lazy("area", "as it is")), *Area.choices]
    )
    reason = _words(_("How you know"), 500)

    def choose(self) -> None:
        self.fields["point"].choices = self._points()  # type: ignore[attr-defined]


class Verdict(Which):
    answer = _words(_("Remark"), 500, required=False)


class LevelForm(FileForm):
    level = forms.ChoiceField(label=_("Importance"), choices=Level.choices, required=False)
    until_on = _day(_("Until"), required=False, help_text=_("needed for an importance for a time"))
    reason = _words(_("Reason"), 500)

    def choose(self) -> None:
        self.initial.setdefault("level", self.customer.level)


class Caretaker(FileForm):
    person = forms.ChoiceField(label=_("Caretaker"), required=False)
    reason = _words(_("Reason"), 200, required=False)

    def choose(self) -> None:
        people = [(str(one.pk), f"{one.name} {one.staff_number}") for one in caretakers(self.user)]
        self.fields["person"].choices = [NOBODY, *people]  # type: ignore[attr-defined]
        self.initial.setdefault("person", str(self.customer.caretaker_id or ""))


class Classify(FileForm):
    secrecy = forms.ChoiceField(label=_("Secrecy"), choices=Secrecy.choices)
    reason = _words(_("Reason"), 500)

    def choose(self) -> None:
        self.initial.setdefault("secrecy", self.customer.secrecy)


class Ask(FileForm):
    hours = forms.TypedChoiceField(
        label=_("For how many hours"), coerce=int, choices=[(hours, str(hours)) for hours in HOURS], initial=4
    )
    reason = _words(_("Reason"), 500)


class Enter(FileForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Contract.Kind.choices)
    number = _words(pgettext_lazy("contract", "Number"), 60)
    signed_on = _day(_("Signed"))
    valid_until = _day(_("Valid until"), required=False, help_text=_("said to the caretaker 60 days ahead"))
    point = forms.ChoiceField(label=_("Account"), required=False)
    file_ref = _words(_("Scan"), 200, required=False, help_text=_("its place in the archive"))
    note = _words(_("Note"), 500, required=False)

    def choose(self) -> None:
        self.fields["point"].choices = [("", "—"), *self._points()]  # type: ignore[attr-defined]


class EndContract(Which):
    on = _day(_("Ended on"))

    def choose(self) -> None:
        self.initial.setdefault("on", timezone.localdate())


class Plan(FileForm):
    on = _day(_("Day"))
    purpose = _words(_("Purpose"), 200)


class Paid(FileForm):
    row = forms.UUIDField(widget=forms.HiddenInput, required=False)
    on = _day(_("Day"))
    purpose = _words(_("Purpose"), 200, required=False)
    met = _words(_("Whom you spoke to"), 60, required=False)
    said = _words(pgettext_lazy("visit", "What was said"), 5000, rows=3)
    text = _words(_("To follow up"), 500, required=False)
    due_on = _day(_("Due"), required=False)

    def choose(self) -> None:
        self.initial.setdefault("on", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("text")) != bool(told.get("due_on")) and "due_on" not in self.errors:
            self.add_error("due_on" if told.get("text") else "text", _("A follow-up needs its text and its day."))
        return told


class FollowUpForm(FileForm):
    text = _words(_("To follow up"), 500)
    due_on = _day(_("Due"))


class Settle(Which):
    outcome = _words(_("What came of it"), 500)


class KeepDate(FileForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Reminder.Kind.choices, initial=Reminder.Kind.OWN)
    text = _words(_("About"), 200, required=False)
    first_on = _day(_("First time"))
    every_months = forms.TypedChoiceField(label=_("Again"), coerce=int, choices=list(EVERY_WORDS.items()))
    ahead_days = forms.IntegerField(label=_("Days ahead"), min_value=0, max_value=MOST_AHEAD, initial=7)
