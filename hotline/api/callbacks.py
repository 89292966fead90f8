"""Callbacks: which customers are owed a call, and what the call came to."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Door, Pager, Strict
from hotline.api.shapes import Out, PersonOut
from surveys import actions
from surveys.lifecycle import BEST, LEAST_SATISFIED, WORST, Result
from surveys.models import Callback

RESULTS = [result for result in Result.values if result != Result.REACHED]


class NoteIn(Strict):
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class ConfirmIn(NoteIn):
    score = serializers.IntegerField(min_value=LEAST_SATISFIED, max_value=BEST)


class DenyIn(NoteIn):
    score = serializers.IntegerField(min_value=WORST, max_value=LEAST_SATISFIED - 1)
    reason = serializers.CharField(max_length=500)


class TryIn(NoteIn):
    result = serializers.ChoiceField(choices=RESULTS)
    appointment_at = serializers.DateTimeField(required=False)


class CallbackOut(Out):
    """One call that is owed, or was made."""

    id = serializers.UUIDField()
    ticket = serializers.CharField(source="ticket.number")
    round = serializers.IntegerField()
    agent = PersonOut(allow_null=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    not_before = serializers.DateTimeField()
    appointment_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)


class OldestFirst(Pager):
    orderings = ("opened_at", "-opened_at")


class Callbacks(Door):
    """The calls owed to customers after the work."""

    verbs = dict.fromkeys(("list", "retrieve", "confirm", "deny", "record_try"), "callback")
    parameters = {"list": frozenset({"due", "cursor", "page_size", "ordering"})}
    lookup_value_regex = "[0-9A-Fa-f-]{36}"
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Callback]:
        return Callback.objects.visible_to(self.me).select_related("ticket", "agent")

    def list(self, request: Request) -> Response:
        rows = Callback.objects.fit_for(self.me).open().select_related("ticket", "agent")
        if is_true(request.query_params.get("due", "false"), name="due"):
            rows = rows.callable_at(timezone.now())
        return self.get_paginated_response(CallbackOut(self.paginate_queryset(rows), many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(CallbackOut(self.get_object()).data)

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        return self.act(actions.confirm, ConfirmIn)

    @action(detail=True, methods=["post"])
    def deny(self, request: Request, pk: str) -> Response:
        return self.act(actions.deny, DenyIn)

    @action(detail=True, methods=["post"], url_path="try")
    def record_try(self, request: Request, pk: str) -> Response:
        return self.act(actions.record_try, TryIn)

    def act(self, verb: Callable[..., Callback], shape: type[Strict]) -> Response:
        """Do `verb` with what was sent and show the callback."""
        callback = self.get_object()
        done = verb(callback, by=self.me, **self.told(shape))
        return Response(CallbackOut(done).data)


def is_true(text: str, *, name: str) -> bool:
    """A yes or no from the address."""
    if text not in ("true", "false"):
        raise ValidationError({name: _("Write true or false.")})
    return text == "true"
