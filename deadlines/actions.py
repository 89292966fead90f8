"""What is done to promises: chosen for a case, adopted by a company, changed for the future."""

from datetime import datetime

from django.db import transaction

from accounts.models import Unit, User
from deadlines.loading import profile_lines
from deadlines.models import Binding, PolicyRule, Promise
from deadlines.publishing import StalePromise, UnknownPromise, check_promise, revised

FLOOR_SUFFIX = f".{Binding.FLOOR}"


def bindings_for(*, org: Unit, kind: str, category: str, area: str, level: str, at: datetime) -> dict[str, Promise]:
    """All that binds such a case at `at`, by the name of its clock: `arrive` what is promised, `arrive.floor` the law.

    Of each the first fitting line in order. One query.
    """
    bound: dict[str, Promise] = {}
    for rule in PolicyRule.objects.filter(org=org, kind__in=["", kind]).active(at).for_choice():
        name = rule.milestone + (FLOOR_SUFFIX if rule.binding == Binding.FLOOR else "")
        if name not in bound and rule.fits(category=category, area=area, level=level):
            rule.promise.pinned_calendar = rule.calendar_pk
            bound[name] = rule.promise
    return bound


def promises_for(*, org: Unit, kind: str, category: str, area: str, level: str, at: datetime) -> dict[str, Promise]:
    """What the company promises for each milestone of such a case at `at`, without the legal limits under it."""
    bound = bindings_for(org=org, kind=kind, category=category, area=area, level=level, at=at)
    return {name: promise for name, promise in bound.items() if not name.endswith(FLOOR_SUFFIX)}


@transaction.atomic
def adopt_profile(org: Unit, profile: str, *, by: User | None, at: datetime) -> int:
    """Make a shipped profile the company's own policy from `at` on; lines it has stay. Returns how many are new."""
    lines = profile_lines(profile)
    Unit.objects.select_for_update().get(pk=org.pk)
    known = set(PolicyRule.objects.filter(org=org, profile=profile).values_list("line", flat=True))
    promises: dict[str, Promise] = {}
    wanted = Promise.objects.open_to(org).in_force(at).filter(code__in={line["promise"] for line in lines})
    for promise in wanted.newest_first():
        promises.setdefault(promise.code, promise)
    missing = sorted({line["promise"] for line in lines} - promises.keys())
    if missing:
        raise UnknownPromise(missing[0])
    rules = [
        PolicyRule(
            org=org, profile=profile, active_from=at, written_by=by, **line | {"promise": promises[line["promise"]]}
        )
        for line in lines
        if line["line"] not in known
    ]
    return len(PolicyRule.objects.bulk_create(rules))


@transaction.atomic
def revise(promise: Promise, *, by: User | None, at: datetime, org: Unit | None = None, **changes: object) -> Promise:
    """Publish a changed promise as a new version; cases already promised keep theirs.

    With `org` the version is that company's own, and only its policy follows. Lines that named the old
    version end when the new one takes effect, and new lines take their place.
    """
    owner = org or promise.org
    versions = list(
        Promise.objects.select_for_update(of=("self",)).open_to(owner).filter(code=promise.code).newest_first()
    )
    if versions[0].pk != promise.pk:
        raise StalePromise(promise)
    version = max(known.version for known in versions) + 1
    fresh = revised(promise, owner=owner, version=version, by=by, at=at, changes=changes)
    check_promise(fresh)
    fresh.save(force_insert=True)
    _rebind(promise, fresh, by=by)
    return fresh


def _rebind(old: Promise, fresh: Promise, *, by: User | None) -> None:
    """Let the lines that named the old version name the fresh one from its first day on."""
    lines = PolicyRule.objects.select_for_update().filter(promise=old, active_until__isnull=True)
    if fresh.org_id is not None:
        lines = lines.filter(org=fresh.org_id)
    for rule in lines:
        begins = max(rule.active_from, fresh.effective_from or rule.active_from)
        PolicyRule.objects.filter(pk=rule.pk).update(active_until=begins)
        rule.pk, rule._state.adding = PolicyRule._meta.pk.get_default(), True
        rule.promise, rule.active_from, rule.written_by = fresh, begins, by
        rule.save(force_insert=True)
