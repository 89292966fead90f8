"""The rules of notice and the list of causes: what the house begins with, and what a company has put in its place."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from deadlines.models import Measure, Promise
from outages.kinds import Kind
from outages.model_duties import OutageCause, OutageRule, Step

DAY, HOUR = 24 * 60, 60
_AGAIN = "power-outage-notice-important"
# kind, step, minutes, the standard that says so; a company's own row takes the place of one of these.
USUAL: tuple[tuple[str, str, int, str], ...] = (
    (Kind.PLANNED, Step.NOTICE, 7 * DAY, "power-outage-notice-planned"),
    (Kind.TEMPORARY, Step.NOTICE, 24 * HOUR, "power-outage-notice-temporary"),
    (Kind.PLANNED, Step.AGAIN, 30, _AGAIN),
    (Kind.TEMPORARY, Step.AGAIN, 30, _AGAIN),
    (Kind.FAULT, Step.ENTER, 5, "power-outage-info-csg-record"),
    (Kind.FAULT, Step.TELL_FIRST, 10, "power-outage-info-csg-notify"),
    (Kind.TEMPORARY, Step.TELL_FIRST, 10, "power-outage-info-csg-notify"),
    (Kind.FAULT, Step.ESTIMATE, 60, ""),
)
# kind, code, word. The marketing causes (arrears, theft, breach of contract, ordered use) and those of the grid.
CAUSES: tuple[tuple[str, str, Lazy], ...] = (
    (Kind.PLANNED, "works", _("grid works")),
    (Kind.PLANNED, "maintenance", _("maintenance")),
    (Kind.PLANNED, "customer-works", _("works for a customer")),
    (Kind.FAULT, "line", _("line fault")),
    (Kind.FAULT, "transformer", _("transformer fault")),
    (Kind.FAULT, "cable", _("cable fault")),
    (Kind.FAULT, "weather", _("storm, lightning, ice")),
    (Kind.FAULT, "outside", _("damage by others")),
    (Kind.FAULT, "unknown", _("being looked for")),
    (Kind.TEMPORARY, "defect", _("defect to be put right")),
    (Kind.TEMPORARY, "danger", _("danger to life")),
    (Kind.OTHER, "overload", _("demand above what the grid can supply")),
    (Kind.OTHER, "ordered-use", _("ordered use of electricity")),
    (Kind.OTHER, "arrears", _("arrears")),
    (Kind.OTHER, "theft", _("theft of electricity")),
    (Kind.OTHER, "breach", _("breach of contract")),
)


def rules_of(org_id: UUID) -> dict[tuple[str, str], OutageRule]:
    """The rules in force, by kind and step."""
    found = {
        (kind, step): OutageRule(org_id=org_id, kind=kind, step=step, minutes=minutes, standard=standard)
        for kind, step, minutes, standard in USUAL
    }
    own = OutageRule.objects.filter(org_id=org_id)
    found |= {(rule.kind, rule.step): rule for rule in own}
    return {key: rule for key, rule in found.items() if rule.is_active}


def notice_for(org_id: UUID, kind: str) -> timedelta | None:
    """How long before its beginning an outage of this kind is announced."""
    rule = rules_of(org_id).get((kind, Step.NOTICE))
    return timedelta(minutes=rule.minutes) if rule else None


def sources_of(codes: Iterable[str]) -> dict[str, str]:
    """Where it is written, by the code of the standard."""
    wanted = {code for code in codes if code}
    found: dict[str, str] = {}
    for table in (Promise, Measure):
        found |= dict(table.objects.filter(code__in=wanted).values_list("code", "source"))
    return found


def causes_of(org_id: UUID) -> list[OutageCause]:
    """The causes that may be chosen, those of the house first; a company's row retires one or adds one."""
    own = {cause.code: cause for cause in OutageCause.objects.filter(org_id=org_id)}
    found = [
        OutageCause(
            org_id=org_id, kind=kind, code=code, name=str(word), is_active=code not in own or own.pop(code).is_active
        )
        for kind, code, word in CAUSES
    ]
    return [cause for cause in (*found, *own.values()) if cause.is_active]


def cause_word(org_id: UUID, code: str) -> str:
    """The word for a code; a retired one is still known."""
    usual = {known: word for _kind, known, word in CAUSES}
    if code in usual or not code:
        return str(usual.get(code, ""))
    own = OutageCause.objects.filter(org_id=org_id, code=code).first()
    return own.name if own else ""
