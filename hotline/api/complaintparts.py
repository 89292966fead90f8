"""The parts of a complaint that people outside the desk were given, and who complains where the name lies under a seal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import actions
from complaints.actions import coordinating
from complaints.actions.guarding import open_seal
from complaints.models import Coordination, Corrective
from complaints.reading import FIX, HELP, parts_for
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Strict
from hotline.api.verbs import Reason, Verbs, Words
from tickets.models import Ticket


class FixDoneIn(Strict):
    """`part` is its `id`, from `parts/`; `proof` shows that it was done."""

    part = serializers.UUIDField()
    proof = Words()


class EffectIn(Strict):
    part = serializers.UUIDField()
    works = serializers.BooleanField()
    note = Words(default="", allow_blank=True)


class HelpAnswerIn(Strict):
    part = serializers.UUIDField()
    answer = Words()


class SealIn(Strict):
    reason = Reason()


class PartOut(Out):
    """A corrective action (`fix`) or a question to a unit (`help`). `outcome`: `works` or `fails`, once it was checked."""

    example = {"sort": FIX, "text": "补训一次", "answer": "", "outcome": ""}

    id = serializers.UUIDField(source="row.pk")
    sort = serializers.ChoiceField(choices=[FIX, HELP])
    person = PersonOut()
    text = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()


class SealedOut(Out):
    """Who complains; shown this once, on record."""

    name = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    customer = serializers.CharField()


class PartVerbs(Verbs):
    """What somebody does who was given a part; each step answers with the ticket."""

    verbs = {**dict.fromkeys(("parts", "finish_fix", "check_fix", "give_help"), "my"), "unseal": "complaint_file"}
    unkept = frozenset({"unseal"})

    @action(detail=True)
    @says(gives=PartOut, form="list")
    def parts(self, request: Request, number: str) -> Response:
        """One's own parts in a complaint; the desk sees all of them."""
        return self.listed(parts_for(self.get_object(), self.me))

    @verb(FixDoneIn)
    def finish_fix(self, request: Request, number: str) -> Response:
        """Show that a corrective action was done."""
        return self.on_part(Corrective.objects.all(), actions.finish_fix)

    @verb(EffectIn)
    def check_fix(self, request: Request, number: str) -> Response:
        """Whether it helped, seen by somebody else; what did not help begins again."""
        return self.on_part(Corrective.objects.all(), actions.check_effect)

    @verb(HelpAnswerIn)
    def give_help(self, request: Request, number: str) -> Response:
        """Answer for the unit that was asked."""
        return self.on_part(Coordination.objects.all(), coordinating.give_help)

    @action(detail=True, methods=["post"])
    @says(takes=SealIn, gives=SealedOut)
    def unseal(self, request: Request, number: str) -> Response:
        """Open the seal over who complains, with a reason, on record."""
        ticket, told = self.get_object(), self.told()
        return self.one(open_seal(ticket, **told, by=self.me, at=timezone.now()))

    def on_part(self, rows: QuerySet[Any], do: Callable[..., Ticket]) -> Response:
        """Do it to one part of this very ticket."""
        return self.act(lambda ticket, part, **told: do(_part(rows, ticket, part), **told))


def _part(rows: QuerySet[Any], ticket: Ticket, part: UUID) -> Any:
    return get_object_or_404(rows, ticket=ticket, pk=part)
