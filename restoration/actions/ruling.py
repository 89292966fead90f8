"""The company's own rules about outages: notice, causes, storms, callbacks, and who wants no texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from outages.models import NoText, OutageCause, OutageRule
from outages.rules import CAUSES, USUAL
from restoration.models import SampleRule, StormRule
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import Invalid, NotAllowed

KEYS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "notice": (OutageRule, ("kind", "step")),
    "sample": (SampleRule, ("kind", "level")),
    "storm": (StormRule, ("by",)),
    "cause": (OutageCause, ("code",)),
}


def keep_rule(what: str, told: Mapping[str, Any], *, org: Unit, by: User, at: datetime) -> None:
    """Put the company's row in the place of the usual one, and write down who did. Raises Invalid, NotAllowed."""
    _require(by, org)
    table, names = KEYS[what]
    if what == "notice" and (told["kind"], told["step"]) not in {(kind, step) for kind, step, _n, _s in USUAL}:
        raise Invalid(_("There is no such rule."))
    if what == "cause" and told["code"] in {code for _kind, code, _word in CAUSES} and told["is_active"]:
        OutageCause.objects.filter(org=org, code=told["code"]).delete()
    else:
        key = {name: told[name] for name in names}
        table.objects.update_or_create(org=org, **key, defaults={k: v for k, v in told.items() if k not in key})
    audit(what="outage_rule", by=by, at=at, facts={"rule": what, "told": {name: str(told[name]) for name in told}})


def want_no_texts(number: str, *, org: Unit, by: User, at: datetime) -> NoText:
    """Somebody wants no texts about outages."""
    if not by.may("outage_call") or org.pk not in by.orgs():
        raise NotAllowed("outage_call")
    row, _new = NoText.objects.get_or_create(org=org, number=normalise(number), defaults={"at": at, "by": by})
    return row


def want_texts_again(row: NoText, *, by: User) -> None:
    """They want them after all."""
    if not by.may("outage_call") or row.org_id not in by.orgs():
        raise NotAllowed("outage_call")
    row.delete()


def _require(by: User, org: Unit) -> None:
    if not by.may("outage_rules") or org.pk not in by.orgs():
        raise NotAllowed("outage_rules")
