"""Every change of a category is a version; a case is pinned to the one that it was registered with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from accounts.models import User
from accounts.standing import kept
from tickets.faces import INHERITED, face_of
from tickets.models import Category, CategoryVersion

Why = CategoryVersion.Why
OWN = ("name", "name_en", "kind", "position", *INHERITED, "is_active")


def facts_of(category: Category) -> dict[str, Any]:
    """The category's own settings, as its history tells them."""
    above = category.parent.code if category.parent else ""
    return {"parent": above} | {name: getattr(category, name) for name in OWN}


def write_versions(
    changed: Sequence[tuple[Category, dict[str, Any]]], *, why: str, by: User | None, at: datetime
) -> list[CategoryVersion]:
    """Write a version of each category that is different from what it was before; they are locked by the caller."""
    rows = [(one, before, facts_of(one)) for one, before in changed]
    real = [(one, before, after) for one, before, after in rows if before != after]
    last = _last_numbers([one for one, _before, _after in real])
    return CategoryVersion.objects.bulk_create(
        CategoryVersion(
            org_id=one.org_id,
            category=one,
            n=last.get(one.pk, 0) + 1,
            at=at,
            by=by,
            why=why,
            before=before,
            after=after,
            face=face_of(one).kept(),
        )
        for one, before, after in real
    )


def _last_numbers(categories: Sequence[Category]) -> dict[object, int]:
    rows = CategoryVersion.objects.filter(category__in=[one.pk for one in categories])
    return dict(rows.order_by().values("category").annotate(last=Max("n")).values_list("category", "last"))


def version_for(category: Category, *, at: datetime) -> CategoryVersion:
    """The version that holds now. What changed further up since the last one becomes a version here."""
    last, face = kept(("category_version", category.pk), lambda: _last(category)), face_of(category).kept()
    if last is not None and last.face == face:
        return last
    # No key of it changes: whoever registers a case of this category meanwhile need not wait for us.
    held = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
    last = _last(held)
    if last is not None and last.face == face:
        return last
    facts = facts_of(category)
    return CategoryVersion.objects.create(
        org_id=category.org_id,
        category=category,
        n=last.n + 1 if last else 1,
        at=at,
        why=Why.INHERITED if last else Why.CREATED,
        before=facts if last else {},
        after=facts,
        face=face,
    )


def _last(category: Category) -> CategoryVersion | None:
    return CategoryVersion.objects.filter(category=category).order_by("-n").first()
