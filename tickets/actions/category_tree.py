"""What administrators do to the tree of categories. Nothing is deleted; every change is a version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from servicedesk.lib.pinyin import word_initials
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.versions import OWN, Why, facts_of, write_versions
from tickets.category_checks import CODE, RESERVED, check_place, check_settings
from tickets.choosing import DIGITS
from tickets.model_category import DEEPEST
from tickets.models import Category, CategoryVersion, HallCategory

SETTABLE = frozenset(OWN) - {"position", "is_active"}


class Overtaken(Invalid):
    """Somebody else saved the category meanwhile."""

    code = "stale_version"
    status = 409


def allow(by: User, org_id: UUID) -> None:
    """Refuse unless `by` administers the company."""
    if not by.may_at("manage", org_id):
        raise NotAllowed("manage")


def held(category: Category) -> Category:
    """The category under its lock, with those above it."""
    rows = Category.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("org", "parent__parent__parent").get(pk=category.pk)


@transaction.atomic
def create(
    org: Unit, *, code: str, facts: Mapping[str, Any], by: User, at: datetime, parent: Category | None = None
) -> Category:
    """Add a category below `parent` (None: at the top), as the last one there."""
    allow(by, org.pk)
    if code in RESERVED or not CODE.fullmatch(code) or Category.objects.filter(org=org, code=code).exists():
        text = _("Its number is made of small letters, figures and dashes, and no other category has it.")
        raise Invalid(text, fields={"code": text})
    category = Category(org=org, code=code, parent=parent, position=_next_place(org, parent), version=1)
    check_place(category, parent)
    _set(category, {"kind": parent.kind if parent else ""} | dict(facts))
    check_settings({"name": category.name, "kind": category.kind})
    category.save(force_insert=True)
    write_versions([(category, {})], why=Why.CREATED, by=by, at=at)
    return category


@transaction.atomic
def change(
    category: Category, *, facts: Mapping[str, Any], by: User, at: datetime, version: int | None = None
) -> Category:
    """Change what a category says and asks. `version` is the one that was seen; another in between is refused."""
    allow(by, category.org_id)
    category = held(category)
    if version is not None and version != category.version:
        raise Overtaken(_("Somebody changed this category meanwhile. Look at it again; what you wrote is still here."))
    before = facts_of(category)
    _set(category, facts)
    _keep([(category, before)], why=Why.CHANGED, by=by, at=at)
    return category


@transaction.atomic
def move(category: Category, *, to: Category | None, by: User, at: datetime) -> Category:
    """Put a category, with all below it, under another one, as the last there."""
    allow(by, category.org_id)
    category = held(category)
    check_place(category, to)
    before = facts_of(category)
    category.parent, category.position = to, _next_place(category.org, to)
    _keep([(category, before)], why=Why.MOVED, by=by, at=at)
    return category


@transaction.atomic
def shift(category: Category, *, by_places: int, by: User, at: datetime) -> Category:
    """Let a category change places with its neighbour: -1 upwards, 1 downwards."""
    allow(by, category.org_id)
    row = list(Category.objects.filter(org_id=category.org_id, parent_id=category.parent_id, is_active=True))
    at_place = next(place for place, one in enumerate(row) if one.pk == category.pk)
    target = at_place + by_places
    if not 0 <= target < len(row):
        return category
    row[at_place], row[target] = row[target], row[at_place]
    changed = []
    for place, one in enumerate(row, start=1):
        if one.position != place:
            before = facts_of(one)
            one.position = place
            changed.append((one, before))
    _keep(changed, why=Why.ORDERED, by=by, at=at)
    return row[target]


@transaction.atomic
def retire(category: Category, *, by: User, at: datetime) -> list[Category]:
    """Take a category and all below it out of use. Requests that came in with it keep it; it can be taken back into use."""
    allow(by, category.org_id)
    branch = [held(category), *_below([category.pk])]
    changed = [(one, facts_of(one)) for one in branch if one.is_active]
    for one, _before in changed:
        one.is_active = False
    _keep(changed, why=Why.RETIRED, by=by, at=at)
    HallCategory.objects.filter(category__in=[one.pk for one, _before in changed]).delete()
    return [one for one, _before in changed]


@transaction.atomic
def revive(category: Category, *, by: User, at: datetime) -> Category:
    """Take a category back into use; the one above it has to be in use."""
    allow(by, category.org_id)
    category = held(category)
    check_place(category, category.parent)
    before = facts_of(category)
    category.is_active = True
    _keep([(category, before)], why=Why.REVIVED, by=by, at=at)
    return category


@transaction.atomic
def undo(category: Category, *, by: User, at: datetime) -> Category:
    """Take the last change back, which is a change as well: doing it twice brings the change back.

    What was retired together comes back together.
    """
    allow(by, category.org_id)
    last = category.versions.exclude(why=Why.INHERITED).order_by("-n").first()
    if last is None or not last.before:
        raise Invalid(_("There is no change to take back. A new category can be retired."))
    together = CategoryVersion.objects.filter(org_id=category.org_id, at=last.at, why=last.why, by=last.by)
    versions = [last] if last.why != Why.RETIRED else list(together.select_related("category"))
    changed = []
    for one in versions:
        row = held(one.category)
        before = facts_of(row)
        _restore(row, one.before, looked_at=last.why != Why.RETIRED)
        changed.append((row, before))
    _keep(changed, why=Why.UNDONE, by=by, at=at)
    return next(row for row, _before in changed if row.pk == category.pk)


def _restore(category: Category, facts: Mapping[str, Any], *, looked_at: bool) -> None:
    above = facts.get("parent", "")
    parent = Category.objects.with_line().filter(org_id=category.org_id, code=above).first() if above else None
    if looked_at:  # what was retired together stands where it stood, and comes back with what is above it
        check_place(category, parent)
    category.parent = parent
    _set(category, facts)
    category.position = facts.get("position", category.position)
    category.is_active = facts.get("is_active", True)


@transaction.atomic
def give_digits(hall: Unit, categories: Sequence[Category], *, by: User) -> None:
    """Put categories on the digits 1 to 9 of a hall, in this order; none: the hall has the company's first nine."""
    allow(by, hall.org_id or hall.pk)
    unique = list(dict.fromkeys(categories))[:DIGITS]
    if any(one.org_id != hall.org_id or not one.is_active for one in unique):
        raise Invalid(_("It can stand only under a category of the company that is in use."))
    HallCategory.objects.filter(hall=hall).delete()
    HallCategory.objects.bulk_create(
        HallCategory(org_id=hall.org_id or hall.pk, hall=hall, category=one, digit=digit)
        for digit, one in enumerate(unique, start=1)
    )


def _set(category: Category, facts: Mapping[str, Any]) -> None:
    wanted = {name: value for name, value in facts.items() if name in SETTABLE}
    check_settings(({"hazards": category.hazards} if "questions" in wanted else {}) | wanted)
    for name, value in wanted.items():
        setattr(category, name, value.strip() if isinstance(value, str) else value)
    category.initials = word_initials(category.name)


def _keep(changed: Sequence[tuple[Category, dict[str, Any]]], *, why: str, by: User, at: datetime) -> None:
    """Save what is different, and write down how; what is as before leaves no trace."""
    real = [(one, before) for one, before in changed if facts_of(one) != before]
    for one, _before in real:
        one.version += 1
        one.save()
    write_versions(real, why=why, by=by, at=at)


def _next_place(org: Unit, parent: Category | None) -> int:
    last = Category.objects.filter(org=org, parent=parent, is_active=True).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _below(keys: Sequence[UUID]) -> list[Category]:
    found: list[Category] = []
    row = list(keys)
    for _level in range(DEEPEST):
        children = list(Category.objects.filter(parent__in=row).select_related("parent__parent__parent"))
        found += children
        row = [one.pk for one in children]
    return found
