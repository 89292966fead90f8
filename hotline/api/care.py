"""Looking after customers over REST: contracts, visits, what was promised, dates; importance, caretaker, secrecy."""

from typing import Any

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from customers import secrecy
from customers.models import Customer, Level, Secrecy
from hotline.api.customershapes import CareVisitOut, ContractOut, DateOut, FollowUpOut
from hotline.api.fields import PersonField, SupplyPointField
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import CustomerOut
from hotline.api.strict import Strict
from hotline.api.verbs import Reason, Words
from keyaccounts.actions import caretakers, contracts, dates, levels, visits
from keyaccounts.model_dealings import CareVisit, Contract, FollowUp, Reminder

MOST = 200


class ContractIn(Strict):
    """One that ends is said to the caretaker 60 days ahead."""

    kind = serializers.ChoiceField(choices=Contract.Kind.choices)
    number = serializers.CharField(max_length=60)
    signed_on = serializers.DateField()
    valid_until = serializers.DateField(required=False)
    supply_point = SupplyPointField(required=False)
    file_ref = serializers.CharField(max_length=200, default="", allow_blank=True)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)

    example = {"kind": "supply", "number": "GY-2026-0042", "file_ref": "档案室 3-12"}


class ContractEndIn(Strict):
    contract = serializers.UUIDField()
    on = serializers.DateField()


class CareVisitIn(Strict):
    on = serializers.DateField()
    purpose = serializers.CharField(max_length=200)

    example = {"purpose": "迎峰度夏走访"}


class VisitPaidIn(Strict):
    """`visit`: a planned one, by its id; without, a `purpose`."""

    visit = serializers.UUIDField(required=False)
    on = serializers.DateField()
    purpose = serializers.CharField(max_length=200, default="", allow_blank=True)
    met = serializers.CharField(max_length=60, default="", allow_blank=True)
    said = Words()

    example = {"met": "电工班长", "said": "变压器已检修。"}


class VisitDropIn(Strict):
    visit = serializers.UUIDField()
    reason = Reason(max_length=200)


class PromiseIn(Strict):
    text = Words(max_length=500)
    due_on = serializers.DateField()


class FollowUpDoneIn(Strict):
    follow_up = serializers.UUIDField()
    outcome = Words(max_length=500)


class DateIn(Strict):
    """`every_months` 0: once; whoever looks after the customer is told so many days ahead."""

    kind = serializers.ChoiceField(choices=Reminder.Kind.choices)
    first_on = serializers.DateField()
    text = serializers.CharField(max_length=200, default="", allow_blank=True)
    every_months = serializers.IntegerField(min_value=0, max_value=dates.EVERY[-1], default=0)
    ahead_days = serializers.IntegerField(min_value=0, max_value=dates.MOST_AHEAD, default=7)


class EndDateIn(Strict):
    date = serializers.UUIDField()


class LevelIn(Strict):
    """`until_on` is the last day; an importance for a time needs it."""

    level = serializers.ChoiceField(choices=Level.values)
    until_on = serializers.DateField(required=False)
    reason = Reason()


class AssignIn(Strict):
    """`person` left out: nobody looks after them."""

    person = PersonField(required=False)
    reason = Reason(max_length=200, default="", allow_blank=True)


class ClassIn(Strict):
    secrecy = serializers.ChoiceField(choices=Secrecy.choices)
    reason = Reason()


CARE = ("enter_contract", "end_contract", "plan_visit", "pay_visit", "drop_visit", "promise", "settle", "keep_date",
        "end_date")  # fmt: skip


