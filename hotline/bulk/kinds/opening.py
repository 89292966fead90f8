"""Requests that begin now: the rules, clocks and texts of the desk, a batch at a time."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Unit
from customers.models import Customer, SupplyPoint
from hotline.actions.once import digest_of
from hotline.bulk.kinds.people import Pair, known_people
from hotline.bulk.rows import Good, Result, known, made, refused
from hotline.model_bulk import ImportJob
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from tickets.actions.register_many import Taken, Wish, register_many
from tickets.faces import face_of
from tickets.intake import Intake
from tickets.models import Category
from tickets.refusals import SameNumberOtherContent

PLAIN = ("contact_name", "contact_phone", "address", "title", "description", "area", "level")


def take_open(job: ImportJob, rows: Sequence[Good], at: datetime) -> list[Result]:
    """Register them as the desk would, each once under its number."""
    found = Found(job, rows)
    done: dict[int, Result] = {}
    wishes: dict[str, tuple[Good, Wish]] = {}
    for good in rows:
        try:
            if good["external_number"] in wishes:
                raise SameNumberOtherContent
            wishes[good["external_number"]] = (good, found.wish(good))
        except Refusal as refusal:
            done[good.row.n] = refused(good.row, refusal)
    taken = register_many([wish for _good, wish in wishes.values()], by=job.by, at=at)
    for (good, _wish), one in zip(wishes.values(), taken, strict=True):
        done[good.row.n] = _told(good, one)
    return [done[good.row.n] for good in rows]


def _told(good: Good, one: Taken | Refusal) -> Result:
    if isinstance(one, Refusal):
        return refused(good.row, one)
    return made(good, one.ticket.number) if one.is_new else known(good, one.ticket.number)


class Found:
    """What the rows of a batch name, asked for once: halls, categories, accounts, people. Only what `by` may see is there."""

    def __init__(self, job: ImportJob, rows: Sequence[Good]) -> None:
        self.job, by = job, job.by
        halls = Unit.objects.filter(org=job.org_id, kind=Unit.Kind.HALL, is_active=True).select_related("org")
        self.halls = {hall.code: hall for hall in halls}
        kinds = Category.objects.filter(org=job.org_id, is_active=True, children__isnull=True).select_related("org")
        self.categories: dict[str, Category] = {}
        for one in kinds:
            self.categories[one.name], self.categories[one.code] = one, one
        numbers = {good["account_number"] for good in rows} - {""}
        points = SupplyPoint.objects.visible_to(by).filter(org=job.org_id, account_number__in=numbers)
        self.points = {point.account_number: point for point in points}
        pairs = {(good["contact_name"], good["contact_phone"]) for good in rows}
        self.people: dict[Pair, Customer] = known_people(
            job.org_id, pairs, among=Customer.objects.visible_to(by).listed()
        )
        self.questions: dict[str, set[str]] = {}

    def wish(self, good: Good) -> Wish:
        """The request that a row tells. Raises Invalid, NotAllowed."""
        hall = self._named(self.halls, good, "hall", self.job.hall)
        if not self.job.by.may_at("register", hall.pk):
            raise NotAllowed("register")
        category: Category = self._named(self.categories, good, "category", None)
        told = {name: good[name] for name in PLAIN}
        answers = self._answers(good, category)
        intake = Intake(
            category=category,
            supply_point=self._named(self.points, good, "account_number", None),
            customer=self.people.get((good["contact_name"], good["contact_phone"])),
            answers=answers,
            channel=good["channel"] or "import",
            source=self.job.source,
            external_number=good["external_number"],
            digest=digest_of(good.facts, answers),
            **told,
        )
        return Wish(intake, hall)

    def _named(self, known_ones: dict[str, Any], good: Good, name: str, otherwise: Any) -> Any:
        if not good[name]:
            return otherwise
        if good[name] not in known_ones:
            said = _("There is no “%(name)s” that you could name.") % {"name": good[name]}
            raise Invalid(said, fields={name: said})
        return known_ones[good[name]]

    def _answers(self, good: Good, category: Category) -> dict[str, str]:
        if category.code not in self.questions:
            self.questions[category.code] = {one.code for one in face_of(category).questions}
        given = _written(good["answers"]) | good.row.answers
        strange = _first(code for code in given if code not in self.questions[category.code])
        if strange:
            said = _("There is no such question.")
            raise Invalid(said, fields={f"answers.{strange}": said})
        return given


def _written(text: str) -> dict[str, str]:
    """Answers in one cell, as a JSON object."""
    if not text:
        return {}
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or any(not isinstance(value, str) for value in told.values()):
        said = _("Answers are a JSON object of texts, or columns “answers.<code>”.")
        raise Invalid(said, fields={"answers": said})
    return {str(code): value[:200] for code, value in told.items()}


def _first(found: Iterable[str]) -> str:
    return next(iter(found), "")
