"""The shape of what the counter's pages send. What is missing or not allowed, the actions say: one rule, one place."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from customers.models import Area
from deadlines.models import PauseReason
from servicedesk.lib.masks import mask_name, mask_phone
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import Invalid, Refusal
from tickets.actions.desk import Intake
from tickets.card import Card
from tickets.choosing import Choice
from tickets.closing_refusals import NotComplete
from tickets.model_counter import COUNTER, WayIn
from tickets.questionfields import (
    CLOSING,
    QUESTION,
    TYPED,
    Asked,
    answers_in,
    closing_fields,
    fields_for,
    filled_in,
)
from tickets.refusals import AlreadyTakenIn, Needed

# What an action calls a field, and what the sheet calls it.
NAMES = {"phone": "contact_phone", "name": "contact_name", "text": "answer"}


class Sheet(forms.Form):
    """One request as the counter sends it. Hidden parts of a known customer come back as their masks and are put right."""

    sheet = forms.UUIDField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(required=False, label=_("Way in"))
    area = forms.ChoiceField(choices=Area.choices, required=False, label=_("Area"))
    contact_name = forms.CharField(max_length=60, required=False, label=_("Name"))
    contact_phone = forms.CharField(max_length=40, required=False, label=_("Phone"))
    address = forms.CharField(max_length=200, required=False, label=_("Address"))
    description = forms.CharField(
        max_length=5000, required=False, label=_("Description"), widget=forms.Textarea(attrs={"rows": 2})
    )
    answer = forms.CharField(
        max_length=5000, required=False, label=_("Answered on the spot"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        choice: Choice,
        card: Card | None,
        is_lost: bool,
        halls: list[Unit],
        ways: list[WayIn],
        number: str = "",
        initial: dict[str, Any] | None = None,
    ) -> None:
        """`is_lost`: a customer was named who is not there. `halls`: those whose counter this person may stand at.

        `number`: the one from which they call just now.
        """
        self.ways = {way.code: way.name for way in ways if way.is_active}
        self.choice, self.card, self.is_lost, self.number_of_call = choice, card, is_lost, number
        self.fresh, self.is_used_up = uuid4(), False
        super().__init__(data, initial=self._first_words(initial or {}))
        self.fields["channel"].choices = list(self.ways.items())  # type: ignore[attr-defined]
        if len(halls) > 1:
            options = [(str(hall.pk), hall.name) for hall in halls]
            self.fields["hall"] = forms.ChoiceField(choices=options, required=False, label=_("Hall"))
        for question in choice.face.questions:
            self.fields |= fields_for(question)
        self.order_fields([name for name in self.fields if name.startswith(QUESTION)])
        if choice.can_be_answered:
            self.fields |= closing_fields(choice.face.rules)
        for name in ("description", "answer", "address", "contact_name", "contact_phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def _first_words(self, initial: dict[str, Any]) -> dict[str, Any]:
        channel = initial.get("channel") if initial.get("channel") in self.ways else COUNTER
        blank = {"sheet": self.fresh, "area": Area.URBAN} | self.known_of_customer()
        return blank | initial | {"channel": channel}

    def known_of_customer(self) -> dict[str, Any]:
        """What the chosen customer brings with them, as it is shown: masked."""
        if self.card is None:
            return {"contact_phone": mask_phone(self.number_of_call)} if self.number_of_call else {}
        words = {"contact_name": mask_name(self.card.customer.name), "contact_phone": mask_phone(self._known_number)}
        if self.card.point:
            words |= {"address": self.card.masked_address, "area": self.card.point.area}
        return words

    @property
    def _known_number(self) -> str:
        """The number from which they call, else the customer's own that was chosen."""
        return self.number_of_call or (self.card.phone.number if self.card and self.card.phone else "")

    @property
    def channel_word(self) -> str:
        """By which way it came, in the company's word."""
        return self.ways.get(str(self["channel"].value()), "")

    @property
    def number(self) -> object:
        """The sheet's own number: sent twice it is one request; a sheet that is used up gets a new one."""
        return self.fresh if self.is_used_up else self["sheet"].value() or self.fresh

    @property
    def questions(self) -> list[Asked]:
        """The questions as the page draws them."""
        return [
            Asked(one, self[name], self[name + TYPED] if name + TYPED in self.fields else None)
            for one in self.choice.face.questions
            for name in [f"{QUESTION}{one.code}"]
        ]

    @property
    def closing(self) -> list[forms.BoundField]:
        """What closing asks for, if it is answered on the spot."""
        return [self[name] for name in self.fields if name.startswith(CLOSING)]

    @property
    def script(self) -> str:
        """What to say to whoever stands there."""
        return self.choice.script_for(self.card.customer if self.card else None)

    @property
    def is_hazard(self) -> bool:
        """Whether an answer on the sheet says that somebody is in danger."""
        told = {one.question.code: one.field.value() for one in self.questions}
        return self.choice.face.is_hazard(told)

    def clean_contact_name(self) -> str:
        known = self.card.customer.name if self.card else ""
        return self._unmasked("contact_name", known)

    def clean_contact_phone(self) -> str:
        number = self._unmasked("contact_phone", self._known_number)
        try:
            return normalise(number) if number else ""
        except Invalid as wrong:
            raise forms.ValidationError(wrong.sentence()) from wrong

    def clean_address(self) -> str:
        known = self.card.point.address if self.card and self.card.point else ""
        return self._unmasked("address", known)

    def _unmasked(self, name: str, known: str) -> str:
        typed: str = " ".join(self.cleaned_data[name].split())
        if typed == self.known_of_customer().get(name, ""):
            return known
        if "*" in typed:
            raise forms.ValidationError(_("Part of this is hidden. Leave it as it is, or write all of it."))
        return typed

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.is_lost:
            self.add_error(None, _("This customer cannot be found any more. Look them up again."))
        if self.choice.category is None:
            self.add_error(None, _("Choose what it is about."))
        return told

    def intake(self) -> Intake:
        """What the sheet says, once it is valid."""
        told = self.cleaned_data
        card, category = self.card, self.choice.category
        if category is None:
            raise Needed(fields={"category": str(_("what it is about"))})
        point = card.point if card and not self._is_elsewhere(told["address"], card) else None
        return Intake(
            category=category,
            contact_name=told["contact_name"],
            contact_phone=told["contact_phone"],
            address=told["address"],
            customer=card.customer if card else None,
            supply_point=point,
            answers=answers_in(self.choice.face.questions, told),
            filled=filled_in(self.choice.face.rules, self.data),
            description=told["description"].strip(),
            area=point.area if point else told["area"],
            channel=told["channel"] or COUNTER,
        )

    @staticmethod
    def _is_elsewhere(address: str, card: Card) -> bool:
        """Another house than the account's: its transformer and area say nothing about this place."""
        house = card.masked_address.removesuffix("**").rstrip()
        return bool(address) and not address.startswith(house)

    def refuse(self, refusal: Refusal) -> None:
        """Put what an action refused beside the fields it named."""
        self.is_used_up = isinstance(refusal, AlreadyTakenIn)
        is_missing = isinstance(refusal, Needed | NotComplete)
        for name, text in refusal.fields.items():
            names = (f"{QUESTION}{name}", f"{CLOSING}{name.partition('.')[0]}", NAMES.get(name, name))
            field = next((one for one in names if one in self.fields), None)
            said = _("This is still missing.") if is_missing else text
            self.add_error(field, forms.ValidationError(said, code="missing" if is_missing else "invalid"))


class Transfer(forms.Form):
    """To whom a case is passed on, and why. The choices are this company's desks and people."""

    to = forms.ChoiceField(label=_("To whom"))
    reason = forms.CharField(max_length=500, required=False, label=_("Reason"))

    def __init__(self, data: Any = None, *, choices: list[Any], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class Appoint(forms.Form):
    """When the crew shall come, as agreed with the customer."""

    visit_at = forms.DateTimeField(label=_("Agreed time"))


class Suspend(forms.Form):
    """Why the clocks stand still, what shows it, and when somebody looks again, in the hall's time."""

    why = forms.ChoiceField(choices=PauseReason.choices, label=_("Why the clocks stand still"))
    proof = forms.CharField(max_length=500, label=_("What shows it"))
    review_at = forms.DateTimeField(label=_("Look again at"))
