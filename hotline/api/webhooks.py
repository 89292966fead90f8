"""Webhooks: a client says where it wants to hear of what; every message that was sent it, and sending it again."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.actions import hooking
from hotline.api.paging import paged_by
from hotline.api.rows import ID, Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out
from hotline.api.strict import Nothing, Strict
from hotline.api.versions import Versioned
from hotline.filters import MomentFilter
from hotline.hooks.topics import BY_NAME, TEST, topic_of
from hotline.model_clients import ApiClient
from hotline.model_hooks import Hook, HookMessage, HookTry, newest_try
from hotline.refusals import NoClient

NAMES = [(name, name) for name in BY_NAME]
ADDRESS = "https://dispatch.example.cn/hooks/servicedesk"
MOST_TRIES = 20


class TopicOut(Out):
    """One event that may be heard."""

    example = {"name": "ticket.registered", "label": "登记"}

    name = serializers.ChoiceField(choices=NAMES)
    label = serializers.CharField(source="word")  # type: ignore[assignment]


class WebhookOut(Out):
    """One webhook. `rests_until`: too many failures in a row, nothing is sent before; `is_gone`: it answered 410."""

    example = {"address": ADDRESS, "topics": ["ticket.registered", "ticket.closed"], "failures": 0, "is_active": True}

    id = serializers.UUIDField()
    address = serializers.CharField()
    topics = serializers.ListField(child=serializers.ChoiceField(choices=NAMES))
    is_active = serializers.BooleanField()
    is_gone = serializers.BooleanField()
    failures = serializers.IntegerField(min_value=0)
    rests_until = serializers.DateTimeField(allow_null=True)
    last_taken_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class SecretOut(WebhookOut):
    """A webhook with its signing secret, which is shown this once."""

    example = WebhookOut.example | {"secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}

    secret = serializers.CharField()


class HookIn(Strict):
    """`address` is checked: https, and no internal network. `topics` are names out of `webhooks/topics/`."""

    example: dict[str, Any] = {"address": ADDRESS, "topics": ["ticket.registered", "ticket.closed"]}

    address = serializers.CharField(max_length=500)
    topics = serializers.ListField(child=serializers.ChoiceField(choices=NAMES), min_length=1, max_length=len(NAMES))


class ChangeIn(HookIn, Versioned):
    example = HookIn.example | {"is_active": True}

    is_active = serializers.BooleanField(default=True)


class HookTryOut(Out):
    """One try: `status` of HTTP, or 0 with the `code` of why there was no answer; the first of what came back."""

    example = {"status": 503, "code": "", "took_ms": 41, "answer": "busy"}

    at = serializers.DateTimeField()
    status = serializers.IntegerField(min_value=0)
    code = serializers.CharField()
    took_ms = serializers.IntegerField(min_value=0)
    answer = serializers.CharField()


class MessageOut(Out):
    """One message: `id` is its `webhook-id` at every try."""

    example = {"topic": "ticket.registered", "state": "taken", "tries": 1}

    id = serializers.UUIDField()
    topic = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=HookMessage.State.values)
    at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    tries = serializers.IntegerField(min_value=0)
    log = serializers.SerializerMethodField()

    def get_topic(self, message: HookMessage) -> str:
        return TEST if message.about == "test" else topic_of(message.about, message.what)

    def get_log(self, message: HookMessage) -> list[dict[str, Any]]:
        rows: list[HookTry] = list(message.log.all())[:MOST_TRIES]
        return [dict(HookTryOut(row).data) for row in rows]


class MessageFilter(FilterSet):
    """By state and by when it was written."""

    state = ChoiceFilter(choices=HookMessage.State.choices)
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lte")


class Webhooks(Rows):
    """What a client wants to hear, and where. Each sees its own."""

    verbs = dict.fromkeys(
        ("list", "retrieve", "topics", "create", "change", "end", "secret", "test", "messages", "resend"), "read"
    )
    # Whatever shows a secret shows it once.
    unkept = frozenset({"create", "secret"})
    gives = WebhookOut
    pagination_class = paged_by("-created_at", "created_at")

    @property
    def filterset_class(self) -> type[FilterSet] | None:  # type: ignore[override]
        return MessageFilter if getattr(self, "action", "") == "messages" else None

    def get_queryset(self) -> QuerySet[Hook]:
        return Hook.objects.of_clients(self.me).filter(ended_at__isnull=True)

    @says(gives=WebhookOut, form="page")
    def list(self, request: Request) -> Response:
        """One's own webhooks, the newest first."""
        return self.paged(self.get_queryset())

    @says(gives=WebhookOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One webhook: whether it is spoken to, and how that goes."""
        hook = self.get_object()
        return self.one(hook, version=hook.version)

    @action(detail=False)
    @says(gives=TopicOut, form="list")
    def topics(self, request: Request) -> Response:
        """The events that may be heard."""
        return self.listed(BY_NAME.values())

    @says(takes=HookIn, gives=SecretOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Hear of these events from now on. The answer has the signing secret, this once."""
        told = self.told()
        client = ApiClient.objects.filter(user=self.me).first()
        if client is None:
            raise NoClient
        return self._with_secret(hooking.hook_up(client, by=self.me, at=timezone.now(), **told), status=201)

    @verb(ChangeIn)
    def change(self, request: Request, pk: str) -> Response:
        """Another address, other events, off or on again."""
        hook, told = self.get_object(), self.told()
        return self.one(hooking.change_hook(hook, by=self.me, at=timezone.now(), **told))

    @verb(Versioned)
    def end(self, request: Request, pk: str) -> Response:
        """Nothing more is sent there, what still waits neither."""
        hook, told = self.get_object(), self.told()
        return self.one(hooking.end_hook(hook, by=self.me, at=timezone.now(), **told))

    @verb(Versioned, gives=SecretOut)
    def secret(self, request: Request, pk: str) -> Response:
        """Another secret, shown this once; for 24 hours every message is signed with both."""
        hook, told = self.get_object(), self.told()
        return self._with_secret(hooking.new_secret(hook, by=self.me, at=timezone.now(), **told))

    @verb(Nothing, gives=MessageOut)
    def test(self, request: Request, pk: str) -> Response:
        """Send `webhook.test`, on the way that all others take."""
        hook = self.get_object()
        self.told()
        return self.one(hooking.send_test(hook, at=timezone.now()))

    @action(detail=True)
    @says(gives=MessageOut, form="page")
    def messages(self, request: Request, pk: str) -> Response:
        """Its messages with every try, the newest first; `state=dead` are those that were given up."""
        return self.paged(self._mine().messages.prefetch_related(newest_try()))

    @action(detail=True, methods=["post"], url_path=f"messages/(?P<message>{ID})/resend")
    @says(takes=Nothing, gives=MessageOut)
    def resend(self, request: Request, pk: str, message: str) -> Response:
        """Send one message again, under the same id."""
        found = get_object_or_404(self._mine().messages, pk=message)
        self.told()
        return self.one(hooking.send_again(found, at=timezone.now()))

    def _mine(self) -> Hook:
        """The webhook of this address; the filters are those of its messages."""
        found: Hook = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return found

    def _with_secret(self, made: hooking.Hooked, *, status: int = 200) -> Response:
        made.hook.secret = made.secret  # type: ignore[attr-defined]
        return self.one(made.hook, status=status)
