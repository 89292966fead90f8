"""The complaints that the caller may see, and the work on their files."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import MultipleChoiceFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import actions
from complaints.actions import archiving, coordinating, lessening
from complaints.lanes import complaints_of
from complaints.lifecycle import HandledAs, Level, Matter, Verdict
from complaints.models import Complaint
from hotline.api.complaints import PEOPLE, ComplaintOut
from hotline.api.door import Door
from hotline.api.fields import PersonField, UnitField
from hotline.api.paging import Pager
from hotline.api.says import says, verb
from hotline.api.shapes import TicketOut
from hotline.api.tickets import NUMBER
from hotline.api.verbs import LONGEST, Reason, TextIn, Verbs
from hotline.api.versions import Versioned
from hotline.filters import TicketFilter
from tickets.models import Ticket


class FixIn(Versioned):
    """A corrective action: what is changed, who sees to it, until when (left out: the company's limit)."""

    measure = serializers.CharField(max_length=LONGEST)
    owner = PersonField()
    due_at = serializers.DateTimeField(required=False)


class HelpIn(Versioned):
    """A question to another unit, and who answers for it there."""

    unit = UnitField("hall", "crew", "desk")
    person = PersonField()
    question = serializers.CharField(max_length=LONGEST)


class LessIn(Versioned):
    """As what it is to go on: a lower level, an opinion or an enquiry."""

    to = serializers.ChoiceField(choices=[*Level.choices, *HandledAs.choices])
    reason = Reason()


class DecideIn(Versioned):
    granted = serializers.BooleanField()
    reason = Reason(default="", allow_blank=True)


class ComplaintFilter(TicketFilter):
    """The filters of tickets, and the class of the complaint."""

    matter = MultipleChoiceFilter(field_name="complaint__matter", choices=Matter.choices)
    verdict = MultipleChoiceFilter(field_name="complaint__verdict", choices=Verdict.choices)


class Complaints(Door):
    """The complaints that the caller may see; what is done to one is done to its ticket."""

    verbs = dict.fromkeys(("list", "retrieve"), "complaint_file")
    lookup_field = "number"
    lookup_value_regex = NUMBER
    pagination_class = Pager
    filterset_class = ComplaintFilter

    def get_queryset(self) -> QuerySet[Ticket]:
        return complaints_of(self.me).for_list()

    @says(gives=TicketOut, form="page")
    def list(self, request: Request) -> Response:
        """The complaints, the newest first, as tickets."""
        return self.paged(self.get_queryset())

    @says(gives=ComplaintOut)
    def retrieve(self, request: Request, number: str) -> Response:
        """The file of one complaint."""
        files = Complaint.objects.select_related("ticket", *PEOPLE)
        file = get_object_or_404(files, ticket=self.get_object())
        return self.one(file, version=file.ticket.version)


class ComplaintFileVerbs(Verbs):
    """The work beside a complaint's own steps; each answers with its ticket."""

    verbs = {"decide_less": "downgrade"}
    verbs |= dict.fromkeys(("told_by_word", "plan_fix", "ask_help", "ask_less", "archive"), "complaints")

    def get_queryset(self) -> QuerySet[Ticket]:
        return complaints_of(self.me).filter(complaint__isnull=False).for_list()

    @verb(TextIn)
    def told_by_word(self, request: Request, number: str) -> Response:
        """The customer was told by word who is on it, and by when."""
        return self.act(actions.told_by_word)

    @verb(FixIn)
    def plan_fix(self, request: Request, number: str) -> Response:
        """Plan a corrective action."""
        return self.act(actions.plan_fix)

    @verb(HelpIn)
    def ask_help(self, request: Request, number: str) -> Response:
        """Ask another unit to help."""
        return self.act(coordinating.ask_help)

    @verb(LessIn)
    def ask_less(self, request: Request, number: str) -> Response:
        """Ask to treat it as less; somebody else decides."""
        return self.act(lessening.ask_less)

    @verb(DecideIn)
    def decide_less(self, request: Request, number: str) -> Response:
        """Decide whether it is treated as less."""
        return self.act(lessening.decide_less)

    @verb(Versioned)
    def archive(self, request: Request, number: str) -> Response:
        """Put the closed file on the shelf."""
        return self.act(archiving.archive)
