"""Boundaries of districts, feeders and transformers, brought in as GeoJSON and drawn without a map server."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from outages.models import GridBoundary, OutageArea
from servicedesk.lib.refusals import Invalid, NotAllowed

MOST_BYTES = 2_000_000
MOST_SHAPES, MOST_CORNERS = 500, 20_000
KINDS = (OutageArea.By.DISTRICT.value, OutageArea.By.FEEDER.value, OutageArea.By.TRANSFORMER.value)
WIDTH, HEIGHT, EDGE = 1040, 520, 12

Ring = list[list[float]]


@dataclass(frozen=True)
class Outline:
    """One boundary on the sheet: its path, where its name stands, how it stands."""

    by: str
    name: str
    path: str
    x: float
    y: float
    state: str


@transaction.atomic
def bring_in(org: Unit, raw: bytes, *, by: User, at: datetime) -> int:
    """Take the boundaries of a GeoJSON file in the place of those that there are; a faulty file changes nothing.

    Every feature says in its properties what it bounds: `by` (district, feeder, transformer) and `name`. Raises Invalid.
    """
    if not by.may("outage_rules") or org.pk not in by.orgs():
        raise NotAllowed("outage_rules")
    shapes = list(_shapes(_read(raw)))
    if len(shapes) > MOST_SHAPES or sum(len(ring) for _by, _name, rings in shapes for ring in rings) > MOST_CORNERS:
        raise _faulty(_("It is too detailed: at most %(shapes)d shapes with %(corners)d corners in all.") % _LIMITS)
    if len({(kind, name) for kind, name, _rings in shapes}) < len(shapes):
        raise _faulty(_("One part of the grid stands there twice."))
    GridBoundary.objects.filter(org=org).delete()
    GridBoundary.objects.bulk_create(
        GridBoundary(org=org, by=kind, value=name, rings=rings, made_at=at, made_by=by) for kind, name, rings in shapes
    )
    return len(shapes)


_LIMITS = {"shapes": MOST_SHAPES, "corners": MOST_CORNERS}


def _read(raw: bytes) -> list[Any]:
    if len(raw) > MOST_BYTES:
        raise _faulty(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000})
    try:
        told = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise _faulty(_("This is no GeoJSON file.")) from None
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list) or not features:
        raise _faulty(_("This is no GeoJSON file with features."))
    return features


def _shapes(features: Iterable[Any]) -> Iterable[tuple[str, str, list[Ring]]]:
    for line, feature in enumerate(features, start=1):
        facts = feature.get("properties") if isinstance(feature, dict) else None
        shape = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(facts, dict) or not isinstance(shape, dict):
            raise _faulty(_("Feature %(line)d has no properties or no geometry.") % {"line": line})
        kind, name = facts.get("by", ""), str(facts.get("name", "")).strip()[:80]
        if kind not in KINDS or not name:
            said = _("Feature %(line)d does not say what it bounds: by (district, feeder, transformer) and name.")
            raise _faulty(said % {"line": line})
        rings = _rings(shape)
        if not rings:
            raise _faulty(_("Feature %(line)d, “%(name)s”, has no closed outline.") % {"line": line, "name": name})
        yield kind, name, rings


def _rings(shape: dict[str, Any]) -> list[Ring]:
    """The outlines of a polygon or of several; empty where a corner is no place on earth."""
    told = shape.get("coordinates")
    parts = {"Polygon": [told], "MultiPolygon": told}.get(str(shape.get("type")))
    rings: list[Ring] = []
    try:
        for part in parts or []:
            for ring in part or []:
                corners = [[round(float(corner[0]), 6), round(float(corner[1]), 6)] for corner in ring]
                if len(corners) < 4 or not all(abs(x) <= 180 and abs(y) <= 90 for x, y in corners):
                    return []
                rings.append(corners)
    except (TypeError, ValueError, IndexError, KeyError):
        return []
    return rings


def _faulty(said: str) -> Invalid:
    return Invalid(said, fields={"file": said})


def outlines_of(org: Unit, state_of: Callable[[str, str], str]) -> list[Outline]:
    """Every boundary of a company on one sheet, the wider ones underneath."""
    rows = list(GridBoundary.objects.filter(org=org))
    corners = [corner for row in rows for ring in row.rings for corner in ring]
    if not corners:
        return []
    left, right = min(x for x, _y in corners), max(x for x, _y in corners)
    low, high = min(y for _x, y in corners), max(y for _x, y in corners)
    scale = min((WIDTH - 2 * EDGE) / max(right - left, 1e-6), (HEIGHT - 2 * EDGE) / max(high - low, 1e-6))

    def at(corner: list[float]) -> tuple[float, float]:
        return round(EDGE + (corner[0] - left) * scale, 1), round(EDGE + (high - corner[1]) * scale, 1)

    drawn = []
    for row in sorted(rows, key=lambda one: (KINDS.index(one.by), one.value)):
        rings = [[at(corner) for corner in ring] for ring in row.rings]
        path = " ".join("M" + " L".join(f"{x} {y}" for x, y in ring) + " Z" for ring in rings)
        middle = (
            round(sum(x for x, _y in rings[0]) / len(rings[0]), 1),
            round(sum(y for _x, y in rings[0]) / len(rings[0]), 1),
        )
        drawn.append(Outline(row.by, row.value, path, *middle, state_of(row.by, row.value)))
    return drawn
