"""What the database refuses of a ticket, and by what it finds one."""

from django.db import models
from django.db.models import F, Q

from tickets.lifecycle import CREWED, ENDED
from tickets.rules import Status

GUARDS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        name="ticket_has_handler_or_queue",
        condition=Q(handler__isnull=False, queue__isnull=True) | Q(handler__isnull=True, queue__isnull=False),
    ),
    models.CheckConstraint(
        name="ticket_in_the_field_has_crew",
        condition=~Q(status__in=sorted(CREWED)) | Q(crew__isnull=False) | ~Q(kind__in=["fault", "service"]),
    ),
    models.CheckConstraint(
        name="ticket_ended_has_a_moment",
        condition=Q(status__in=sorted(ENDED), closed_at__isnull=False)
        | (~Q(status__in=sorted(ENDED)) & Q(closed_at__isnull=True)),
    ),
    models.CheckConstraint(
        name="ticket_suspended_has_an_end",
        condition=Q(suspended_at__isnull=True, resumes_at__isnull=True)
        | Q(suspended_at__isnull=False, resumes_at__isnull=False, resumes_at__gte=F("suspended_at")),
    ),
    models.CheckConstraint(
        name="ticket_undone_is_withdrawn",
        condition=Q(undone_at__isnull=True) | Q(status=Status.WITHDRAWN),
    ),
    models.CheckConstraint(
        name="ticket_merged_says_into_which",
        condition=Q(status="merged", merged_into__isnull=False) & ~Q(merged_into=F("id"))
        | ~Q(status="merged") & Q(merged_into__isnull=True),
    ),
    models.UniqueConstraint(
        name="ticket_external_number_once",
        fields=["source", "external_number"],
        condition=~Q(external_number=""),
    ),
]

INDEXES: list[models.Index] = [
    # The newest of all that somebody may see, in several halls or companies.
    models.Index(fields=["-registered_at", "-id"], name="ticket_by_time"),
    models.Index(fields=["org", "unit", "-registered_at"], name="ticket_by_hall"),
    models.Index(
        fields=["org", "status", "registered_at"],
        name="ticket_open",
        condition=~Q(status__in=sorted(ENDED)),
    ),
    # Read by the tick across companies, so `org` does not come first.
    models.Index(
        fields=["resumes_at"],
        name="ticket_resumes",
        condition=Q(resumes_at__isnull=False),
    ),
    models.Index(fields=["first_contact", "-registered_at"], name="ticket_by_first_contact"),
    models.Index(fields=["handler", "-registered_at"], name="ticket_by_handler"),
    models.Index(
        fields=["crew", "status"],
        name="ticket_by_crew",
        condition=~Q(status__in=sorted(ENDED)),
    ),
    models.Index(fields=["org", "contact_phone", "-registered_at"], name="ticket_by_phone"),
    models.Index(fields=["org", "address", "-registered_at"], name="ticket_by_address", condition=~Q(address="")),
    models.Index(fields=["customer", "-registered_at"], name="ticket_of_customer"),
    models.Index(fields=["visit"], name="ticket_of_visit", condition=Q(visit__isnull=False)),
    # What the supervisor's board counts and lists: open work of a hall and of a person, what came back, complaints.
    models.Index(fields=["unit", "registered_at"], name="ticket_open_at", condition=~Q(status__in=sorted(ENDED))),
    models.Index(
        fields=["handler", "registered_at"],
        name="ticket_open_with",
        condition=~Q(status__in=sorted(ENDED)) & Q(handler__isnull=False),
    ),
    models.Index(
        fields=["org", "registered_at"],
        name="ticket_came_back",
        condition=~Q(status__in=sorted(ENDED)) & Q(returns__gt=0),
    ),
    models.Index(
        fields=["org", "registered_at"],
        name="ticket_open_complaint",
        condition=~Q(status__in=sorted(ENDED)) & Q(kind="complaint"),
    ),
    # Few of many: what rests, what a history brought in open, what waits for an arbiter. Each board asks how many.
    models.Index(
        fields=["org", "resumes_at"],
        name="ticket_paused",
        condition=~Q(status__in=sorted(ENDED)) & Q(suspended_at__isnull=False),
    ),
    models.Index(
        fields=["org", "imported_at"],
        name="ticket_imported_open",
        condition=~Q(status__in=sorted(ENDED)) & Q(imported_at__isnull=False),
    ),
    models.Index(
        fields=["org"],
        name="ticket_to_arbiter",
        condition=~Q(status__in=sorted(ENDED)) & Q(to_arbiter=True),
    ),
]
