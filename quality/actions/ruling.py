"""Sheets and plans are written anew as versions; what was scored or drawn by an old one stays as it was."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from quality.lifecycle import Work
from quality.models import Plan, Sheet
from servicedesk.lib.refusals import Invalid, NotAllowed

MOST_ITEMS = 60


@transaction.atomic
def write_sheet(
    org: Unit, *, work: str, name: str, groups: list[dict[str, Any]], pass_mark: int, by: User, at: datetime
) -> Sheet:
    """Write the next version of the sheet for a kind of work. Raises Invalid, NotAllowed."""
    if not by.may_at("qa_rules", org.pk):
        raise NotAllowed("qa_rules")
    items = [item for group in groups for item in group["items"]]
    if not items or len(items) > MOST_ITEMS or not any(not item["is_fatal"] for item in items):
        text = _("One to sixty items, at least one of them with points.")
        raise Invalid(text, fields={"groups": text})
    Unit.objects.select_for_update(no_key=True).get(pk=org.pk)
    last = Sheet.of(org.pk, work, at=at)
    _keep_codes(last, items)
    made = Sheet.objects.create(
        org=org,
        work=work,
        version=last.version + 1,
        name=name.strip()[:60],
        groups=groups,
        pass_mark=pass_mark,
        at=at,
        by=by,
    )
    audit(what="qa_sheet", by=by, at=at, facts={"work": work, "version": made.version})
    return made


def _keep_codes(last: Sheet, items: list[dict[str, Any]]) -> None:
    """An item that stays keeps its code, so that its figures go on; a new one gets one that was never used."""
    known = {str(item["text"]): str(item["code"]) for item in last.items}
    taken = set(known.values())
    for place, item in enumerate(items, start=1):
        code = known.get(item["text"]) or f"v{last.version + 1}i{place}"
        if code in taken and item["text"] not in known:
            code = f"{code}x"
        item["code"] = code


@transaction.atomic
def write_plan(org: Unit, *, code: str, by: User, at: datetime, **told: Any) -> Plan:
    """Write a plan, or the next version of one; it draws from the next period on. Raises Invalid, NotAllowed."""
    if not by.may_at("qa_rules", org.pk):
        raise NotAllowed("qa_rules")
    if told["work"] == Work.TEST_CALL:
        raise Invalid(_("Test calls are made, not drawn."), fields={"work": _("Test calls are made, not drawn.")})
    if told["rule"] == "words" and not told["words"]:
        raise Invalid(_("Which words?"), fields={"words": _("Which words?")})
    Unit.objects.select_for_update(no_key=True).get(pk=org.pk)
    last = Plan.objects.filter(org=org, code=code).order_by("-version").first()
    made = Plan.objects.create(org=org, code=code, version=(last.version if last else 0) + 1, by=by, at=at, **told)
    audit(what="qa_plan", by=by, at=at, facts={"code": code, "version": made.version})
    return made
