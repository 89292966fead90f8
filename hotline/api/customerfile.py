"""The customer's record changed over REST: name, numbers, people of an account, papers, addresses; and taken back."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers import checking, editing, taking_back, verifying
from customers.editing import POWERS
from customers.models import Area, Correction, Customer, CustomerEvent, Holding, IdentityCheck
from hotline.api.customershapes import ChangeOut, CorrectionOut, PersonOfOut
from hotline.api.fields import SupplyPointField
from hotline.api.rows import VersionedRows
from hotline.api.says import says, verb
from hotline.api.shapes import CustomerOut, Out
from hotline.api.strict import Strict
from hotline.api.verbs import Reason
from hotline.api.versions import Versioned

MOST = 200
MOST_TAGS = 20


class EditIn(Versioned):
    """What is left out stays as it is; `tags` are words of the company's vocabulary."""

    name = serializers.CharField(max_length=60, required=False)
    kind = serializers.ChoiceField(choices=Customer.Kind.choices, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=20), max_length=MOST_TAGS, required=False)

    example = {"name": "陈桂芳", "tags": []}


class TakeBackChangeIn(Strict):
    """`event` is the id of one's own newest change, from `changes/`, not older than ten minutes."""

    event = serializers.UUIDField()


class PhoneIn(Strict):
    number = serializers.CharField(max_length=40)
    label = serializers.CharField(max_length=20, default="", allow_blank=True)  # type: ignore[assignment]
    is_main = serializers.BooleanField(default=False)

    example = {"number": "13800006217", "label": "儿子", "is_main": False}


class WhichPhoneIn(Strict):
    """`phone` is its id, from the customer's `phones`."""

    phone = serializers.UUIDField()


class DropPhoneIn(WhichPhoneIn):
    reason = Reason(max_length=200, default="", allow_blank=True)


class BelongsIn(Strict):
    """Somebody who belongs to an account; an authorised person (`agent`) needs `powers`."""

    supply_point = SupplyPointField()
    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=40)
    part = serializers.ChoiceField(choices=Holding.Part.choices)
    powers = serializers.ListField(child=serializers.ChoiceField(choices=POWERS), max_length=len(POWERS), default=list)
    until_on = serializers.DateField(required=False)

    example = {"name": "李明", "phone": "13800006218", "part": "contact", "powers": []}


class NoMoreIn(Strict):
    """`person` is the id of the part, from `people/`."""

    person = serializers.UUIDField()
    reason = Reason(max_length=200, default="", allow_blank=True)

    example = {"person": "019cf4a0-7d00-7c3a-9b1e-5f2d8a6c4e10"}


class IdentityIn(Strict):
    """A paper that was looked at; its number is compared and not kept in clear."""

    paper = serializers.ChoiceField(choices=IdentityCheck.Paper.choices)
    number = serializers.CharField(max_length=24, default="", allow_blank=True)
    valid_until = serializers.DateField(required=False)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)

    example = {"paper": "id_card", "number": "370203199001011234"}


class IdentityOut(Out):
    """How the paper compares with what is on record."""

    result = serializers.ChoiceField(choices=IdentityCheck.Result.choices)
    valid_until = serializers.DateField(allow_null=True)


class CorrectIn(Strict):
    """The right address, and how one knows; it changes when a second person has verified it."""

    supply_point = SupplyPointField()
    address = serializers.CharField(max_length=200)
    area = serializers.ChoiceField(choices=Area.choices, required=False)
    reason = Reason()


class CorrectionDecideIn(Strict):
    correction = serializers.UUIDField()
    accept = serializers.BooleanField()
    answer = Reason(default="", allow_blank=True)


class KnownIn(Strict):
    """`account`: to which they belong; left out, an occasional customer who is right as they are."""

    account = serializers.CharField(max_length=40, default="", allow_blank=True)

    example = {"account": "053211876204"}


EDITS = ("edit", "undo", "give_phone", "main_phone", "drop_phone", "link_person", "unlink_person", "check_paper",
         "correct", "verify")  # fmt: skip


