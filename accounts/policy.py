"""What a company asks at its door: its own words, or those of the profile that it follows."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.auditing import audit
from accounts.models import DoorPolicy, Unit, User
from accounts.roles import APART, MAY, Role
from servicedesk.lib.refusals import Invalid, Refusal

# 等保: complexity and periodic change. ASVS 5 (6.2.5, 6.2.10) forbids both and wants length instead.
PROFILES: dict[str, dict[str, int]] = {
    DoorPolicy.Profile.DENGBAO: {
        "min_length": 10,
        "classes": 3,
        "max_age_days": 90,
        "history": 5,
        "most_failures": 5,
    },
    DoorPolicy.Profile.ASVS: {"min_length": 12, "classes": 1, "max_age_days": 0, "history": 0, "most_failures": 10},
}
FIELDS = tuple(field.name for field in DoorPolicy._meta.concrete_fields if field.name not in {"id", "org", "version"})
# Who manages: whoever may change what others may do, or reads what others did.
MANAGES = APART | MAY["approve_extension"]
IN_THE_FIELD = frozenset({Role.CREW})


class StaleRules(Refusal):
    """Somebody else has changed these rules meanwhile."""

    code = "stale"
    status = 409

    def sentence(self) -> str:
        return _("Somebody else has changed this meanwhile. Read it again, then change it.")


def policy_of(org: Unit | None) -> DoorPolicy:
    """What this company asks; a company that has said nothing, and whoever belongs to none, goes by 等保."""
    told = DoorPolicy.objects.filter(org=org).first() if org else None
    return told or DoorPolicy(org=org)


def asks_factor(policy: DoorPolicy, user: User) -> bool:
    """Whether this person must have a second factor here."""
    if policy.factor == DoorPolicy.Factor.MANAGERS:
        return user.is_superuser or bool(user.roles() & MANAGES)
    return policy.factor == DoorPolicy.Factor.ALL


def idle_seconds(policy: DoorPolicy, user: User) -> int:
    """How long this person's browser may lie unused: the shortest of their roles; a crew's phone lies in a pocket."""
    roles = user.roles()
    if roles & APART or user.is_superuser:
        return 60 * policy.idle_minutes_admin
    return 60 * (policy.idle_minutes_field if roles and roles <= IN_THE_FIELD else policy.idle_minutes)


@transaction.atomic
def set_policy(org: Unit, *, seen: int, words: dict[str, Any], by: User, at: Any) -> DoorPolicy:
    """Change what a company asks at its door; what was before stands in the audit. Raises StaleRules, Invalid."""
    held = DoorPolicy.objects.select_for_update().filter(org=org).first()
    if seen != (held.version if held else 0):
        raise StaleRules
    policy = held or DoorPolicy(org=org, version=0)
    before = {name: getattr(policy, name) for name in FIELDS} if held else {}
    for name in FIELDS:
        setattr(policy, name, words[name])
    if policy.factor == DoorPolicy.Factor.OFF and policy.trust_days:
        raise Invalid(_("A device can only be trusted where a second factor is asked for."))
    policy.version += 1
    policy.save()
    after = {name: getattr(policy, name) for name in FIELDS}
    changed = [name for name in FIELDS if before.get(name) != after[name]]
    facts = {"before": {n: before.get(n) for n in changed}, "after": {n: after[n] for n in changed}}
    audit(what="door_policy", by=by, at=at, facts=facts)
    return policy
