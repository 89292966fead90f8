"""Cases that belong together over REST: linked, merged, split, come again about; and the undo of each."""

from typing import Any

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.fields import CategoryField, TicketField
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut, TicketOut
from hotline.api.verbs import Reason, ReasonIn, Verbs, Words
from hotline.api.versions import Versioned
from tickets.actions import amending, linking, merging, repeating, splitting, together
from tickets.actions.desk import Intake
from tickets.family import relatives_of
from tickets.model_links import TicketLink
from tickets.models import Ticket

MOST_AT_ONCE = 50


class LinkIn(Versioned):
    """`follows`: the crew of `to` does the work of this one as well, so that no second crew is sent."""

    to = TicketField()
    kind = serializers.ChoiceField(choices=[str(kind) for kind in TicketLink.BY_HAND])
    follows = serializers.BooleanField(default=False)


class UnlinkIn(Versioned):
    link = serializers.UUIDField()


class MergeIn(Versioned):
    into = TicketField()
    reason = Reason(default="", allow_blank=True)


class UndoIn(Versioned):
    reason = Reason(default="", allow_blank=True)


class AbsorbIn(ReasonIn):
    """Several tickets merged into this one; each is answered for itself."""

    tickets = serializers.ListField(child=TicketField(), min_length=1, max_length=MOST_AT_ONCE)
    reason = Reason(default="", allow_blank=True)


class SplitIn(Versioned):
    """`entry` is the id of an event that says something; without a description the new ticket has its words."""

    entry = serializers.UUIDField()
    category = CategoryField()
    contact_name = serializers.CharField(max_length=60, default="", allow_blank=True)
    contact_phone = serializers.CharField(max_length=40, default="", allow_blank=True)
    address = serializers.CharField(max_length=200, default="", allow_blank=True)
    description = serializers.CharField(max_length=5000, default="", allow_blank=True)


class RepeatIn(Versioned):
    text = Words(default="", allow_blank=True)


class AmendIn(Versioned):
    contact_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    contact_phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True)


class RelativeOut(Out):
    """One link of a ticket. `ticket` is null for one that the caller may not see."""

    id = serializers.UUIDField(source="link.pk")
    kind = serializers.CharField(source="link.kind")
    is_source = serializers.BooleanField()
    follows = serializers.BooleanField(source="link.follows")
    made_at = serializers.DateTimeField(source="link.made_at")
    made_by = PersonOut(source="link.made_by", allow_null=True)
    ticket = serializers.CharField(source="ticket.number", default=None)


class ResultOut(Out):
    """What became of one of several."""

    number = serializers.CharField(source="ticket.number")
    done = serializers.BooleanField(source="is_done")
    code = serializers.CharField(source="refusal.code", default="")
    sentence = serializers.SerializerMethodField()

    def get_sentence(self, result: together.Result) -> str:
        return result.refusal.sentence() if result.refusal else ""


class AbsorbedOut(Out):
    """The ticket that took the others over, as it is then."""

    ticket = TicketOut()


class PairVerbs(Verbs):
    """The steps that join and part tickets; each answers with the ticket as it is then."""

    verbs = {
        "links": "read",
        **{
            verb: verb
            for verb in ("link", "unlink", "merge", "unmerge", "absorb", "split", "unsplit", "repeat", "amend")
        },
    }

    @action(detail=True)
    @says(gives=RelativeOut, form="list")
    def links(self, request: Request, number: str) -> Response:
        """What a case belongs together with."""
        return self.listed(relatives_of(self.get_object(), self.me))

    @verb(LinkIn)
    def link(self, request: Request, number: str) -> Response:
        """Join two cases; `follows`: the crew of `to` does the work of this one too."""
        return self.act(linking.link)

    @verb(UnlinkIn)
    def unlink(self, request: Request, number: str) -> Response:
        """Undo a link, by its `id` from `links/`."""
        return self.act(linking.unlink)

    @verb(MergeIn)
    def merge(self, request: Request, number: str) -> Response:
        """This case ends and leads to `into`, which keeps the tighter promise."""
        return self.act(merging.merge)

    @verb(UndoIn)
    def unmerge(self, request: Request, number: str) -> Response:
        """Undo a merge: within 24 hours, and while later work does not forbid it."""
        return self.act(merging.unmerge)

    @action(detail=True, methods=["post"])
    @says(takes=AbsorbIn, gives=ResultOut, form="list", beside=AbsorbedOut)
    def absorb(self, request: Request, number: str) -> Response:
        """Merge several cases into this one, each answered for itself."""
        ticket, told = self.get_object(), self.told()
        results = together.merge_all(told["tickets"], into=ticket, by=self.me, reason=told["reason"])
        fresh = Ticket.objects.for_list().get(pk=ticket.pk)
        return self.listed(results, ticket=TicketOut(fresh).data)

    @verb(SplitIn)
    def split(self, request: Request, number: str) -> Response:
        """Make a second case of what one event says; `entry` is the id of the event."""
        return self.act(_split)

    @verb(UndoIn)
    def unsplit(self, request: Request, number: str) -> Response:
        """Undo a split."""
        return self.act(splitting.unsplit)

    @verb(RepeatIn)
    def repeat(self, request: Request, number: str) -> Response:
        """The customer came again about the same."""
        return self.act(repeating.repeat)

    @verb(AmendIn)
    def amend(self, request: Request, number: str) -> Response:
        """Correct contact, address or description."""
        return self.act(amending.amend)


def _split(ticket: Ticket, *, entry: Any, by: Any, version: int | None = None, **told: Any) -> Ticket:
    return splitting.split(ticket, entry=entry, intake=Intake(**told), by=by, version=version)
