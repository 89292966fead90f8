"""Callbacks: which customers are owed a call, and what the call came to."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.fields import PersonField
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Strict
from hotline.filters import TRUE_FALSE
from surveys import actions
from surveys.actions.handing_over import hand_over
from surveys.lifecycle import BEST, LEAST_SATISFIED, WORST, Result
from surveys.model_callbacks import CallbackQuerySet
from surveys.models import Callback

MOST_TRIES = 50
MOST_AT_ONCE = 200
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


class HandOverIn(Strict):
    """`person` left out: back to the queue."""

    callbacks = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_AT_ONCE)
    person = PersonField(required=False)

    example = {"callbacks": ["019cf4a0-7d00-7c3a-9b1e-5f2d8a6c4e10"], "person": "3017"}


class HandedOut(Out):
    """What became of one of them, and why it did not go."""

    example = {"done": True, "why": ""}

    id = serializers.UUIDField()
    done = serializers.BooleanField()
    why = serializers.CharField()


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


class TryOut(Out):
    """One call that was made."""

    at = serializers.DateTimeField()
    by = PersonOut()
    result = serializers.CharField()
    note = serializers.CharField()


class CallbackFilter(FilterSet):
    """The filters of the list of calls; `state=done` lists what the calls came to."""

    state = ChoiceFilter(choices=[("open", "open"), ("done", "done")], method="by_state")
    ticket = CharFilter(field_name="ticket__number", max_length=24)
    due = ChoiceFilter(choices=TRUE_FALSE, method="by_time")

    def by_state(self, rows: CallbackQuerySet, name: str, value: str) -> CallbackQuerySet:
        return rows  # the list itself begins with the one or the other

    def by_time(self, rows: CallbackQuerySet, name: str, value: str) -> CallbackQuerySet:
        return rows.callable_at(timezone.now()) if value == "true" else rows


class Callbacks(Rows):
    """The calls owed to customers after the work."""

    verbs = dict.fromkeys(("list", "retrieve", "tries", "confirm", "deny", "record_try"), "callback") | {
        "hand_over": "hand_over_calls"
    }
    gives = CallbackOut
    filterset_class = CallbackFilter
    pagination_class = paged_by("opened_at", "-opened_at")

    def get_queryset(self) -> QuerySet[Callback]:
        return Callback.objects.visible_to(self.me).select_related("ticket", "agent")

    @says(gives=CallbackOut, form="page")
    def list(self, request: Request) -> Response:
        """The calls owed to customers, the oldest first; `due`: those that may be made now; `state=done`: those made."""
        if request.query_params.get("state") == "done":
            return self.paged(self.get_queryset().filter(done_at__isnull=False))
        return self.paged(Callback.objects.fit_for(self.me).open().select_related("ticket", "agent"))

    @says(gives=CallbackOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One call that is owed, or was made."""
        return self.one(self.get_object())

    @action(detail=True)
    @says(gives=TryOut, form="list")
    def tries(self, request: Request, pk: str) -> Response:
        """Every call that was made for it, and its result."""
        return self.listed(self.get_object().tries.select_related("by")[:MOST_TRIES])

    @verb(ConfirmIn)
    def confirm(self, request: Request, pk: str) -> Response:
        """The customer is satisfied (3 to 5): the case is closed."""
        return self.act(actions.confirm)

    @verb(DenyIn)
    def deny(self, request: Request, pk: str) -> Response:
        """The customer is not satisfied (1 or 2): a new round with new clocks."""
        return self.act(actions.deny)

    @verb(TryIn, url_path="try")
    def record_try(self, request: Request, pk: str) -> Response:
        """A call that came to nothing; when to try again follows from the company's plan."""
        return self.act(actions.record_try)

    @action(detail=False, methods=["post"])
    @says(takes=HandOverIn, gives=HandedOut, form="list")
    def hand_over(self, request: Request) -> Response:
        """An absent agent's calls go to somebody else, each answered for itself."""
        told = self.told()
        rows = hand_over(told["callbacks"], to=told.get("person"), by=self.me, at=timezone.now())
        return self.listed({"id": row.pk, "done": went, "why": why} for row, went, why in rows)

    def act(self, do: Callable[..., Callback]) -> Response:
        """Do it with what was sent and show the callback."""
        callback = self.get_object()
        return self.one(do(callback, by=self.me, **self.told()))
