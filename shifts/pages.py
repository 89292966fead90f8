"""What the pages of a handover show."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from accounts.models import Unit, User
from shifts.actions.signing import items_of
from shifts.duty import leaving, on_duty
from shifts.lifecycle import WORDS, Mark, Note, Question
from shifts.model_handover import Handover
from shifts.models import HandoverRule
from shifts.sheet import PARTS, Sheet, gather, thawed
from shifts.sheetline import Line
from tickets.lifecycle import Status
from tickets.models import Ticket

CASE = re.compile(r"^/t/([^/]+)/$")


def sheet_of(handover: Handover, *, user: User, at: datetime) -> Sheet:
    """The sheet that was signed, else the one of this moment; of a signed one each sees the cases that they may see."""
    if handover.state in ("open", "blocked") or not handover.sheet:
        return gather(handover, by=user, at=at)
    sheet = thawed(handover.sheet)
    lines = {part: getattr(sheet, part) for part in PARTS}
    numbers = {_number(line) for part in lines.values() for line in part} - {""}
    seen = set(Ticket.objects.visible_to(user).filter(number__in=numbers).values_list("number", flat=True)) | {""}
    kept: dict[str, Any] = {name: [one for one in part if _number(one) in seen] for name, part in lines.items()}
    return replace(sheet, **kept)


def _number(line: Line) -> str:
    found = CASE.match(line.path)
    return found[1] if found else ""


def items_for(handover: Handover) -> list[dict[str, Any]]:
    """The checklist with what was counted."""
    return [
        one | {"told": told, "is_short": bool(told) and told["there"] < int(one.get("count") or 0)}
        for one in items_of(handover)
        for told in (handover.ticked.get(one["code"]),)
    ]


def facts_of(handover: Handover, *, user: User, at: datetime) -> dict[str, Any]:
    """Everything that the page of one handover shows."""
    sheet = sheet_of(handover, user=user, at=at)
    (place,) = on_duty([handover.unit], at=at)
    may_sign = user.may_at("sign_shift", handover.unit_id)
    kept = handover.answers
    goers = leaving(handover.unit, until_at=handover.until_at)
    return {
        "row": handover,
        "rule": handover.rule or HandoverRule.of(handover.unit_id),
        "sheet": sheet,
        "groups": [(mark, word, sheet.marked(mark)) for mark, word in Mark.choices],
        "items": items_for(handover),
        "place": place,
        "goers": [one for one in goers if one.pk != user.pk],
        "leavers": User.objects.filter(pk__in=handover.leavers),
        "questions": [(code, word, kept.get(code)) for code, word in Question.choices],
        "sorts": Note.choices,
        "events": [(one, WORDS.get(one.what, one.what)) for one in handover.events.select_related("by")],
        "moves": handover.moves.select_related("whose") if handover.is_done else [],
        "may_write": may_sign and handover.state in ("open", "blocked"),
        "may_note": may_sign and not handover.is_done,
        "may_take": may_sign and handover.state == "offered" and handover.out_by_id != user.pk,
        "may_unsign": may_sign and handover.state == "offered" and handover.out_by_id == user.pk,
        "may_overrule": user.may_at("overrule_shift", handover.unit_id)
        and handover.state == "blocked"
        and handover.out_by_id != user.pk,
        "rail_here": "handover",
    }


def chosen_place(user: User, places: list[Unit], key: str) -> Unit | None:
    """The place that was asked for, else one's own, else the one with the most open work."""
    asked = next((one for one in places if str(one.pk) == key), None)
    home = next((one for one in places if one.pk == user.home_id), None)
    return asked or home or _busiest(user, places)


def _busiest(user: User, places: list[Unit]) -> Unit | None:
    """Counted in three questions, however many places there are: of a hall its cases, of a desk what lies there."""
    seen = Ticket.objects.visible_to(user).open().exclude(status=Status.RESOLVED).order_by()
    count: Counter[UUID] = Counter()
    for way in ("unit", "queue", "handler__home"):
        here = seen.filter(**{f"{way}__in": places})
        count.update(dict(here.values_list(way).annotate(n=Count("pk"))))
    return max(places, key=lambda one: count[one.pk], default=None)
