"""What goes out. Names, phones, addresses and account numbers leave masked; there is one logged way to see more."""

from typing import Any

from rest_framework import serializers

from customers.models import Holding, Phone
from hotline.api.strict import Lean
from servicedesk.lib.masks import mask_account, mask_phone
from tickets.actions.promises import Foreseen
from tickets.duplicates import Hint
from tickets.faces import face_of
from tickets.lifecycle import MILESTONES
from tickets.models import Category, TicketEvent
from tickets.sentences import tell


class Out(Lean):
    """A shape that is only read."""


class PlaceOut(Out):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class HallOut(PlaceOut):
    phone = serializers.CharField()


class PersonOut(Out):
    id = serializers.UUIDField()
    name = serializers.CharField()
    staff_number = serializers.CharField()


class CategoryOut(Out):
    """A kind of request: what is asked at intake, and what closing asks for."""

    example = {
        "name": "单户无电",
        "parent": "fault",
        "questions": [{"code": "neighbours", "label": "邻居家有电吗？", "choices": [{"code": "on", "label": "有电"}]}],
        "checklist": [{"code": "tested", "label": "送电后试过"}],
        "to_close": [{"code": "measure", "label": "怎样处理的"}],
    }
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    kind = serializers.CharField()
    parent = serializers.CharField(source="parent.code", default=None)  # type: ignore[assignment]
    is_group = serializers.BooleanField()
    questions = serializers.SerializerMethodField()
    script = serializers.SerializerMethodField()
    checklist = serializers.SerializerMethodField()
    to_close = serializers.SerializerMethodField()

    def _held(self, category: Category, name: str) -> Any:
        return face_of(category).data.get(name) or []

    def get_questions(self, category: Category) -> list[dict[str, Any]]:
        return self._held(category, "questions")

    def get_script(self, category: Category) -> str:
        return face_of(category).script

    def get_checklist(self, category: Category) -> list[Any]:
        return self._held(category, "checklist")

    def get_to_close(self, category: Category) -> list[dict[str, Any]]:
        return self._held(category, "to_close")


class PromiseOut(Out):
    code = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    limit = serializers.CharField()
    clock = serializers.CharField()
    statistic = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    verified = serializers.BooleanField()


class ForeseenOut(Out):
    milestone = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    due_at = serializers.DateTimeField()
    is_estimate = serializers.BooleanField()
    promise = PromiseOut()
    conditions = serializers.ListField(child=serializers.CharField())
    also = PromiseOut(allow_null=True)

    def get_label(self, line: Foreseen) -> str:
        return str(MILESTONES.get(line.milestone, line.milestone))


class SupplyPointOut(Out):
    id = serializers.UUIDField()
    account_number = serializers.SerializerMethodField()
    address = serializers.CharField(source="masked_address")
    area = serializers.CharField()
    transformer = serializers.CharField()
    feeder = serializers.CharField()

    def get_account_number(self, point: Any) -> str:
        return mask_account(point.account_number)


class HeldOut(SupplyPointOut):
    """A supply point that a customer has a part in."""

    def to_representation(self, instance: Holding) -> dict[str, Any]:
        return super().to_representation(instance.supply_point)


class PhoneOut(Out):
    """A number, masked, with the id by which it is revealed."""

    id = serializers.UUIDField()
    number = serializers.SerializerMethodField()
    is_main = serializers.BooleanField()

    def get_number(self, phone: Phone) -> str:
        return mask_phone(phone.number)


class CustomerOut(Out):
    """A customer as anybody may see them."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="masked_name")
    kind = serializers.CharField()
    level = serializers.CharField()
    phones = PhoneOut(many=True, source="phones.all")
    supply_points = HeldOut(many=True, source="holdings.all")
    version = serializers.IntegerField()


class TicketOut(Out):
    """A ticket in a list, and as it is after every verb."""

    number = serializers.CharField()
    version = serializers.IntegerField()
    kind = serializers.CharField()
    status = serializers.CharField()
    status_label = serializers.CharField(source="get_status_display")
    round = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    category = serializers.CharField(source="category.code")
    answers = serializers.JSONField()
    level = serializers.CharField()
    area = serializers.CharField()
    channel = serializers.CharField()
    hazard = serializers.BooleanField()
    hall = PlaceOut(source="unit")
    crew = PlaceOut(allow_null=True)
    queue = PlaceOut(allow_null=True)
    handler = PersonOut(allow_null=True)
    first_contact = PersonOut()
    customer = serializers.UUIDField(source="customer_id", allow_null=True)
    supply_point = serializers.UUIDField(source="supply_point_id", allow_null=True)
    contact_name = serializers.CharField(source="masked_name")
    contact_phone = serializers.CharField(source="masked_phone")
    address = serializers.CharField(source="masked_address")
    source = serializers.CharField()  # type: ignore[assignment]
    external_number = serializers.CharField()
    registered_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    urges = serializers.IntegerField()
    raised = serializers.IntegerField()
    returns = serializers.IntegerField()
    contacts = serializers.IntegerField()
    merged_into = serializers.CharField(source="merged_into.number", default=None)


class HintOut(Out):
    """What was known already when a request was registered: `account`, `transformer` or `repeat`, and what is offered.

    `hidden` counts the tickets that the caller may not see.
    """

    sort = serializers.CharField()
    offer = serializers.CharField()
    tickets = serializers.SerializerMethodField()
    hidden = serializers.IntegerField()

    def get_tickets(self, hint: Hint) -> list[str]:
        return [row.ticket.number for row in hint.rows]


class EventOut(Out):
    seq = serializers.IntegerField()
    what = serializers.CharField()
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    device_at = serializers.DateTimeField(allow_null=True)
    client_id = serializers.UUIDField(allow_null=True)
    by = PersonOut(allow_null=True)
    reason = serializers.CharField()
    facts = serializers.JSONField()
    audience = serializers.CharField()
    from_status = serializers.CharField()
    to_status = serializers.CharField()
    version = serializers.IntegerField()
    sentence = serializers.SerializerMethodField()

    def get_sentence(self, event: TicketEvent) -> str:
        return str(tell(event))


class ClockOut(Out):
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    stopped_at = serializers.DateTimeField(allow_null=True)
    dropped_at = serializers.DateTimeField(allow_null=True)
    voided_at = serializers.DateTimeField(allow_null=True)
    was_kept = serializers.BooleanField(allow_null=True)
    calendar_version = serializers.IntegerField()
    promise = PromiseOut()


class DeadlineOut(Out):
    """One stage of one clock, with the promise it comes from."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    stage = serializers.CharField()
    generation = serializers.IntegerField()
    due_at = serializers.DateTimeField()
    state = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)
    clock = ClockOut()
