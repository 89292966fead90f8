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
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.api.verbs import Reason, ReasonIn, TextIn, Verbs, Versioned, Words
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


class OrderVerbs(Verbs):
    """The steps of an order; each answers with the ticket as it is then."""

    verbs = {
        "issue": "order",
        "listed": "read",
        **{verb: verb for verb in ("acknowledge", "answer_order", "accept_answer", "return_answer", "withdraw_order")},
    }

    @action(detail=True, methods=["post"], url_path="order")
    def issue(self, request: Request, number: str) -> Response:
        return self.act(_order, OrderIn)

    @action(detail=True, url_path="orders")
    def listed(self, request: Request, number: str) -> Response:
        orders = self.get_object().orders.for_list().order_by("issued_at")
        return Response({"results": OrderOut(orderbook.with_clocks(orders), many=True).data})

    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, number: str) -> Response:
        return self.act(ordering.acknowledge, Versioned)

    @action(detail=True, methods=["post"])
    def answer_order(self, request: Request, number: str) -> Response:
        return self.act(ordering.answer_order, TextIn)

    @action(detail=True, methods=["post"])
    def accept_answer(self, request: Request, number: str) -> Response:
        return self.act(ordering.accept_answer, AcceptAnswerIn)

    @action(detail=True, methods=["post"])
    def return_answer(self, request: Request, number: str) -> Response:
        return self.act(ordering.return_answer, ReturnAnswerIn)

    @action(detail=True, methods=["post"])
    def withdraw_order(self, request: Request, number: str) -> Response:
        return self.act(ordering.withdraw_order, ReasonIn)


def _order(ticket: Ticket, *, unit: Any = None, person: Any = None, **told: Any) -> Ticket:
    return ordering.order(ticket, to=unit or person, **told)


class Orders(Door):
    """The orders that the caller may see: `view` is open, overdue, answered or ended."""

    verbs = {"list": "board"}
    parameters = {"list": frozenset({"view"})}

    def list(self, request: Request) -> Response:
        view = request.query_params.get("view", "open")
        if view not in orderbook.VIEWS:
            raise ValidationError({"view": _("One of: %(names)s") % {"names": ", ".join(orderbook.VIEWS)}})
        entries = orderbook.chosen(self.me, view, hall=None, at=timezone.now())
        return Response({"results": OrderOut(entries, many=True).data})
