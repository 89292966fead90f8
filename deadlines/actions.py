"""What is done to promises: chosen for a case, adopted by a company, changed for the future."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from accounts.models import Unit, User
from accounts.standing import began_at, kept
from deadlines.calendar import due
from deadlines.conditions import Case, by_person, by_place
from deadlines.loading import UnknownProfile, profile_lines, profiles
from deadlines.models import Binding, PolicyRule, Promise
from deadlines.publishing import StalePromise, UnknownPromise, check_promise, revised

FLOOR_SUFFIX = f".{Binding.FLOOR}"
AGREED_SUFFIX = ".agreed"


def bindings_for(
    *, org: Unit | UUID, kind: str, case: Case | None = None, at: datetime, **facts: Any
) -> dict[str, Promise]:
    """All that binds such a case at `at`, by the name of its clock: `arrive` what is promised, `arrive.floor` the law,
    `arrive.agreed` the window of a visit by appointment.

    Of each the first fitting line in order; where one looks at the address and another at the level or the customer,
    the tighter of the two, which knows the laxer as `also`. One query, or none. `facts` are those of a Case.
    """
    case = case or Case(**facts)
    fitting: dict[str, list[PolicyRule]] = {}
    for standing in _lines(org.pk if isinstance(org, Unit) else org, kind, case.hall, at):
        if standing.holds(at) and standing.fits(case):
            rule = standing.copied()
            rule.promise.pinned_calendar, rule.promise.chosen_by = rule.calendar_pk, rule
            fitting.setdefault(clock_name(rule), []).append(rule)
    return {name: _tighter(rules, at) for name, rules in fitting.items()}


def _lines(org: UUID, kind: str, hall: UUID | None, at: datetime) -> list[PolicyRule]:
    """The lines for such cases in their order: those of that moment, or those of now and later, as they are remembered."""
    rules = PolicyRule.objects.filter(org=org, kind__in=["", kind])
    begun = began_at()
    if begun is None or at < begun:
        return list(rules.active(at).for_choice(hall))
    return kept(("policy", org, kind, hall), lambda: list(rules.not_over(begun).for_choice(hall)))


def clock_name(rule: PolicyRule) -> str:
    """The name of the clock that a line is for."""
    if rule.binding == Binding.FLOOR:
        return rule.milestone + FLOOR_SUFFIX
    return rule.milestone + (AGREED_SUFFIX if rule.promise.parsed_limit.window else "")


def _tighter(rules: list[PolicyRule], at: datetime) -> Promise:
    """The first line's promise, or that of the first line which looks at the other of address and person, if it is due
    earlier."""
    first, *others = rules
    looks = by_person if by_place(first) else by_place if by_person(first) else None
    rival = next((rule for rule in others if looks and looks(rule)), None)
    if rival is None:
        return first.promise
    tight, lax = sorted((first.promise, rival.promise), key=lambda promise: _due(promise, at))
    tight.also = lax
    return tight


def _due(promise: Promise, at: datetime) -> datetime:
    return due(at, promise.parsed_limit, promise.work_calendar())


def promises_for(*, org: Unit, kind: str, at: datetime, **facts: Any) -> dict[str, Promise]:
    """What the company promises for each milestone of such a case at `at`, without the legal limits under it."""
    bound = bindings_for(org=org, kind=kind, at=at, **facts)
    return {name: promise for name, promise in bound.items() if "." not in name}


@transaction.atomic
def adopt_profile(org: Unit, profile: str, *, by: User | None, at: datetime) -> int:
    """Make a shipped profile the company's own policy from `at` on; lines it has stay. Returns how many are new."""
    lines = profile_lines(profile)
    Unit.objects.select_for_update().get(pk=org.pk)
    standing = PolicyRule.objects.filter(org=org, profile=profile, active_until__isnull=True)
    known = set(standing.values_list("line", flat=True))
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
def put_profile_by(org: Unit, profile: str, *, at: datetime) -> int:
    """Take a profile that was put before the company's own lines off again; cases keep what they were promised."""
    if not profiles().get(profile, {}).get("beside"):
        raise UnknownProfile(profile)
    Unit.objects.select_for_update().get(pk=org.pk)
    standing = PolicyRule.objects.filter(org=org, profile=profile, active_until__isnull=True)
    return standing.update(active_until=Greatest("active_from", Value(at)))


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