class Care(Rows):
    """What is kept in mind about a customer; steps answer with the customer or with the row they made."""

    verbs = {
        **dict.fromkeys(("contracts", "visits", "follow_ups", "dates"), "customers"),
        **dict.fromkeys(CARE, "care"),
        "set_level": "customer_level",
        "assign": "care_assign",
        "classify": "secrecy_approve",
    }
    gives = CustomerOut

    def get_queryset(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.me).prefetch_related("phones", "holdings__supply_point")

    @action(detail=True)
    @says(gives=ContractOut, form="list")
    def contracts(self, request: Request, pk: str) -> Response:
        """The contracts with the customer, the newest first."""
        return self.listed(self.get_object().contracts.order_by("-signed_on", "-pk")[:MOST])

    @contracts.mapping.post
    @says(takes=ContractIn, gives=ContractOut, statuses=(201,))
    def enter_contract(self, request: Request, pk: str) -> Response:
        """Enter a contract."""
        return self.made(contracts.enter_contract)

    @verb(ContractEndIn)
    def end_contract(self, request: Request, pk: str) -> Response:
        """A contract has ended, or was replaced."""
        return self.on_row(Contract, "contract", contracts.end_contract)

    @action(detail=True)
    @says(gives=CareVisitOut, form="list")
    def visits(self, request: Request, pk: str) -> Response:
        """Visits planned, paid and called off, the newest first."""
        return self.listed(self.get_object().care_visits.select_related("paid_by").order_by("-at", "-pk")[:MOST])

    @visits.mapping.post
    @says(takes=CareVisitIn, gives=CareVisitOut, statuses=(201,))
    def plan_visit(self, request: Request, pk: str) -> Response:
        """Plan a visit for a day."""
        return self.made(visits.plan_visit)

    @verb(VisitPaidIn, gives=CareVisitOut)
    def pay_visit(self, request: Request, pk: str) -> Response:
        """Write down a visit that was paid, planned or not."""
        return self.made(_paid, status=200)

    @verb(VisitDropIn)
    def drop_visit(self, request: Request, pk: str) -> Response:
        """A planned visit does not take place."""
        return self.on_row(CareVisit, "visit", visits.drop_visit)

    @action(detail=True)
    @says(gives=FollowUpOut, form="list")
    def follow_ups(self, request: Request, pk: str) -> Response:
        """What was promised to the customer, by its day."""
        rows = self.get_object().follow_ups.select_related("owner", "done_by").order_by("due_on", "pk")
        return self.listed(rows[:MOST])

    @follow_ups.mapping.post
    @says(takes=PromiseIn, gives=FollowUpOut, statuses=(201,))
    def promise(self, request: Request, pk: str) -> Response:
        """Promise something for a day; whoever looks after the customer then owes it."""
        return self.made(visits.promise_follow_up)

    @verb(FollowUpDoneIn)
    def settle(self, request: Request, pk: str) -> Response:
        """What was promised is done: what came of it."""
        return self.on_row(FollowUp, "follow_up", visits.settle_follow_up)

    @action(detail=True)
    @says(gives=DateOut, form="list")
    def dates(self, request: Request, pk: str) -> Response:
        """The dates of the customer that are kept or were."""
        return self.listed(self.get_object().reminders.order_by("first_on", "pk")[:MOST])

    @dates.mapping.post
    @says(takes=DateIn, gives=DateOut, statuses=(201,))
    def keep_date(self, request: Request, pk: str) -> Response:
        """Keep a date."""
        return self.made(dates.keep_date)

    @verb(EndDateIn)
    def end_date(self, request: Request, pk: str) -> Response:
        """Nobody is reminded of it any more."""
        return self.on_row(Reminder, "date", dates.end_date)

    @verb(LevelIn)
    def set_level(self, request: Request, pk: str) -> Response:
        """Decide how important the customer is; the promises of new cases read it."""
        return self.act_now(_level)

    @verb(AssignIn)
    def assign(self, request: Request, pk: str) -> Response:
        """Say who looks after the customer from now on."""
        return self.act_now(_assign)

    @verb(ClassIn)
    def classify(self, request: Request, pk: str) -> Response:
        """Say who may know of the customer; a machine sees public ones alone."""
        return self.act_now(secrecy.classify)

    def made(self, do: Any, *, status: int = 201) -> Response:
        """Do it for this customer and show what was made."""
        customer = self.get_object()
        return self.one(do(customer, **self.told(), by=self.me, at=timezone.now()), status=status)

    def on_row(self, table: type[Model], name: str, do: Any) -> Response:
        """Do it to one row of this very customer."""
        customer, told = self.get_object(), self.told()
        row = get_object_or_404(table, pk=told.pop(name), customer=customer)
        do(row, **told, by=self.me, at=timezone.now())
        return self.shown(customer)


def _paid(customer: Customer, *, visit: Any = None, **told: Any) -> CareVisit:
    planned = get_object_or_404(CareVisit, pk=visit, customer=customer) if visit else None
    return visits.pay_visit(customer, visit=planned, **told)


def _level(customer: Customer, *, level: str, until_on: Any = None, **told: Any) -> object:
    return levels.set_level(customer, level, until_at=levels.end_of(until_on), **told)


def _assign(customer: Customer, *, person: User | None = None, **told: Any) -> object:
    return caretakers.assign(customer, person, **told)
