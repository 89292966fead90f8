"""Within which bounds a company takes its phones' word: changed on a page, kept in the audit with what stood there before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import audit
from accounts.models import Unit, User
from fieldwork.models import PhoneTerms
from fieldwork.refusals import TermsChanged
from servicedesk.lib.refusals import NotAllowed

FIELDS = ("far_metres", "poor_metres", "skew_seconds", "wrong_minutes", "oldest_hours", "keep_days", "photos")
WHAT = "phone_terms"


@transaction.atomic
def set_terms(org: Unit, *, told: Mapping[str, Any], version: int, by: User, at: datetime) -> PhoneTerms:
    """Write the bounds of a company; nothing changed is no event. `version` is what the person saw. Raises TermsChanged."""
    if not by.may_at("crews", org.pk):
        raise NotAllowed("crews")
    PhoneTerms.objects.bulk_create([PhoneTerms(org=org)], ignore_conflicts=True)
    held = PhoneTerms.objects.select_for_update().get(org=org)
    if held.version != version:
        raise TermsChanged
    changed = {name: [getattr(held, name), told[name]] for name in FIELDS if getattr(held, name) != told[name]}
    if changed:
        for name in changed:
            setattr(held, name, told[name])
        held.version, held.by, held.at = held.version + 1, by, at
        held.save()
        audit(what=WHAT, by=by, at=at, facts={"org": str(org.pk), "version": held.version} | changed)
    return held
