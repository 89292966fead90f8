"""The categories as the knowledge names them: a code, and the way down the tree in words."""

from collections.abc import Mapping
from uuid import UUID

from tickets.models import Category


def topics(org_id: UUID) -> list[tuple[str, str]]:
    """Every active category of a company with its path: [("no-power", "故障报修 › 单户无电"), …]."""
    rows = list(Category.objects.filter(org_id=org_id, is_active=True))
    known = {row.pk: row for row in rows}
    return sorted(((row.code, _path(row, known)) for row in rows), key=lambda topic: topic[1])


def _path(row: Category, known: Mapping[UUID, Category]) -> str:
    parent = known.get(row.parent_id) if row.parent_id else None
    return f"{_path(parent, known)} › {row.name}" if parent else row.name


def with_ancestors(category: Category) -> list[str]:
    """The code of a category and of everything above it, nearest first."""
    codes = [category.code]
    while category.parent is not None:
        category = category.parent
        codes.append(category.code)
    return codes
