"""Our categories, questions and cases in the standard's words. Nothing personal is among them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from servicedesk.lib.masks import mask_address
from tickets.actions.told import SAID_TO_CUSTOMERS
from tickets.asking import CHOICE, NUMBER, TIME, Question
from tickets.faces import face_of
from tickets.lifecycle import ENDED, Kind, Status
from tickets.models import Category, Clock, Ticket, TicketEvent, TicketQuerySet

DATATYPES = {CHOICE: "singlevaluelist", NUMBER: "number", TIME: "datetime"}
# Complaints, reports of misconduct and applications have papers and guards of their own: they are no service here.
OFFERED = (Kind.FAULT, Kind.ENQUIRY, Kind.SERVICE, Kind.SUGGESTION, Kind.PRAISE)
DONE = frozenset({*ENDED, Status.RESOLVED})
Told = dict[str, Any]


def services(org: UUID) -> QuerySet[Category]:
    """What may be asked for here."""
    rows = Category.objects.filter(org=org, is_active=True, children__isnull=True, kind__in=OFFERED, application="")
    return rows.select_related("parent__parent").order_by("position", "code")


def service(category: Category) -> Told:
    asked = face_of(category).questions
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": category.name_en or category.name,
        "metadata": bool(asked),
        "type": "realtime",
        "keywords": str(category.get_kind_display()),
        "group": category.parent.name if category.parent else "",
    }


def definition(category: Category) -> Told:
    questions = face_of(category).questions
    return {
        "service_code": category.code,
        "attributes": [attribute(one, order) for order, one in enumerate(questions, start=1)],
    }


def attribute(question: Question, order: int) -> Told:
    """One question; one that depends on another's answer is asked for by the server, where it is due."""
    return {
        "variable": True,
        "code": question.code,
        "datatype": DATATYPES.get(question.kind, "text"),
        "required": question.required and question.only_if is None,
        "datatype_description": question.hint or question.unit,
        "order": order,
        "description": question.label,
        "values": [{"key": one.code, "name": one.label} for one in question.options],
    }


def with_moments(rows: TicketQuerySet) -> QuerySet[Ticket]:
    """Cases with when they last moved and when the customer may expect them done."""
    latest = TicketEvent.objects.filter(ticket=OuterRef("pk")).order_by("-seq").values("at")[:1]
    clocks = Clock.objects.running().filter(ticket=OuterRef("pk"), name__in=SAID_TO_CUSTOMERS)
    return rows.select_related("unit", "category").annotate(
        moved_at=Coalesce("closed_at", Subquery(latest), F("registered_at")),
        expected_at=Subquery(clocks.order_by("due_at").values("due_at")[:1]),
    )


def requests(rows: Iterable[Any]) -> list[Told]:
    return [_request(row) for row in rows]


def _request(row: Any) -> Told:
    return {
        "service_request_id": row.number,
        "status": "closed" if row.status in DONE else "open",
        "status_notes": str(row.get_status_display()),
        "service_name": row.category.name,
        "service_code": row.category.code,
        "description": row.title,
        "agency_responsible": row.unit.name,
        "service_notice": "",
        "requested_datetime": written(row.registered_at),
        "updated_datetime": written(row.moved_at),
        "expected_datetime": written(row.expected_at),
        "address": mask_address(row.address) if row.address else "",
        "address_id": "",
        "zipcode": "",
        "lat": None,
        "long": None,
        "media_url": "",
    }


def written(at: datetime | None) -> str | None:
    """A moment as the standard writes it, with its zone."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
