"""Orders of the hotlines above us: sent down by them, accepted or returned by us."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.models import OuterCase
from hotline.api.door import Door
from hotline.api.paging import Pager
from hotline.api.says import says, verb
from hotline.api.shapes import Out
from hotline.api.strict import Nothing, Strict
from hotline.filters import MomentFilter
from hotline.model_upstream import Upstream, UpstreamOrder
from hotline.refusals import NoUpstream
from hotline.upstream import deciding
from hotline.upstream.down import take_down
from hotline.upstream.shapes import UpstreamIn, sane_year

BESIDE = ("upstream__client", "ticket")
NUMBER = "370200-20260316-000417"


class UpstreamOut(Out):
    """One order and the case that it became."""

    example = {"number": NUMBER, "upstream": "95598", "version": 1, "state": "accepted", "reason": "", "limits": 1}

    id = serializers.UUIDField()
    number = serializers.CharField()
    upstream = serializers.CharField(source="upstream.client.source")
    version = serializers.IntegerField(min_value=1)
    ticket = serializers.CharField(source="ticket.number")
    ticket_status = serializers.CharField(source="ticket.status")
    state = serializers.ChoiceField(choices=UpstreamOrder.State.values)
    reason = serializers.CharField()
    basis = serializers.CharField()
    sent_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    accept_by = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    answer_by = serializers.DateTimeField(allow_null=True)
    first_answer_by = serializers.DateTimeField(allow_null=True)
    urges = serializers.IntegerField(min_value=0)


class UpstreamTakenOut(UpstreamOut):
    """`is_applied`: whether this message changed anything here; one that is older than what we have does not."""

    example = UpstreamOut.example | {"is_applied": True}

    is_applied = serializers.BooleanField()


class UpstreamReturnIn(Strict):
    """Why it goes back; a regulator and the city want the legal `basis` as well."""

    example: dict[str, Any] = {"reason": "area", "text": "地址属城北供电所。", "basis": "place"}

    reason = serializers.ChoiceField(choices=UpstreamOrder.Reason.values)
    text = serializers.CharField(max_length=500)
    basis = serializers.ChoiceField(choices=[("", ""), *OuterCase.Basis.choices], default="", allow_blank=True)


class UpstreamAskIn(Strict):
    example: dict[str, Any] = {"text": "电话无人接听，请回访补充门牌号。"}

    text = serializers.CharField(max_length=500)


class UpstreamTimeIn(Strict):
    example: dict[str, Any] = {"until": "2026-03-17T13:00:00+08:00", "reason": "需停电处理，已约明日。"}

    until = serializers.DateTimeField(validators=[sane_year])
    reason = serializers.CharField(max_length=500)


class OrderFilter(FilterSet):
    """By their number, by state, by when it came."""

    number = CharFilter(max_length=60)
    state = ChoiceFilter(choices=UpstreamOrder.State.choices)
    received_after = MomentFilter(field_name="received_at", lookup_expr="gte")
    received_before = MomentFilter(field_name="received_at", lookup_expr="lt")


class NewestFirst(Pager):
    orderings = ("-received_at", "received_at")


class UpstreamOrders(Door):
    """Orders that hotlines above us send down."""

    verbs = {**dict.fromkeys(("list", "retrieve"), "read"), "create": "register"}
    verbs |= dict.fromkeys(("accept", "send_back", "ask", "more_time"), "upstream")
    gives = UpstreamOut
    lookup_value_regex = "[0-9A-Fa-f-]{36}"
    pagination_class = NewestFirst
    filterset_class = OrderFilter

    def get_queryset(self) -> QuerySet[UpstreamOrder]:
        return UpstreamOrder.objects.visible_to(self.me).select_related(*BESIDE)

    @says(gives=UpstreamOut, form="page")
    def list(self, request: Request) -> Response:
        """The orders that came down, the newest first; `number` finds one."""
        return self.paged(self.get_queryset())

    @says(gives=UpstreamOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One order as it stands."""
        return self.one(self.get_object())

    @says(takes=UpstreamIn, gives=UpstreamTakenOut, statuses=(201, 200))
    def create(self, request: Request) -> Response:
        """Send an order down, whole, as it stands in this version: 201, or 200 for one that is known."""
        told = UpstreamIn(data=request.data, context=self.get_serializer_context())
        told.is_valid(raise_exception=True)
        above = Upstream.objects.select_related("client", "org", "hall__org", "category").filter(client__user=self.me)
        upstream = above.first()
        if upstream is None:
            raise NoUpstream
        taken = take_down(upstream, told.as_told(), by=self.me)
        order = UpstreamOrder.objects.select_related(*BESIDE).get(pk=taken.order.pk)
        order.is_applied = taken.is_applied  # type: ignore[attr-defined]
        return self.one(order, status=201 if taken.is_new else 200)

    @verb(Nothing)
    def accept(self, request: Request, pk: str) -> Response:
        """It is ours; twice is once."""
        order = self.get_object()
        self.told()
        return self._after(deciding.accept(order, by=self.me))

    @verb(UpstreamReturnIn, url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """It goes back with its reason, and our case ends."""
        order, told = self.get_object(), self.told()
        return self._after(deciding.send_back(order, by=self.me, **told))

    @verb(UpstreamAskIn)
    def ask(self, request: Request, pk: str) -> Response:
        """Urge whoever sent it down; their answer comes as an addition."""
        order, told = self.get_object(), self.told()
        return self._after(deciding.ask(order, by=self.me, **told))

    @verb(UpstreamTimeIn)
    def more_time(self, request: Request, pk: str) -> Response:
        """Ask for more time, before their limit is over."""
        order, told = self.get_object(), self.told()
        return self._after(deciding.ask_for_time(order, by=self.me, at=timezone.now(), **told))

    def _after(self, order: UpstreamOrder) -> Response:
        return self.one(UpstreamOrder.objects.select_related(*BESIDE).get(pk=order.pk))
