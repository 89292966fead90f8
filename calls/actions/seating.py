"""Who sits at which telephone: said by whoever sits down."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from calls.actions.hearing import recount
from calls.models import Call, Seat
from calls.refusals import BadExtension
from servicedesk.lib.refusals import NotAllowed

EXTENSION = re.compile(r"[0-9A-Za-z_-]{1,20}")


@transaction.atomic
def sit_at(extension: str, *, by: User, at: datetime) -> Seat:
    """Sit down at an extension: whoever sat there, sits there no more. A call that is there now comes to `by`."""
    if not by.may("calls"):
        raise NotAllowed("calls")
    plain = extension.strip()
    if not EXTENSION.fullmatch(plain):
        raise BadExtension(fields={"extension": plain[:20]})
    org = next(iter(sorted(by.orgs())))
    mine = Seat.objects.live(at).filter(org=org, extension=plain, user=by).first()
    if mine is not None:
        return mine
    taken = Q(org=org, extension=plain) | Q(user=by)
    seats = Seat.objects.select_for_update(of=("self",)).filter(taken, until_at__isnull=True).order_by("pk")
    for seat in seats:
        seat.until_at = max(at, seat.from_at)
        seat.save(update_fields=["until_at"])
    seat = Seat.objects.create(org_id=org, extension=plain, user=by, from_at=at)
    for call in Call.objects.live(at).filter(org=org, events__extension=plain).distinct().order_by("pk"):
        recount(Call.objects.select_for_update(of=("self",)).select_related("org", "owed").get(pk=call.pk), at=at)
    return seat


def get_up(user: User, *, at: datetime) -> bool:
    """Sit nowhere any more; whether one sat."""
    return bool(Seat.objects.filter(user=user, until_at__isnull=True).update(until_at=at))
