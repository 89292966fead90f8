"""Making good what went wrong: proposed, taken on or declined, apology, correction, compensation by two, looking again."""

from decimal import Decimal

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.actions import making_good, recoveries
from complaints.model_recovery import RecoveryQuerySet
from complaints.models import CompensationRule, Recovery, RecoveryRule, RecoveryStep
from complaints.recovery_list import TABS, in_tab
from complaints.steps import Step
from hotline.api.fields import TicketField
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Nothing, Strict
from hotline.api.verbs import Reason, Words

AGAIN = [(str(step), str(step)) for step in (Step.AFTER_HOURS, Step.AFTER_DAYS)]


class ProposeIn(Strict):
    """Somebody sees that something is to be made good, and takes it on at once."""

    ticket = TicketField()
    reason = Reason()


class NotGoodIn(Strict):
    reason = Reason()


class ApologyIn(Strict):
    """`by_sms`: the words go to the customer as well."""

    words = Words(max_length=1000)
    by_sms = serializers.BooleanField(default=False)


class CorrectionIn(Strict):
    """`order` is the number of the urgent ticket that puts it right."""

    order = TicketField()


class CompensationIn(Strict):
    """`value` in yuan; somebody else agrees who may agree to so much."""

    kind = serializers.ChoiceField(choices=CompensationRule.What.choices)
    value = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=Decimal("0.01"))
    reason = Reason()

    example = {"kind": "gift", "value": "50.00", "reason": "误停电两小时"}


class CompensationDecideIn(Strict):
    granted = serializers.BooleanField()
    reason = Reason(default="", allow_blank=True)


class GivenIn(Strict):
    text = Words()


class LookIn(GivenIn):
    step = serializers.ChoiceField(choices=AGAIN)


class GoodIn(Strict):
    text = Words(default="", allow_blank=True)


class RecoveryStepOut(Out):
    """One thing that was done; of a broken promise `text` is the name of its clock."""

    what = serializers.ChoiceField(choices=RecoveryStep.What.choices)
    at = serializers.DateTimeField()
    by = PersonOut(allow_null=True)
    text = serializers.CharField()


class RecoveryOut(Out):
    """One failure to make good, and how far that has come; `score` is the customer's next answer."""

    example = {"why": "cutoff", "kind": "", "value": None, "granted": None, "score": None}

    id = serializers.UUIDField()
    ticket = serializers.CharField(source="ticket.number")
    why = serializers.ChoiceField(choices=RecoveryRule.Why.choices)
    proposed_at = serializers.DateTimeField()
    owner = PersonOut(allow_null=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    apology_at = serializers.DateTimeField(allow_null=True)
    correction = serializers.CharField(source="correction.number", default=None)
    kind = serializers.CharField()
    value = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    granted = serializers.BooleanField(allow_null=True)
    given_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    is_declined = serializers.BooleanField()
    score = serializers.IntegerField(allow_null=True)
    steps = RecoveryStepOut(many=True, source="steps.all")


class RecoveryFilter(FilterSet):
    """The tab of the page, the case, the reason."""

    show = ChoiceFilter(choices=[(tab, tab) for tab in TABS], method="by_tab")
    ticket = CharFilter(field_name="ticket__number", max_length=24)
    why = ChoiceFilter(choices=RecoveryRule.Why.choices)

    def by_tab(self, rows: RecoveryQuerySet, name: str, value: str) -> RecoveryQuerySet:
        return in_tab(rows, value)


STEPS = ("take", "decline", "apologise", "correct", "ask", "give", "look_again", "end", "create")


class Recoveries(Rows):
    """What is to be made good, at tickets that the caller may see."""

    verbs = {
        **dict.fromkeys(("list", "retrieve"), "recoveries"),
        **dict.fromkeys(STEPS, "recover"),
        "decide": "compensate",
    }
    gives = RecoveryOut
    pagination_class = paged_by("-proposed_at", "proposed_at")
    filterset_class = RecoveryFilter

    def get_queryset(self) -> QuerySet[Recovery]:
        return Recovery.objects.visible_to(self.me).for_list().prefetch_related("steps__by")

    @says(gives=RecoveryOut, form="page")
    def list(self, request: Request) -> Response:
        """What is to be made good; `show=open` is not over, `asked` waits for a decision, `over` is done."""
        return self.paged(self.get_queryset())

    @says(gives=RecoveryOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One of them, with every step."""
        return self.one(self.get_object())

    @says(takes=ProposeIn, gives=RecoveryOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Say that something is to be made good, and take it on."""
        told = self.told()
        return self.shown(recoveries.propose_by_hand(**told, by=self.me), status=201)

    @verb(Nothing)
    def take(self, request: Request, pk: str) -> Response:
        """Make it one's affair."""
        return self.act(recoveries.take_on)

    @verb(NotGoodIn)
    def decline(self, request: Request, pk: str) -> Response:
        """Say why nothing is to be made good."""
        return self.act(recoveries.decline)

    @verb(ApologyIn)
    def apologise(self, request: Request, pk: str) -> Response:
        """Say sorry; from here on one looks again, after hours and after days."""
        return self.act(making_good.apologise)

    @verb(CorrectionIn)
    def correct(self, request: Request, pk: str) -> Response:
        """Name the urgent ticket that puts it right."""
        return self.act(making_good.correct)

    @verb(CompensationIn)
    def ask(self, request: Request, pk: str) -> Response:
        """Ask for a symbolic compensation."""
        return self.act(making_good.ask_compensation)

    @verb(CompensationDecideIn)
    def decide(self, request: Request, pk: str) -> Response:
        """Agree to a compensation or refuse it: never whoever asked, never above one's limit."""
        return self.act(making_good.decide_compensation)

    @verb(GivenIn)
    def give(self, request: Request, pk: str) -> Response:
        """The customer has what was agreed to."""
        return self.act(making_good.hand_over)

    @verb(LookIn)
    def look_again(self, request: Request, pk: str) -> Response:
        """What one heard when looking again, after hours or after days."""
        return self.act(making_good.look_again)

    @verb(GoodIn)
    def end(self, request: Request, pk: str) -> Response:
        """It is made good."""
        return self.act(making_good.end)
