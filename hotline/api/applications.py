"""Service applications: their papers and steps; admitted, declined, taken from step to step, settled."""

from typing import Any

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from applications.actions import papers, steps
from applications.actions.papers import Looked
from applications.lifecycle import Applicant, PaperState
from applications.model_application import ApplicationQuerySet
from applications.models import Application
from hotline.api.paging import paged_by
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Strict
from hotline.api.ticketfiles import FileVerbs, TicketFiles
from hotline.api.verbs import Reason, TextIn, Words
from hotline.api.versions import Versioned
from hotline.filters import TRUE_FALSE
from tickets.lifecycle import ENDED
from tickets.models import Ticket

MOST_PAPERS = 40


class PaperIn(Strict):
    """How one paper stands; `refused` says why."""

    code = serializers.CharField(max_length=40)
    state = serializers.ChoiceField(choices=PaperState.choices)
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class CheckIn(Versioned):
    """The checklist: papers that are not named stay as they are."""

    papers = serializers.ListField(child=PaperIn(), max_length=MOST_PAPERS)
    applicant = serializers.ChoiceField(choices=Applicant.choices, required=False)
    by_agent = serializers.BooleanField(required=False)


class DeclineIn(Versioned):
    grounds = serializers.CharField(max_length=1000)


class StepIn(Versioned):
    """`code` is the step that runs."""

    code = serializers.CharField(max_length=12)
    text = Words(default="", allow_blank=True, max_length=1000)


class SkipIn(Versioned):
    code = serializers.CharField(max_length=12)
    reason = Reason(max_length=300)


class BackIn(SkipIn):
    """`to` is an earlier step, which begins anew."""

    to = serializers.CharField(max_length=12)


class PaperOut(Out):
    code = serializers.CharField()
    name = serializers.CharField()
    how = serializers.CharField()
    is_required = serializers.BooleanField()
    state = serializers.CharField()
    reason = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)


class StepOut(Out):
    code = serializers.CharField()
    name = serializers.CharField()
    duty = serializers.CharField()
    state = serializers.CharField()
    begun_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class ApplicationOut(Out):
    """The file of an application; number, clocks, people and history are its ticket's."""

    ticket = serializers.CharField(source="ticket.number")
    status = serializers.CharField(source="ticket.status")
    type = serializers.CharField(source="type.code")
    applicant = serializers.ChoiceField(choices=Applicant.choices)
    by_agent = serializers.BooleanField()
    admitted_at = serializers.DateTimeField(allow_null=True)
    admitted_by = PersonOut(allow_null=True)
    declined_at = serializers.DateTimeField(allow_null=True)
    grounds = serializers.CharField()
    papers = PaperOut(many=True, source="papers.all")
    steps = StepOut(many=True, source="steps.all")
    version = serializers.IntegerField(source="ticket.version")


class ApplicationFilter(FilterSet):
    """By type, by step, by whether it still runs."""

    type = CharFilter(field_name="type__code", max_length=40)
    step = CharFilter(max_length=12, method="by_step")
    open = ChoiceFilter(choices=TRUE_FALSE, method="by_openness")

    def by_step(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return rows.filter(steps__state="running", steps__code=value)

    def by_openness(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        over = {"ticket__status__in": ENDED}
        return rows.exclude(**over) if value == "true" else rows.filter(**over)


class Applications(TicketFiles):
    """The files of service applications."""

    verbs = dict.fromkeys(("list", "retrieve"), "applications")
    gives = ApplicationOut
    pagination_class = paged_by("-id", "id")
    filterset_class = ApplicationFilter

    def get_queryset(self) -> QuerySet[Application]:
        rows = Application.objects.visible_to(self.me).select_related("ticket", "type", "admitted_by")
        return rows.prefetch_related("papers", "steps")

    @says(gives=ApplicationOut, form="page")
    def list(self, request: Request) -> Response:
        """Applications, the newest first, each with its papers and steps."""
        return self.paged(self.get_queryset())

    @says(gives=ApplicationOut)
    def retrieve(self, request: Request, number: str) -> Response:
        """One application with its papers and steps."""
        return self.whole()


class ApplicationVerbs(FileVerbs):
    """What is done to an application; each answers with its ticket."""

    has_file = "application"
    verbs = {
        **{verb: verb for verb in ("check", "notify", "admit", "decline", "skip_step", "return_step", "finish_step")},
        "settle": "reply",
    }

    @verb(CheckIn)
    def check(self, request: Request, number: str) -> Response:
        """Write down which papers are there, missing, not accepted or to follow."""
        return self.act(_check)

    @verb(Versioned)
    def notify(self, request: Request, number: str) -> Response:
        """Give notice of everything that is missing, in one go; the clocks wait for it where they may."""
        return self.act(_notify)

    @verb(Versioned)
    def admit(self, request: Request, number: str) -> Response:
        """The papers are complete, or follow by a day; the first step begins."""
        return self.act(papers.admit)

    @verb(DeclineIn)
    def decline(self, request: Request, number: str) -> Response:
        """Decline it in writing, with the grounds."""
        return self.act(papers.decline)

    @verb(StepIn)
    def finish_step(self, request: Request, number: str) -> Response:
        """The step that runs is done; the next begins."""
        return self.act(steps.finish_step)

    @verb(SkipIn)
    def skip_step(self, request: Request, number: str) -> Response:
        """The step that runs is not needed, with the reason."""
        return self.act(steps.skip_step)

    @verb(BackIn)
    def return_step(self, request: Request, number: str) -> Response:
        """Send it back to an earlier step, which begins anew."""
        return self.act(steps.return_step)

    @verb(TextIn)
    def settle(self, request: Request, number: str) -> Response:
        """Every step is done: the customer is told and will be called."""
        return self.act(steps.settle)


def _check(ticket: Ticket, **told: Any) -> Ticket:
    looked = {paper["code"]: Looked(paper["state"], paper["reason"]) for paper in told.pop("papers")}
    return papers.check(ticket, papers=looked, **told)


def _notify(ticket: Ticket, **told: Any) -> Ticket:
    papers.notify(ticket, **told)
    return ticket
