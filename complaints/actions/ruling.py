"""The company writes its own rules of complaints. Every change is audited with what was before and what is now."""

import json
from datetime import datetime
from hashlib import blake2b

from django.db import transaction

from accounts.actions import audit
from accounts.models import Unit, User
from complaints.refusals import NoSuchRule, RuleChanged
from complaints.rulebook import BOOK, Values


def mark_of(values: Values) -> str:
    """A short mark of what a rule says, so that nobody overwrites what they have not seen."""
    return blake2b(json.dumps(values, sort_keys=True, default=str).encode(), digest_size=8).hexdigest()


@transaction.atomic
def change_rule(org: Unit, *, what: str, key: str, told: Values, seen: str, by: User, at: datetime) -> None:
    """Write a rule as told; an empty key adds a line. What is due already stays as it was.

    `seen` is the mark of what whoever changes it has seen. Raises NoSuchRule, RuleChanged.
    """
    Unit.objects.select_for_update().get(pk=org.pk)
    known = BOOK[what].read(org)
    before = known.get(key, {})
    if key and not before:
        raise NoSuchRule
    if seen != mark_of(before):
        raise RuleChanged
    after = before | told
    if after == before:
        return
    BOOK[what].write(org, key, after)
    changed = [name for name, value in after.items() if before.get(name) != value]
    name = before.get("name") or after.get("name") or key
    facts: dict[str, object] = {"org": str(org.pk), "rule": f"{what}:{name}"}
    facts["before"] = {name: before.get(name) for name in changed}
    facts["after"] = {name: after[name] for name in changed}
    audit(what="complaint_rule", by=by, at=at, facts=facts)
