"""A request as another system tells it, and how it is taken in exactly once."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.models import Unit, User
from complaints.actions import FileFacts
from complaints.lifecycle import Matter
from customers.models import Area
from hotline.actions import digest_of, take_in
from hotline.api.door import Strict
from hotline.api.fields import CategoryField, CustomerField, PersonField, SupplyPointField, TicketField, UnitField
from hotline.models import ApiKey
from hotline.rest import require_verb
from tickets.actions.desk import Intake
from tickets.faces import face_of
from tickets.lifecycle import Kind
from tickets.models import Ticket

CODE = r"^[a-z0-9_-]+$"


class ComplaintIn(Strict):
    """What only a complaint has: its class, how it is guarded, whom it is about."""

    matter = serializers.ChoiceField(choices=Matter.choices, default="")
    is_secret = serializers.BooleanField(default=False)
    is_anonymous = serializers.BooleanField(default=False)
    is_warned = serializers.BooleanField(default=False)
    against_units = serializers.ListField(child=UnitField("hall", "crew", "desk"), max_length=10, default=list)
    against_people = serializers.ListField(child=PersonField(), max_length=10, default=list)

    def facts(self, told: dict[str, Any]) -> FileFacts:
        """The file's part, as the complaint desk keeps it."""
        against = (*told["against_units"], *told["against_people"])
        return FileFacts(told["matter"], told["is_secret"], told["is_anonymous"], against, told["is_warned"])


class TicketIn(Strict):
    """A request. `hall`, `category` and a customer or a contact are enough; a fault also needs a place."""

    hall = UnitField("hall")
    category = CategoryField()
    customer = CustomerField(required=False)
    contact_name = serializers.CharField(max_length=60, default="", allow_blank=True)
    contact_phone = serializers.CharField(max_length=40, default="", allow_blank=True)
    supply_point = SupplyPointField(required=False)
    address = serializers.CharField(max_length=200, default="", allow_blank=True)
    answers = serializers.DictField(child=serializers.CharField(max_length=200), default=dict)
    title = serializers.CharField(max_length=200, default="", allow_blank=True)
    description = serializers.CharField(max_length=5000, default="", allow_blank=True)
    area = serializers.ChoiceField(choices=Area.choices, default="", allow_blank=True)
    level = serializers.RegexField(CODE, max_length=12, default="", allow_blank=True)
    channel = serializers.RegexField(CODE, max_length=20, default="hotline")
    external_number = serializers.CharField(max_length=80, default="", allow_blank=True)
    answer = serializers.CharField(max_length=5000, default="", allow_blank=True)
    complaint = ComplaintIn(required=False)
    parent = TicketField(required=False)  # type: ignore[assignment]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is named together must belong together."""
        hall: Unit = attrs["hall"]
        wrong: dict[str, str] = {
            name: _("It belongs to another company than the hall.")
            for name in ("category", "customer", "supply_point")
            if name in attrs and attrs[name].org_id != hall.org_id
        }
        asked = {question.code for question in face_of(attrs["category"]).questions}
        wrong |= {f"answers.{code}": _("There is no such question.") for code in attrs["answers"] if code not in asked}
        if "complaint" in attrs and attrs["category"].kind != Kind.COMPLAINT:
            wrong["complaint"] = _("This category is not one of complaints.")
        if wrong:
            raise ValidationError(wrong)
        return attrs


def receive(request: Request, told: dict[str, Any], *, by: User) -> tuple[Ticket, bool]:
    """Take a request in, once for each external number, and say whether it is new."""
    if told["answer"]:
        require_verb(request, "reply")
    if "parent" in told:
        require_verb(request, "link")
    given = dict(told)
    hall, answer, file = given.pop("hall"), given.pop("answer"), given.pop("complaint", None)
    source = _source(request) if given["external_number"] else ""
    more = ComplaintIn().facts(file) if file else None
    intake = Intake(source=source, digest=digest_of(request.data) if source else "", more=more, **given)
    return take_in(intake, unit=hall, by=by, answer=answer)


def _source(request: Request) -> str:
    if not isinstance(request.auth, ApiKey):
        raise ValidationError({"external_number": _("Only an API client has numbers of its own.")})
    return request.auth.client.source
