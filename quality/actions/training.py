"""Trainings: held, and for each person written down whether they were there. All of them is a hundred per cent."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from quality.models import Training, TrainingRecord
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.desk import required


@transaction.atomic
def hold_training(
    org: Unit,
    *,
    title: str,
    held_on: date,
    hours: Decimal,
    trainer: str,
    people: Sequence[User],
    by: User,
    at: datetime,
) -> Training:
    """Write down a training and for whom it was meant. Raises Invalid, NotAllowed."""
    if not by.may_at("qa", org.pk):
        raise NotAllowed("qa")
    if held_on > timezone.localdate(at) or not people:
        raise Invalid(_("A training was held, on a day that is not ahead, for somebody."))
    facts = {"title": required(title, "title")[:80], "trainer": required(trainer, "trainer")[:60], "hours": hours}
    made = Training.objects.create(org=org, held_on=held_on, by=by, at=at, **facts)
    TrainingRecord.objects.bulk_create(
        TrainingRecord(org=org, training=made, person=one) for one in people if one.org_id == org.pk
    )
    return made


@transaction.atomic
def write_records(training: Training, *, there: Mapping[UUID, bool], by: User, at: datetime) -> int:
    """Write down who was there and who was not; what is written stays. Returns how many."""
    if not by.may_at("qa", training.org_id):
        raise NotAllowed("qa")
    rows = TrainingRecord.objects.select_for_update().filter(training=training, at__isnull=True, person__in=there)
    done = 0
    for row in rows:
        row.was_there, row.by, row.at = there[row.person_id], by, at
        row.save(update_fields=["was_there", "by", "at"])
        done += 1
    return done