class CustomerFile(VersionedRows):
    """What is changed in a customer's record; each answers with the customer as they are then."""

    verbs = {
        **dict.fromkeys(("changes", "people", "corrections"), "customers"),
        **dict.fromkeys(EDITS, "customer_edit"),
        "decide_correction": "customer_verify",
    }
    gives = CustomerOut

    def get_queryset(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.me).prefetch_related("phones", "holdings__supply_point")

    def history_of(self, row: Customer) -> QuerySet[Any]:
        return CustomerEvent.objects.filter(customer=row)

    @action(detail=True)
    @says(gives=ChangeOut, form="list")
    def changes(self, request: Request, pk: str) -> Response:
        """What was changed in the record, the newest first; names and numbers masked."""
        rows = self.history_of(self.get_object()).select_related("by").order_by("-at", "-id")
        return self.listed(rows[:MOST])

    @action(detail=True)
    @says(gives=PersonOfOut, form="list")
    def people(self, request: Request, pk: str) -> Response:
        """Who belongs to the customer's accounts: whom to call, who pays, who may act for them."""
        mine = self.get_object().holdings.values("supply_point")
        seen = Holding.objects.filter(supply_point__in=mine, customer__in=Customer.objects.visible_to(self.me))
        return self.listed(seen.select_related("customer", "supply_point").order_by("pk")[:MOST])

    @action(detail=True)
    @says(gives=CorrectionOut, form="list")
    def corrections(self, request: Request, pk: str) -> Response:
        """The addresses that were said to be wrong, the newest first."""
        return self.listed(
            self.get_object().corrections.select_related("by", "decided_by").order_by("-asked_at")[:MOST]
        )

    @verb(EditIn)
    def edit(self, request: Request, pk: str) -> Response:
        """Change name, kind or tags."""
        return self.act(editing.edit)

    @verb(TakeBackChangeIn)
    def undo(self, request: Request, pk: str) -> Response:
        """Take one's newest change back, within ten minutes."""
        return self.act(taking_back.take_back)

    @verb(PhoneIn)
    def give_phone(self, request: Request, pk: str) -> Response:
        """Add a number; the first is the one that is called first."""
        return self.act(editing.give_phone)

    @verb(WhichPhoneIn)
    def main_phone(self, request: Request, pk: str) -> Response:
        """Say which number is called first."""
        return self.act(editing.make_main)

    @verb(DropPhoneIn)
    def drop_phone(self, request: Request, pk: str) -> Response:
        """A number is not theirs any more."""
        return self.act(editing.retire_phone)

    @verb(BelongsIn)
    def link_person(self, request: Request, pk: str) -> Response:
        """Say who else belongs to an account of the customer."""
        return self.act(editing.link_person)

    @verb(NoMoreIn)
    def unlink_person(self, request: Request, pk: str) -> Response:
        """Somebody does not belong to an account any more."""
        return self.act(_unlink)

    @verb(IdentityIn, gives=IdentityOut)
    def check_paper(self, request: Request, pk: str) -> Response:
        """A paper was shown and looked at; an ID number is compared with the one on record."""
        customer = self.get_object()
        return self.one(checking.check_identity(customer, **self.told(), by=self.me, at=timezone.now()))

    @verb(CorrectIn, gives=CorrectionOut)
    def correct(self, request: Request, pk: str) -> Response:
        """An address is wrong; a second person verifies it."""
        customer = self.get_object()
        return self.one(checking.ask_correction(customer, **self.told(), by=self.me, at=timezone.now()))

    @verb(CorrectionDecideIn, gives=CorrectionOut)
    def decide_correction(self, request: Request, pk: str) -> Response:
        """Take the new address over, or leave the old one with a reason; not by whoever asked."""
        customer, told = self.get_object(), self.told()
        row: Correction = get_object_or_404(customer.corrections, pk=told.pop("correction"))
        return self.one(checking.decide_correction(row, **told, by=self.me, at=timezone.now()))

    @verb(KnownIn)
    def verify(self, request: Request, pk: str) -> Response:
        """Somebody taken down by hand is known now."""
        return self.act(_verify)


def _unlink(customer: Customer, *, person: Any, **told: Any) -> None:
    editing.unlink_person(customer, person, **told)


def _verify(customer: Customer, *, account: str, **told: Any) -> None:
    verifying.verify(customer, account_number=account, **told)
