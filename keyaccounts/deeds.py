"""What can be done in a customer's file: each deed with its verb, its form, its tab and its action, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers import checking, editing, secrecy, taking_back
from customers.models import Customer, SupplyPoint
from keyaccounts import forms
from keyaccounts.actions import caretakers, contracts, dates, levels, visits
from keyaccounts.model_dealings import CareVisit, Contract, FollowUp, Reminder
from keyaccounts.people import caretakers as who_may_care

SAVE = _("Save")


class Run(Protocol):
    def __call__(self, customer: Customer, told: dict[str, Any], *, by: User, at: datetime) -> object: ...


@dataclass(frozen=True)
class Deed:
    """`tab` is the page that the form stands on and to which one comes back."""

    verb: str
    word: Promise
    form: type[forms.FileForm]
    tab: str
    run: Run
    button: Promise = SAVE


def _point(customer: Customer, key: str) -> SupplyPoint | None:
    return customer.supply_points.filter(pk=UUID(key)).first() if key else None


def _a_point(customer: Customer, key: str) -> SupplyPoint:
    return get_object_or_404(SupplyPoint, pk=UUID(key), holdings__customer=customer)


def _plainly(action: Callable[..., object]) -> Run:
    """The form's fields are the action's words."""
    return lambda customer, told, *, by, at: action(customer, **told, by=by, at=at)


def _with_point(action: Callable[..., object]) -> Run:
    def run(customer: Customer, told: dict[str, Any], *, by: User, at: datetime) -> object:
        point = _a_point(customer, told.pop("point"))
        return action(customer, point, **told, by=by, at=at)

    return run


def _row(action: Callable[..., object], field: str = "row") -> Run:
    """The action takes the row's key itself."""
    return lambda customer, told, *, by, at: action(customer, told.pop(field), **told, by=by, at=at)


def _of(model: Any, action: Callable[..., object], **more: Any) -> Run:
    """The action takes one of the customer's rows."""

    def run(customer: Customer, told: dict[str, Any], *, by: User, at: datetime) -> object:
        row = get_object_or_404(model, pk=told.pop("row"), customer=customer)
        return action(row, **told, **more, by=by, at=at)

    return run


def _level(customer: Customer, told: dict[str, Any], *, by: User, at: datetime) -> object:
    until = levels.end_of(told["until_on"])
    return levels.set_level(customer, told["level"], reason=told["reason"], until_at=until, by=by, at=at)


def _caretaker(customer: Customer, told: dict[str, Any], *, by: User, at: datetime) -> object:
    person = get_object_or_404(who_may_care(by), pk=told["person"]) if told["person"] else None
    return caretakers.assign(customer, person, reason=told["reason"], by=by, at=at)


def _contract(customer: Customer, told: dict[str, Any], *, by: User, at: datetime) -> object:
    point = _point(customer, told.pop("point"))
    return contracts.enter_contract(customer, supply_point=point, **told, by=by, at=at)


def _paid(customer: Customer, told: dict[str, Any], *, by: User, at: datetime) -> object:
    text, due_on, row = told.pop("text"), told.pop("due_on"), told.pop("row")
    planned = get_object_or_404(CareVisit, pk=row, customer=customer) if row else None
    visit = visits.pay_visit(customer, visit=planned, **told, by=by, at=at)
    if text:
        visits.promise_follow_up(customer, text=text, due_on=due_on, visit=visit, by=by, at=at)
    return visit


DEEDS: dict[str, Deed] = {
    "edit": Deed("customer_edit", _("Change the record"), forms.Edit, "edit", _plainly(editing.edit)),
    "undo": Deed("customer_edit", _("Undo"), forms.Which, "file", _row(taking_back.take_back)),
    "give_phone": Deed("customer_edit", _("Add a number"), forms.GivePhone, "file", _row(editing.give_phone, "number")),
    "main_phone": Deed("customer_edit", _("Call this one first"), forms.Which, "file", _row(editing.make_main)),
    "drop_phone": Deed("customer_edit", _("Not theirs any more"), forms.Which, "file", _row(editing.retire_phone)),
    "link": Deed("customer_edit", _("Add a person"), forms.Person, "file", _with_point(editing.link_person)),
    "unlink": Deed("customer_edit", _("Remove from the account"), forms.Which, "file", _row(editing.unlink_person)),
    "check": Deed("customer_edit", _("Check a paper"), forms.Check, "file", _plainly(checking.check_identity)),
    "correct": Deed(
        "customer_edit", _("Address is wrong"), forms.Correct, "file", _with_point(checking.ask_correction)
    ),
    "accept": Deed(
        "customer_verify",
        _("Take the new address over"),
        forms.Verdict,
        "file",
        lambda customer, told, *, by, at: _correction(customer, told, accept=True, by=by, at=at),
    ),
    "refuse": Deed(
        "customer_verify",
        _("Leave the old address"),
        forms.Verdict,
        "file",
        lambda customer, told, *, by, at: _correction(customer, told, accept=False, by=by, at=at),
    ),
    "level": Deed("customer_level", _("Decide the importance"), forms.LevelForm, "file", _level),
    "caretaker": Deed("care_assign", _("Assign a caretaker"), forms.Caretaker, "file", _caretaker),
    "secrecy": Deed("secrecy_approve", _("Set the secrecy"), forms.Classify, "file", _row(secrecy.classify, "secrecy")),
    "ask": Deed("secrecy_ask", _("Ask to see it"), forms.Ask, "restricted", _plainly(secrecy.ask_to_see), _("Ask")),
    "contract": Deed("care", _("Enter a contract"), forms.Enter, "contracts", _contract),
    "end_contract": Deed(
        "care", _("End"), forms.EndContract, "contracts", _of(Contract, contracts.end_contract), _("End the contract")
    ),
    "plan": Deed("care", _("Plan a visit"), forms.Plan, "visits", _plainly(visits.plan_visit)),
    "visit": Deed("care", _("Write down a visit"), forms.Paid, "visits", _paid),
    "drop_visit": Deed(
        "care", _("Call off"), forms.WhichWhy, "visits", _of(CareVisit, visits.drop_visit), _("Call off")
    ),
    "follow_up": Deed("care", _("Promise something"), forms.FollowUpForm, "visits", _plainly(visits.promise_follow_up)),
    "settle": Deed("care", _("Done"), forms.Settle, "visits", _of(FollowUp, visits.settle_follow_up)),
    "date": Deed("care", _("Keep a date"), forms.KeepDate, "dates", _plainly(dates.keep_date)),
    "end_date": Deed("care", _("Do not remind any more"), forms.Which, "dates", _of(Reminder, dates.end_date)),
}


def _correction(customer: Customer, told: dict[str, Any], *, accept: bool, by: User, at: datetime) -> object:
    row = get_object_or_404(customer.corrections, pk=told["row"])
    return checking.decide_correction(row, accept=accept, answer=told["answer"], by=by, at=at)
