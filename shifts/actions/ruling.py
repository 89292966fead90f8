"""The rules of a place are written anew; what was handed over by the old ones stays as it was."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from servicedesk.lib.refusals import Invalid, NotAllowed
from shifts.models import HandoverRule

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
MOST_TURNS, MOST_ITEMS = 6, 40


@transaction.atomic
def set_rule(
    unit: Unit, *, turns: list[dict[str, str]], items: list[dict[str, Any]], by: User, at: datetime, **told: Any
) -> HandoverRule:
    """Write the next version of a place's rules; what is on record says which. Raises Invalid, NotAllowed."""
    if not by.may_at("shift_rules", unit.pk):
        raise NotAllowed("shift_rules")
    if not turns or len(turns) > MOST_TURNS or not all(_is_turn(one) for one in turns):
        text = _("One to six turns, each with a name and two times such as 08:00.")
        raise Invalid(text, fields={"turns": text})
    codes = [one["code"] for one in items]
    if len(items) > MOST_ITEMS or len(set(codes)) != len(codes) or not all(one["text"] for one in items):
        text = _("At most forty lines, each with its own name.")
        raise Invalid(text, fields={"items": text})
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    assert unit.org is not None  # halls and desks belong to a company
    last = HandoverRule.of(unit.pk)
    facts = {"org": unit.org, "unit": unit, "version": last.version + 1, "at": at, "by": by}
    made = HandoverRule.objects.create(turns=turns, items=items, **facts, **told)
    audit(what="handover_rule", by=by, at=at, facts={"unit": str(unit.pk), "version": made.version})
    return made


def _is_turn(turn: dict[str, str]) -> bool:
    return bool(turn["name"].strip()) and all(TIME.fullmatch(turn[name]) for name in ("from", "until"))
