"""What the outgoing person does: a sentence for each case that presses, the checklist, the signature."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actions import tell
from accounts.models import User
from shifts.actions.spine import held_of, step
from shifts.duty import leaving, on_duty
from shifts.lifecycle import MOVES
from shifts.models import Handover, HandoverRule, HandoverWord
from shifts.refusals import SamePerson, WordsMissing
from shifts.sheet import gather
from tickets.models import Ticket

MOST_THERE = 9999


@transaction.atomic
def fill(
    handover: Handover, *, words: Mapping[UUID, str], ticked: Mapping[str, tuple[int, str]], by: User, at: datetime
) -> Handover:
    """Leave a sentence about each of these cases, and write down what is there of the checklist: how many, and a remark.

    Written again it is replaced, until somebody has signed. Cases that `by` may not see and unknown items are left out.
    """
    held = step(handover, "fill", by=by, at=at, is_told=False)
    said = {pk: " ".join(text.split())[:300] for pk, text in words.items()}
    for ticket in Ticket.objects.visible_to(by).filter(org=held.org_id, pk__in=[pk for pk in said if said[pk]]):
        facts = {"org_id": held.org_id, "text": said[ticket.pk], "by": by, "at": at}
        HandoverWord.objects.update_or_create(handover=held, ticket=ticket, defaults=facts)
    known = {one["code"] for one in items_of(held)}
    for code in known & ticked.keys():
        there, remark = ticked[code]
        told = {"there": max(0, min(there, MOST_THERE)), "remark": remark.strip()[:100], "by": by.name}
        held.ticked[code] = told | {"at": at.isoformat()}
    held.save(update_fields=["ticked"])
    return held


def items_of(handover: Handover) -> list[dict[str, Any]]:
    """The checklist by which this handover goes."""
    rule = handover.rule or HandoverRule.of(handover.unit_id)
    return list(rule.items)


def lacking(handover: Handover) -> list[str]:
    """The things of which less is there than has to be."""
    return [
        str(one["text"])
        for one in items_of(handover)
        if one["code"] in handover.ticked and handover.ticked[one["code"]]["there"] < int(one.get("count") or 0)
    ]


@transaction.atomic
def sign(
    handover: Handover,
    *,
    by: User,
    at: datetime,
    remark: str = "",
    leavers: list[UUID] | None = None,
    version: int | None = None,
) -> Handover:
    """Sign for handing over: the sheet freezes as it is now. `leavers`: whose work moves beside one's own.

    Raises WordsMissing, SheetChanged, CannotNow.
    """
    held = held_of(handover)
    sheet = gather(held, by=by, at=at)
    unseen = [str(one["text"]) for one in items_of(held) if one["code"] not in held.ticked]
    if held.state in MOVES["sign"].start and (sheet.wordless or unseen):
        raise WordsMissing([one.label for one in sheet.wordless], unseen)
    go = {one.pk for one in leaving(held.unit, until_at=held.until_at)} & set(leavers or [])
    told: dict[str, Any] = {"out_by": by, "out_at": at, "remark": remark.strip()[:1000], "sheet": sheet.frozen()}
    told |= {"leavers": [str(by.pk), *sorted(str(pk) for pk in go - {by.pk})], "answers": {}}
    told |= {"overruled_by": None, "overruled_at": None, "overrule_reason": ""}
    facts = {"cases": sheet.total, "lacking": lacking(held)}
    held = step(held, "sign", by=by, at=at, version=version, facts=facts, **told)
    _tell_next(held, by=by, at=at)
    return held


def _tell_next(held: Handover, *, by: User, at: datetime) -> None:
    (place,) = on_duty([held.unit], at=max(at, held.until_at))
    people = {one.person.pk: one.person for one in [*place.now, *place.next] if one.person and one.person.pk != by.pk}
    facts = {"by": by.name, "unit": held.unit.name, "count": held.sheet["total"]}
    key = f"handover:{held.pk}:{held.version}"
    tell(people.values(), key=key, what="shift_offered", at=at, path=f"/handover/{held.pk}/", facts=facts)


@transaction.atomic
def unsign(handover: Handover, *, by: User, at: datetime, version: int | None = None) -> Handover:
    """Take one's signature back while nobody has taken over. Raises SamePerson for somebody else's."""
    held = step(handover, "unsign", by=by, at=at, version=version)
    if held.out_by_id != by.pk and not by.may_at("overrule_shift", held.unit_id):
        raise SamePerson
    return held
