"""Orders about a case over REST: issued, signed for, answered, judged, taken back, listed."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Door
from hotline.api.fields import PersonField, UnitField
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.api.strict import Asked
from hotline.api.verbs import Reason, ReasonIn, TextIn, Verbs, Words
from hotline.api.versions import Versioned
from tickets import orderbook
from tickets.actions import ordering
from tickets.models import Ticket

LONGEST_LIMIT = 60


class OrderIn(Versioned):
    """`limit` is a limit (`4h`, `2wh`) or a moment; empty, the company's standard holds."""

    text = Words(max_length=ordering.LONGEST)
    unit = UnitField("hall", "crew", "desk", required=False)
    person = PersonField(required=False)
    limit = serializers.CharField(max_length=LONGEST_LIMIT, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("unit" in attrs) == ("person" in attrs):
            raise ValidationError({"unit": _("Name either a unit or a person.")})
        return attrs


class AcceptAnswerIn(Versioned):
    reason = Reason(default="", allow_blank=True)


class ReturnAnswerIn(ReasonIn):
    limit = serializers.CharField(max_length=LONGEST_LIMIT, default="", allow_blank=True)


class OrderOut(Out):
    """An order with the deadline of its answer."""

    number = serializers.CharField(source="order.number")
    ticket = serializers.CharField(source="order.ticket.number")
    state = serializers.CharField(source="order.state")
    state_label = serializers.CharField(source="order.state_word")
    text = serializers.CharField(source="order.text")
    limit = serializers.CharField(source="order.limit")
    due_at = serializers.DateTimeField(source="clock.due_at", default=None)
    was_kept = serializers.BooleanField(source="clock.was_kept", default=None, allow_null=True)
    issuer = PersonOut(source="order.issuer")
    issued_at = serializers.DateTimeField(source="order.issued_at")
    person = PersonOut(source="order.to_person", allow_null=True)
    unit = PlaceOut(source="order.to_unit", allow_null=True)
    acknowledged_at = serializers.DateTimeField(source="order.acknowledged_at", allow_null=True)
    answer = serializers.CharField(source="order.answer")
    answered_by = PersonOut(source="order.answered_by", allow_null=True)
    answered_at = serializers.DateTimeField(source="order.answered_at", allow_null=True)
    returns = serializers.IntegerField(source="order.returns")
    remark = serializers.CharField(source="order.remark")
    ended_at = serializers.DateTimeField(source="order.ended_at", allow_null=True)


class OrdersAsked(Asked):
    """Which orders: the open ones by time left, the overdue, the answered, the ended."""

    view = serializers.ChoiceField(choices=list(orderbook.VIEWS), default="open")


class OrderVerbs(Verbs):
    """The steps of an order; each answers with the ticket as it is then."""

    verbs = {
        "issue": "order",
        "orders": "read",
        **{verb: verb for verb in ("acknowledge", "answer_order", "accept_answer", "return_answer", "withdraw_order")},
    }

    @verb(OrderIn, url_path="order")
    def issue(self, request: Request, number: str) -> Response:
        """Issue a supervision order; `limit` is `4h`, `2wh` or a moment, left out the company's standard."""
        return self.act(_order)

    @action(detail=True)
    @says(gives=OrderOut, form="list")
    def orders(self, request: Request, number: str) -> Response:
        """The supervision orders about it, each with deadline, answer and state."""
        orders = self.get_object().orders.for_list().order_by("issued_at")
        return self.listed(orderbook.with_clocks(orders))

    @verb(Versioned)
    def acknowledge(self, request: Request, number: str) -> Response:
        """Whom the order is addressed to signs for it."""
        return self.act(ordering.acknowledge)

    @verb(TextIn)
    def answer_order(self, request: Request, number: str) -> Response:
        """Whom the order is addressed to answers it."""
        return self.act(ordering.answer_order)

    @verb(AcceptAnswerIn)
    def accept_answer(self, request: Request, number: str) -> Response:
        """Whoever issued the order takes the answer."""
        return self.act(ordering.accept_answer)

    @verb(ReturnAnswerIn)
    def return_answer(self, request: Request, number: str) -> Response:
        """Whoever issued the order wants a better answer."""
        return self.act(ordering.return_answer)

    @verb(ReasonIn)
    def withdraw_order(self, request: Request, number: str) -> Response:
        """Whoever issued the order takes it back."""
        return self.act(ordering.withdraw_order)


def _order(ticket: Ticket, *, unit: Any = None, person: Any = None, **told: Any) -> Ticket:
    return ordering.order(ticket, to=unit or person, **told)


class Orders(Door):
    """The orders that the caller may see: `view` is open, overdue, answered or ended."""

    verbs = {"list": "board"}

    @says(asks=OrdersAsked, gives=OrderOut, form="list")
    def list(self, request: Request) -> Response:
        """The supervision orders of the caller's places."""
        return self.listed(orderbook.chosen(self.me, self.asked()["view"], hall=None, at=timezone.now()))
